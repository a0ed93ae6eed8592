/** What the commands of a batch add to the queues of kinds, so that one statement adds it all. */
import { noQueueChange, type QueueChange } from '../../domain/kind-queue.ts';

type Count = keyof QueueChange;

export class QueueChanges {
  readonly #kinds = new Map<string, KindChange>();
  /** Those that have changed since `begin`. */
  #lately: KindChange[] = [];

  add(kind: string, count: Count, step: number): void {
    let change = this.#kinds.get(kind);
    if (change === undefined) {
      change = { counts: { ...noQueueChange }, before: undefined };
      this.#kinds.set(kind, change);
    }
    if (change.before === undefined) {
      change.before = { ...change.counts };
      this.#lately.push(change);
    }
    change.counts[count] += step;
  }

  /** By kind, what is not nothing. */
  entries(): readonly (readonly [string, QueueChange])[] {
    return [...this.#kinds]
      .filter(([, { counts }]) => Object.values(counts).some((count) => count !== 0))
      .map(([kind, { counts }]) => [kind, counts] as const);
  }

  /** From here on, `rollback` leads back to here. */
  begin(): void {
    for (const change of this.#lately) change.before = undefined;
    if (this.#lately.length > 0) this.#lately = [];
  }

  rollback(): void {
    for (const { counts, before } of this.#lately) Object.assign(counts, before);
    this.begin();
  }
}

interface KindChange {
  readonly counts: Record<Count, number>;
  /** How they were at `begin`, if they have changed since. */
  before: QueueChange | undefined;
}
