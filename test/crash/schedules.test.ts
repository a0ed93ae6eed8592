/**
 * The server is killed without warning around the times at which Schedules fire, over and over, and
 * started again on the same file. Each time has to be there once: with its Job, and none left out.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { createClient } from '../../src/client/create-client.ts';
import { openStore } from '../../src/store/open-store.ts';
import { ServerProcess } from './server-process.ts';

const cycleCount = process.env['npm_lifecycle_event'] === 'crash' ? 50 : 3;
const everyMs = 1_000;
/** The Schedules fire one after the other within each second, so that every kill is near a firing. */
const names = ['0', '250', '500', '750'];
const topic = 'crash';

let folder: string;
let databasePath: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'junjo-crash-'));
  databasePath = join(folder, 'junjo.db');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test(
  'each time fires once, and none is left out, however often the server is killed',
  async () => {
    let seen = 0;
    for (let cycle = 0; cycle <= cycleCount; cycle += 1) {
      const server = await ServerProcess.start(`file:${databasePath}`);
      const client = createClient({ url: server.url, retry: { retryCount: 0 } });
      if (cycle === 0) await setUp(client);
      // So many more than before: the cut falls anywhere between two firings, or into one.
      seen = await untilStarted(client, seen + 5 + cycle);
      await server.kill();
      const { faults, firingCount } = await check();
      expect(faults, `cycle ${cycle}`).toEqual([]);
      expect(firingCount).toBeGreaterThanOrEqual(seen);
    }
  },
  60_000 + cycleCount * 15_000,
);

async function setUp(client: ReturnType<typeof createClient>): Promise<void> {
  await client.topicCreate({ name: topic });
  const definition = { tasks: [{ key: 'a', units: [{ key: 'b', kind: 'c' }] }] };
  await client.templatePublish({ topic, name: 'small', definition });
  for (const name of names) {
    const anchorAt = new Date(Number(name)).toISOString();
    await client.scheduleSet({
      topic,
      name,
      template: 'small',
      timing: { everyMs, anchorAt },
      overlap: 'ALLOW',
      missed: 'ALL',
    });
  }
}

/** Asks until so many Jobs were started; answers how many. */
async function untilStarted(
  client: ReturnType<typeof createClient>,
  least: number,
): Promise<number> {
  for (;;) {
    let count = 0;
    for await (const { startedCount } of client.schedules(topic)) count += startedCount;
    if (count >= least) return count;
  }
}

interface FiringRow {
  readonly name: string;
  readonly dueAt: number;
  readonly outcome: string;
  readonly job: string | null;
}

/** What is wrong in the database as the server has left it. */
async function check() {
  const store = await openStore({ database: `file:${databasePath}` });
  try {
    const rows = await store.query<FiringRow>(
      `SELECT s."name", f."dueAt", f."outcome", j."id" AS "job" FROM "ScheduleFiring" f
       JOIN "Schedule" s ON s."id" = f."scheduleId" LEFT JOIN "Job" j ON j."id" = f."jobId"
       ORDER BY s."name", f."dueAt"`,
    );
    const jobs = await store.query<{ id: string }>('SELECT "id" FROM "Job"');
    const faults = [...rows.flatMap(faultsOf), ...(await audit(store))];
    if (jobs.length !== rows.length) faults.push(`${rows.length} firings, ${jobs.length} Jobs`);
    return { faults, firingCount: rows.length };
  } finally {
    await store.close();
  }
}

/** Each firing is a whole interval after the one before, and has its Job. */
function faultsOf(row: FiringRow, index: number, rows: readonly FiringRow[]): string[] {
  const before = rows[index - 1];
  const faults: string[] = [];
  if (before?.name === row.name && row.dueAt - before.dueAt !== everyMs) {
    faults.push(`${row.name}: ${row.dueAt} comes after ${before.dueAt}`);
  }
  if (row.dueAt % everyMs !== Number(row.name)) faults.push(`${row.name}: fires at ${row.dueAt}`);
  if (row.outcome !== 'STARTED' || row.job === null) faults.push(`${row.name}: ${row.outcome}`);
  return faults;
}
