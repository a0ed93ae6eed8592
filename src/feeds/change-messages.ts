/**
 * The messages that tell of a set of changes, none of them about more than it may be.
 *
 * The invariant: whoever has had all but the last of them goes on from before the first, so what a
 * connection loses in between comes again.
 */

import type { Store } from '../store/port.ts';
import { type ListPlace, listNodeIds, type NodeList } from '../store/reads/node-ids.ts';
import type { ChangeSet } from './change-set.ts';
import { type ChangedWhole, type ChangeScope, changeCountMax } from './changed-nodes.ts';

export interface ChangeMessage {
  readonly of: ChangeScope['of'];
  /** What has changed, each once; it may have gone since. */
  readonly ids: readonly string[];
  /** What is not there any more: Units, and Jobs with all that belonged to them. */
  readonly removedIds: readonly string[];
  readonly topicId: string;
  /** The position from which to go on. */
  readonly seq: number;
  readonly isCaughtUp: boolean;
}

export async function* messagesOf(
  set: ChangeSet,
  store: Store,
): AsyncGenerator<ChangeMessage, undefined, undefined> {
  const { of, topicId, sinceSeq, seq, isCaughtUp } = set;
  let before: Portion | undefined;
  for await (const portion of portionsOf(set, store)) {
    if (before !== undefined) yield { of, topicId, ...before, seq: sinceSeq, isCaughtUp: false };
    before = portion;
  }
  if (before !== undefined) yield { of, topicId, ...before, seq, isCaughtUp };
  return undefined;
}

type Portion = Pick<ChangeMessage, 'ids' | 'removedIds'>;

async function* portionsOf(
  set: ChangeSet,
  store: Store,
): AsyncGenerator<Portion, undefined, undefined> {
  // What is gone takes little room: it is named, and not read.
  let removedIds = [...set.nodes.removedIds];
  let ids = new Set<string>();
  let isTold = false;
  for await (const page of pagesOf(set, store)) {
    for (const id of page) {
      ids.add(id);
      if (ids.size < changeCountMax) continue;
      isTold = true;
      yield { ids: [...ids], removedIds };
      ids = new Set();
      removedIds = [];
    }
  }
  if (ids.size > 0 || !isTold) yield { ids: [...ids], removedIds };
  return undefined;
}

/** The ids of all that has changed; some may come twice. */
async function* pagesOf(
  set: ChangeSet,
  store: Store,
): AsyncGenerator<readonly string[], undefined, undefined> {
  const { jobIds, wholes } = set.nodes;
  yield Array.from(jobIds)
    .filter(([, jobId]) => !wholes.has(jobId))
    .map(([id]) => id);
  for (const group of groupsOf([...wholes.values()])) yield* pagesOfGroup(store, set.of, group);
  return undefined;
}

/** Wholes that are small are read together; a large one alone. */
function groupsOf(wholes: readonly ChangedWhole[]): readonly (readonly ChangedWhole[])[] {
  const groups: ChangedWhole[][] = [];
  for (const kind of ['JOB', 'TASK'] as const) {
    let room = 0;
    for (const whole of wholes.filter((each) => each.in === kind)) {
      const last = groups.at(-1);
      if (last === undefined || whole.count > room) {
        groups.push([whole]);
        room = changeCountMax;
      } else {
        last.push(whole);
      }
      room -= whole.count;
    }
  }
  return groups;
}

async function* pagesOfGroup(
  store: Store,
  of: ChangeScope['of'],
  group: readonly ChangedWhole[],
): AsyncGenerator<readonly string[], undefined, undefined> {
  let places: readonly ListPlace[] = group.map(({ id }) => ({ parentId: id }));
  const list = listOf(of, group[0]);
  while (places.length > 0) {
    const found = await listNodeIds(store, list, { places, limit: changeCountMax });
    yield found.map(({ id }) => id);
    const counts = new Map<string, number>();
    for (const { parentId } of found) counts.set(parentId, (counts.get(parentId) ?? 0) + 1);
    places = places.flatMap(({ parentId }) => {
      if ((counts.get(parentId) ?? 0) < changeCountMax) return [];
      return { parentId, lastId: found.findLast((place) => place.parentId === parentId)?.id };
    });
  }
  return undefined;
}

function listOf(of: ChangeScope['of'], whole: ChangedWhole | undefined): NodeList {
  if (of === 'TASK') return 'TASKS_OF_JOBS';
  return whole?.in === 'TASK' ? 'UNITS_OF_TASKS' : 'UNITS_OF_JOBS';
}
