/** Edits of graphs and contexts, planned as commands and done by the reference. */
import type { EditPlan } from './actions.ts';
import { taskDefinition, unitDefinition } from './commands.ts';
import type { UnitPlan } from './job-plans.ts';
import { at, type Known, leaseAt, type Plan, preferred } from './plan.ts';
import { plannedTask, plannedUnit } from './planned-job.ts';
import * as edits from './reference-edits.ts';
import type { ReferenceJob, ReferenceTask, ReferenceUnit } from './reference-nodes.ts';

export function planEdit(known: Known, action: EditPlan): Plan | undefined {
  const { jobs } = known.reference;
  const tasks = jobs.flatMap((job) => job.tasks);
  const open = tasks.filter(({ state }) => state === 'PENDING' || state === 'RUNNING');
  const task = preferred(open, tasks, action.place);
  switch (action.verb) {
    case 'addUnits':
      return task && planUnits(known, task, action);
    case 'addTasks':
      return task && planTask(known, known.reference.jobOf(task), action);
    case 'addDependencies':
    case 'removeDependencies':
      return task && planLink(known.reference.jobOf(task), task, action);
    case 'removeUnits':
      return planRemoval(known, action);
    case 'spawn':
      return planSpawn(known, action);
    case 'mergeContext':
      return planMerge(known, action);
    case 'mergeJobContext':
      return planJobMerge(known, action);
  }
}

function planUnits(known: Known, task: ReferenceTask, { task: plan }: EditPlan): Plan | undefined {
  const { id: taskId } = task;
  const keys = task.units.map(({ key }) => key);
  const units = newUnits(plan.units, { prefix: `n${known.next()}x`, known: keys, task });
  if (units.length === 0) return undefined;
  return {
    command: { name: 'addUnits', taskId, units: units.map(unitDefinition) },
    apply: (reference) => edits.addUnits(reference, reference.task(taskId), structuredClone(units)),
  };
}

function planTask(known: Known, job: ReferenceJob, action: EditPlan): Plan {
  const { id: jobId } = job;
  const before = at(job.tasks, action.one)?.key;
  const dependsOn = action.flag && before !== undefined ? [before] : [];
  const task = plannedTask(action.task, `n${known.next()}`, dependsOn);
  return {
    command: { name: 'addTasks', jobId, tasks: [taskDefinition(task)] },
    apply: (reference) => edits.addTasks(reference, reference.job(jobId), [structuredClone(task)]),
  };
}

function planLink(job: ReferenceJob, task: ReferenceTask, action: EditPlan): Plan | undefined {
  const { id: jobId } = job;
  const nodes = action.flag ? job.tasks : task.units;
  const dependant = at<ReferenceTask | ReferenceUnit>(nodes, action.other);
  if (dependant === undefined) return undefined;
  const isAdding = action.verb === 'addDependencies';
  const predecessor = isAdding
    ? at<ReferenceTask | ReferenceUnit>(nodes, action.one)?.key
    : at(dependant.dependsOn, action.one);
  if (predecessor === undefined) return undefined;
  const pathOf = (key: string) => (action.flag ? key : `${task.key}/${key}`);
  const paths = { predecessor: pathOf(predecessor), dependant: pathOf(dependant.key) };
  const linked = {
    task: action.flag ? undefined : task.key,
    predecessor,
    dependant: dependant.key,
  };
  const name = isAdding ? 'addDependencies' : 'removeDependencies';
  return {
    command: { name, jobId, dependencies: [paths] },
    apply: (reference) =>
      (isAdding ? edits.link : edits.unlink)(reference, reference.job(jobId), linked),
  };
}

function planRemoval({ reference: now }: Known, action: EditPlan): Plan | undefined {
  const unit = at(now.units(), action.place * 10 + action.one);
  if (unit === undefined) return undefined;
  const { id: unitId } = unit;
  const { id: jobId } = now.parentsOf(unit)[1];
  return {
    command: { name: 'removeUnits', jobId, unitIds: [unitId] },
    apply: (reference) => edits.removeUnit(reference, reference.job(jobId), unitId),
  };
}

function planSpawn(known: Known, action: EditPlan): Plan | undefined {
  const { reference: now } = known;
  const lease = leaseAt(known, action.one);
  const parent = lease && now.findUnit(lease.unitId);
  if (lease === undefined || parent === undefined) return undefined;
  const [task] = now.parentsOf(parent);
  // The same Unit gives its children the same keys each time, so that it comes upon them again.
  const prefix = `${parent.key}s`;
  const units = newUnits(action.task.units, { prefix, known: [], task });
  const tasks = action.other < 3 ? [plannedTask(action.task, `${task.key}${prefix}`, [])] : [];
  const { attempt } = lease;
  const isJoining = action.flag;
  return {
    command: {
      name: 'spawn',
      lease,
      units: units.map(unitDefinition),
      tasks: tasks.map(taskDefinition),
      isJoining,
    },
    apply: (reference) => {
      const unit = reference.findUnit(lease.unitId);
      const brood = structuredClone({ attempt, units, tasks, isJoining });
      return unit === undefined ? 'UNIT_NOT_FOUND' : edits.spawn(reference, unit, brood);
    },
  };
}

function planMerge(known: Known, action: EditPlan): Plan | undefined {
  const lease = leaseAt(known, action.place);
  if (lease === undefined) return undefined;
  const values = valuesOf(action);
  return {
    command: { name: 'mergeContext', lease, values: JSON.stringify(values) },
    apply: (reference) => {
      const unit = reference.findUnit(lease.unitId);
      if (unit === undefined) return 'UNIT_NOT_FOUND';
      const held = reference.report(unit, lease.attempt, 'renew');
      const [, job] = reference.parentsOf(unit);
      return held === 'ACCEPTED' ? edits.mergeContext(job, values) : held;
    },
  };
}

function planJobMerge({ reference: now }: Known, action: EditPlan): Plan | undefined {
  const jobId = at(now.jobs, action.place)?.id;
  if (jobId === undefined) return undefined;
  const values = valuesOf(action);
  return {
    command: { name: 'mergeJobContext', jobId, values: JSON.stringify(values), reason: null },
    apply: (reference) => {
      const job = reference.job(jobId);
      return job.state === 'RUNNING' ? edits.mergeContext(job, values) : 'JOB_FINISHED';
    },
  };
}

/** What conditions look at, and something that nobody looks at. */
function valuesOf({ flag, one }: EditPlan): Readonly<Record<string, unknown>> {
  return one % 2 === 0 ? { hot: flag } : { cold: flag ? one : null };
}

function newUnits(
  plans: readonly UnitPlan[],
  {
    prefix,
    known,
    task,
  }: { readonly prefix: string; readonly known: readonly string[]; readonly task: ReferenceTask },
): readonly ReferenceUnit[] {
  const keys = [...known];
  return plans.map((plan, index) => {
    const dependsOn = [...new Set(plan.dependsOn.flatMap((place) => at(keys, place) ?? []))];
    const key = `${prefix}${index}`;
    keys.push(key);
    return plannedUnit(plan, key, { before: task.dependsOn, dependsOn });
  });
}
