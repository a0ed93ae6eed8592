/** The Tasks and Units of a plan, as the reference knows them before anything has happened. */
import { kinds, type TaskPlan, type UnitPlan } from './actions.ts';
import { joinOver, keysBefore } from './commands.ts';
import type { ReferenceTask, ReferenceUnit } from './reference-rules.ts';

/** @param nextSequence numbers the Units in the order of their submission */
export function referenceTasksOf(
  plans: readonly TaskPlan[],
  nextSequence: () => number,
): readonly ReferenceTask[] {
  return plans.map((plan, index) => ({
    key: `t${index}`,
    dependsOn: keysBefore('t', plan.dependsOn, index),
    join: joinOver(plan, keysBefore('t', plan.dependsOn, index)),
    tolerateCount: plan.tolerateCount,
    state: 'PENDING',
    isCascading: false,
    wasOpened: false,
    hold: undefined,
    units: plan.units.map((unit, place) =>
      referenceUnitOf(unit, `u${place}`, {
        dependsOn: keysBefore('u', unit.dependsOn, place),
        sequence: nextSequence(),
      }),
    ),
  }));
}

/** A Unit as the reference knows it before anything has happened. */
export function referenceUnitOf(
  unit: UnitPlan,
  key: string,
  { dependsOn, sequence }: { readonly dependsOn: readonly string[]; readonly sequence: number },
): ReferenceUnit {
  return {
    key,
    kind: kinds[unit.kind] ?? '',
    dependsOn,
    join: joinOver(unit, dependsOn),
    isCascading: false,
    maxAttempts: unit.maxAttempts,
    attemptTimeoutMs: unit.attemptTimeoutMs,
    state: 'PENDING',
    priority: 0,
    attempt: 0,
    failureCount: 0,
    lossCount: 0,
    lease: undefined,
    endings: new Map<number, string>(),
    readyAt: 0,
    availableAt: undefined,
    resumeAt: undefined,
    isPausedByWorker: false,
    sequence,
    hasStarted: false,
    isRemoved: false,
  };
}
