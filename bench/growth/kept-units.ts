/**
 * Fills a database with finished Units by SQL, since millions of them by requests would take hours:
 * a Job that the product has really done is multiplied, row by row as it stands, with ids that are
 * in the order of their making, and the counters above go along. The auditor finds nothing amiss.
 */
import Database from 'libsql';
import pg from 'pg';

/** What a database is asked and told, by its driver alone. */
interface Writer {
  read<Row extends object>(sql: string): Promise<readonly Row[]>;
  write(sql: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Makes so many copies of the only Job of a Topic. No server has the database open.
 *
 * @param firstNumber how many there are already
 */
export async function copyJob(
  database: string,
  { topic, firstNumber, count, jobCountOfStatement = 5_000 }: Copies,
): Promise<void> {
  const writer = await openWriter(database);
  try {
    const original = await readOriginal(writer, topic);
    for (let from = firstNumber; from < firstNumber + count; from += jobCountOfStatement) {
      const to = Math.min(from + jobCountOfStatement, firstNumber + count);
      for (const table of copiedTables) {
        await writer.write(
          copyStatement(table, original, { first: firstNumber + 1, from: from + 1, to }),
        );
      }
    }
    for (const sql of counterStatements(original, { firstNumber, count })) await writer.write(sql);
  } finally {
    await writer.close();
  }
}

export interface Copies {
  readonly topic: string;
  readonly firstNumber: number;
  readonly count: number;
  /** @default 5000 */
  readonly jobCountOfStatement?: number;
}

/** Which copies a statement makes, and where this filling has begun, from which its journal goes on. */
interface Numbers {
  readonly first: number;
  readonly from: number;
  readonly to: number;
}

interface Original {
  readonly topicId: string;
  readonly jobId: string;
  readonly eventCount: number;
  readonly unitCount: number;
  /** Where the Topic's journal ends. */
  readonly lastSeq: number;
  readonly columns: ReadonlyMap<string, readonly string[]>;
}

interface CopiedTable {
  readonly name: string;
  /** Which of its columns have ids of the Job or of what is in it. */
  readonly idColumns: readonly string[];
  /** Which rows are the Job's. */
  readonly rows: (jobId: string) => string;
  /** Which of its columns have numbers of the journal, which goes on with the copies. */
  readonly seqColumns?: readonly string[];
}

/** The journal is found by its numbers, of which the spans of the Job say where it begins and ends. */
const eventsOf = (jobId: string) => {
  const end = (of: string) => `(SELECT ${of} FROM "EventSpan" WHERE "jobId" = '${jobId}')`;
  return `"topicId" = (SELECT "topicId" FROM "Job" WHERE "id" = '${jobId}') AND "jobId" = '${jobId}'
    AND "seq" BETWEEN ${end('min("firstSeq")')} AND ${end('max("lastSeq")')}`;
};
const unitsOf = (jobId: string) => `(SELECT "id" FROM "Unit" WHERE "jobId" = '${jobId}')`;

const copiedTables: readonly CopiedTable[] = [
  { name: 'Job', idColumns: ['id'], rows: (jobId) => `"id" = '${jobId}'` },
  { name: 'Task', idColumns: ['id', 'jobId'], rows: (jobId) => `"jobId" = '${jobId}'` },
  { name: 'Unit', idColumns: ['id', 'jobId', 'taskId'], rows: (jobId) => `"jobId" = '${jobId}'` },
  {
    name: 'UnitDependency',
    idColumns: ['predecessorId', 'dependantId'],
    rows: (jobId) => `"predecessorId" IN ${unitsOf(jobId)}`,
  },
  {
    name: 'Attempt',
    idColumns: ['unitId'],
    rows: (jobId) => `"unitId" IN ${unitsOf(jobId)}`,
  },
  {
    name: 'Event',
    idColumns: ['jobId', 'taskId', 'unitId'],
    rows: eventsOf,
    seqColumns: ['seq'],
  },
  {
    name: 'EventSpan',
    idColumns: ['jobId'],
    rows: (jobId) => `"jobId" = '${jobId}'`,
    seqColumns: ['lastSeq', 'firstSeq'],
  },
];

/** The database makes it of the other columns, and takes no value for it. */
const madeColumn = 'mark';

async function readOriginal(writer: Writer, topic: string): Promise<Original> {
  const [found] = await writer.read<{ topicId: string; lastSeq: number | string; jobId: string }>(
    `SELECT t."id" AS "topicId", t."lastSeq" AS "lastSeq", min(j."id") AS "jobId"
     FROM "Topic" t JOIN "Job" j ON j."topicId" = t."id" WHERE t."name" = '${topic}'
     GROUP BY t."id", t."lastSeq"`,
  );
  if (found === undefined) throw new Error(`The Topic ${topic} has no Job that could be copied.`);
  const { topicId, jobId } = found;
  const columns = new Map<string, readonly string[]>();
  for (const { name, rows } of copiedTables) {
    const [row] = await writer.read<object>(`SELECT * FROM "${name}" WHERE ${rows(jobId)} LIMIT 1`);
    columns.set(
      name,
      Object.keys(row ?? {}).filter((column) => column !== madeColumn),
    );
  }
  const count = async (table: string, rows: string) => {
    const sql = `SELECT count(*) AS "count" FROM "${table}" WHERE ${rows}`;
    const [row] = await writer.read<{ count: number | string }>(sql);
    return Number(row?.count);
  };
  return {
    topicId,
    jobId,
    eventCount: await count('Event', eventsOf(jobId)),
    unitCount: await count('Unit', `"jobId" = '${jobId}'`),
    lastSeq: Number(found.lastSeq),
    columns,
  };
}

/** Of an id the first part is the instant; the copies have that of the Job, then their number. */
const instantLength = 14;

function copyStatement(
  { name, idColumns, rows, seqColumns = [] }: CopiedTable,
  { jobId, lastSeq, eventCount, columns }: Original,
  { first, from, to }: Numbers,
): string {
  const instant = jobId.slice('job_'.length, 'job_'.length + instantLength);
  const own = columns.get(name) ?? [];
  const values = own.map((column) => {
    if (idColumns.includes(column)) {
      return `"${column}_of"."noun" || '${instant}' || x."digits" || "${column}_of"."digits"`;
    }
    if (seqColumns.includes(column)) {
      return `${lastSeq} + (x."number" - ${first}) * ${eventCount} + o."place_${column}"`;
    }
    return `o."${column}"`;
  });
  const joins = idColumns.map(
    (column) => `LEFT JOIN ids "${column}_of" ON "${column}_of"."id" = o."${column}"`,
  );
  const list = own.map((column) => `"${column}"`).join(', ');
  // How many Events the Job has up to there.
  const places = seqColumns.map(
    (column) => `, (SELECT count(*) FROM "Event" WHERE ${eventsOf(jobId)}
        AND "seq" <= t."${column}") AS "place_${column}"`,
  );
  return `WITH RECURSIVE numbers("number") AS (
      SELECT ${from} UNION ALL SELECT "number" + 1 FROM numbers WHERE "number" < ${to}
    ), x AS (
      SELECT "number", substr(CAST(10000000000 + "number" AS TEXT), 2) AS "digits" FROM numbers
    ), nodes AS (
      SELECT "id", 'job_' AS "noun" FROM "Job" WHERE "id" = '${jobId}'
      UNION ALL SELECT "id", 'task_' FROM "Task" WHERE "jobId" = '${jobId}'
      UNION ALL SELECT "id", 'unit_' FROM "Unit" WHERE "jobId" = '${jobId}'
    ), ids AS (
      SELECT "id", "noun", substr(CAST(100 + row_number() OVER (ORDER BY "id") AS TEXT), 2) AS "digits"
      FROM nodes
    ), o AS MATERIALIZED (
      SELECT t.*${places.join('')} FROM "${name}" t WHERE ${rows(jobId)}
    )
    INSERT INTO "${name}" (${list}) SELECT ${values.join(', ')} FROM x CROSS JOIN o ${joins.join(' ')}`;
}

function counterStatements(
  { topicId, eventCount, unitCount }: Original,
  { firstNumber, count }: Pick<Copies, 'firstNumber' | 'count'>,
): readonly string[] {
  const units = count * unitCount;
  // All were claimed and done at the same instants, so each weighs what the first one does.
  const growth = `(1 + ${count}.0 / ${firstNumber + 1})`;
  return [
    `UPDATE "Topic" SET "jobsSucceeded" = "jobsSucceeded" + ${count},
       "unitsSucceeded" = "unitsSucceeded" + ${units}, "lastSeq" = "lastSeq" + ${count * eventCount}
     WHERE "id" = '${topicId}'`,
    `UPDATE "KindQueue" SET "unitCount" = "unitCount" + ${units},
       "unitsSucceeded" = "unitsSucceeded" + ${units},
       "claimedWeight" = "claimedWeight" * ${growth},
       "succeededWeight" = "succeededWeight" * ${growth} WHERE "topicId" = '${topicId}'`,
    `UPDATE "Lane" SET "unitCount" = "unitCount" + ${units} WHERE "topicId" = '${topicId}'`,
  ];
}

/** What is filled in need not outlive a crash; what is measured later does, as it is written by servers. */
async function openWriter(database: string): Promise<Writer> {
  if (!database.startsWith('file:')) {
    const client = new pg.Client(database);
    await client.connect();
    await client.query('SET synchronous_commit = off');
    return {
      read: async <Row extends object>(sql: string) => (await client.query<Row>(sql)).rows,
      write: async (sql) => void (await client.query(sql)),
      close: async () => {
        // Otherwise this would be done in the background while it is measured.
        await client.query('VACUUM (ANALYZE)');
        await client.query('CHECKPOINT');
        await client.end();
      },
    };
  }
  const file = new Database(database.slice('file:'.length));
  file.exec('PRAGMA synchronous = OFF');
  return {
    // The rows are what the statement selects.
    read: async <Row extends object>(sql: string) => file.prepare(sql).all() as Row[],
    write: async (sql) => void file.exec(sql),
    close: () => {
      file.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      file.close();
      return Promise.resolve();
    },
  };
}
