/**
 * The conditions of Units and Tasks, looked at once what they wait for has come about: over the
 * Job's payload, context and labels, and what those before them have put out.
 */
import {
  type ConditionAnswer,
  type ConditionVariables,
  evaluateCondition,
  needsInputs,
  readCondition,
} from '../../domain/condition.ts';
import type { Job } from '../../domain/job.ts';
import type { NodeRules, SkipKind } from '../../domain/readiness.ts';
import type { Task } from '../../domain/task.ts';
import type { Unit } from '../../domain/unit.ts';
import { ensure, type Needs } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';

/** MET: it can start. Otherwise it does not, and that has a code and a sentence. */
export type Verdict = { readonly kind: 'MET' } | Unmet;

export interface Unmet {
  readonly kind: 'UNMET';
  readonly code: 'CONDITION_FALSE' | 'CONDITION_FAULT';
  readonly message: string;
}

/** Whether the node has a condition that was not yet seen to hold. */
export function isConditional({ when, conditionMetAt }: NodeRules): boolean {
  return when !== null && conditionMetAt === null;
}

/** Has loaded what the conditions of these Units look at; those without one need nothing. */
export function* ensureInputsOfUnits(
  set: WorkingSet,
  units: readonly Unit[],
): Generator<Needs, void, void> {
  const looking = units.filter((unit) => isConditional(unit) && looksAtInputs(unit));
  if (looking.length === 0) return;
  yield* ensure((needs) => {
    for (const { id } of looking)
      if (!set.predecessorUnits.has(id)) needs.predecessorsOfUnits.add(id);
    return needs.predecessorsOfUnits.size > 0;
  });
  // A Unit that comes first in its Task sees what the Tasks before have put out.
  const first = looking.filter(({ predecessorCount }) => predecessorCount === 0);
  yield* ensureOutputsBefore(
    set,
    first.map(({ taskId }) => taskId),
  );
}

/** Has loaded what the conditions of these Tasks look at. */
export function* ensureInputsOfTasks(
  set: WorkingSet,
  tasks: readonly Task[],
): Generator<Needs, void, void> {
  const looking = tasks.filter((task) => isConditional(task) && looksAtInputs(task));
  yield* ensureOutputsBefore(
    set,
    looking.map(({ id }) => id),
  );
}

/** Looks at the condition of a Unit whose join is satisfied. */
export function judgeUnit(set: WorkingSet, unit: Unit): Verdict {
  if (!isConditional(unit)) return met;
  return judge(unit, set.jobs.get(unit.jobId), () =>
    unit.predecessorCount > 0 ? outputsOfUnits(set, unit) : outputsOfTasks(set, unit.taskId),
  );
}

/** Looks at the condition of a Task whose join is satisfied. */
export function judgeTask(set: WorkingSet, task: Task): Verdict {
  if (!isConditional(task)) return met;
  return judge(task, set.jobs.get(task.jobId), () => outputsOfTasks(set, task.id));
}

/** Whether a condition that was not met fails its node: it says so, or nobody can tell. */
export function failsUnmet({ onFalse }: NodeRules, { code }: Unmet): boolean {
  return onFalse === 'FAIL' || code === 'CONDITION_FAULT';
}

export function skipKindOf({ onFalse }: NodeRules): SkipKind {
  return onFalse === 'SKIP_DOWNSTREAM' ? 'CASCADING' : 'PLAIN';
}

const met: Verdict = { kind: 'MET' };

function judge(node: NodeRules, job: Job, inputs: () => Outputs): Verdict {
  const read = readCondition(node.when ?? '');
  if (!read.isValid) return unmet('CONDITION_FAULT', read.message);
  const { condition } = read;
  const { values, answers } = valuesOf(job);
  // Without inputs the answer is the same for all Units of the Job, and often asked for by many.
  const known = answers.get(condition.text);
  const answer =
    known ??
    evaluateCondition(condition, { ...values, inputs: needsInputs(condition) ? inputs() : {} });
  if (!needsInputs(condition)) answers.set(condition.text, answer);
  if (answer.kind === 'TRUE') return met;
  if (answer.kind === 'FAULT') return unmet('CONDITION_FAULT', answer.message);
  return unmet('CONDITION_FALSE', `Its condition does not hold: ${node.when}`);
}

function unmet(code: Unmet['code'], message: string): Unmet {
  return { kind: 'UNMET', code, message };
}

type Outputs = Readonly<Record<string, unknown>>;

/** A Job's values, parsed once, and what conditions over them alone were found to be. */
interface JobValues {
  /** The context of which this holds, JSON text. */
  readonly context: string;
  readonly values: Omit<ConditionVariables, 'inputs'>;
  readonly answers: Map<string, ConditionAnswer>;
}

function valuesOf(job: Job): JobValues {
  const known = valuesByJob.get(job);
  if (known?.context === job.context) return known;
  const values = {
    payload: parse(job.payload),
    context: parse(job.context),
    // Checked at submission to be an object of texts.
    labels: parse(job.labels) as ConditionVariables['labels'],
  };
  const found = { context: job.context, values, answers: new Map<string, ConditionAnswer>() };
  valuesByJob.set(job, found);
  return found;
}

const valuesByJob = new WeakMap<Job, JobValues>();

function outputsOfUnits(set: WorkingSet, unit: Unit): Outputs {
  return outputsByKey((set.predecessorUnits.get(unit.id) ?? []).map((id) => set.units.get(id)));
}

function outputsOfTasks(set: WorkingSet, taskId: string): Outputs {
  const tasks = (set.predecessorTasks.get(taskId) ?? []).map((id) => set.tasks.get(id));
  return Object.fromEntries(
    tasks.map(({ id, key }) => [
      key,
      outputsByKey((set.lastUnits.get(id) ?? []).map((unitId) => set.units.get(unitId))),
    ]),
  );
}

function outputsByKey(units: readonly Unit[]): Outputs {
  return Object.fromEntries(
    units.flatMap(({ key, output }) => (output === null ? [] : [[key, parse(output)]])),
  );
}

function parse(json: string): unknown {
  return JSON.parse(json);
}

function looksAtInputs({ when }: NodeRules): boolean {
  const read = readCondition(when ?? '');
  return read.isValid && needsInputs(read.condition);
}

/** Who is before these Tasks, and what the last Units of those have put out. */
function* ensureOutputsBefore(
  set: WorkingSet,
  taskIds: readonly string[],
): Generator<Needs, void, void> {
  if (taskIds.length === 0) return;
  yield* ensure((needs) => {
    for (const id of taskIds) if (!set.predecessorTasks.has(id)) needs.predecessorsOfTasks.add(id);
    return needs.predecessorsOfTasks.size > 0;
  });
  yield* ensure((needs) => {
    for (const id of taskIds.flatMap((taskId) => set.predecessorTasks.get(taskId) ?? [])) {
      if (!set.lastUnits.has(id)) needs.lastUnitsOfTasks.add(id);
    }
    return needs.lastUnitsOfTasks.size > 0;
  });
}
