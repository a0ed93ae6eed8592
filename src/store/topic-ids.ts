/** To which Topic things belong, and which Topics have work: read outside of any transaction. */
import { groupBy } from '../domain/group-by.ts';
import { type ClaimScope, firstRequirementsOf, type Lane } from '../domain/lane.ts';
import type { RowSource } from './command-rows.ts';
import { toJsonColumn } from './row-statements.ts';

/** The Topics of Units, Tasks, Jobs, Schedules, Limits and Workers, by the id of any. */
export function findTopicIds(source: RowSource, ids: Iterable<string>) {
  const named = source.rows('?1', { id: 'text' });
  return source.reader.query<{ readonly id: string; readonly topicId: string }>(
    `SELECT u."id", u."topicId" FROM ${named} r
     ${source.joinEach({ table: 'Unit', alias: 'u', on: 'u."id" = r."id"' })}
     UNION ALL
     SELECT t."id", t."topicId" FROM ${named} r
     ${source.joinEach({ table: 'Task', alias: 't', on: 't."id" = r."id"' })}
     UNION ALL
     SELECT j."id", j."topicId" FROM ${named} r
     ${source.joinEach({ table: 'Job', alias: 'j', on: 'j."id" = r."id"' })}
     UNION ALL
     SELECT l."id", l."topicId" FROM ${named} r
     ${source.joinEach({ table: 'Limit', alias: 'l', on: 'l."id" = r."id"' })}
     UNION ALL
     SELECT s."id", s."topicId" FROM ${named} r
     ${source.joinEach({ table: 'Schedule', alias: 's', on: 's."id" = r."id"' })}
     UNION ALL
     SELECT w."id", w."topicId" FROM ${named} r
     ${source.joinEach({ table: 'Worker', alias: 'w', on: 'w."id" = r."id"' })}`,
    [toJsonColumn(ids)],
  );
}

/**
 * Those of the Topics that are not held and probably have Units for somebody who claims like this:
 * of several labels that are required together, only the first is looked at.
 */
export async function listTopicsWithClaimableUnits(
  source: RowSource,
  topicIds: readonly string[],
  { kinds, labels }: ClaimScope,
): Promise<readonly string[]> {
  const ofKind =
    kinds === null
      ? ''
      : `AND l."kind" IN (SELECT k."kind" FROM ${source.rows('?3', { kind: 'text' })} k)`;
  const found = await source.reader.query<{ readonly id: string }>(
    `SELECT r."id" FROM ${source.rows('?1', { id: 'text' })} r
     ${source.joinEach({
       table: 'Topic',
       alias: 't',
       on: 't."id" = r."id" AND t."pausedAt" IS NULL',
     })} WHERE EXISTS (
       SELECT 1 FROM "Lane" l WHERE l."topicId" = r."id" ${ofKind}
         AND l."requiresFirst" IN (SELECT f."first" FROM ${source.rows('?2', { first: 'text' })} f)
         AND l."claimableCount" > 0 AND l."isOpen" = 1)`,
    [
      toJsonColumn(topicIds),
      toJsonColumn(firstRequirementsOf(labels)),
      ...(kinds === null ? [] : [toJsonColumn(kinds)]),
    ],
  );
  return found.map(({ id }) => id);
}

export interface ClaimableTraits extends Pick<Lane, 'kind' | 'requires'> {
  readonly count: number;
}

/** What can be claimed from the first Lanes of each of the Topics that are not held. */
export async function listClaimableTraits(
  source: RowSource,
  topicIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ClaimableTraits[]>> {
  const first = source.joinSelected({
    table: 'Lane',
    alias: 'l',
    select: `SELECT c."id" FROM "Lane" c
      WHERE c."topicId" = t."id" AND c."claimableCount" > 0 AND c."isOpen" = 1
      ORDER BY c."kind", c."requiresFirst", c."requires", c."place", c."headId" LIMIT ?2`,
  });
  const found = await source.reader.query<Pick<Lane, 'topicId'> & ClaimableTraits>(
    `SELECT l."topicId", l."kind", l."requires", l."claimableCount" AS "count"
     FROM ${source.rows('?1', { id: 'text' })} r
     ${source.joinEach({
       table: 'Topic',
       alias: 't',
       on: 't."id" = r."id" AND t."pausedAt" IS NULL',
     })} ${first}`,
    [toJsonColumn(topicIds), laneCountMax],
  );
  return groupBy(found, ({ topicId }) => topicId);
}

/** Lanes of a Topic that are looked at for those who wait; there are few while anybody does. */
const laneCountMax = 200;
