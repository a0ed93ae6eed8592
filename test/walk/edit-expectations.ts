/**
 * What every command that changes a graph or a context has to be answered, by the picture alone,
 * and which graph there has to be afterwards: what docs/protocol.md says of them, written down a
 * second time.
 */
import type { Command, DependencyPaths } from '../../src/domain/command.ts';
import type { RejectionCode } from '../../src/domain/rejection.ts';
import type { Task } from '../../src/domain/task.ts';
import type { Unit } from '../../src/domain/unit.ts';
import type { Picture } from './picture.ts';

export type EditAnswer = 'ACCEPTED' | 'REPEATED' | RejectionCode;

export function expectedTasks({ jobId, tasks }: Command<'addTasks'>, picture: Picture): EditAnswer {
  const refusal = refusalOfJob(picture, jobId);
  if (refusal !== undefined) return refusal;
  const keys = tasksOf(picture, jobId).map(({ key }) => key);
  return keyFault(keys, tasks) ?? 'ACCEPTED';
}

export function expectedUnits(
  { taskId, units }: Command<'addUnits'>,
  picture: Picture,
): EditAnswer {
  const task = picture.tasks.get(taskId);
  if (task === undefined) return 'TASK_NOT_FOUND';
  const refusal = refusalOfJob(picture, task.jobId) ?? refusalOfTask(task);
  if (refusal !== undefined) return refusal;
  const keys = unitsOf(picture, taskId).map(({ key }) => key);
  return keyFault(keys, units) ?? 'ACCEPTED';
}

export function expectedLinks(
  { jobId, dependencies }: Command<'addDependencies'>,
  picture: Picture,
): EditAnswer {
  const refusal = refusalOfJob(picture, jobId) ?? linkFault(picture, jobId, dependencies);
  if (refusal !== undefined) return refusal;
  const graph = graphOf(picture);
  const added = dependencies.map(edgeOf);
  if (added.some((edge) => graph.edges.includes(edge))) return 'DUPLICATE_DEPENDENCY';
  return hasCycle([...graph.edges, ...added]) ? 'DEPENDENCY_CYCLE' : 'ACCEPTED';
}

export function expectedUnlinks(
  { jobId, dependencies }: Command<'removeDependencies'>,
  picture: Picture,
): EditAnswer {
  const refusal = refusalOfJob(picture, jobId) ?? linkFault(picture, jobId, dependencies);
  if (refusal !== undefined) return refusal;
  const { edges } = graphOf(picture);
  const removed = dependencies.map(edgeOf);
  if (!removed.every((edge) => edges.includes(edge))) return 'UNKNOWN_DEPENDENCY';
  const canAll = dependencies.every(({ dependant }) => {
    const lostCount = dependencies.filter((each) => each.dependant === dependant).length;
    return canLose(nodeAt(picture, jobId, dependant), lostCount);
  });
  return canAll ? 'ACCEPTED' : 'JOIN_UNSATISFIABLE';
}

export function expectedRemoval(
  { jobId, unitIds }: Command<'removeUnits'>,
  picture: Picture,
): EditAnswer {
  const refusal = refusalOfJob(picture, jobId);
  if (refusal !== undefined) return refusal;
  for (const id of unitIds) {
    const unit = picture.units.get(id);
    if (unit === undefined) return 'UNIT_NOT_FOUND';
    const fault = refusalOfTask(picture.tasks.get(unit.taskId));
    if (fault !== undefined) return fault;
    if (unit.attempt > 0 || hasStarted(unit)) return 'NODE_STARTED';
  }
  const canAll = [...picture.units.values()].every((unit) => {
    if (unitIds.includes(unit.id)) return true;
    const lost = picture.unitDependencies.filter(
      ({ predecessorId, dependantId }) =>
        dependantId === unit.id && unitIds.includes(predecessorId),
    );
    return canLose(unit, lost.length);
  });
  return canAll ? 'ACCEPTED' : 'JOIN_UNSATISFIABLE';
}

/** What the holder of a Unit may spawn. */
export function expectedSpawn(command: Command<'spawn'>, picture: Picture): EditAnswer {
  const unit = picture.units.get(command.lease.unitId);
  if (unit === undefined) return 'UNIT_NOT_FOUND';
  const named = [
    ...command.units.map(({ key }) => findByKey(unitsOf(picture, unit.taskId), key)),
    ...command.tasks.map(({ key }) => findByKey(tasksOf(picture, unit.jobId), key)),
  ];
  const isOthers = (node: Unit | Task | undefined) =>
    node !== undefined && node.parentUnitId !== unit.id;
  if (named.some(isOthers)) return 'DUPLICATE_KEY';
  return named.includes(undefined) ? 'ACCEPTED' : 'REPEATED';
}

/** Whether these values make a difference to the context of the Job. */
export function expectedMerge(picture: Picture, jobId: string, values: string): EditAnswer {
  const context = fieldsOf(picture.jobs.get(jobId)?.context ?? '{}');
  const makesDifference = Object.entries(fieldsOf(values)).some(
    ([field, value]) => JSON.stringify(context[field] ?? null) !== JSON.stringify(value),
  );
  return makesDifference ? 'ACCEPTED' : 'REPEATED';
}

export function expectedJobMerge(
  { jobId, values }: Command<'mergeJobContext'>,
  picture: Picture,
): EditAnswer {
  return refusalOfJob(picture, jobId) ?? expectedMerge(picture, jobId, values);
}

export function fieldsOf(json: string): Readonly<Record<string, unknown>> {
  // The walk merges objects only.
  return JSON.parse(json) as Readonly<Record<string, unknown>>;
}

/** A graph by paths: nodes as `task` and `task/unit`, edges as `predecessor>dependant`, sorted. */
export interface Graph {
  readonly nodes: readonly string[];
  readonly edges: readonly string[];
}

export function graphOf(picture: Picture): Graph {
  const paths = new Map([...picture.tasks].map(([id, { key }]) => [id, key]));
  for (const [id, unit] of picture.units) paths.set(id, `${paths.get(unit.taskId)}/${unit.key}`);
  const edges = [...picture.taskDependencies, ...picture.unitDependencies].map(
    ({ predecessorId, dependantId }) => `${paths.get(predecessorId)}>${paths.get(dependantId)}`,
  );
  return { nodes: [...paths.values()].sort(), edges: edges.sort() };
}

/** Whether one of the edges lies on a circle: what has no edge into it is taken away until all are. */
export function hasCycle(edges: readonly string[]): boolean {
  let left = edges.map((edge) => edge.split('>'));
  for (;;) {
    const dependants = new Set(left.map(([, dependant]) => dependant));
    const next = left.filter(([predecessor]) => dependants.has(predecessor));
    if (next.length === left.length) return left.length > 0;
    left = next;
  }
}

/** Not started is what waits, and what is ready or paused and was not claimed since it began. */
export function hasStarted(node: Unit | Task): boolean {
  if (node.state === 'PENDING') return false;
  const waits = 'taskId' in node && (node.state === 'READY' || node.state === 'PAUSED');
  return !waits || node.startedAt !== null;
}

export function edgeOf({ predecessor, dependant }: DependencyPaths): string {
  return `${predecessor}>${dependant}`;
}

function refusalOfJob({ jobs }: Picture, jobId: string): RejectionCode | undefined {
  const job = jobs.get(jobId);
  if (job === undefined) return 'JOB_NOT_FOUND';
  return job.state === 'RUNNING' ? undefined : 'JOB_FINISHED';
}

function refusalOfTask(task: Task | undefined): RejectionCode | undefined {
  const isOpen = task?.state === 'PENDING' || task?.state === 'RUNNING';
  return isOpen ? undefined : 'TASK_FINISHED';
}

type Definition = { readonly key: string; readonly dependsOn: readonly string[] };

function keyFault(
  taken: readonly string[],
  added: readonly Definition[],
): RejectionCode | undefined {
  const keys = [...taken, ...added.map(({ key }) => key)];
  if (new Set(keys).size < keys.length) return 'DUPLICATE_KEY';
  const isKnown = added.every(({ dependsOn }) => dependsOn.every((key) => keys.includes(key)));
  return isKnown ? undefined : 'UNKNOWN_DEPENDENCY';
}

function linkFault(
  picture: Picture,
  jobId: string,
  dependencies: readonly DependencyPaths[],
): RejectionCode | undefined {
  for (const { predecessor, dependant } of dependencies) {
    const node = nodeAt(picture, jobId, dependant);
    if (nodeAt(picture, jobId, predecessor) === undefined || node === undefined) {
      return 'UNKNOWN_DEPENDENCY';
    }
    const fault = 'taskId' in node ? refusalOfTask(picture.tasks.get(node.taskId)) : undefined;
    if (fault !== undefined) return fault;
    if (hasStarted(node)) return 'NODE_STARTED';
  }
  return undefined;
}

/** What asks for a failure, or for so many successes, has to keep enough to ask it of. */
function canLose(node: Unit | Task | undefined, lostCount: number): boolean {
  if (node === undefined || lostCount === 0) return true;
  const left = node.predecessorCount - lostCount;
  if (node.join === 'ANY_FAILED') return left > 0;
  return node.join !== 'AT_LEAST' || left >= (node.joinCount ?? 1);
}

function nodeAt(picture: Picture, jobId: string, path: string): Unit | Task | undefined {
  const [taskKey = '', unitKey] = path.split('/');
  const task = findByKey(tasksOf(picture, jobId), taskKey);
  if (task === undefined || unitKey === undefined) return task;
  return findByKey(unitsOf(picture, task.id), unitKey);
}

function findByKey<Node extends { readonly key: string }>(
  nodes: readonly Node[],
  key: string,
): Node | undefined {
  return nodes.find((node) => node.key === key);
}

function tasksOf({ tasks }: Picture, jobId: string): readonly Task[] {
  return [...tasks.values()].filter((task) => task.jobId === jobId);
}

function unitsOf({ units }: Picture, taskId: string): readonly Unit[] {
  return [...units.values()].filter((unit) => unit.taskId === taskId);
}
