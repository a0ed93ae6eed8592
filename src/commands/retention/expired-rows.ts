/**
 * What a deletion asks for and is given: rows of what is kept no longer, by their keys and with no
 * more than what their removal changes elsewhere. Every list is bounded by the one who asks.
 */
import type { Dependency } from '../../domain/dependency.ts';
import type { JobLabel } from '../../domain/labels.ts';
import type { Attempt } from '../../domain/lease.ts';
import type { LogLine } from '../../domain/log-line.ts';
import type { ExpiredUnit, LeftoverKeys, LeftoverKind } from '../../domain/retention.ts';
import type { Unit } from '../../domain/unit.ts';

/** One question of a deletion; `max` bounds each list of the answer. */
export type ExpiredNeed =
  /** Jobs that are being deleted, then those that had finished by an instant, if it is given. */
  | { readonly of: 'JOBS'; readonly finishedBy: number | null; readonly max: number }
  /** Any Tasks of these Jobs. */
  | { readonly of: 'TASKS'; readonly jobIds: readonly string[]; readonly max: number }
  /** Any Units of these Tasks. */
  | { readonly of: 'UNITS'; readonly taskIds: readonly string[]; readonly max: number }
  /** What belongs to these Units, and the dependencies from and to them. */
  | { readonly of: 'PARTS_OF_UNITS'; readonly unitIds: readonly string[]; readonly max: number }
  /** The dependencies from and to these Tasks. */
  | { readonly of: 'PARTS_OF_TASKS'; readonly taskIds: readonly string[]; readonly max: number }
  /** The oldest rows of a kind that are at least as old as an instant. */
  | {
      readonly of: 'LEFTOVERS';
      readonly kind: LeftoverKind;
      readonly by: number;
      readonly max: number;
    }
  /** Of when the oldest finished Job and the oldest leftovers of each kind are. */
  | { readonly of: 'OLDEST' };

/** Rows without a place in the sets of the working set, by the columns that name them. */
export interface RemovedRows {
  readonly logLines: Pick<LogLine, 'unitId' | 'attempt' | 'line'>[];
  readonly attempts: Pick<Attempt, 'unitId' | 'number'>[];
  readonly unitDependencies: Dependency[];
  readonly units: Pick<Unit, 'id'>[];
  readonly taskDependencies: Dependency[];
  readonly jobLabels: JobLabel[];
  readonly leftovers: { readonly [Kind in LeftoverKind]: LeftoverKeys[Kind][] };
}

/** The same lists as they were found. */
type FoundRows = {
  readonly [List in keyof RemovedRows]: RemovedRows[List] extends (infer Row)[]
    ? readonly Row[]
    : { readonly [Kind in LeftoverKind]: readonly LeftoverKeys[Kind][] };
};

export function noRows(): RemovedRows {
  return {
    logLines: [],
    attempts: [],
    unitDependencies: [],
    units: [],
    taskDependencies: [],
    jobLabels: [],
    leftovers: { EVENT: [], ANSWER: [], WORKER: [], LANE: [], KIND_QUEUE: [], LIMIT_USE: [] },
  };
}

/** What the last questions were answered; Jobs and Tasks are in the working set's own sets. */
export class FoundExpired {
  jobIds: readonly string[] = [];
  taskIds: readonly string[] = [];
  units: readonly ExpiredUnit[] = [];
  parts: FoundRows = noRows();
  oldestFinishedAt: number | null = null;
  readonly oldestLeftoverAt: Partial<Record<LeftoverKind, number | null>> = {};
}

/** One row that belongs to a Unit or Task, and how it is entered among what is removed. */
export interface Part {
  readonly isDependency: boolean;
  enter(removed: RemovedRows): void;
}

/** Whether one of the lists may go on behind what was found, of which there are at most so many. */
export function isFull(found: FoundRows, max: number): boolean {
  const { logLines, attempts, unitDependencies, taskDependencies } = found;
  const lists = [logLines, attempts, unitDependencies, taskDependencies];
  return lists.some(({ length }) => length >= max);
}

/**
 * The parts by the Unit or Task with which they go. A dependency goes with the one of its ends that
 * comes first, since neither can go before it.
 */
export function partsByOwner(
  found: FoundRows,
  ids: readonly string[],
): ReadonlyMap<string, readonly Part[]> {
  const parts = new Map<string, Part[]>(ids.map((id) => [id, []]));
  const places = new Map(ids.map((id, place) => [id, place]));
  const placeOf = (id: string) => places.get(id) ?? ids.length;
  const put = (ownerId: string, isDependency: boolean, enter: Part['enter']) => {
    parts.get(ownerId)?.push({ isDependency, enter });
  };
  const firstOf = ({ predecessorId, dependantId }: Dependency) =>
    placeOf(predecessorId) < placeOf(dependantId) ? predecessorId : dependantId;
  for (const row of found.logLines) put(row.unitId, false, ({ logLines }) => logLines.push(row));
  for (const row of found.attempts) put(row.unitId, false, ({ attempts }) => attempts.push(row));
  for (const row of found.unitDependencies) {
    put(firstOf(row), true, ({ unitDependencies }) => unitDependencies.push(row));
  }
  for (const row of found.taskDependencies) {
    put(firstOf(row), true, ({ taskDependencies }) => taskDependencies.push(row));
  }
  return parts;
}
