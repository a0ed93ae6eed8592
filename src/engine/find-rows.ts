/**
 * Rows by their ids or names: those that are warm from there, and only the others from the database. To be asked
 * for what the working set does not have: what is warm is what it works on.
 */
import type { Job } from '../domain/job.ts';
import { type Lane, type LaneTraits, laneKey } from '../domain/lane.ts';
import type { Task } from '../domain/task.ts';
import type { Unit } from '../domain/unit.ts';
import type { Worker } from '../domain/worker.ts';
import type { RowSource } from '../store/command-rows.ts';
import * as commandRows from '../store/command-rows.ts';
import * as jobRows from '../store/job-rows.ts';
import * as laneRows from '../store/lane-rows.ts';
import { partsOf } from '../store/row-statements.ts';
import * as workerRows from '../store/worker-rows.ts';
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

export function findWorkers(source: WarmSource, ids: Iterable<string>): Promise<readonly Worker[]> {
  return findRows(ids, source.warm?.workers, (cold) => workerRows.findWorkers(source, cold));
}

/** The Workers of a Topic that have these names. */
export function findWorkersByName(
  source: WarmSource,
  topicId: string,
  names: Iterable<string>,
): Promise<readonly Worker[]> {
  const warm = { find: (name: string) => source.warm?.workers.findByName(name) };
  const read = (cold: readonly string[]) => workerRows.findWorkersByName(source, topicId, cold);
  return findRows(names, warm, read);
}

/** The Lanes of a Topic that have these traits. */
export function findLanesByTraits(
  source: WarmSource,
  topicId: string,
  traits: readonly LaneTraits[],
): Promise<readonly Lane[]> {
  const warm = {
    find: (each: LaneTraits) => source.warm?.lanes.findByName(laneKey(each)),
  };
  const read = (cold: readonly LaneTraits[]) => laneRows.findLanesByTraits(source, topicId, cold);
  return findRows(traits, warm, read);
}

async function findRows<Key, Row>(
  keys: Iterable<Key>,
  warm: { find(key: Key): Row | undefined } | undefined,
  read: (keys: readonly Key[]) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const found: Row[] = [];
  const cold: Key[] = [];
  for (const key of keys) {
    const row = warm?.find(key);
    if (row === undefined) cold.push(key);
    else found.push(row);
  }
  for (const part of partsOf(cold)) {
    for (const row of await read(part)) found.push(row);
  }
  return found;
}
