/**
 * How soon a worker that waits has a Unit, on a server that has nothing else to do: from just before
 * the submission is sent until the lease is read. Server, worker and producer are processes of their
 * own, on one clock. `npm run bench:latency` builds first; --help says what can be chosen.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { version } from 'node:process';
import { parseArgs } from 'node:util';
import { type Postgresql, startPostgresql } from '../test/postgres/start-postgresql.ts';
import { createApi } from './api-calls.ts';
import { postgresqlFloor, sqliteFloor } from './commit-floor.ts';
import { measurePickUp, type PickUp } from './pick-up.ts';
import { quantile, spread } from './suite/figures.ts';
import type { Way } from './waiting-worker.ts';
import { startWatchedServer } from './watched-server.ts';

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

interface Samples extends PickUp {
  readonly database: DatabaseKind;
  readonly way: Way;
  /** One row committed by the database alone, on average. */
  readonly commitMs: number;
}

const floorSeconds = 1;
const topic = 'idle';
const sampleCount = Number(values.samples);

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
            const { url } = server;
            const samples = await measurePickUp({ url, topic, way }, sampleCount);
            rounds.push({ database, way, commitMs, ...samples });
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
      spread(
        own.map((round) => quantile(round.inHands, 0.5)),
        milliseconds,
      ),
      spread(
        own.map((round) => quantile(round.inHands, 0.99)),
        milliseconds,
      ),
      quantile(inHands, 0.999).toFixed(1),
      spread(
        own.map((round) => quantile(round.answered, 0.5)),
        milliseconds,
      ),
      spread(
        own.map((round) => quantile(round.answered, 0.99)),
        milliseconds,
      ),
      spread(
        own.map((round) => quantile(round.requests, 0.5)),
        milliseconds,
      ),
      spread(
        own.map((round) => round.commitMs),
        milliseconds,
      ),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

function milliseconds(figure: number): string {
  return figure.toFixed(1);
}
