import { Needs } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { leftoverAgeMs, leftoverKinds, removeLeftoverRows } from './leftovers.ts';

/** Removes what is no part of a Job and has become too old, up to so many rows; answers how many. */
export function* removeLeftovers(set: WorkingSet, room: number): Generator<Needs, number, void> {
  const { retentionMs } = set.topic;
  if (retentionMs === null) return 0;
  let count = 0;
  for (const kind of leftoverKinds) {
    const max = room - count;
    if (max <= 0) break;
    const needs = new Needs();
    const by = set.now - leftoverAgeMs(kind, retentionMs);
    needs.expired.push({ of: 'LEFTOVERS', kind, by, max });
    yield needs;
    const rows = set.expired.parts.leftovers[kind];
    removeLeftoverRows(set, kind, rows);
    count += rows.length;
  }
  return count;
}
