/**
 * Rows by their ids: those that are warm from there, and only the others from the database. To be asked
 * for what the working set does not have: what is warm is what it works on.
 */
import type { Job } from '../domain/job.ts';
import type { Lane } from '../domain/lane.ts';
import type { Task } from '../domain/task.ts';
import type { Unit } from '../domain/unit.ts';
import type { RowSource } from '../store/command-rows.ts';
import * as commandRows from '../store/command-rows.ts';
import * as jobRows from '../store/job-rows.ts';
import * as laneRows from '../store/lane-rows.ts';
import { partsOf } from '../store/row-statements.ts';
import type { WarmRows } from './warm-rows.ts';

/** Where the rows of a batch come from. */
export interface WarmSource extends RowSource {
  /** Undefined when nothing is known of the Topic, or nothing may be taken as known. */
  readonly warm: WarmRows | undefined;
}

export function findUnits(source: WarmSource, ids: Iterable<string>): Promise<readonly Unit[]> {
  return findRows(ids, source.warm?.units, (cold) => commandRows.findUnits(source, cold));
}

export function findTasks(source: WarmSource, ids: Iterable<string>): Promise<readonly Task[]> {
  return findRows(ids, source.warm?.tasks, (cold) => commandRows.findTasks(source, cold));
}

export function findJobs(source: WarmSource, ids: Iterable<string>): Promise<readonly Job[]> {
  return findRows(ids, source.warm?.jobs, (cold) => jobRows.findJobs(source, cold));
}

export function findLanes(source: WarmSource, ids: Iterable<string>): Promise<readonly Lane[]> {
  return findRows(ids, source.warm?.lanes, (cold) => laneRows.findLanes(source, cold));
}

async function findRows<Row>(
  ids: Iterable<string>,
  warm: { find(id: string): Row | undefined } | undefined,
  read: (ids: readonly string[]) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const found: Row[] = [];
  const cold: string[] = [];
  for (const id of ids) {
    const row = warm?.find(id);
    if (row === undefined) cold.push(id);
    else found.push(row);
  }
  for (const part of partsOf(cold)) {
    for (const row of await read(part)) found.push(row);
  }
  return found;
}
