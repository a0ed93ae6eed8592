/** Makes a repeated command take effect once: same key and same input is answered as the first time. */
export interface Idempotency {
  readonly key: string;
  /** SHA-256 of the input. */
  readonly inputHash: string;
}

/** How a command with an idempotency key was answered, as it is stored; `outcome` is JSON text. */
export interface IdempotencyRecord {
  readonly key: string;
  /** The id of a Topic, or "" for a command outside any Topic. */
  readonly scope: string;
  readonly command: string;
  readonly inputHash: string;
  readonly outcome: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}
