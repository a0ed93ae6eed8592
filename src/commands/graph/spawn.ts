/**
 * A worker adds Units to the Task of the Unit that it holds, and Tasks to its Job. What it adds
 * knows its parent: so the same report, or one of a later attempt, finds its children there and adds
 * only those that are missing.
 */
import type { Command } from '../../domain/command.ts';
import { type GraphNode, resolveGraph } from '../../domain/graph.ts';
import { addSizes, noGraph, sizeOfTasks, sizeOfUnits } from '../../domain/graph-size.ts';
import {
  checkNewTasks,
  checkNewUnits,
  type TaskDefinition,
  type UnitDefinition,
} from '../../domain/job-definition.ts';
import type { Rejection } from '../../domain/rejection.ts';
import type { Task } from '../../domain/task.ts';
import { hasStarted, type Unit } from '../../domain/unit.ts';
import { expandTargets, resolveUnits } from '../../domain/unit-targets.ts';
import {
  accepted,
  type Context,
  type LongHandler,
  refusedAll,
  replayed,
} from '../batch/handler.ts';
import { ensure, type Step } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { addReportNeeds, extendLease, reportResult, standingOf } from '../report/worker-report.ts';
import { type Link, linkNodes } from '../rules/dependencies.ts';
import { unitFacts } from '../rules/move-unit.ts';
import { checkRoom, emitAddedTasks, emitAddedUnits, findTasks, findUnits } from './edit-graph.ts';
import { insertTasks, insertUnits } from './insert-nodes.ts';
import { rulesOfJob, rulesOfTask } from './new-nodes.ts';

export const spawn: LongHandler<'spawn'> = {
  check: ({ units, tasks }) => [
    ...checkNewUnits(units, ['input', 'units']),
    ...checkNewTasks(tasks, ['input', 'tasks']),
  ],

  addNeeds: ({ lease, isJoining }, needs) => {
    addReportNeeds(lease, needs);
    if (isJoining) needs.dependantsOfUnits.add(lease.unitId);
  },

  *decideInPortions(command, set, context) {
    const standing = standingOf(set, command.lease);
    if (standing.kind === 'REFUSED') return standing.refusal;
    const { unit } = standing;
    const units = yield* findUnits(set, unit.taskId, keysOf(expandTargets(command.units).units));
    const tasks = yield* findTasks(set, unit.jobId, keysOf(command.tasks));
    if (command.isJoining && command.tasks.length > 0) {
      yield* ensure((needs) => {
        needs.dependantsOfTasks.add(unit.taskId);
        return true;
      });
    }
    const spawning = readSpawning(command, { unit, units, tasks });
    const waiting = command.isJoining ? waitingBehind(set, unit) : nobody;
    const faults = [...spawning.faults, ...roomFaults(set, spawning, waiting)];
    if (faults.length > 0) return refusedAll(faults);
    extendLease(set, unit, null);
    const result = reportResult(set, unit);
    if (spawning.newUnits.length + spawning.newTasks.length === 0) return replayed<'spawn'>(result);
    yield* insertChildren(set, context, { ...spawning, ...waiting });
    return accepted<'spawn'>(result);
  },
};

function keysOf(definitions: readonly GraphNode[]): ReadonlySet<string> {
  return new Set(definitions.map(({ key }) => key));
}

/** What is to be added, and what of it is there. */
interface Spawning {
  readonly unit: Unit;
  readonly units: ReadonlyMap<string, Unit>;
  readonly tasks: ReadonlyMap<string, Task>;
  readonly newUnits: readonly UnitDefinition[];
  readonly newTasks: readonly TaskDefinition[];
  readonly faults: readonly Rejection[];
}

function readSpawning(
  command: Command<'spawn'>,
  { unit, units, tasks }: Pick<Spawning, 'unit' | 'units' | 'tasks'>,
): Spawning {
  const scope = 'among those that are spawned with it';
  const unitGraph = resolveUnits(command.units, {
    path: ['input', 'units'],
    taken: keysOfOthers(unit, units),
    scope,
  });
  const taskGraph = resolveGraph(command.tasks, {
    noun: 'Task',
    path: ['input', 'tasks'],
    taken: keysOfOthers(unit, tasks),
    scope,
  });
  return {
    unit,
    units,
    tasks,
    newUnits: expandTargets(command.units).units.filter(({ key }) => !units.has(key)),
    newTasks: command.tasks.filter(({ key }) => !tasks.has(key)),
    faults: [unitGraph, taskGraph].flatMap((read) => (read.isValid ? [] : read.rejections)),
  };
}

/** The keys that belong to nodes which this Unit has not spawned. */
function keysOfOthers(unit: Unit, known: ReadonlyMap<string, Unit | Task>): ReadonlySet<string> {
  const others = [...known.values()].filter(({ parentUnitId }) => parentUnitId !== unit.id);
  return new Set(others.map(({ key }) => key));
}

/** Who waits for what is added as well. */
interface Waiting {
  readonly waitingUnits: readonly Unit[];
  readonly waitingTasks: readonly Task[];
}

const nobody: Waiting = { waitingUnits: [], waitingTasks: [] };

/** What depends on the Unit, or on its Task, and has not started: whatever has is left alone. */
function waitingBehind(set: WorkingSet, unit: Unit): Waiting {
  const units = (set.dependantUnits.get(unit.id) ?? []).map((id) => set.units.get(id));
  const tasks = (set.dependantTasks.get(unit.taskId) ?? []).map((id) => set.tasks.get(id));
  return {
    waitingUnits: units.filter((each) => each.state !== 'READY' && !hasStarted(each)),
    waitingTasks: tasks.filter(({ state }) => state === 'PENDING'),
  };
}

function roomFaults(
  set: WorkingSet,
  { unit, newUnits, newTasks }: Spawning,
  { waitingUnits, waitingTasks }: Waiting,
): readonly Rejection[] {
  const dependencyCount =
    newUnits.length * waitingUnits.length + newTasks.length * waitingTasks.length;
  const added = addSizes(sizeOfUnits(newUnits), sizeOfTasks(newTasks));
  const joined = addSizes(added, { ...noGraph, dependencyCount });
  return checkRoom(set.jobs.get(unit.jobId), joined, ['input']);
}

function* insertChildren(
  set: WorkingSet,
  context: Context,
  spawning: Spawning & Waiting,
): Generator<Step, void, void> {
  const { unit, newUnits, newTasks } = spawning;
  const job = set.jobs.get(unit.jobId);
  const task = set.tasks.get(unit.taskId);
  const data = { unitCount: newUnits.length, taskCount: newTasks.length };
  const { attempt, worker, state } = unit;
  const facts = unitFacts(unit, { attempt, worker, from: state, to: state });
  set.emit('unit.spawned', { ...facts, data });
  const insertion = { set, context, job, parentUnitId: unit.id };
  const inTask = { task, inherited: rulesOfTask(set.topic, job, task), known: spawning.units };
  const units = yield* insertUnits(insertion, newUnits, inTask);
  const inJob = { inherited: rulesOfJob(set.topic, job), known: spawning.tasks };
  const tasks = yield* insertTasks(insertion, newTasks, inJob);
  emitAddedUnits(set, units);
  emitAddedTasks(set, tasks);
  set.waitingUnits.push(...units);
  set.waitingTasks.push(...tasks);
  linkNodes(set, [...linksTo(units, spawning.waitingUnits), ...linksToTasks(tasks, spawning)]);
}

function linksTo(children: readonly Unit[], waiting: readonly Unit[]): readonly Link[] {
  return children.flatMap((predecessor) =>
    waiting.map((dependant) => ({ level: 'units', predecessor, dependant })),
  );
}

function linksToTasks(children: readonly Task[], { waitingTasks }: Waiting): readonly Link[] {
  return children.flatMap((predecessor) =>
    waitingTasks.map((dependant) => ({ level: 'tasks', predecessor, dependant })),
  );
}
