/**
 * When two pictures are the same as far as the rules go: alike in all that a rule looks at, with
 * instants taken from now, and whatever Units and Tasks are called that stand alike in the graph.
 */
import type { Job } from '../../src/domain/job.ts';
import type { Pause } from '../../src/domain/pause.ts';
import type { Task } from '../../src/domain/task.ts';
import type { Unit } from '../../src/domain/unit.ts';
import { graphOf } from './edit-expectations.ts';
import { pathOf } from './edits.ts';
import type { Picture } from './picture.ts';
import { codeOfRecords } from './repeats.ts';
import { listOrders, product } from './shapes.ts';

/** A way to exchange nodes that leaves the graph as it is: for each place, whose place it was. */
interface Symmetry {
  readonly tasks: readonly number[];
  readonly units: readonly number[];
}

export class Canonical {
  readonly #first: Picture;
  readonly #isEditing: boolean;
  readonly #symmetries: readonly Symmetry[];

  /**
   * @param first the picture once its Job was submitted, whose graph is the graph of most others
   * @param isEditing whether graphs are edited: then it matters what has started and what was claimed
   */
  constructor(first: Picture, isEditing: boolean) {
    this.#first = first;
    this.#isEditing = isEditing;
    this.#symmetries = listSymmetries(first);
  }

  /** Alike for pictures that are the same as far as the rules go. */
  keyOf(picture: Picture): string {
    const { now } = picture;
    const modes = [...picture.workers.values()].map(({ mode }) => mode).join();
    const topics =
      modes + [...picture.topics.values()].map((topic) => codeOfPause(topic, now)).join();
    const jobs = topics + [...picture.jobs.values()].map((job) => codeOfJob(job, now)).join();
    const tasks = [...picture.tasks.values()].map((task) => codeOfTask(task, now));
    const units = [...picture.units.values()].map(
      (unit) => codeOfUnit(unit, now) + (this.#isEditing ? codeOfBeginning(unit) : ''),
    );
    if (this.#isEdited(picture)) return jobs + codeByPaths(picture, tasks, units);
    let least: string | undefined;
    for (const symmetry of this.#symmetries) {
      let key = jobs;
      for (const place of symmetry.tasks) key += ` ${tasks[place]}`;
      for (const place of symmetry.units) key += ` ${units[place]}`;
      if (least === undefined || key < least) least = key;
    }
    return least ?? '';
  }

  /** Such a one has no symmetries; neither has one in which something was said of a single Unit. */
  #isEdited(picture: Picture): boolean {
    const { unitDependencies, taskDependencies, units, tasks } = picture;
    const first = this.#first;
    return (
      picture.idempotencyRecords.size > 0 ||
      unitDependencies !== first.unitDependencies ||
      taskDependencies !== first.taskDependencies ||
      units.size !== first.units.size ||
      tasks.size !== first.tasks.size
    );
  }
}

function codeOfJob(job: Job, now: number): string {
  const ends = [job.startAt, job.beginsAt, job.finishBy, job.cancelsAt].map((at) =>
    at === null ? '' : Math.max(0, at - now),
  );
  const waits = `${ends.join('/')}${job.behindJobId ?? ''}`;
  return job.state + waits + codeOfPause(job, now) + (job.context === '{}' ? '' : job.context);
}

function codeOfTask(task: Task, now: number): string {
  const { state, skipKind, startedAt, conditionMetAt } = task;
  const opened = `${startedAt === null ? '' : '+'}${conditionMetAt === null ? '' : '!'}`;
  return `${state}${skipKind ?? ''}${opened}${codeOfPause(task, now)}`;
}

function codeOfPause({ pausedAt, resumeAt }: Pause, now: number): string {
  if (pausedAt === null) return '';
  return `held${resumeAt === null ? '' : Math.max(0, resumeAt - now)}`;
}

function codeOfUnit(unit: Unit, now: number): string {
  const { state, skipKind, failureCount, lossCount } = unit;
  if (state === 'SKIPPED') return `${state}${skipKind}`;
  // How often something that has ended had failed is forgotten before it is tried again.
  const met = unit.conditionMetAt === null ? '' : '!';
  if (state === 'FAILED' || state === 'CANCELLED') return state + met;
  if (state === 'SUCCEEDED') return state;
  const left = (at: number | null) => (at === null ? '' : Math.max(0, at - now));
  const deadline = unit.leaseUntil ?? unit.availableAt ?? unit.resumeAt;
  const isTimed = unit.attemptTimeoutMs !== null && state === 'RUNNING';
  const attemptEnd = isTimed ? (unit.claimedAt ?? 0) + unit.attemptTimeoutMs : null;
  const ends = [deadline, unit.failsAt, unit.deadlineAt, attemptEnd].map(left);
  return `${state}${met}${failureCount}/${lossCount}/${ends.join('/')}`;
}

function codeOfBeginning({ startedAt, attempt }: Unit): string {
  return `${startedAt === null ? '' : '+'}${attempt === 0 ? '' : '#'}`;
}

/** Keys say what a node is and where it came from, whatever its id and whenever it came. */
function codeByPaths(picture: Picture, tasks: readonly string[], units: readonly string[]): string {
  const paths = [
    ...[...picture.tasks.values()].map(({ key }, place) => `${key}:${tasks[place]}`),
    ...[...picture.units.values()].map((unit, place) => `${pathOf(unit, picture)}:${units[place]}`),
  ];
  return [...paths.sort(), ...graphOf(picture).edges, codeOfRecords(picture)].join(' ');
}

function listSymmetries(picture: Picture): readonly Symmetry[] {
  const tasks = [...picture.tasks.values()];
  const units = [...picture.units.values()];
  const placesOf = tasks.map(({ id }) =>
    units.flatMap((unit, place) => (unit.taskId === id ? [place] : [])),
  );
  const found: Symmetry[] = [];
  for (const order of listOrders(tasks.length)) {
    const within = order.map((task) => {
      const places = placesOf[task] ?? [];
      return listOrders(places.length).map((inner) => inner.map((index) => places[index] ?? 0));
    });
    for (const places of product(within)) {
      const symmetry = { tasks: order, units: places.flat() };
      if (isSymmetry(picture, symmetry)) found.push(symmetry);
    }
  }
  return found;
}

/** Whether the exchange leads from the graph to itself. */
function isSymmetry(picture: Picture, symmetry: Symmetry): boolean {
  const into = new Map([
    ...exchange([...picture.tasks.keys()], symmetry.tasks),
    ...exchange([...picture.units.keys()], symmetry.units),
  ]);
  const nodes: ReadonlyMap<string, Task | Unit> = new Map<string, Task | Unit>([
    ...picture.tasks,
    ...picture.units,
  ]);
  for (const [id, otherId] of into) {
    const [node, other] = [nodes.get(id), nodes.get(otherId)];
    if (node === undefined || other === undefined || role(node) !== role(other)) return false;
    if ('taskId' in node && 'taskId' in other && into.get(node.taskId) !== other.taskId)
      return false;
  }
  const edges = [...picture.taskDependencies, ...picture.unitDependencies];
  const names = new Set(edges.map((edge) => `${edge.predecessorId}>${edge.dependantId}`));
  return edges.every((edge) =>
    names.has(`${into.get(edge.predecessorId)}>${into.get(edge.dependantId)}`),
  );
}

function exchange(ids: readonly string[], places: readonly number[]): [string, string][] {
  return ids.map((id, place) => [id, ids[places[place] ?? 0] ?? '']);
}

/** What a definition says of a node beside its edges. */
function role(node: Task | Unit): string {
  const tolerance = 'tolerateCount' in node ? [node.tolerateCount, node.tolerateShare] : [];
  return [node.join, node.joinCount, node.when, node.onFalse, node.handles, ...tolerance].join();
}
