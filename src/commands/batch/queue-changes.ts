/** What the commands of a batch add to the queues of kinds, so that one statement adds it all. */
import { noQueueChange, type QueueChange } from '../../domain/kind-queue.ts';

type Count = keyof QueueChange;

export class QueueChanges {
  readonly #changes = new Map<string, Record<Count, number>>();
  /** How those were that have changed since `begin`; undefined for what was not there. */
  #undo = new Map<string, QueueChange | undefined>();

  add(kind: string, count: Count, step: number): void {
    let change = this.#changes.get(kind);
    if (!this.#undo.has(kind)) this.#undo.set(kind, change && { ...change });
    if (change === undefined) {
      change = { ...noQueueChange };
      this.#changes.set(kind, change);
    }
    change[count] += step;
  }

  /** By kind, what is not nothing. */
  entries(): readonly (readonly [string, QueueChange])[] {
    return [...this.#changes].filter(([, change]) => Object.values(change).some((n) => n !== 0));
  }

  /** From here on, `rollback` leads back to here. */
  begin(): void {
    this.#undo = new Map();
  }

  rollback(): void {
    for (const [kind, before] of this.#undo) {
      if (before === undefined) this.#changes.delete(kind);
      else this.#changes.set(kind, { ...before });
    }
    this.#undo = new Map();
  }
}
