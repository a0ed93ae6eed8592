/**
 * What follows from a Topic, Job or Task that is held or goes on. The READY Units of a held Job or
 * Task have no rank, so that claims never come upon them; those that go on get the rank that they
 * would have had. The Units of a Topic keep their ranks: nothing is claimed from it as a whole.
 */
import { inPortions } from '../../domain/portions.ts';
import type { Unit } from '../../domain/unit.ts';
import { ensure, type Needs, type Step } from '../batch/needs.ts';
import type { HoldChange, WorkingSet } from '../batch/working-set.ts';
import { rankAnew } from '../claim/rank-unit.ts';
import { giveBack } from './give-back.ts';

export function* followHolds(
  set: WorkingSet,
  changes: readonly HoldChange[],
): Generator<Step, void, void> {
  // What is loaded by its state is what the batch began with; the set knows what has come since.
  yield* ensure((needs) => {
    for (const change of changes) addUnits(set, change, needs);
    return needs.unitsInState.length > 0 || needs.isEveryGroupNeeded;
  });
  const changeOf = new Map(changes.map((change) => [change.id, change]));
  yield* inPortions(set.units.values(), (unit) => {
    for (const id of [unit.taskId, unit.jobId, unit.topicId]) {
      const change = changeOf.get(id);
      if (change !== undefined) follow(set, unit, change);
    }
  });
}

function addUnits(set: WorkingSet, { of, id, interruption }: HoldChange, needs: Needs): void {
  if (interruption !== undefined) needs.unitsInState.push({ of, id, state: 'RUNNING' });
  if (of !== 'TOPIC') needs.unitsInState.push({ of, id, state: 'READY' });
  else if (set.topic.pausedAt === null) {
    // The hint of the commit counts what it has seen, and has to wake those who wait.
    needs.isEveryGroupNeeded = true;
  }
}

function follow(set: WorkingSet, unit: Unit, { of, interruption }: HoldChange): void {
  if (unit.state === 'RUNNING' && interruption !== undefined) {
    giveBack(set, unit, { action: 'interrupt', outcome: 'INTERRUPTED', asked: interruption });
  } else if (unit.state === 'READY' && of !== 'TOPIC') {
    rankAnew(set, unit);
  }
}
