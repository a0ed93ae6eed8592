/** The Job of a plan, as the reference knows it before anything has happened. */
import {
  type ConditionPlan,
  type JobPlan,
  type JoinPlan,
  kinds,
  type TaskPlan,
  type UnitPlan,
} from './job-plans.ts';
import { rulesFrom } from './reference-attempts.ts';
import type {
  ReferenceCondition,
  ReferenceJob,
  ReferenceJoin,
  ReferenceNode,
  ReferenceTask,
  ReferenceUnit,
} from './reference-nodes.ts';

export function plannedJob(plan: JobPlan, now: number): ReferenceJob {
  const { cancelsRest, says, tasks, key, startsInMs, finishesInMs } = plan;
  return {
    id: '',
    key,
    startAt: startsInMs === undefined ? undefined : now + startsInMs,
    finishBy: finishesInMs === undefined ? undefined : now + finishesInMs,
    cancelsRest,
    // What nobody says is drawn by lot, which the reference could not know.
    says: { ...says, retry: { backoff: 'FIXED', delayMs: 1_000, ...says.retry, jitter: 'NONE' } },
    context: { hot: true },
    state: 'RUNNING',
    priority: 0,
    hold: undefined,
    tasks: tasks.map((task, index) =>
      plannedTask(task, `t${index}`, keysBefore('t', task.dependsOn, index)),
    ),
  };
}

export function plannedTask(
  task: TaskPlan,
  key: string,
  dependsOn: readonly string[],
): ReferenceTask {
  return {
    ...plannedNode(key, dependsOn, task),
    condition: conditionOver(task.condition, dependsOn, []),
    tolerateCount: task.tolerateCount,
    says: task.says,
    wasOpened: false,
    hold: undefined,
    units: task.units.map((unit, place) => {
      const unitsBefore = keysBefore('u', unit.dependsOn, place);
      return plannedUnit(unit, `u${place}`, { before: dependsOn, dependsOn: unitsBefore });
    }),
  };
}

export function plannedUnit(
  unit: UnitPlan,
  key: string,
  keys: { readonly before: readonly string[]; readonly dependsOn: readonly string[] },
): ReferenceUnit {
  return {
    ...plannedNode(key, keys.dependsOn, unit),
    condition: conditionOver(unit.condition, keys.before, keys.dependsOn),
    ...plannedAttempts(),
    kind: kinds[unit.kind] ?? '',
    says: unit.says,
  };
}

function plannedNode(
  key: string,
  dependsOn: readonly string[],
  { join, handles }: { readonly join: JoinPlan; readonly handles: boolean },
): Omit<ReferenceNode, 'condition'> {
  return {
    id: '',
    key,
    dependsOn,
    join: joinOver(join, dependsOn),
    isMet: false,
    handles: handles && dependsOn.length > 0,
    state: 'PENDING',
    isCascading: false,
  };
}

/** A Unit that nobody has tried. */
function plannedAttempts(): Omit<ReferenceUnit, 'kind' | 'says' | keyof ReferenceNode> {
  return {
    rules: rulesFrom([]),
    output: undefined,
    failureCode: '',
    priority: 0,
    attempt: 0,
    failureCount: 0,
    lossCount: 0,
    lease: undefined,
    endings: new Map<number, string>(),
    readyAt: 0,
    availableAt: undefined,
    startBy: undefined,
    deadlineAt: undefined,
    begunAt: undefined,
    resumeAt: undefined,
    isPausedByWorker: false,
  };
}

function keysBefore(prefix: string, places: readonly number[], index: number): readonly string[] {
  return index === 0 ? [] : [...new Set(places.map((place) => `${prefix}${place % index}`))];
}

/** A join that can be satisfied: a count within the predecessors, and a failure of one of them. */
function joinOver(join: JoinPlan, keys: readonly string[]): ReferenceJoin {
  const kind = keys.length === 0 ? 'ALL_SUCCEEDED' : join.kind;
  return { kind, count: 1 + (join.count % Math.max(1, keys.length)) };
}

/** What comes first in its Task sees the Tasks before, all others the Units before. */
function conditionOver(
  plan: ConditionPlan | undefined,
  tasksBefore: readonly string[],
  unitsBefore: readonly string[],
): ReferenceCondition | undefined {
  if (plan === undefined) return undefined;
  const { look, onFalse, unit } = plan;
  const [firstUnit] = unitsBefore;
  const [firstTask] = tasksBefore;
  const keys = firstTask === undefined ? [] : [firstTask, `u${unit}`];
  return { look, onFalse, keys: firstUnit === undefined ? keys : [firstUnit] };
}
