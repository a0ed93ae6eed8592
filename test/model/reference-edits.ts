/** What changes the graph of a Job, done by the reference: it is looked at as a whole each time. */
import type { Reference } from './reference.ts';
import {
  joinOf,
  type ReferenceJob,
  type ReferenceTask,
  type ReferenceUnit,
} from './reference-rules.ts';

type Node = ReferenceTask | ReferenceUnit;

export interface Edit {
  readonly reference: Reference;
  readonly job: ReferenceJob;
}

export function addTasks({ reference, job }: Edit, tasks: readonly ReferenceTask[]): string {
  if (job.state !== 'RUNNING') return 'JOB_FINISHED';
  takePriority(
    job,
    tasks.flatMap((task) => task.units),
  );
  job.tasks = [...job.tasks, ...tasks];
  reference.derive();
  return 'ACCEPTED';
}

export function addUnits(
  { reference, job }: Edit,
  task: ReferenceTask,
  units: readonly ReferenceUnit[],
): string {
  const refusal = refusalIn(job, task);
  if (refusal !== undefined) return refusal;
  const keys = [...task.units, ...units].map(({ key }) => key);
  const isKnown = units.every(({ dependsOn }) => dependsOn.every((key) => keys.includes(key)));
  if (!isKnown) return 'UNKNOWN_DEPENDENCY';
  takePriority(job, units);
  task.units = [...task.units, ...units];
  reference.derive();
  return 'ACCEPTED';
}

/** Two nodes of one level; the Task is that of two Units. */
export interface Linked {
  readonly predecessor: Node;
  readonly dependant: Node;
  readonly task: ReferenceTask | undefined;
}

export function link({ reference, job }: Edit, linked: Linked): string {
  const refusal = linkRefusal(job, linked);
  if (refusal !== undefined) return refusal;
  const { predecessor, dependant, task } = linked;
  if (dependant.dependsOn.includes(predecessor.key)) return 'DUPLICATE_DEPENDENCY';
  const nodes: readonly Node[] = task?.units ?? job.tasks;
  if (isBehind(predecessor, dependant, nodes)) return 'DEPENDENCY_CYCLE';
  dependant.dependsOn = [...dependant.dependsOn, predecessor.key];
  reconsider(dependant, nodes);
  reference.derive();
  return 'ACCEPTED';
}

export function unlink({ reference, job }: Edit, linked: Linked): string {
  const refusal = linkRefusal(job, linked);
  if (refusal !== undefined) return refusal;
  const { predecessor, dependant, task } = linked;
  if (!dependant.dependsOn.includes(predecessor.key)) return 'UNKNOWN_DEPENDENCY';
  if (!canLose(dependant)) return 'JOIN_UNSATISFIABLE';
  dependant.dependsOn = dependant.dependsOn.filter((key) => key !== predecessor.key);
  reconsider(dependant, task?.units ?? job.tasks);
  reference.derive();
  return 'ACCEPTED';
}

export function removeUnit(
  { reference, job }: Edit,
  task: ReferenceTask,
  unit: ReferenceUnit,
): string {
  if (job.state !== 'RUNNING') return 'JOB_FINISHED';
  if (unit.isRemoved) return 'UNIT_NOT_FOUND';
  const refusal = refusalIn(job, task);
  if (refusal !== undefined) return refusal;
  if (unit.attempt > 0 || hasStarted(unit)) return 'NODE_STARTED';
  const dependants = task.units.filter(({ dependsOn }) => dependsOn.includes(unit.key));
  if (!dependants.every(canLose)) return 'JOIN_UNSATISFIABLE';
  unit.isRemoved = true;
  task.units = task.units.filter((other) => other !== unit);
  for (const dependant of dependants) {
    dependant.dependsOn = dependant.dependsOn.filter((key) => key !== unit.key);
    reconsider(dependant, task.units);
  }
  reference.derive();
  return 'ACCEPTED';
}

export interface Brood {
  readonly parent: ReferenceUnit;
  readonly attempt: number;
  readonly units: readonly ReferenceUnit[];
  readonly tasks: readonly ReferenceTask[];
  readonly isJoining: boolean;
}

export function spawn({ reference, job }: Edit, task: ReferenceTask, brood: Brood): string {
  const { parent, isJoining } = brood;
  const held = reference.report(parent, brood.attempt, 'renew');
  if (held !== 'ACCEPTED') return held;
  const isNew = (known: readonly Node[]) => (node: Node) =>
    !known.some(({ key }) => key === node.key);
  const units = brood.units.filter(isNew(task.units));
  const tasks = brood.tasks.filter(isNew(job.tasks));
  if (units.length + tasks.length === 0) return 'REPEATED';
  if (isJoining) {
    const keysOf = (nodes: readonly Node[]) => nodes.map(({ key }) => key);
    for (const waiting of task.units) {
      const waits = waiting.state !== 'READY' && !hasStarted(waiting);
      if (!waits || !waiting.dependsOn.includes(parent.key)) continue;
      waiting.dependsOn = [...waiting.dependsOn, ...keysOf(units)];
    }
    for (const waiting of job.tasks) {
      if (waiting.state !== 'PENDING' || !waiting.dependsOn.includes(task.key)) continue;
      waiting.dependsOn = [...waiting.dependsOn, ...keysOf(tasks)];
    }
  }
  takePriority(job, [...units, ...tasks.flatMap((each) => each.units)]);
  task.units = [...task.units, ...units];
  job.tasks = [...job.tasks, ...tasks];
  reference.derive();
  return 'ACCEPTED';
}

export function mergeContext(
  { reference, job }: Edit,
  { unit, attempt }: { readonly unit: ReferenceUnit; readonly attempt: number },
  values: Readonly<Record<string, unknown>>,
): string {
  const held = reference.report(unit, attempt, 'renew');
  if (held !== 'ACCEPTED') return held;
  const merged = Object.entries({ ...job.context, ...values }).filter(([, each]) => each !== null);
  const before = JSON.stringify(job.context);
  job.context = Object.fromEntries(merged);
  return JSON.stringify(job.context) === before ? 'REPEATED' : 'ACCEPTED';
}

/** What comes later has the priority that its Job has by then. */
function takePriority({ priority }: ReferenceJob, units: readonly ReferenceUnit[]): void {
  for (const unit of units) unit.priority = priority;
}

function refusalIn(job: ReferenceJob, task: ReferenceTask): string | undefined {
  if (job.state !== 'RUNNING') return 'JOB_FINISHED';
  return task.state === 'PENDING' || task.state === 'RUNNING' ? undefined : 'TASK_FINISHED';
}

function linkRefusal(job: ReferenceJob, linked: Linked): string | undefined {
  const { predecessor, dependant, task } = linked;
  if (predecessor === dependant) return 'SELF_DEPENDENCY';
  if (job.state !== 'RUNNING') return 'JOB_FINISHED';
  if ([predecessor, dependant].some((node) => 'isRemoved' in node && node.isRemoved)) {
    return 'UNKNOWN_DEPENDENCY';
  }
  if (task === undefined) return dependant.state === 'PENDING' ? undefined : 'NODE_STARTED';
  return refusalIn(job, task) ?? (hasStarted(dependant) ? 'NODE_STARTED' : undefined);
}

function hasStarted(node: Node): boolean {
  if (node.state === 'PENDING') return false;
  const waits = node.state === 'READY' || node.state === 'PAUSED';
  return !waits || ('hasStarted' in node && node.hasStarted);
}

function canLose({ join, dependsOn }: Node): boolean {
  if (join.kind === 'ANY_FAILED') return dependsOn.length > 1;
  return join.kind !== 'AT_LEAST' || join.count < dependsOn.length;
}

/** Whether the first node depends on the second, directly or through others. */
function isBehind(node: Node, other: Node, nodes: readonly Node[]): boolean {
  if (node.dependsOn.includes(other.key)) return true;
  return node.dependsOn.some((key) => {
    const predecessor = nodes.find((each) => each.key === key);
    return predecessor !== undefined && isBehind(predecessor, other, nodes);
  });
}

function reconsider(node: Node, nodes: readonly Node[]): void {
  if (node.state !== 'READY' || hasStarted(node) || joinOf(node, nodes) === 'YES') return;
  node.state = 'PENDING';
  if ('availableAt' in node) node.availableAt = undefined;
}
