/**
 * Tasks and Units as they come into the graph, with their Job or later: their rows, how they are
 * counted above, and who depends on whom. What they depend on may be new like them or be there
 * already, ended or not; their counts of predecessors are right from the start. Nothing starts
 * here: that is for the caller to say, once all of it is in.
 */

import type { Job } from '../../domain/job.ts';
import type { TaskDefinition, UnitDefinition } from '../../domain/job-definition.ts';
import type { Lane, LaneTraits } from '../../domain/lane.ts';
import { inPortions } from '../../domain/portions.ts';
import { joinOutcome, type PredecessorCounts } from '../../domain/readiness.ts';
import type { Task } from '../../domain/task.ts';
import type { Unit } from '../../domain/unit.ts';
import { expandTargets } from '../../domain/unit-targets.ts';
import type { Context } from '../batch/handler.ts';
import type { Step } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { countInLane, ensureLanes } from '../claim/ensure-lanes.ts';
import { addDependency } from '../rules/dependencies.ts';
import {
  type InheritedRules,
  newTask,
  type Predecessor,
  refineRules,
  unitMaker,
} from './new-nodes.ts';

/** Where new Tasks and Units go. */
export interface Insertion {
  readonly set: WorkingSet;
  readonly context: Context;
  readonly job: Job;
  /** The running Unit that adds them; null when somebody else does. */
  readonly parentUnitId: string | null;
}

export interface Surroundings<Node> {
  readonly inherited: InheritedRules;
  /** By key, what is there already and named by what is new. */
  readonly known: ReadonlyMap<string, Node>;
}

/** Puts Tasks with their Units into the Job. */
export function* insertTasks(
  insertion: Insertion,
  definitions: readonly TaskDefinition[],
  { inherited, known }: Surroundings<Task>,
): Generator<Step, readonly Task[], void> {
  const { set, context, job, parentUnitId } = insertion;
  const idByKey = new Map(definitions.map(({ key }) => [key, context.ids.next('task')]));
  // They are new, so nobody has to look up in the database who depends on them.
  for (const id of idByKey.values()) set.dependantTasks.insert(id);
  const tasks = definitions.map((given) => {
    const id = idOf(idByKey, given.key);
    const predecessors = given.dependsOn.map((key) => predecessorOf(key, idByKey, known));
    const task = newTask(given, { id, job, now: set.now, parentUnitId, predecessors });
    set.tasks.insert(task);
    set.startingUnits.set(id, []);
    for (const { id: predecessorId } of predecessors) {
      addDependency(set, 'tasks', { predecessorId, dependantId: id });
    }
    return task;
  });
  set.jobs.change(job, {
    tasksPending: job.tasksPending + tasks.length,
    dependencyCount: job.dependencyCount + sumOf(tasks),
  });
  for (const given of definitions) {
    const task = set.tasks.get(idOf(idByKey, given.key));
    const inTask = { task, inherited: refineRules(inherited, given), known: noKnownUnits };
    yield* insertUnits(insertion, expandTargets(given.units).units, inTask);
    yield undefined;
  }
  return tasks;
}

/** Puts Units into a Task. */
export function* insertUnits(
  insertion: Insertion,
  definitions: readonly UnitDefinition[],
  { task, inherited, known }: Surroundings<Unit> & { readonly task: Task },
): Generator<Step, readonly Unit[], void> {
  const { set, context, job, parentUnitId } = insertion;
  const idByKey = new Map(definitions.map(({ key }) => [key, context.ids.next('unit')]));
  for (const id of idByKey.values()) set.dependantUnits.insert(id);
  const { laneOf, make } = unitMaker({ job, now: set.now, parentUnitId, task, inherited });
  const traitsByKey = new Map<string, LaneTraits>();
  const unitCounts = new Map<string, number>();
  yield* inPortions(definitions, (given) => {
    const { key, traits } = laneOf(given);
    traitsByKey.set(key, traits);
    unitCounts.set(key, (unitCounts.get(key) ?? 0) + 1);
  });
  yield* ensureLanes(set, context, traitsByKey);
  for (const [key, count] of unitCounts) {
    const lane = getLane(set, key);
    countInLane(set, lane, count);
    set.queues.add(lane.kind, 'unitsPending', count);
    set.queues.add(lane.kind, 'unitCount', count);
  }
  const starting = set.startingUnits.get(task.id);
  const units: Unit[] = [];
  yield* inPortions(definitions, (given) => {
    const predecessors = given.dependsOn.map((key) => predecessorOf(key, idByKey, known));
    const { id: laneId } = getLane(set, laneOf(given).key);
    const unit = make(given, { id: idOf(idByKey, given.key), laneId, predecessors });
    set.units.insert(unit);
    for (const { id: predecessorId } of predecessors) {
      addDependency(set, 'units', { predecessorId, dependantId: unit.id });
    }
    if (joinOutcome(unit) !== 'WAITING') starting?.push(unit.id);
    units.push(unit);
  });
  const { topic } = set;
  set.tasks.change(task, { unitsPending: task.unitsPending + units.length });
  set.jobs.change(job, {
    unitsPending: job.unitsPending + units.length,
    dependencyCount: job.dependencyCount + sumOf(units),
  });
  set.topics.change(topic, { unitsPending: topic.unitsPending + units.length });
  return units;
}

function getLane(set: WorkingSet, key: string): Lane {
  const lane = set.findLane(key);
  if (lane === undefined) throw new Error(`There is no Lane ${key} for a Unit that comes into it.`);
  return lane;
}

function sumOf(nodes: readonly PredecessorCounts[]): number {
  return nodes.reduce((sum, { predecessorCount }) => sum + predecessorCount, 0);
}

function predecessorOf(
  key: string,
  idByKey: ReadonlyMap<string, string>,
  known: ReadonlyMap<string, Task | Unit>,
): Predecessor {
  return known.get(key) ?? { id: idOf(idByKey, key) };
}

function idOf(idByKey: ReadonlyMap<string, string>, key: string): string {
  const id = idByKey.get(key);
  if (id === undefined) throw new Error(`The checked definition names an unknown key "${key}".`);
  return id;
}

const noKnownUnits: ReadonlyMap<string, Unit> = new Map();
