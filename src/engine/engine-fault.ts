/** Something of ours broke down. Nothing has changed, but for OUTCOME_UNKNOWN: then it may have. */
export class EngineFault extends Error {
  override readonly name = 'EngineFault';
  readonly code: 'INTERNAL' | 'DATABASE_UNAVAILABLE' | 'OUTCOME_UNKNOWN';

  constructor(code: EngineFault['code'], options: ErrorOptions) {
    super(messages[code], options);
    this.code = code;
  }
}

const messages = {
  INTERNAL: 'The command broke down inside Junjo and has changed nothing.',
  DATABASE_UNAVAILABLE:
    'The database could not be reached for some time. The command has changed nothing; try again in a moment.',
  OUTCOME_UNKNOWN:
    'The connection to the database was lost during the commit, so the command may have taken effect or not. Repeat it with the same idempotency key to find out.',
} as const;
