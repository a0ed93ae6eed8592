/** The programme: several workers are stopped side by side, round after round. */
import { audit } from '../../src/audit/audit.ts';
import { createClient } from '../../src/client/create-client.ts';
import type { Store } from '../../src/store/port.ts';
import { runRound } from './round.ts';
import { WorkerProcess } from './worker-process.ts';

export interface Programme {
  /** The servers: workers claim at the first and report at the last. */
  readonly urls: readonly string[];
  readonly workerCount: number;
  readonly roundCount: number;
  readonly unitsPerFate: number;
}

export interface Tally {
  readonly refusedCount: number;
  readonly refusedResultCount: number;
  readonly faults: readonly string[];
}

export async function runProgramme(programme: Programme): Promise<Tally> {
  const { urls, workerCount } = programme;
  const workers = Array.from({ length: workerCount }, () => new WorkerProcess());
  try {
    const client = createClient({ url: urls });
    await Promise.all(workers.map((_, index) => client.topicCreate({ name: topicOf(index) })));
    const tallies = await Promise.all(
      workers.map((worker, index) => runRounds(programme, { worker, topic: topicOf(index) })),
    );
    return sumOf(tallies);
  } finally {
    for (const worker of workers) worker.kill();
  }
}

function topicOf(index: number): string {
  return `stale-${index}`;
}

async function runRounds(
  { urls, roundCount, unitsPerFate }: Programme,
  place: { readonly worker: WorkerProcess; readonly topic: string },
): Promise<Tally> {
  const [url = ''] = urls;
  const otherUrl = urls.at(-1) ?? url;
  const tallies: Tally[] = [];
  for (let turn = 0; turn < roundCount; turn += 1) {
    tallies.push(await runRound({ ...place, url, otherUrl, turn, unitsPerFate }));
  }
  return sumOf(tallies);
}

function sumOf(tallies: readonly Tally[]): Tally {
  return {
    refusedCount: tallies.reduce((sum, { refusedCount }) => sum + refusedCount, 0),
    refusedResultCount: tallies.reduce(
      (sum, { refusedResultCount }) => sum + refusedResultCount,
      0,
    ),
    faults: tallies.flatMap(({ faults }) => faults),
  };
}

/** What is wrong in the database once the servers are gone, and what a stale worker has left in it. */
export async function leftBehind(store: Store): Promise<readonly string[]> {
  const faults = [...(await audit(store))];
  for (const [what, sql] of traces) {
    const rows = await store.query<{ id: string }>(sql);
    faults.push(...rows.map(({ id }) => `${id}: ${what}`));
  }
  return faults;
}

const traces: readonly (readonly [what: string, sql: string])[] = [
  ['logged by a stale worker', 'SELECT "unitId" AS "id" FROM "LogLine"'],
  ['was added by a stale worker', `SELECT "id" FROM "Unit" WHERE "key" LIKE 'stale%'`],
  [
    'keeps what a stale worker has said',
    'SELECT "id" FROM "Unit" WHERE "checkpoint" IS NOT NULL OR "progress" IS NOT NULL',
  ],
  [
    'has a result of a stale worker',
    `SELECT "id" FROM "Unit" WHERE "output" LIKE '%stale%' OR "failureCode" = 'STALE'`,
  ],
  [
    'has an attempt that a stale worker has ended',
    `SELECT "unitId" AS "id" FROM "Attempt" WHERE "worker" = 'stale'
     AND "outcome" NOT IN ('EXPIRED', 'CANCELLED', 'INTERRUPTED', 'RERUN', 'REVOKED')`,
  ],
  [
    'has an attempt whose holder was not told that it is over',
    `SELECT "unitId" AS "id" FROM "Attempt" WHERE "worker" = 'stale' AND "toldAt" IS NULL`,
  ],
  ['has a context of a stale worker', `SELECT "id" FROM "Job" WHERE "context" LIKE '%stale%'`],
  [
    // One that was made a success by hand names who held it until then.
    'has succeeded more than once, or by a stale worker',
    `SELECT "unitId" AS "id" FROM "Event" WHERE "kind" = 'unit.succeeded' AND "unitId" IS NOT NULL
     GROUP BY "unitId" HAVING count(*) > 1
     OR max(CASE WHEN "worker" = 'stale' AND coalesce("data", '') NOT LIKE '%"isForced":true%' THEN 1 ELSE 0 END) = 1`,
  ],
];
