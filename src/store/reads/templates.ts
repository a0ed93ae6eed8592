/** Lists of Templates: those of a Topic by name, and the versions of one. */
import { groupBy } from '../../domain/group-by.ts';
import type { Template } from '../../domain/template.ts';
import type { Store } from '../port.ts';
import { selectList, toJsonColumn } from '../row-statements.ts';
import { templateTable } from '../template-tables.ts';
import { greatestId, type KeysetPage, leastId } from './keyset-page.ts';

/** The newest version under each name: the index is stepped over from name to name. */
export async function listTemplatesOfTopics(
  store: Store,
  topicIds: readonly string[],
  { above, below, scan, limit }: KeysetPage,
): Promise<ReadonlyMap<string, readonly Template[]>> {
  const [choose, compare] = scan === 'ASC' ? ['min', '>'] : ['max', '<'];
  const ends = [above ?? leastId, below ?? greatestId] as const;
  const [first, last] = scan === 'ASC' ? ends : [ends[1], ends[0]];
  const nextName = (after: string) =>
    `(SELECT ${choose}(n."name") FROM "Template" n WHERE n."topicId" = step."topicId"
       AND n."name" ${compare} ${after} AND ?2 ${compare} n."name")`;
  const rows = await store.query<Template>(
    `WITH RECURSIVE step("topicId", "name", "place") AS (
       SELECT p."id", p."first", 0 FROM ${store.rows('?1', { id: 'text', first: 'text' })} p
       UNION ALL
       SELECT step."topicId", ${nextName('step."name"')}, step."place" + 1
       FROM step WHERE step."name" IS NOT NULL AND step."place" < ?3)
     SELECT ${selectList(templateTable, 't')} FROM step
     ${store.joinEach({
       table: 'Template',
       alias: 't',
       on: `t."topicId" = step."topicId" AND t."name" = step."name"
         AND t."version" = (SELECT max(v."version") FROM "Template" v
                            WHERE v."topicId" = step."topicId" AND v."name" = step."name")`,
     })}
     WHERE step."place" > 0 ORDER BY t."topicId", step."place"`,
    [JSON.stringify(topicIds.map((id) => [id, first])), last, limit],
  );
  return groupBy(rows, ({ topicId }) => topicId);
}

/** The versions of Templates, by the ids of any of their versions. */
export async function listVersionsOfTemplates(
  store: Store,
  templateIds: readonly string[],
  { above, below, scan, limit }: KeysetPage<number>,
): Promise<ReadonlyMap<string, readonly Template[]>> {
  const rows = await store.query<Template & { readonly askedId: string }>(
    `SELECT o."id" AS "askedId", ${selectList(templateTable, 't')}
     FROM ${store.rows('?1', { id: 'text' })} p
     ${store.joinEach({ table: 'Template', alias: 'o', on: 'o."id" = p."id"' })}
     ${store.joinSelected({
       table: 'Template',
       alias: 't',
       select: `SELECT v."id" FROM "Template" v WHERE v."topicId" = o."topicId" AND v."name" = o."name"
         AND v."version" > ?2 AND v."version" < ?3 ORDER BY v."version" ${scan} LIMIT ?4`,
     })}
     ORDER BY o."id", t."version" ${scan}`,
    [toJsonColumn(templateIds), above ?? 0, below ?? greatestVersion, limit],
  );
  return groupBy(rows, ({ askedId }) => askedId);
}

/** The greatest that a column of either database holds. */
const greatestVersion = 2 ** 31 - 1;
