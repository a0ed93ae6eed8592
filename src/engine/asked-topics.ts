import { seenEveryMs } from '../domain/worker.ts';

/**
 * In which Topics somebody has asked of late. Whoever claims from several is seen in all of them,
 * and hears what is asked of it in any, also in those that have nothing to claim.
 */
export class AskedTopics {
  readonly #askedAt = new Map<string, number>();

  /** Those of the Topics that have not heard of it for some time. */
  listDue(topicIds: readonly string[], now: number): readonly string[] {
    return topicIds.filter((id) => now - (this.#askedAt.get(id) ?? never) >= seenEveryMs);
  }

  note(topicIds: readonly string[], now: number): void {
    for (const id of topicIds) this.#askedAt.set(id, now);
  }

  /** Something new is asked there. */
  forget(topicId: string): void {
    this.#askedAt.delete(topicId);
  }
}

const never = Number.NEGATIVE_INFINITY;
