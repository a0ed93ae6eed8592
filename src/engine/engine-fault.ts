/** Something of ours broke down. INTERNAL: nothing has changed. OUTCOME_UNKNOWN: it may have. */
export class EngineFault extends Error {
  override readonly name = 'EngineFault';
  readonly code: 'INTERNAL' | 'OUTCOME_UNKNOWN';

  constructor(code: EngineFault['code'], options: ErrorOptions) {
    super(messages[code], options);
    this.code = code;
  }
}

const messages = {
  INTERNAL: 'The command broke down inside Junjo and has changed nothing.',
  OUTCOME_UNKNOWN:
    'The connection to the database was lost during the commit, so the command may have taken effect or not. Repeat it with the same idempotency key to find out.',
} as const;
