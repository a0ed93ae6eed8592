/**
 * Breaks a connection off whose other end says nothing any more. Statements are sent without waiting
 * for each other, so it is from one answer to the next that the time is measured, and not from when a
 * statement was sent.
 */
import type pg from 'pg';

export class AnswerWatch {
  readonly #client: pg.PoolClient;
  readonly #answerMs: number;
  #awaitedCount = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param answerMs after how long without an answer, milliseconds */
  constructor(client: pg.PoolClient, answerMs: number) {
    this.#client = client;
    this.#answerMs = answerMs;
  }

  /** Resolves and rejects as the answer does; the latter also when the connection is broken off. */
  async over<Answer>(answer: Promise<Answer>): Promise<Answer> {
    this.#awaitedCount += 1;
    this.#timer ??= setTimeout(() => this.#client.connection.stream.destroy(), this.#answerMs);
    try {
      return await answer;
    } finally {
      this.#awaitedCount -= 1;
      if (this.#awaitedCount > 0) this.#timer.refresh();
      else {
        clearTimeout(this.#timer);
        this.#timer = undefined;
      }
    }
  }
}
