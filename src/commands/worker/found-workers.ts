/** What commands ask for about Workers, and what they find: the rows, and what these Workers hold. */
import type { Unit } from '../../domain/unit.ts';
import type { Worker } from '../../domain/worker.ts';
import { RowSet } from '../batch/row-set.ts';

export class WorkerNeeds {
  readonly ids = new Set<string>();
  readonly names = new Set<string>();
  /** The names of Workers of which is needed what they hold, and those of which the Units themselves are. */
  readonly heldBy = new Set<string>();
  readonly unitsHeldBy = new Set<string>();
}

export class FoundWorkers {
  readonly rows = new RowSet<Worker, WorkerColumn>(workerChangeGroups, (row) => ({ ...row }));
  readonly held = new HeldUnits();
  /** The names of Workers of whom something else is asked since this batch. */
  readonly called = new Set<string>();
  readonly #idByName = new Map<string, string>();

  /** Whether the database was asked for a Worker of this name, or one was made. */
  isKnown(name: string): boolean {
    return this.#idByName.has(name);
  }

  findByName(name: string): Worker | undefined {
    const id = this.#idByName.get(name);
    return id === undefined ? undefined : this.rows.find(id);
  }

  load(worker: Worker): void {
    this.rows.load(worker);
    this.#idByName.set(worker.name, worker.id);
  }

  insert(worker: Worker): void {
    this.rows.insert(worker);
    this.#idByName.set(worker.name, worker.id);
  }

  begin(): void {
    this.rows.begin();
  }

  rollback(): void {
    this.rows.rollback();
  }
}

const workerChangeGroups = [
  ['labels', 'kinds', 'capacity', 'changedAt'],
  ['lastSeenAt'],
  ['mode', 'modeAt', 'modeBy', 'modeReason', 'toldAt'],
] as const satisfies readonly (readonly (keyof Worker)[])[];

export type WorkerColumn = (typeof workerChangeGroups)[number][number];

interface KnownUnits {
  find(id: string): Unit | undefined;
  isKnown(id: string): boolean;
}

/**
 * What Workers hold, for those of which it matters in a batch: what the database says, and what they
 * claimed since. Entries are checked when they are counted, because a lease may have ended since it
 * was noted, or its claim may have been undone.
 */
class HeldUnits {
  readonly #idsByWorker = new Map<string, Set<string>>();
  /** What was claimed for Workers of which nobody had asked what they hold. */
  readonly #claimedUnasked = new Map<string, string[]>();

  has(worker: string): boolean {
    return this.#idsByWorker.has(worker);
  }

  /** Takes in what a Worker holds as the database has it. */
  load(worker: string, unitIds: Iterable<string>): void {
    const claimed = this.#claimedUnasked.get(worker) ?? [];
    this.#idsByWorker.set(worker, new Set([...unitIds, ...claimed]));
  }

  /** Notes a claim. */
  add(worker: string, unitId: string): void {
    const asked = this.#idsByWorker.get(worker);
    if (asked !== undefined) asked.add(unitId);
    else {
      const claimed = this.#claimedUnasked.get(worker);
      if (claimed === undefined) this.#claimedUnasked.set(worker, [unitId]);
      else claimed.push(unitId);
    }
  }

  /** How many Units the Worker holds now, given what the batch knows better than the database. */
  count(worker: string, units: KnownUnits): number {
    const ids = this.#idsByWorker.get(worker);
    if (ids === undefined) throw new Error(`Nobody asked what "${worker}" holds.`);
    let count = 0;
    for (const id of ids) {
      if (units.isKnown(id) ? units.find(id)?.worker === worker : true) count += 1;
    }
    return count;
  }
}
