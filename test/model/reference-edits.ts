/** What changes the graph or the context of a Job, done by the reference: it looks at all of it. */

import type { Reference } from './reference.ts';
import { leave } from './reference-attempts.ts';
import type {
  ReferenceJob,
  ReferenceNode,
  ReferenceTask,
  ReferenceUnit,
} from './reference-nodes.ts';
import { joinOf } from './reference-rules.ts';

export function addTasks(
  reference: Reference,
  job: ReferenceJob,
  tasks: readonly ReferenceTask[],
): string {
  if (job.state !== 'RUNNING') return 'JOB_FINISHED';
  enter(reference, job, { tasks });
  return reference.accept();
}

export function addUnits(
  reference: Reference,
  task: ReferenceTask,
  units: readonly ReferenceUnit[],
): string {
  const job = reference.jobOf(task);
  const refusal = refusalIn(job, task);
  if (refusal !== undefined) return refusal;
  const keys = [...task.units, ...units].map(({ key }) => key);
  const isKnown = units.every(({ dependsOn }) => dependsOn.every((key) => keys.includes(key)));
  if (!isKnown) return 'UNKNOWN_DEPENDENCY';
  enter(reference, job, { task, units });
  return reference.accept();
}

/** A dependency by keys; of Units, the Task that they are in. */
export interface Linked {
  readonly task: string | undefined;
  readonly predecessor: string;
  readonly dependant: string;
}

export function link(reference: Reference, job: ReferenceJob, linked: Linked): string {
  const found = findLinked(job, linked);
  if (typeof found === 'string') return found;
  const { predecessor, dependant, nodes } = found;
  if (dependant.dependsOn.includes(predecessor.key)) return 'DUPLICATE_DEPENDENCY';
  if (isBehind(predecessor, dependant, nodes)) return 'DEPENDENCY_CYCLE';
  dependant.dependsOn = [...dependant.dependsOn, predecessor.key];
  reconsider(dependant, nodes);
  return reference.accept();
}

export function unlink(reference: Reference, job: ReferenceJob, linked: Linked): string {
  const found = findLinked(job, linked);
  if (typeof found === 'string') return found;
  const { predecessor, dependant, nodes } = found;
  if (!dependant.dependsOn.includes(predecessor.key)) return 'UNKNOWN_DEPENDENCY';
  if (!canLose(dependant)) return 'JOIN_UNSATISFIABLE';
  dependant.dependsOn = dependant.dependsOn.filter((key) => key !== predecessor.key);
  reconsider(dependant, nodes);
  return reference.accept();
}

export function removeUnit(reference: Reference, job: ReferenceJob, unitId: string): string {
  if (job.state !== 'RUNNING') return 'JOB_FINISHED';
  const unit = reference.findUnit(unitId);
  if (unit === undefined) return 'UNIT_NOT_FOUND';
  const [task] = reference.parentsOf(unit);
  const refusal = refusalIn(job, task);
  if (refusal !== undefined) return refusal;
  if (unit.attempt > 0 || hasStarted(unit)) return 'NODE_STARTED';
  const dependants = task.units.filter(({ dependsOn }) => dependsOn.includes(unit.key));
  if (!dependants.every(canLose)) return 'JOIN_UNSATISFIABLE';
  task.units = task.units.filter((other) => other !== unit);
  for (const dependant of dependants) {
    dependant.dependsOn = dependant.dependsOn.filter((key) => key !== unit.key);
    reconsider(dependant, task.units);
  }
  return reference.accept();
}

export interface Brood {
  readonly attempt: number;
  readonly units: readonly ReferenceUnit[];
  readonly tasks: readonly ReferenceTask[];
  readonly isJoining: boolean;
}

export function spawn(reference: Reference, parent: ReferenceUnit, brood: Brood): string {
  const held = reference.report(parent, brood.attempt, 'renew');
  if (held !== 'ACCEPTED') return held;
  const [task, job] = reference.parentsOf(parent);
  const isNew = (known: readonly ReferenceNode[]) => (node: ReferenceNode) =>
    !known.some(({ key }) => key === node.key);
  const units = brood.units.filter(isNew(task.units));
  const tasks = brood.tasks.filter(isNew(job.tasks));
  if (units.length + tasks.length === 0) return 'REPEATED';
  enter(reference, job, { task, units, tasks });
  if (brood.isJoining) {
    for (const waiting of task.units) {
      if (waiting.state === 'READY' || hasStarted(waiting)) continue;
      if (waitForChildren(waiting, parent, units)) reconsider(waiting, task.units);
    }
    for (const waiting of job.tasks) {
      if (waiting.state === 'PENDING') waitForChildren(waiting, task, tasks);
    }
  }
  return reference.accept();
}

/** Answers whether it waits for them. */
function waitForChildren(
  waiting: ReferenceNode,
  parent: ReferenceNode,
  children: readonly ReferenceNode[],
): boolean {
  if (!waiting.dependsOn.includes(parent.key) || children.length === 0) return false;
  waiting.dependsOn = [...waiting.dependsOn, ...children.map(({ key }) => key)];
  return true;
}

export function mergeContext(job: ReferenceJob, values: Readonly<Record<string, unknown>>): string {
  const merged = Object.entries({ ...job.context, ...values }).filter(([, each]) => each !== null);
  const before = JSON.stringify(job.context);
  job.context = Object.fromEntries(merged);
  return JSON.stringify(job.context) === before ? 'REPEATED' : 'ACCEPTED';
}

interface Entering {
  readonly task?: ReferenceTask;
  readonly units?: readonly ReferenceUnit[];
  readonly tasks?: readonly ReferenceTask[];
}

/** What comes later has the priority that its Job has by then, and what its Topic says by then. */
function enter(
  reference: Reference,
  job: ReferenceJob,
  { task, units = [], tasks = [] }: Entering,
): void {
  if (task !== undefined) task.units = [...task.units, ...units];
  job.tasks = [...job.tasks, ...tasks];
  for (const unit of [...units, ...tasks.flatMap((each) => each.units)]) {
    unit.priority = job.priority;
    unit.rules = reference.rulesOf(unit);
  }
}

interface FoundLink {
  readonly predecessor: ReferenceNode;
  readonly dependant: ReferenceNode;
  readonly nodes: readonly ReferenceNode[];
}

function findLinked(job: ReferenceJob, linked: Linked): FoundLink | string {
  if (linked.predecessor === linked.dependant) return 'SELF_DEPENDENCY';
  if (job.state !== 'RUNNING') return 'JOB_FINISHED';
  const task = job.tasks.find(({ key }) => key === linked.task);
  const nodes: readonly ReferenceNode[] = task?.units ?? job.tasks;
  const predecessor = nodes.find(({ key }) => key === linked.predecessor);
  const dependant = nodes.find(({ key }) => key === linked.dependant);
  if (predecessor === undefined || dependant === undefined) return 'UNKNOWN_DEPENDENCY';
  const refusal = task && refusalIn(job, task);
  if (refusal !== undefined) return refusal;
  const isLate = task === undefined ? dependant.state !== 'PENDING' : hasStarted(dependant);
  return isLate ? 'NODE_STARTED' : { predecessor, dependant, nodes };
}

function refusalIn(job: ReferenceJob, task: ReferenceTask): string | undefined {
  if (job.state !== 'RUNNING') return 'JOB_FINISHED';
  return task.state === 'PENDING' || task.state === 'RUNNING' ? undefined : 'TASK_FINISHED';
}

/** Whether it was claimed since it was submitted, retried or rerun, or has ended. */
function hasStarted(node: ReferenceNode): boolean {
  if (node.state === 'PENDING') return false;
  const waits = node.state === 'READY' || node.state === 'PAUSED';
  return !waits || ('begunAt' in node && node.begunAt !== undefined);
}

function canLose({ join, dependsOn }: ReferenceNode): boolean {
  if (join.kind === 'ANY_FAILED') return dependsOn.length > 1;
  return join.kind !== 'AT_LEAST' || join.count < dependsOn.length;
}

/** Whether the first node depends on the second, directly or through others. */
function isBehind(
  node: ReferenceNode,
  other: ReferenceNode,
  nodes: readonly ReferenceNode[],
): boolean {
  if (node.dependsOn.includes(other.key)) return true;
  return node.dependsOn.some((key) => {
    const predecessor = nodes.find((each) => each.key === key);
    return predecessor !== undefined && isBehind(predecessor, other, nodes);
  });
}

/** What has to wait again is as if it had never been ready, whether it is paused or not. */
function reconsider(node: ReferenceNode, nodes: readonly ReferenceNode[]): void {
  if (!isUnit(node) || hasStarted(node) || joinOf(node, nodes) === 'YES') return;
  if (node.state === 'READY') leave(node, 'PENDING');
  node.isMet = false;
  node.deadlineAt = undefined;
}

function isUnit(node: ReferenceNode): node is ReferenceUnit {
  return 'attempt' in node;
}
