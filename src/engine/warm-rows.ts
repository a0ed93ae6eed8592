/**
 * The rows that the last batches of a Topic have worked on and others will ask for next, kept in
 * memory as they were written, so that a batch reads from the database only what is new to it.
 *
 * The invariant: while a Topic has the revision that is noted with its rows, they are what the
 * database has. Every batch that changes such rows raises the revision under the Topic's lock, so one
 * look at the Topic tells whether another server has written meanwhile. A batch takes the rows of its
 * Topic away to work on them, and they come back when all of its statements are with the database; if
 * it is not committed then, they are forgotten.
 */
import type { WorkingSet } from '../commands/batch/working-set.ts';
import type { Job } from '../domain/job.ts';
import { isClaimable, type Lane, laneKey } from '../domain/lane.ts';
import { isTaskFinished, type Task } from '../domain/task.ts';
import { isUnitFinished, type Unit } from '../domain/unit.ts';
import type { Worker } from '../domain/worker.ts';
import { ClaimablePlaces } from './claimable-places.ts';

/** The rows that a batch has worked on, and those that were known before. */
export interface KnownRows {
  readonly set: WorkingSet;
  readonly warm: WarmRows | undefined;
}

export class WarmTopics {
  /** By Topic id, the one longest out of use first. */
  readonly #topics = new Map<string, WarmRows>();
  readonly #weightMax: number;
  #weight = 0;

  /** @param bytesMax roughly how many bytes of rows are kept: some 40,000 Units with small inputs */
  constructor(bytesMax = 48_000_000) {
    this.#weightMax = bytesMax;
  }

  /** Hands out what is known of a Topic with this revision; of another nothing is. */
  take(topicId: string, revision: number): WarmRows | undefined {
    const rows = this.#topics.get(topicId);
    this.forget(topicId);
    return rows?.revision === revision ? rows : undefined;
  }

  /** Takes in what a batch leaves, once all of it is with the database. */
  keep({ set, warm: rows = new WarmRows() }: KnownRows): void {
    const { id, revision } = set.topic;
    rows.keep(set, this.#weightMax - this.#weight);
    rows.revision = revision;
    this.#topics.set(id, rows);
    this.#weight += rows.weight;
    for (const longestUnused of this.#topics.keys()) {
      if (this.#weight <= this.#weightMax || longestUnused === id) break;
      this.forget(longestUnused);
    }
    this.#weight -= rows.lighten(this.#weight - this.#weightMax);
  }

  forget(topicId: string): void {
    this.#weight -= this.#topics.get(topicId)?.weight ?? 0;
    this.#topics.delete(topicId);
  }
}

export class WarmRows {
  revision = 0;
  /** Where those of the Units stand that can be claimed. */
  readonly places = new ClaimablePlaces();
  readonly units = new WarmTable<Unit>(bytesOfUnit, {
    onForget: (id) => this.places.forget(id),
  });
  readonly tasks = new WarmTable<Task>(bytesOfTask);
  readonly jobs = new WarmTable<Job>(bytesOfJob);
  /** By name these are found by their traits; see laneKey. */
  readonly lanes = new WarmTable<Lane>(() => 500, { nameOf: laneKey });
  readonly workers = new WarmTable<Worker>(bytesOfWorker, { nameOf: ({ name }) => name });
  /** Those of the Lanes that can be claimed from. */
  readonly #claimable = new Map<string, Lane>();
  /**
   * Whether these are all of them; undefined while nobody has looked. It stays so, since whatever makes
   * a Lane claimable has that Lane in its batch.
   */
  #areAllClaimable: boolean | undefined;

  get weight(): number {
    const { units, tasks, jobs, lanes, workers } = this;
    return units.weight + tasks.weight + jobs.weight + lanes.weight + workers.weight;
  }

  /** All Lanes that can be claimed from; 'MANY' if there are more, 'UNKNOWN' if nobody has looked. */
  listClaimableLanes(max: number): readonly Lane[] | 'MANY' | 'UNKNOWN' {
    if (this.#areAllClaimable === undefined) return 'UNKNOWN';
    const isMany = !this.#areAllClaimable || this.#claimable.size > max;
    return isMany ? 'MANY' : [...this.#claimable.values()];
  }

  /**
   * Keeps what is not over and may be asked for again. New rows may be very many at once: they are
   * kept as far as there is room, since the first of them are worked on first.
   */
  keep(set: WorkingSet, room: number): void {
    for (const lane of set.lanes.values()) {
      this.lanes.keep(lane);
      if (isClaimable(lane)) this.#claimable.set(lane.id, lane);
      else this.#claimable.delete(lane.id);
    }
    for (const worker of set.workers.rows.values()) this.workers.keep(worker);
    this.#areAllClaimable ??= set.laneGroups.areAll;
    for (const job of set.jobs.values()) {
      if (job.state === 'RUNNING') this.jobs.keep(job);
      else this.jobs.forget(job.id);
    }
    for (const task of set.tasks.values()) {
      if (isTaskFinished(task.state)) this.tasks.forget(task.id);
      else this.tasks.keep(task, set.dependantTasks.get(task.id));
    }
    for (const unit of set.units.values()) {
      if (isUnitFinished(unit.state)) this.units.forget(unit.id);
      else if (this.weight < room || !set.units.isInserted(unit.id)) {
        this.units.keep(unit, set.dependantUnits.get(unit.id));
        this.places.note(unit);
      }
    }
    for (const lane of set.lanes.values()) this.places.noteLane(lane);
  }

  /** Forgets what was not used lately, until so much is gone; answers how much is. */
  lighten(excess: number): number {
    const before = this.weight;
    const laneCount = this.lanes.size;
    for (const table of [this.units, this.tasks, this.jobs, this.workers, this.lanes]) {
      table.lighten(excess - (before - this.weight));
    }
    if (this.lanes.size < laneCount) {
      this.#claimable.clear();
      this.#areAllClaimable = undefined;
    }
    return before - this.weight;
  }
}

interface Warm<Row> {
  row: Row;
  weight: number;
  /** Who depends on it, if that was asked for. */
  dependantIds: readonly string[] | undefined;
  /** Whether it was used since it was last in question. */
  isUsed: boolean;
}

interface WarmTableOptions<Row> {
  /** What rows are found by besides their ids, if anything; it never changes. */
  readonly nameOf?: (row: Row) => string;
  /** Told of each row that is not kept any more. */
  readonly onForget?: (id: string) => void;
}

/**
 * Rows of one table. What was used is marked, and gets a second chance when there is no more room: to
 * move it behind all others at each use would cost more than all else that is done to keep it.
 */
class WarmTable<Row extends { readonly id: string }> {
  /** In the order in which they are in question. */
  readonly #rows = new Map<string, Warm<Row>>();
  readonly #idsByName = new Map<string, string>();
  readonly #bytesOf: (row: Row) => number;
  readonly #nameOf: ((row: Row) => string) | undefined;
  readonly #onForget: ((id: string) => void) | undefined;
  #weight = 0;

  constructor(bytesOf: (row: Row) => number, { nameOf, onForget }: WarmTableOptions<Row> = {}) {
    this.#bytesOf = bytesOf;
    this.#nameOf = nameOf;
    this.#onForget = onForget;
  }

  get size(): number {
    return this.#rows.size;
  }

  findByName(name: string): Row | undefined {
    return this.find(this.#idsByName.get(name) ?? '');
  }

  get weight(): number {
    return this.#weight;
  }

  find(id: string): Row | undefined {
    return this.#rows.get(id)?.row;
  }

  /** Undefined also where nobody has asked for them yet. */
  dependantIdsOf(id: string): readonly string[] | undefined {
    return this.#rows.get(id)?.dependantIds;
  }

  keep(row: Row, dependantIds?: readonly string[]): void {
    const known = this.#rows.get(row.id);
    const ids = dependantIds ?? known?.dependantIds;
    const weight = this.#bytesOf(row) + (ids?.length ?? 0) * bytesPerDependant;
    this.#weight += weight - (known?.weight ?? 0);
    if (known === undefined) {
      this.#rows.set(row.id, { row, weight, dependantIds: ids, isUsed: false });
      if (this.#nameOf !== undefined) this.#idsByName.set(this.#nameOf(row), row.id);
      return;
    }
    known.row = row;
    known.weight = weight;
    known.dependantIds = ids;
    known.isUsed = true;
  }

  forget(id: string): void {
    const known = this.#rows.get(id);
    if (known === undefined) return;
    if (this.#nameOf !== undefined) this.#idsByName.delete(this.#nameOf(known.row));
    this.#weight -= known.weight;
    this.#rows.delete(id);
    this.#onForget?.(id);
  }

  lighten(excess: number): void {
    const enough = this.#weight - excess;
    // What gets its second chance comes up again at the end, without its mark.
    for (const [id, warm] of this.#rows) {
      if (this.#weight <= enough) return;
      if (warm.isUsed) {
        warm.isUsed = false;
        this.#rows.delete(id);
        this.#rows.set(id, warm);
      } else this.forget(id);
    }
  }
}

const bytesPerDependant = 40;

function bytesOfUnit(unit: Unit): number {
  const { input, checkpoint, output, failureDetails } = unit;
  return (
    1_000 + lengthOf(input) + lengthOf(checkpoint) + lengthOf(output) + lengthOf(failureDetails)
  );
}

function bytesOfTask({ unitDefaults }: Task): number {
  return 700 + lengthOf(unitDefaults);
}

function bytesOfJob({ payload, context, params, unitDefaults, labels }: Job): number {
  const texts = lengthOf(context) + lengthOf(params) + lengthOf(unitDefaults) + lengthOf(labels);
  return 900 + lengthOf(payload) + texts;
}

function bytesOfWorker({ labels, kinds }: Worker): number {
  return 500 + lengthOf(labels) + lengthOf(kinds);
}

function lengthOf(text: string | null): number {
  return text?.length ?? 0;
}
