import type { LimitUse } from '../../domain/limit-use.ts';
import { ensure, type Needs } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';

/**
 * A kind, or the Topic, can start something again: what of it can be claimed is looked up, because the
 * hint of the commit counts what the batch has seen, and has to wake those who wait.
 */
export function* seeWhatOpened(
  set: WorkingSet,
  uses: readonly LimitUse[],
): Generator<Needs, void, void> {
  if (set.topic.pausedAt !== null) return;
  yield* ensure((needs) => {
    for (const { scope, subject } of uses) {
      if (scope === 'TOPIC') needs.isEveryGroupNeeded = true;
      if (scope === 'KIND') needs.groupsOfKinds.add(subject);
    }
    return needs.isEveryGroupNeeded || needs.groupsOfKinds.size > 0;
  });
}
