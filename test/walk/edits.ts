/**
 * What can be asked of the graph of a Job that runs: of each kind of edit a few, which between them
 * put something new behind each node, let each node wait for each other, and take each away again.
 * New nodes have keys by where they go, so that the same edits in another order make the same graph.
 */
import type { Command, DependencyPaths } from '../../src/domain/command.ts';
import type {
  NodeDefinition,
  TaskDefinition,
  UnitDefinition,
} from '../../src/domain/job-definition.ts';
import type { LeaseRef } from '../../src/domain/lease.ts';
import type { Task } from '../../src/domain/task.ts';
import type { Unit } from '../../src/domain/unit.ts';
import { retry, seen } from './graphs.ts';
import type { Picture } from './picture.ts';

export interface Edit {
  readonly name: string;
  /** Whether it is one of those that are enough when the way is what matters. */
  readonly isCoarse: boolean;
  readonly command: Command;
}

/** Whether a command changes a graph: such a one has a batch of its own. */
export function isGraphEdit({ name }: Command): boolean {
  return editNames.has(name);
}

const editNames: ReadonlySet<string> = new Set([
  ...['spawn', 'addTasks', 'addUnits', 'addDependencies', 'removeDependencies', 'removeUnits'],
]);

export function listEdits(picture: Picture): readonly Edit[] {
  const tasks = [...picture.tasks.values()];
  return [
    ...tasks.flatMap((task) => additionsTo(task, picture)),
    ...[...picture.jobs.keys()].flatMap((jobId) => [
      ...newTasks(jobId, tasks, picture),
      ...dependencies(jobId, picture),
      ...removals(jobId, picture),
    ]),
  ];
}

/** What a worker can spawn: always under the same keys, so that it comes upon its own again. */
export function spawns(unit: Unit, lease: LeaseRef, picture: Picture): readonly Edit[] {
  const at = pathOf(unit, picture);
  const units = [newUnit(picture, `s-${unit.key}`)];
  const tasks = [newTask(picture, `s-${at.replace('/', '-')}`)];
  const spawn = (parts: Partial<Command<'spawn'>>) =>
    ({ name: 'spawn', lease, units: [], tasks: [], isJoining: false, ...parts }) as const;
  return [
    edit(`spawn a Unit and join ${at}`, spawn({ units, isJoining: true }), true),
    edit(`spawn a Unit ${at}`, spawn({ units })),
    edit(`spawn a Task and join ${at}`, spawn({ tasks, isJoining: true }), true),
    edit(`spawn a Task ${at}`, spawn({ tasks })),
    edit(`spawn both and join ${at}`, spawn({ units, tasks, isJoining: true })),
    edit(`spawn itself ${at}`, spawn({ units: [newUnit(picture, unit.key)] })),
  ];
}

export function pathOf({ taskId, key }: Unit, { tasks }: Picture): string {
  return `${tasks.get(taskId)?.key}/${key}`;
}

function edit(name: string, command: Command, isCoarse = false): Edit {
  return { name, command, isCoarse };
}

function additionsTo(task: Task, picture: Picture): readonly Edit[] {
  const { id: taskId } = task;
  const add = (...units: readonly UnitDefinition[]) =>
    ({ name: 'addUnits', taskId, units }) as const;
  const make = (key: string, more: Partial<UnitDefinition> = {}) => newUnit(picture, key, more);
  const behind = unitsOf(task, picture)
    .filter(({ key }) => !isNew(key))
    .flatMap(({ key }) => {
      const at = `${task.key}/${key}`;
      return [
        edit(`add behind ${at}`, add(make(`b-${key}`, { dependsOn: [key] })), true),
        edit(`add a handler of ${at}`, add(make(`h-${key}`, handling(key))), true),
        edit(`add if seen ${at}`, add(make(`c-${key}`, ifSeen(key)))),
        edit(`add the key of ${at}`, add(make(key))),
      ];
    });
  const two = add(make('n-0'), make('n-1', { dependsOn: ['n-0'] }));
  return [
    ...behind,
    edit(`add first in ${task.key}`, add(make('n'))),
    edit(`add two in ${task.key}`, two),
    edit(`add behind nobody in ${task.key}`, add(make('n', { dependsOn: ['nobody'] }))),
  ];
}

function newTasks(jobId: string, tasks: readonly Task[], picture: Picture): readonly Edit[] {
  const add = (key: string, more: Partial<TaskDefinition> = {}) =>
    ({ name: 'addTasks', jobId, tasks: [newTask(picture, key, more)] }) as const;
  const behind = tasks
    .filter(({ key }) => !isNew(key))
    .flatMap(({ key }) => [
      edit(`add a Task behind ${key}`, add(`b-${key}`, { dependsOn: [key] }), true),
      edit(`add a Task that handles ${key}`, add(`h-${key}`, handling(key))),
      edit(`add a Task if seen ${key}`, add(`c-${key}`, ifSeen(key))),
      edit(`add an empty Task behind ${key}`, add(`e-${key}`, { dependsOn: [key], units: [] })),
      edit(`add the key of ${key}`, add(key)),
    ]);
  return [
    ...behind,
    edit('add a first Task', add('n')),
    edit('add a Task behind nobody', add('n', { dependsOn: ['nobody'] })),
  ];
}

/** Between every two nodes of one level, in both directions, to be added and to be taken away. */
function dependencies(jobId: string, picture: Picture): readonly Edit[] {
  const tasks = [...picture.tasks.values()];
  const paths = [
    tasks.map(({ key }) => key),
    ...tasks.map((task) => unitsOf(task, picture).map((unit) => pathOf(unit, picture))),
  ];
  const pairs = paths.flatMap((level) =>
    level.flatMap((predecessor) =>
      level
        .filter((dependant) => dependant !== predecessor)
        .map((dependant) => ({ predecessor, dependant })),
    ),
  );
  const linked = (name: 'addDependencies' | 'removeDependencies', ...of: DependencyPaths[]) =>
    ({ name, jobId, dependencies: of }) as const;
  const [first] = tasks;
  const strange = { predecessor: 'nobody', dependant: first?.key ?? 'nobody' };
  return [
    ...pairs.flatMap((pair) => {
      const at = `${pair.dependant} of ${pair.predecessor}`;
      const back = { predecessor: pair.dependant, dependant: pair.predecessor };
      return [
        edit(`link ${at}`, linked('addDependencies', pair), true),
        edit(`unlink ${at}`, linked('removeDependencies', pair), true),
        ...(pair.predecessor < pair.dependant
          ? [edit(`link ${at} and back`, linked('addDependencies', pair, back))]
          : []),
      ];
    }),
    edit('link to nobody', linked('addDependencies', strange)),
    edit('unlink from nobody', linked('removeDependencies', strange)),
  ];
}

function removals(jobId: string, picture: Picture): readonly Edit[] {
  const remove = (...units: readonly Unit[]) =>
    ({ name: 'removeUnits', jobId, unitIds: units.map(({ id }) => id) }) as const;
  const units = [...picture.units.values()];
  const inAll = [...picture.tasks.values()].flatMap((task) => {
    const own = unitsOf(task, picture);
    return own.length < 2 ? [] : [edit(`remove all of ${task.key}`, remove(...own))];
  });
  return [
    ...units.map((unit) => edit(`remove ${pathOf(unit, picture)}`, remove(unit), true)),
    ...inAll,
    edit('remove nobody', { name: 'removeUnits', jobId, unitIds: ['unit_0'] }),
  ];
}

function unitsOf(task: Task, { units }: Picture): readonly Unit[] {
  return [...units.values()].filter(({ taskId }) => taskId === task.id);
}

/** Behind what is new nothing more is put: a chain of three is walked as it is submitted. */
function isNew(key: string): boolean {
  return /^([a-z]-|n$)/.test(key);
}

function handling(key: string): Partial<NodeDefinition> {
  return { dependsOn: [key], join: 'ANY_FAILED', handles: true };
}

/** Fails unless what is before it has put something out. */
function ifSeen(key: string): Partial<NodeDefinition> {
  return { dependsOn: [key], when: seen, onFalse: 'FAIL' };
}

function newTask(
  picture: Picture,
  key: string,
  more: Partial<TaskDefinition> = {},
): TaskDefinition {
  const units = [newUnit(picture, 'u0', {}, `${key}-u0`)];
  return { key, name: null, dependsOn: [], units, ...more };
}

/** Of the kind of the others, if they have one in common, else of one of its own. */
function newUnit(
  { units }: Picture,
  key: string,
  more: Partial<UnitDefinition> = {},
  ownKind = key,
): UnitDefinition {
  const isOneKind = [...units.values()].some(({ kind }) => kind === 'boil');
  const kind = isOneKind ? 'boil' : ownKind;
  return { key, kind, input: 'null', dependsOn: [], priority: null, retry, ...more };
}
