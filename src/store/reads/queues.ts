/** The queue of a Topic for those who look, in one statement, so that all of it is of one moment. */
import type { KindReading, QueueReading } from '../../domain/queue.ts';
import { kindQueueTable } from '../kind-queue-rows.ts';
import type { Store } from '../port.ts';
import { selectList, toJsonColumn } from '../row-statements.ts';

export interface QueueQuery {
  readonly topicId: string;
  /** Undefined for all. */
  readonly kinds: readonly string[] | undefined;
  /** How many kinds are read at most, the first by name. */
  readonly max: number;
}

/** Undefined when there is no such Topic. */
export async function readQueue(
  store: Store,
  { topicId, kinds, max }: QueueQuery,
): Promise<QueueReading | undefined> {
  const rows =
    kinds === undefined
      ? await store.query<QueueRow>(queueSql('WHERE t."id" = ?1'), [topicId, max])
      : await store.query<QueueRow>(
          queueSql(
            `AND q."kind" IN (SELECT r."kind" FROM ${store.rows('?3', { kind: 'text' })} r) WHERE t."id" = ?1`,
          ),
          [topicId, max, toJsonColumn(kinds)],
        );
  const [topic] = rows;
  if (topic === undefined) return undefined;
  return {
    topicId,
    seq: topic.seq,
    lastAt: topic.lastAt,
    isHeld: topic.pausedAt !== null,
    // Of a Topic without kinds there is one row, which has none.
    kinds: rows.flatMap((row) => {
      return row.kind === null ? [] : [{ ...row, kind: row.kind, isShut: row.isShut === 1 }];
    }),
  };
}

type QueueRow = Omit<KindReading, 'kind' | 'isShut'> & {
  readonly kind: string | null;
  readonly isShut: number;
  readonly seq: number;
  readonly lastAt: number;
  readonly pausedAt: number | null;
};

function queueSql(which: string): string {
  const isShut = (scope: string) =>
    `EXISTS (SELECT 1 FROM "LimitUse" l
       WHERE l."topicId" = t."id" AND l."isClosed" = 1 AND ${scope})`;
  return `SELECT t."lastSeq" AS "seq", t."lastAt", t."pausedAt", ${selectList(kindQueueTable, 'q')},
      (SELECT min(u."readyAt") FROM "ClaimableUnit" u
       WHERE u."topicId" = t."id" AND u."kind" = q."kind") AS "oldestReadyAt",
      CASE WHEN t."limitCount" > 0 AND (${isShut(`l."scope" = 'TOPIC'`)}
        OR ${isShut(`l."scope" = 'KIND' AND l."subject" = q."kind"`)}) THEN 1 ELSE 0 END AS "isShut"
    FROM "Topic" t LEFT JOIN "KindQueue" q ON q."topicId" = t."id" ${which}
    ORDER BY q."kind" LIMIT ?2`;
}
