/**
 * Counting anew what runs, after a Limit was set or removed: a kind or key that one Limit held for is
 * then held by another, or by none. It costs what runs and what is closed, not what is waiting.
 */
import { type LimitScope, subjectOf } from '../../domain/limit.ts';
import { limitUseId } from '../../domain/limit-use.ts';
import { inPortions } from '../../domain/portions.ts';
import { Needs, type Step } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { limitedOf, settleLane, settleStanding } from './slots.ts';

/** Counts for the Limits of one scope; of the Topic, the command has to be alone in its batch. */
export function* recountUses(set: WorkingSet, scope: LimitScope): Generator<Step, void, void> {
  set.limits.forget();
  const needs = new Needs();
  needs.unitsInState.push({ of: 'TOPIC', id: set.topic.id, state: 'RUNNING' });
  needs.limitUses.areThoseInUseWanted = true;
  yield needs;
  const runningCounts = countRunning(set, scope);
  const uses = [...set.limits.uses.values()].filter((use) => use.scope === scope);
  yield* inPortions(uses, (use) => {
    const limit = set.limits.governing(scope, use.subject);
    if (limit?.id !== use.limitId) {
      set.limits.uses.remove(use);
      // What it kept closed may start now, unless what holds from now on closes it as well.
      if (use.isClosed === 1) set.openedUses.push(use);
      return;
    }
    const runningCount = runningCounts.get(use.subject) ?? 0;
    runningCounts.delete(use.subject);
    if (use.runningCount !== runningCount) set.limits.uses.change(use, { runningCount });
    settleStanding(set, limit, use);
  });
  yield* inPortions(runningCounts, ([subject, runningCount]) => {
    const limit = set.limits.governing(scope, subject);
    if (limit === undefined || set.limits.uses.has(limitUseId(limit.id, subject))) return;
    const use = set.limits.insertUse(limit, subject);
    set.limits.uses.change(use, { runningCount });
    settleStanding(set, limit, use);
  });
  if (scope === 'KEY') yield* inPortions(set.lanes.values(), (lane) => settleLane(set, lane));
}

/** How many Units run of each subject of the scope. */
function countRunning(set: WorkingSet, scope: LimitScope): Map<string, number> {
  const counts = new Map<string, number>();
  for (const unit of set.units.values()) {
    if (unit.state !== 'RUNNING') continue;
    const subject = subjectOf(scope, limitedOf(set, unit));
    counts.set(subject, (counts.get(subject) ?? 0) + 1);
  }
  return counts;
}
