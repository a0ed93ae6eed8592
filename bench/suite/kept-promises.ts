/**
 * What was promised is looked for in the database once a run has ended: that all Units succeeded,
 * that the journal has the life of each of them in its order, without a gap, and that none was
 * handed out before those that it depends on had succeeded. A run that broke a promise is no run.
 */
import Database from 'libsql';
import pg from 'pg';
import type { SqlReader, SqlValue } from '../../src/store/port.ts';

/** Throws with all that was not kept. No server has the database open any more. */
export async function checkKeptPromises(
  database: string,
  expected: { readonly topic: string; readonly unitCount: number },
): Promise<void> {
  const { reader, close } = await openReader(database);
  try {
    const faults = await findFaults(reader, expected);
    if (faults.length > 0) throw new Error(`The run broke promises: ${faults.join(' ')}`);
  } finally {
    await close();
  }
}

/** By the drivers alone: what the product's own connections are set up for is not to read all. */
async function openReader(
  database: string,
): Promise<{ readonly reader: SqlReader; readonly close: () => Promise<void> }> {
  if (!database.startsWith('file:')) {
    const client = new pg.Client(database);
    await client.connect();
    // What PostgreSQL knows of tables that have just been filled is old: it would believe them small.
    await client.query('SET enable_nestloop = off');
    const query = async <Row extends object>(sql: string, parameters: readonly SqlValue[] = []) =>
      (await client.query<Row>(sql.replaceAll('?1', '$1'), [...parameters])).rows;
    return { reader: { query }, close: () => client.end() };
  }
  const file = new Database(database.slice('file:'.length), { readonly: true });
  const query = async <Row extends object>(sql: string, parameters: readonly SqlValue[] = []) =>
    // The rows are what the statement selects.
    file.prepare(sql).all([...parameters]) as Row[];
  return { reader: { query }, close: async () => void file.close() };
}

export async function findFaults(
  reader: SqlReader,
  { topic, unitCount }: { readonly topic: string; readonly unitCount: number },
): Promise<readonly string[]> {
  const [found] = await reader.query<{ id: string; firstSeq: number; lastSeq: number }>(
    'SELECT "id", "firstSeq", "lastSeq" FROM "Topic" WHERE "name" = ?1',
    [topic],
  );
  if (found === undefined) return [`There is no Topic ${topic}.`];
  const count = async (sql: string) => {
    const [row] = await reader.query<{ count: number }>(sql, [found.id]);
    return Number(row?.count ?? 0);
  };
  const eventCount = Number(found.lastSeq) - Number(found.firstSeq) + 1;
  const expectations: readonly (readonly [what: string, sql: string, expected: number])[] = [
    ['Units', unitsSql, unitCount],
    ['Units that succeeded', `${unitsSql} AND "state" = 'SUCCEEDED'`, unitCount],
    ['Jobs that did not succeed', jobsSql, 0],
    ['Events', eventsSql, eventCount],
    ...lifeKinds.map((kind): readonly [string, string, number] => [
      `Units with one Event ${kind}`,
      unitsOnceSql(kind),
      unitCount,
    ]),
    ['Units whose Events are not in order', disorderSql, 0],
    ['Units that were handed out too early', earlySql, 0],
  ];
  const faults: string[] = [];
  for (const [what, sql, number] of expectations) {
    const actual = await count(sql);
    if (actual !== number) faults.push(`${what}: ${actual} instead of ${number}.`);
  }
  return faults;
}

/** What every Unit's life has in the journal, in this order. */
const lifeKinds = ['unit.ready', 'unit.claimed', 'unit.succeeded'] as const;

const unitsSql = 'SELECT count(*) AS "count" FROM "Unit" WHERE "topicId" = ?1';

const jobsSql = `SELECT count(*) AS "count" FROM "Job" WHERE "topicId" = ?1 AND "state" <> 'SUCCEEDED'`;

const eventsSql = `SELECT count(*) AS "count" FROM "Event" e JOIN "Topic" t ON t."id" = e."topicId"
  WHERE e."topicId" = ?1 AND e."seq" BETWEEN t."firstSeq" AND t."lastSeq"`;

function unitsOnceSql(kind: string): string {
  return `SELECT count(*) AS "count" FROM (
    SELECT "unitId" FROM "Event" WHERE "topicId" = ?1 AND "kind" = '${kind}'
    GROUP BY "unitId" HAVING count(*) = 1) once`;
}

/** When each Unit was claimed and so on, by sequence numbers. */
const livesSql = `SELECT "unitId",
    max(CASE WHEN "kind" = 'unit.ready' THEN "seq" END) AS "readySeq",
    max(CASE WHEN "kind" = 'unit.claimed' THEN "seq" END) AS "claimedSeq",
    max(CASE WHEN "kind" = 'unit.succeeded' THEN "seq" END) AS "succeededSeq"
  FROM "Event" WHERE "topicId" = ?1 AND "unitId" IS NOT NULL GROUP BY "unitId"`;

const disorderSql = `WITH life AS (${livesSql}) SELECT count(*) AS "count" FROM life
  WHERE NOT ("readySeq" < "claimedSeq" AND "claimedSeq" < "succeededSeq")`;

const earlySql = `WITH life AS MATERIALIZED (${livesSql}) SELECT count(*) AS "count"
  FROM "UnitDependency" d
  JOIN life before ON before."unitId" = d."predecessorId"
  JOIN life after ON after."unitId" = d."dependantId"
  WHERE NOT before."succeededSeq" < after."claimedSeq"`;
