/**
 * What has to be true of every picture, recomputed from its Units and graph alone: the counters, the
 * columns that go with a state, what is derived for Tasks and Jobs, and that nothing waits in vain.
 */

import { type Node, type Nodes, nodeFaults } from '../../src/audit/node-rules.ts';
import type { Dependency } from '../../src/domain/dependency.ts';
import type { Job } from '../../src/domain/job.ts';
import type { Lane } from '../../src/domain/lane.ts';
import type { Pause } from '../../src/domain/pause.ts';
import type { Task } from '../../src/domain/task.ts';
import type { Unit } from '../../src/domain/unit.ts';
import type { Picture } from './picture.ts';

export function stateFaults(picture: Picture, nodes: Nodes): readonly string[] {
  const found = nodeFaults(nodes);
  const units = [...picture.units.values()];
  const tasks = [...picture.tasks.values()];
  const jobs = [...picture.jobs.values()];
  for (const topic of picture.topics.values()) {
    checkCounters(found, topic, unitCounters, units);
    checkCounters(found, topic, jobCounters, jobs);
  }
  for (const job of jobs) {
    const own = units.filter(({ jobId }) => jobId === job.id);
    const ownTasks = tasks.filter(({ jobId }) => jobId === job.id);
    checkCounters(found, job, unitCounters, own);
    checkCounters(found, job, taskCounters, ownTasks);
    checkJob(found, job, ownTasks, picture);
  }
  for (const task of tasks) {
    const own = units.filter(({ taskId }) => taskId === task.id);
    checkCounters(found, task, unitCounters, own);
    checkTask(found, task, own, picture);
  }
  for (const unit of units) checkUnit(found, unit, picture);
  for (const lane of picture.lanes.values()) {
    checkLane(
      found,
      lane,
      units.filter(({ laneId }) => laneId === lane.id),
    );
  }
  return found;
}

/** The nodes of a picture, as joins see them. */
export function nodesOf(picture: Picture): Nodes {
  const byId = new Map<string, Node>(picture.tasks);
  for (const [id, unit] of picture.units) byId.set(id, unit);
  const jobStates = new Map(
    [...picture.jobs].map(([id, job]) => [id, isWaiting(job) ? 'WAITING' : job.state]),
  );
  return { byId, predecessors: predecessorsOf(picture), jobStates };
}

/** Most pictures have the lists of dependencies of the picture before. */
const predecessorsByUnits = new WeakMap<
  readonly Dependency[],
  { tasks: readonly Dependency[]; predecessors: ReadonlyMap<string, readonly string[]> }
>();

function predecessorsOf(picture: Picture): ReadonlyMap<string, readonly string[]> {
  const known = predecessorsByUnits.get(picture.unitDependencies);
  if (known?.tasks === picture.taskDependencies) return known.predecessors;
  const predecessors = new Map<string, string[]>();
  for (const each of [...picture.taskDependencies, ...picture.unitDependencies]) {
    const list = predecessors.get(each.dependantId) ?? [];
    predecessors.set(each.dependantId, [...list, each.predecessorId]);
  }
  const tasks = picture.taskDependencies;
  predecessorsByUnits.set(picture.unitDependencies, { tasks, predecessors });
  return predecessors;
}

const unitCounters = [
  ['PENDING', 'unitsPending'],
  ['READY', 'unitsReady'],
  ['RUNNING', 'unitsRunning'],
  ['PAUSED', 'unitsPaused'],
  ['SUCCEEDED', 'unitsSucceeded'],
  ['FAILED', 'unitsFailed'],
  ['SKIPPED', 'unitsSkipped'],
  ['CANCELLED', 'unitsCancelled'],
] as const;

const taskCounters = [
  ['PENDING', 'tasksPending'],
  ['RUNNING', 'tasksRunning'],
  ['SUCCEEDED', 'tasksSucceeded'],
  ['FAILED', 'tasksFailed'],
  ['SKIPPED', 'tasksSkipped'],
  ['CANCELLED', 'tasksCancelled'],
] as const;

const jobCounters = [
  ['RUNNING', 'jobsRunning'],
  ['SUCCEEDED', 'jobsSucceeded'],
  ['FAILED', 'jobsFailed'],
  ['CANCELLED', 'jobsCancelled'],
] as const;

type Child = { readonly state: string };

/** A parent whose counters these are, and the children that are counted. */
function checkCounters<Counter extends string>(
  found: string[],
  parent: Readonly<Record<Counter, number>> & { readonly id: string },
  counters: readonly (readonly [string, Counter])[],
  children: readonly Child[],
): void {
  for (const [state, counter] of counters) {
    let count = 0;
    for (const child of children) if (child.state === state) count += 1;
    const counted = parent[counter];
    if (counted !== count) found.push(`${parent.id}: ${counter} is ${counted}, not ${count}`);
  }
}

/** Of its Tasks: some are open, or else the worst of them decides; or somebody has cancelled it. */
function checkJob(found: string[], job: Job, tasks: readonly Task[], picture: Picture): void {
  const { id, state, finishedAt } = job;
  const has = (wanted: string) => tasks.some((task) => task.state === wanted);
  const handled = tasks.filter((task) => isHandled(task, picture.tasks, picture.taskDependencies));
  const failed = tasks.filter((task) => task.state === 'FAILED');
  const isWell = !has('PENDING') && !has('CANCELLED') && failed.length === handled.length;
  const notWell = failed.length > 0 ? 'FAILED' : 'CANCELLED';
  const ended = isWell ? 'SUCCEEDED' : notWell;
  if (job.tasksHandled !== handled.length) found.push(`${id}: ${job.tasksHandled} handled`);
  const expected = has('RUNNING') || isWaiting(job) ? 'RUNNING' : ended;
  if (isWaiting(job) && has('RUNNING')) found.push(`${id}: waits and has an open Task`);
  if (state !== 'RUNNING' && (isWaiting(job) || job.cancelsAt !== null)) {
    found.push(`${id}: has ended and waits`);
  }
  const isCancelled = state === 'CANCELLED' && !has('RUNNING') && !has('PENDING');
  if (state !== expected && !isCancelled) found.push(`${id}: is ${state}, not ${expected}`);
  if (state !== 'RUNNING' && job.pausedAt !== null) found.push(`${id}: has ended and is held`);
  checkPause(found, job);
  if ((finishedAt !== null) !== (state !== 'RUNNING')) found.push(`${id}: ended at ${finishedAt}`);
}

/** It is not to begin before its time, or before another has ended. */
function isWaiting({ beginsAt, behindJobId }: Job): boolean {
  return beginsAt !== null || behindJobId !== null;
}

/** One that was opened is as its Units are; one that was not waits, or was ended with its Job. */
function checkTask(found: string[], task: Task, units: readonly Unit[], picture: Picture): void {
  const { id, state, startedAt } = task;
  const handled = units.filter((unit) => isHandled(unit, picture.units, picture.unitDependencies));
  if (task.unitsHandled !== handled.length) found.push(`${id}: ${task.unitsHandled} handled`);
  const count = (wanted: string) => units.filter((unit) => unit.state === wanted).length;
  const isActive = count('READY') + count('RUNNING') + count('PAUSED') > 0;
  const isDone = count('PENDING') + count('CANCELLED') === 0;
  const failed = count('FAILED');
  const share = (task.tolerateShare ?? 0) * units.length;
  const tolerated = Math.max(task.tolerateCount ?? 0, share);
  const isTolerated = isDone && failed - handled.length <= tolerated;
  const notTolerated = failed > 0 ? 'FAILED' : 'CANCELLED';
  const ended = isTolerated ? 'SUCCEEDED' : notTolerated;
  const expected = isActive ? 'RUNNING' : ended;
  const isNeverOpened = ['PENDING', 'SKIPPED', 'CANCELLED'].includes(state);
  if (startedAt === null ? !isNeverOpened : state !== expected) {
    found.push(`${id}: is ${state}, not ${startedAt === null ? 'waiting' : expected}`);
  }
  if ((task.skipKind !== null) !== (state === 'SKIPPED')) found.push(`${id}: ${task.skipKind}`);
  const isEnded = state !== 'PENDING' && state !== 'RUNNING';
  if (isEnded && task.pausedAt !== null) found.push(`${id}: has ended and is held`);
  checkPause(found, task);
  if ((task.finishedAt !== null) !== isEnded) found.push(`${id}: ended at ${task.finishedAt}`);
}

/** It has failed, and something that depends on it and makes up for failures has succeeded. */
function isHandled<Row extends Unit | Task>(
  { id, state }: Row,
  rows: ReadonlyMap<string, Row>,
  edges: readonly Dependency[],
): boolean {
  const handlers = edges.flatMap(({ predecessorId, dependantId }) => {
    const dependant = rows.get(dependantId);
    return predecessorId === id && dependant !== undefined ? [dependant] : [];
  });
  return (
    state === 'FAILED' && handlers.some((row) => row.handles === 1 && row.state === 'SUCCEEDED')
  );
}

/** A lease exactly while it runs, a place in the order or a delay exactly while it is ready, and so on. */
function checkUnit(found: string[], unit: Unit, { tasks, jobs }: Picture): void {
  const { id, state } = unit;
  const isEnded = ['SUCCEEDED', 'FAILED', 'SKIPPED', 'CANCELLED'].includes(state);
  const task = tasks.get(unit.taskId);
  const job = jobs.get(unit.jobId);
  const isHeld = task?.pausedAt !== null || job?.pausedAt !== null;
  const rules: readonly (readonly [string, unknown, boolean])[] = [
    ['leaseId', unit.leaseId, state === 'RUNNING'],
    ['leaseMs', unit.leaseMs, state === 'RUNNING'],
    ['leaseUntil', unit.leaseUntil, state === 'RUNNING'],
    ['worker', unit.worker, state === 'RUNNING'],
    ['rank', unit.rank, state === 'READY' && unit.availableAt === null && !isHeld],
    ['finishedAt', unit.finishedAt, isEnded],
    ['output', unit.output, state === 'SUCCEEDED'],
    ['skipKind', unit.skipKind, state === 'SKIPPED'],
    ['pausedAt', unit.pausedAt, state === 'PAUSED'],
  ];
  for (const [column, value, isSet] of rules) {
    if ((value !== null) !== isSet) found.push(`${id}: ${state} with ${column} ${value}`);
  }
  const canFail = unit.startByMs !== null || unit.deadlineAt !== null;
  const waits = state === 'READY' ? canFail : state === 'PAUSED' && unit.deadlineAt !== null;
  if ((unit.failsAt !== null) !== waits) found.push(`${id}: ${state} and fails ${unit.failsAt}`);
  const isMet = unit.when === null || unit.conditionMetAt !== null;
  if (!isMet && (state === 'READY' || state === 'RUNNING')) found.push(`${id}: ${state} unmet`);
  if (unit.availableAt !== null && state !== 'READY') found.push(`${id}: ${state} and delayed`);
  const attemptEnd = (unit.claimedAt ?? 0) + (unit.attemptTimeoutMs ?? Number.POSITIVE_INFINITY);
  if ((unit.leaseUntil ?? 0) > attemptEnd) found.push(`${id}: is held longer than an attempt`);
  checkPause(found, unit);
  const isWorkedOn = state === 'READY' || state === 'RUNNING';
  if (isWorkedOn && (task?.state !== 'RUNNING' || job?.state !== 'RUNNING')) {
    found.push(`${id}: ${state} in a Task that is ${task?.state} of a Job that is ${job?.state}`);
  }
}

/** A Lane counts its Units, and stands before the first of them that can be claimed. */
function checkLane(found: string[], lane: Lane, units: readonly Unit[]): void {
  const { id, unitCount, claimableCount, place, headId } = lane;
  const claimable = units.filter(({ rank }) => rank !== null);
  if (unitCount !== units.length || claimableCount !== claimable.length) {
    found.push(`${id}: counts ${unitCount} Units and ${claimableCount} that can be claimed`);
  }
  for (const { id: unitId, rank } of claimable) {
    const isBehind = (rank ?? 0) > place || (rank === place && unitId >= headId);
    if (!isBehind) found.push(`${id}: stands behind ${unitId}`);
  }
}

/** Who holds something, why and until when is said of what is held, and of nothing else. */
function checkPause(found: string[], row: Pause & { readonly id: string }): void {
  const { id, pausedAt, pausedBy, pauseReason, resumeAt } = row;
  const isSaid = pausedBy !== null || pauseReason !== null || resumeAt !== null;
  if (pausedAt === null && isSaid) found.push(`${id}: is not held and says why`);
}
