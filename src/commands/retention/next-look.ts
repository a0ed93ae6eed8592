/** When the clock has to look into a Topic again for what it keeps no longer. */
import { lookEveryMs } from '../../domain/retention.ts';
import { Needs } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { leftoverAgeMs, leftoverKinds } from './leftovers.ts';

/**
 * Nothing is left whose time has come. What ends from now on does so a whole retention later, so it
 * is enough to look at what is the oldest now, and that is all that a quiet Topic ever costs.
 */
export function* planNextLook(set: WorkingSet): Generator<Needs, void, void> {
  const { retentionMs } = set.topic;
  if (retentionMs === null) {
    set.topics.change(set.topic, { deletesAt: null });
    return;
  }
  const needs = new Needs();
  needs.expired.push({ of: 'OLDEST' });
  yield needs;
  const { oldestFinishedAt, oldestLeftoverAt } = set.expired;
  const dues = [
    set.now + retentionMs,
    (oldestFinishedAt ?? set.now) + retentionMs,
    ...leftoverKinds.flatMap((kind) => {
      const at = oldestLeftoverAt[kind] ?? null;
      return at === null ? [] : [at + leftoverAgeMs(kind, retentionMs)];
    }),
  ];
  const deletesAt = Math.max(Math.min(...dues), set.now + lookEveryMs(retentionMs));
  set.topics.change(set.topic, { deletesAt });
}
