/** Edits of graphs and contexts, planned as commands and held against the reference. */
import type { LeaseRef } from '../../src/domain/lease.ts';
import type { EditPlan, UnitPlan } from './actions.ts';
import { definitionOf } from './commands.ts';
import { answerOf, type Plan, plan } from './plan.ts';
import { referenceTasksOf, referenceUnitOf } from './planned-tasks.ts';
import type { Reference } from './reference.ts';
import * as edits from './reference-edits.ts';
import type { ReferenceJob, ReferenceTask, ReferenceUnit } from './reference-rules.ts';

interface Named<Node> {
  readonly id: string;
  readonly reference: Node;
}

/** What a run knows, and what it does with what comes of an edit. */
export interface EditedRun {
  readonly reference: Reference;
  readonly jobs: readonly Named<ReferenceJob>[];
  readonly tasks: readonly Named<ReferenceTask>[];
  readonly units: readonly Named<ReferenceUnit>[];
  readonly holdings: readonly { readonly unit: ReferenceUnit; readonly lease: LeaseRef }[];
  nextSequence(): number;
  expect(what: string, engine: unknown, reference: unknown): void;
  /** Finds the ids of Tasks and Units that have come into a Job. */
  nameNew(jobId: string, job: ReferenceJob): Promise<void>;
}

interface Place {
  readonly task: Named<ReferenceTask>;
  readonly job: Named<ReferenceJob>;
}

export function planEdit(run: EditedRun, action: EditPlan): Plan | undefined {
  const task = run.tasks[action.place % (run.tasks.length || 1)];
  const place = task && placeOf(run, task.reference);
  switch (action.verb) {
    case 'addUnits':
      return place && planUnits(run, place, action);
    case 'addTasks':
      return place && planTasks(run, place, action);
    case 'addDependencies':
    case 'removeDependencies':
      return place && planLink(run, place, action);
    case 'removeUnits':
      return planRemoval(run, action);
    case 'spawn':
      return planSpawn(run, action);
    case 'mergeContext':
      return planMerge(run, action);
  }
}

function placeOf(run: EditedRun, reference: ReferenceTask): Place | undefined {
  const task = run.tasks.find((each) => each.reference === reference);
  const job = run.jobs.find((each) => each.reference.tasks.includes(reference));
  return task && job && { task, job };
}

function taskOf(run: EditedRun, unit: ReferenceUnit): Place | undefined {
  const task = run.tasks.find(({ reference }) => reference.units.includes(unit));
  return task && placeOf(run, task.reference);
}

function planUnits(run: EditedRun, { task, job }: Place, action: EditPlan): Plan {
  const known = task.reference.units.map(({ key }) => key);
  const units = newUnits(run, action.units, { prefix: `n${run.nextSequence()}-`, known });
  const command = {
    name: 'addUnits' as const,
    taskId: task.id,
    units: definitionsOf(units),
  };
  return plan(command, async (outcome) => {
    const edit = { reference: run.reference, job: job.reference };
    run.expect('adding Units', answerOf(outcome), edits.addUnits(edit, task.reference, units));
    await run.nameNew(job.id, job.reference);
  });
}

function planTasks(run: EditedRun, { job }: Place, action: EditPlan): Plan {
  const [task] = newTasks(run, action, `n${run.nextSequence()}`);
  const keys = job.reference.tasks.map(({ key }) => key);
  task.dependsOn = action.flag ? [keys[action.one % keys.length] ?? ''] : [];
  const tasks = definitionOf([task], false).tasks;
  return plan({ name: 'addTasks' as const, jobId: job.id, tasks }, async (outcome) => {
    const edit = { reference: run.reference, job: job.reference };
    run.expect('adding a Task', answerOf(outcome), edits.addTasks(edit, [task]));
    await run.nameNew(job.id, job.reference);
  });
}

function planLink(run: EditedRun, place: Place, action: EditPlan): Plan | undefined {
  const { task, job } = place;
  const nodes = action.flag ? job.reference.tasks : task.reference.units;
  const dependant = nodes[action.other % (nodes.length || 1)];
  if (dependant === undefined) return undefined;
  const named = dependant.dependsOn[action.one % (dependant.dependsOn.length || 1)];
  const isAdding = action.verb === 'addDependencies';
  const predecessor = isAdding
    ? nodes[action.one % nodes.length]
    : nodes.find(({ key }) => key === named);
  if (predecessor === undefined) return undefined;
  const pathOf = (key: string) => (action.flag ? key : `${task.reference.key}/${key}`);
  const dependencies = [{ predecessor: pathOf(predecessor.key), dependant: pathOf(dependant.key) }];
  const linked = { predecessor, dependant, task: action.flag ? undefined : task.reference };
  const edit = { reference: run.reference, job: job.reference };
  const name = isAdding ? 'addDependencies' : 'removeDependencies';
  return plan({ name, jobId: job.id, dependencies }, (outcome) => {
    const expected = isAdding ? edits.link(edit, linked) : edits.unlink(edit, linked);
    run.expect(`${action.verb} ${JSON.stringify(dependencies)}`, answerOf(outcome), expected);
  });
}

function planRemoval(run: EditedRun, action: EditPlan): Plan | undefined {
  const unit = run.units[(action.place * 10 + action.one) % (run.units.length || 1)];
  const place = unit && taskOf(run, unit.reference);
  if (unit === undefined || place === undefined) return undefined;
  const { job, task } = place;
  const command = { name: 'removeUnits' as const, jobId: job.id, unitIds: [unit.id] };
  return plan(command, (outcome) => {
    const edit = { reference: run.reference, job: job.reference };
    const expected = edits.removeUnit(edit, task.reference, unit.reference);
    run.expect(`removing ${unit.reference.key}`, answerOf(outcome), expected);
  });
}

function planSpawn(run: EditedRun, action: EditPlan): Plan | undefined {
  const holding = run.holdings.at(-1 - (action.one % (run.holdings.length || 1)));
  const place = holding && taskOf(run, holding.unit);
  if (holding === undefined || place === undefined) return undefined;
  const { unit: parent, lease } = holding;
  // The same Unit gives its children the same keys each time, so that it comes upon them again.
  const prefix = `s${parent.sequence}-`;
  const units = newUnits(run, action.units, { prefix, known: [] });
  const tasks = action.other < 3 ? newTasks(run, action, prefix) : [];
  const command = {
    name: 'spawn' as const,
    lease,
    units: definitionsOf(units),
    tasks: definitionOf(tasks, false).tasks,
    isJoining: action.flag,
  };
  return plan(command, async (outcome) => {
    const edit = { reference: run.reference, job: place.job.reference };
    const brood = { parent, attempt: lease.attempt, units, tasks, isJoining: action.flag };
    const expected = edits.spawn(edit, place.task.reference, brood);
    run.expect(`spawning by ${parent.key}`, answerOf(outcome), expected);
    await run.nameNew(place.job.id, place.job.reference);
  });
}

function planMerge(run: EditedRun, action: EditPlan): Plan | undefined {
  const holding = run.holdings.at(-1 - (action.place % (run.holdings.length || 1)));
  const place = holding && taskOf(run, holding.unit);
  if (holding === undefined || place === undefined) return undefined;
  const values = { [`key${action.one % 2}`]: action.flag ? action.other : null };
  const { lease, unit } = holding;
  const command = { name: 'mergeContext' as const, lease, values: JSON.stringify(values) };
  return plan(command, (outcome) => {
    const edit = { reference: run.reference, job: place.job.reference };
    const expected = edits.mergeContext(edit, { unit, attempt: lease.attempt }, values);
    run.expect('merging', answerOf(outcome), expected);
  });
}

function newUnits(
  run: EditedRun,
  plans: readonly UnitPlan[],
  { prefix, known }: { readonly prefix: string; readonly known: readonly string[] },
): readonly ReferenceUnit[] {
  const keys = [...known];
  return plans.map((unit, index) => {
    const before = unit.dependsOn.flatMap((at) => keys[at % (keys.length || 1)] ?? []);
    const key = `${prefix}${index}`;
    keys.push(key);
    const sequence = run.nextSequence();
    return referenceUnitOf(unit, key, { dependsOn: [...new Set(before)], sequence });
  });
}

function newTasks(
  run: EditedRun,
  { units }: EditPlan,
  key: string,
): readonly [ReferenceTask, ...ReferenceTask[]] {
  const join = { kind: 'ALL_SUCCEEDED', count: 0 } as const;
  const taskPlan = { dependsOn: [], join, tolerateCount: 0, units };
  const [task] = referenceTasksOf([taskPlan], () => run.nextSequence());
  if (task === undefined) throw new Error('A plan of one Task made none.');
  return [{ ...task, key }];
}

function definitionsOf(units: readonly ReferenceUnit[]) {
  const [task] = referenceTasksOf(
    [{ dependsOn: [], join: { kind: 'ALL_SUCCEEDED', count: 0 }, tolerateCount: 0, units: [] }],
    () => 0,
  );
  if (task === undefined) return [];
  return definitionOf([{ ...task, units }], false).tasks.flatMap((each) => each.units);
}
