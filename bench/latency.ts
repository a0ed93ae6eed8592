/**
 * How soon a worker that waits has a Unit, on a server that has nothing else to do: from just before
 * the submission is sent until the lease is read. Server, worker and producer are processes of their
 * own, on one clock. `npm run bench:latency` builds first; --help says what can be chosen.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { hrtime, version } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Postgresql, startPostgresql } from '../test/postgres/start-postgresql.ts';
import { type Api, createApi, submission } from './api-calls.ts';
import { postgresqlFloor, sqliteFloor } from './commit-floor.ts';
import { shapes } from './job-shapes.ts';
import type { Told, WaitingOrder, Way } from './waiting-worker.ts';
import { startWatchedServer, type WatchedServer } from './watched-server.ts';

const { values } = parseArgs({
  options: {
    samples: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '3' },
    ways: { type: 'string', default: 'unitsClaim,work' },
    databases: { type: 'string', default: 'sqlite,postgresql' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

type DatabaseKind = 'sqlite' | 'postgresql';

/** Milliseconds of each sample. */
interface Samples {
  readonly database: DatabaseKind;
  readonly way: Way;
  /** From the submission until the worker has the Unit. */
  readonly inHands: number[];
  /** From the submission until the producer has its answer: the commit is on disk by then. */
  readonly answered: number[];
  /** A request of which nothing is to be read or written, and its answer. */
  readonly requests: number[];
  /** One row committed by the database alone, on average. */
  readonly commitMs: number;
}

/** Long enough that the worker's wait has begun, and everything from before is done. */
const restMs = 5;
const warmUpCount = 200;
const floorSeconds = 1;
const topic = 'idle';
const body = submission(topic, shapes[0]?.tasksOf(1) ?? [], 'CONTINUE');

if (values.help) {
  console.log(
    'npm run bench:latency -- --samples 2000 --rounds 3 --ways unitsClaim,work --databases sqlite,postgresql --json FILE',
  );
} else {
  await run();
}

async function run(): Promise<void> {
  const postgresql = values.databases.includes('postgresql') ? await startPostgresql() : undefined;
  const rounds: Samples[] = [];
  try {
    for (let round = 1; round <= Number(values.rounds); round += 1) {
      for (const database of values.databases.split(',').map(kindOf)) {
        const server = await startWatchedServer(database === 'sqlite' ? undefined : postgresql);
        try {
          await createApi(server.url).createTopic(topic);
          for (const way of values.ways.split(',').map(wayOf)) {
            const commitMs = await measureCommit(postgresql, database);
            rounds.push({ database, way, commitMs, ...(await measureWay(server, way)) });
          }
        } finally {
          await server.stop();
        }
      }
      // After each round, so that there is something to see of a run that is ended early.
      tell(round, rounds);
    }
  } finally {
    await postgresql?.remove();
  }
}

function tell(round: number, rounds: readonly Samples[]): void {
  console.log(
    `\nAfter ${round} of ${values.rounds} rounds, Node ${version}, ${cpus().length} cores:`,
  );
  printTable(rounds);
  if (values.json === undefined) return;
  const machine = { node: version, cores: cpus().length };
  const report = { machine, settings: values, roundCount: round, rounds };
  writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
}

function kindOf(name: string): DatabaseKind {
  return name === 'postgresql' ? 'postgresql' : 'sqlite';
}

function wayOf(name: string): Way {
  return name === 'work' ? 'work' : 'unitsClaim';
}

async function measureCommit(
  postgresql: Postgresql | undefined,
  database: DatabaseKind,
): Promise<number> {
  if (database === 'sqlite' || postgresql === undefined) return 1_000 / sqliteFloor(floorSeconds);
  return 1_000 / (await postgresqlFloor(postgresql.urlOf('postgres'), 1, floorSeconds));
}

async function measureWay({ url }: WatchedServer, way: Way) {
  const worker = fork(fileURLToPath(new URL('waiting-worker.ts', import.meta.url)));
  const api = createApi(url);
  const order: WaitingOrder = { url, topic, way };
  const samples = { inHands: [] as number[], answered: [] as number[], requests: [] as number[] };
  try {
    const waits = hears(worker, 'waits');
    worker.send(order);
    await waits;
    for (let count = -warmUpCount; count < Number(values.samples); count += 1) {
      const sample = await takeSample(worker, api);
      if (count < 0) continue;
      samples.inHands.push(sample.inHands);
      samples.answered.push(sample.answered);
      samples.requests.push(sample.request);
    }
  } finally {
    worker.kill();
  }
  return samples;
}

/** The worker waits when it begins, and again when it ends. */
async function takeSample(worker: ChildProcess, api: Api) {
  await sleep(restMs);
  const requestedAt = hrtime.bigint();
  await api.version();
  const request = msSince(requestedAt);
  await sleep(restMs);
  const has = hears(worker, 'has it');
  const waits = hears(worker, 'waits');
  const sentAt = hrtime.bigint();
  await api.submit(body);
  const answered = msSince(sentAt);
  const { atNs } = await has;
  await waits;
  return { request, answered, inHands: Number(BigInt(atNs) - sentAt) / 1e6 };
}

function msSince(startedAt: bigint): number {
  return Number(hrtime.bigint() - startedAt) / 1e6;
}

/** The next thing of this kind that the worker tells. */
async function hears<What extends Told['what']>(
  worker: ChildProcess,
  what: What,
): Promise<Extract<Told, { what: What }>> {
  for (;;) {
    // It tells nothing else; see waiting-worker.ts.
    const [told] = (await once(worker, 'message')) as [Told];
    if (isOf(told, what)) return told;
  }
}

function isOf<What extends Told['what']>(
  told: Told,
  what: What,
): told is Extract<Told, { what: What }> {
  return told.what === what;
}

function printTable(rounds: readonly Samples[]): void {
  console.log(
    '| database | by | samples | in hands ms: p50 | p99 | p99.9 | submission answered ms: p50 | p99 | empty request ms: p50 | one commit ms |',
  );
  console.log(`| --- | --- |${' ---: |'.repeat(8)}`);
  const keys = new Set(rounds.map(({ database, way }) => `${database} ${way}`));
  for (const key of keys) {
    const own = rounds.filter(({ database, way }) => `${database} ${way}` === key);
    const [first] = own;
    if (first === undefined) continue;
    const inHands = own.flatMap((round) => round.inHands);
    const cells = [
      first.database === 'sqlite' ? 'SQLite' : 'PostgreSQL',
      `\`${first.way}\``,
      inHands.length.toLocaleString('en'),
      spread(own.map((round) => quantile(round.inHands, 0.5))),
      spread(own.map((round) => quantile(round.inHands, 0.99))),
      quantile(inHands, 0.999).toFixed(1),
      spread(own.map((round) => quantile(round.answered, 0.5))),
      spread(own.map((round) => quantile(round.answered, 0.99))),
      spread(own.map((round) => quantile(round.requests, 0.5))),
      spread(own.map((round) => round.commitMs)),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((one, other) => one - other);
  return sorted[Math.min(Math.ceil(sorted.length * share), sorted.length) - 1] ?? Number.NaN;
}

/** The median of the rounds, and the least and the most of them. */
function spread(figures: readonly number[]): string {
  const median = quantile(figures, 0.5).toFixed(1);
  if (figures.length === 1) return median;
  return `${median} (${Math.min(...figures).toFixed(1)} to ${Math.max(...figures).toFixed(1)})`;
}
