/**
 * What the write path costs on PostgreSQL, in process and without HTTP: Jobs of ten Units (1 -> 4 -> 4
 * -> 1) are submitted and drained by a few workers, in batches of growing size. CPU time is that of this
 * process and of all processes of PostgreSQL. `npx tsx bench/postgresql-writes.ts`; a number
 * behind it says how many Jobs.
 */
import { createEngine, type Engine } from '../src/engine/create-engine.ts';
import { migrate } from '../src/store/migrate.ts';
import { openStore } from '../src/store/open-store.ts';
import type { Store } from '../src/store/port.ts';
import { startPostgresql } from '../test/postgres/start-postgresql.ts';
import { postgresqlPlace } from './postgresql-place.ts';
import { cpuSecondsOfFamily } from './process-cpu.ts';

const jobCount = Number(process.argv[2] ?? 500);
const unitCount = jobCount * 10;
const workerCount = 4;

const postgresql = await startPostgresql();
try {
  console.log(
    '| at once | work | Units/s | CPU µs: this process | CPU µs: PostgreSQL | WAL bytes | commits |',
  );
  console.log('| ---: | --- | ---: | ---: | ---: | ---: | ---: |');
  for (const batch of [100, 10, 1]) await measureBatches(batch);
} finally {
  await postgresql.remove();
}

/** The second time, when everything has been prepared and compiled. */
async function measureBatches(batch: number): Promise<void> {
  const place = await postgresqlPlace(postgresql, `writes_${batch}`);
  const store = await openStore({ database: place.database, now: undefined });
  await migrate(store);
  const engine = createEngine({ store });
  const topic = { name: 'createTopic', topicName: 'bench', description: null } as const;
  const created = await engine.execute<'createTopic'>(topic);
  if (!created.isAccepted) throw new Error('The Topic was not created.');
  const { topicId } = created.result;
  const countCommits = place.countCommits ?? (() => Promise.resolve(0));
  const read = () => readCost(store, countCommits, place.pid ?? 0);
  for (const isCounted of [false, true]) {
    const atFirst = await read();
    await submitAll(engine, topicId);
    const submitted = await read();
    await Promise.all(
      Array.from({ length: workerCount }, (_, index) => drain(engine, `worker ${index}`, batch)),
    );
    const drained = await read();
    if (!isCounted) continue;
    print(batch, 'submit', { before: atFirst, after: submitted });
    print(batch, 'drain', { before: submitted, after: drained });
  }
  await engine.stop();
  await store.close();
}

async function submitAll(engine: Engine, topicId: string): Promise<void> {
  const unit = (key: string, dependsOn: readonly string[]) => ({
    ...{ key, kind: 'bench', input: 'null', dependsOn, priority: null },
  });
  const four = [1, 2, 3, 4];
  const units = [
    unit('a', []),
    ...four.map((index) => unit(`b${index}`, ['a'])),
    ...four.map((index) => unit(`c${index}`, [`b${index}`])),
    unit(
      'd',
      four.map((index) => `c${index}`),
    ),
  ];
  const job = {
    ...{ name: 'bench', key: null, priority: 0, payload: 'null', labels: '{}', hash: '' },
    tasks: [{ key: 'all', name: null, dependsOn: [], units }],
  };
  await Promise.all(
    Array.from({ length: jobCount }, () => engine.execute({ name: 'submitJob', topicId, job })),
  );
}

/** Claims and reports until nothing is left or waits for something. */
async function drain(engine: Engine, worker: string, max: number): Promise<void> {
  for (;;) {
    const answer = await engine.claim({
      ...{ topics: ['bench'], worker, kinds: null, max, leaseMs: 60_000, waitMs: 100 },
      requestId: null,
    });
    if (!answer.isAccepted) throw new Error(answer.rejections[0].message);
    if (answer.leases.length === 0) return;
    await Promise.all(
      answer.leases.map(({ unit, attempt, leaseId }) =>
        engine.execute({
          name: 'succeedUnit',
          lease: { unitId: unit.id, attempt, leaseId },
          output: 'null',
        }),
      ),
    );
  }
}

interface Cost {
  readonly ms: number;
  readonly nodeUs: number;
  readonly databaseUs: number;
  readonly walBytes: number;
  readonly commits: number;
}

async function readCost(
  store: Store,
  countCommits: () => Promise<number>,
  pid: number,
): Promise<Cost> {
  const [wal] = await store.query<{ bytes: number }>(
    `SELECT pg_current_wal_lsn() - '0/0'::pg_lsn AS "bytes"`,
  );
  const { user, system } = process.cpuUsage();
  return {
    ms: performance.now(),
    nodeUs: user + system,
    databaseUs: (cpuSecondsOfFamily(pid) ?? Number.NaN) * 1e6,
    walBytes: wal?.bytes ?? Number.NaN,
    commits: await countCommits(),
  };
}

function print(batch: number, work: string, { before, after }: { before: Cost; after: Cost }) {
  const perUnit = (figure: keyof Cost) =>
    Math.round((after[figure] - before[figure]) / unitCount).toLocaleString('en');
  const rate = Math.round((unitCount / (after.ms - before.ms)) * 1000).toLocaleString('en');
  const cells = [perUnit('nodeUs'), perUnit('databaseUs'), perUnit('walBytes')];
  console.log(
    `| ${batch} | ${work} | ${rate} | ${cells.join(' | ')} | ${after.commits - before.commits} |`,
  );
}
