/**
 * Turns at the event loop. A command may touch 200,000 rows; all others who are served by this
 * process should not wait for it. Long work therefore comes in portions of some milliseconds, and
 * between them whoever waits has a turn: requests are read, reads are answered, and commands
 * collect for the next batch. The transaction stays open meanwhile, and nothing else enters it.
 */
import type { SqlReader, SqlWriter } from '../store/port.ts';

export class Turns {
  #since = performance.now();

  /** Resolves at once, or when all others had a turn if the last was some time ago. */
  async give(): Promise<void> {
    if (!this.areDue()) return;
    await nextTurn();
    this.#since = performance.now();
  }

  /**
   * Does all steps. A few are done at once, however long they take, so that what is short is never
   * overtaken by what comes after it; between many others have their turns.
   */
  through<Result>(steps: Generator<undefined, Result, void>): Result | Promise<Result> {
    for (let count = 0; ; count += 1) {
      const step = steps.next();
      if (step.done === true) return step.value;
      if (count >= stepsAtOnceCount && this.areDue()) return this.#goOn(steps);
    }
  }

  async #goOn<Result>(steps: Generator<undefined, Result, void>): Promise<Result> {
    for (;;) {
      await this.give();
      const step = steps.next();
      if (step.done === true) return step.value;
    }
  }

  /** Whether the last was some time ago. */
  areDue(): boolean {
    return performance.now() - this.#since >= turnMs;
  }

  /** The same target of statements, with a turn for others before each of them. */
  between(target: SqlReader & SqlWriter): SqlReader & SqlWriter {
    return {
      query: async (sql, parameters) => {
        await this.give();
        return await target.query(sql, parameters);
      },
      write: async (sql, parameters) => {
        await this.give();
        await target.write(sql, parameters);
      },
    };
  }
}

/** How long a portion of work takes before others have their turn; a statement adds its own time. */
const turnMs = 10;

const stepsAtOnceCount = 20;

/** Resolves when all others had a turn at the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
