/**
 * Reads of the journal: what happened in a Topic, gap-free in the order of its commits, from 1
 * or from the oldest Event that is kept.
 */
import type { Event } from '../domain/event.ts';
import { eventTable } from './event-table.ts';
import type { Store } from './port.ts';
import { selectList, toJsonColumn } from './row-statements.ts';

export interface EventQuery {
  readonly topicId: string;
  /** Only Events with a greater sequence number. */
  readonly after: number;
  readonly limit: number;
  /** Only Events of this Job. */
  readonly jobId?: string | undefined;
}

/** The next Events, in order. */
export async function readEvents(
  store: Store,
  { topicId, after, limit, jobId }: EventQuery,
): Promise<readonly Event[]> {
  if (jobId !== undefined) {
    // By the order of the spans, which is that of the Events, nothing has to be sorted.
    return await store.query<Event>(
      `SELECT ${selectList(eventTable, 'e')} FROM "EventSpan" s
       ${store.joinEach({ table: 'Event', alias: 'e', on: inSpan('?3') })}
       WHERE s."jobId" = ?1 AND s."lastSeq" > ?2 AND e."seq" > ?2
       ORDER BY s."lastSeq", e."seq" LIMIT ?4`,
      [jobId, after, topicId, limit],
    );
  }
  return await store.query<Event>(
    `SELECT ${selectList(eventTable, 'e')} FROM "Event" e
     WHERE e."topicId" = ?1 AND e."seq" > ?2 ORDER BY e."seq" LIMIT ?3`,
    [topicId, after, limit],
  );
}

/** Which Events of a Topic a span has. */
export function inSpan(topicId: string): string {
  return `e."topicId" = ${topicId} AND e."seq" BETWEEN s."firstSeq" AND s."lastSeq"`;
}

/** The ends of a journal: of an empty one, the first Event is the one that is still to come. */
export interface JournalHead {
  readonly topicId: string;
  readonly seq: number;
  /** The sequence number of the oldest Event that is kept. */
  readonly firstSeq: number;
}

/** The ends of a Topic's journal, or undefined for an unknown Topic. */
export async function readHead(store: Store, topicId: string): Promise<JournalHead | undefined> {
  const [head] = await readHeads(store, [topicId]);
  return head;
}

/** The ends of these journals, or of all. */
export async function readHeads(
  store: Store,
  topicIds?: readonly string[],
): Promise<readonly JournalHead[]> {
  if (topicIds === undefined) {
    return await store.query<JournalHead>(
      'SELECT "id" AS "topicId", "lastSeq" AS "seq", "firstSeq" FROM "Topic"',
    );
  }
  return await store.query<JournalHead>(
    `SELECT t."id" AS "topicId", t."lastSeq" AS "seq", t."firstSeq"
     FROM ${store.rows('?1', { id: 'text' })} r
     ${store.joinEach({ table: 'Topic', alias: 't', on: 't."id" = r."id"' })}`,
    [toJsonColumn(topicIds)],
  );
}
