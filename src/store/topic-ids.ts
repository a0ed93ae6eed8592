/** To which Topic things belong, and which Topics have work: read outside of any transaction. */
import type { RowSource } from './command-rows.ts';
import { toJsonColumn } from './row-statements.ts';

/** The Topics of Units, Tasks, Jobs, Schedules and Limits, by the id of any. */
export function findTopicIds(source: RowSource, ids: Iterable<string>) {
  const named = source.rows('?1', { id: 'text' });
  return source.reader.query<{ readonly id: string; readonly topicId: string }>(
    `SELECT u."id", u."topicId" FROM ${named} r JOIN "Unit" u ON u."id" = r."id"
     UNION ALL
     SELECT t."id", t."topicId" FROM ${named} r JOIN "Task" t ON t."id" = r."id"
     UNION ALL
     SELECT j."id", j."topicId" FROM ${named} r JOIN "Job" j ON j."id" = r."id"
     UNION ALL
     SELECT l."id", l."topicId" FROM ${named} r JOIN "Limit" l ON l."id" = r."id"
     UNION ALL
     SELECT s."id", s."topicId" FROM ${named} r JOIN "Schedule" s ON s."id" = r."id"`,
    [toJsonColumn(ids)],
  );
}

/** Those of the Topics that are not held and have claimable Units of these kinds (null: of any). */
export async function listTopicsWithClaimableUnits(
  source: RowSource,
  topicIds: readonly string[],
  kinds: readonly string[] | null,
): Promise<readonly string[]> {
  const topics = source.rows('?1', { id: 'text' });
  const ofKind =
    kinds === null
      ? ''
      : `AND u."kind" IN (SELECT k."kind" FROM ${source.rows('?2', { kind: 'text' })} k)`;
  const found = await source.reader.query<{ readonly id: string }>(
    `SELECT r."id" FROM ${topics} r
     JOIN "Topic" t ON t."id" = r."id" AND t."pausedAt" IS NULL WHERE EXISTS (
       SELECT 1 FROM "Unit" u WHERE u."topicId" = r."id" AND u."rank" IS NOT NULL ${ofKind})`,
    kinds === null ? [toJsonColumn(topicIds)] : [toJsonColumn(topicIds), toJsonColumn(kinds)],
  );
  return found.map(({ id }) => id);
}
