/**
 * What it costs to tell many what happens: subscribers in processes of their own, all of them checked
 * for having received every Event once and in order. Each line has a server of its own on an empty
 * database. `npm run bench:fan-out` builds first; --help says what can be chosen.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { report as processReport, version } from 'node:process';
import { parseArgs } from 'node:util';
import { type Postgresql, startPostgresql } from '../test/postgres/start-postgresql.ts';
import { createApi } from './api-calls.ts';
import type { Transport } from './event-readers.ts';
import {
  type FloorFigures,
  measureFloor,
  measureSingleEvents,
  type SingleEventFigures,
  type SingleEvents,
} from './single-events.ts';
import { Subscribers } from './subscribers.ts';
import { type Drain, type DrainFigures, measureDrain, type Site, topic } from './watched-drain.ts';
import { startWatchedServer } from './watched-server.ts';

const { values } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '1,100,1000,5000' },
    units: { type: 'string', default: '10000' },
    'own-jobs': { type: 'string', default: '5000' },
    single: { type: 'string', default: '100,1000,5000' },
    events: { type: 'string', default: '50' },
    transports: { type: 'string', default: 'sse,websocket' },
    database: { type: 'string', default: 'sqlite' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
    profiles: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const unitCount = Number(values.units);
const roundCount = Number(values.rounds);
/** Of a Job that is one of many, each with somebody who watches it. */
const unitCountOfOwnJob = 4;
/** Files that a server opens besides. */
const spareFileCount = 200;
/** Before it is measured, everything has been done that is done later. */
const warmUp = { watched: 'one Job', subscriberCount: 20, unitCount: 1_000 } as const;
const transports = values.transports
  .split(',')
  .map((name): Transport => (name === 'websocket' ? 'websocket' : 'sse'));

if (values.help) {
  console.log(`npm run bench:fan-out -- [options], with these defaults:
  --subscribers 1,100,1000,5000   how many watch one Job that is drained; '' for none
  --units 10000                   how many Units that Job has
  --own-jobs 5000                 how many watch a Job of their own; '' for none
  --single 100,1000,5000          how many get one Event after the other; '' for none
  --events 50                     how many Events those are
  --transports sse,websocket
  --database sqlite               or postgresql
  --rounds 3
  --json FILE                     all figures of all rounds
  --profiles FOLDER               a CPU profile of the server for each line`);
} else {
  await run();
}

async function run(): Promise<void> {
  checkFileLimit();
  const postgresql = values.database === 'postgresql' ? await startPostgresql() : undefined;
  const drains: DrainFigures[] = [];
  const singles: SingleEventFigures[] = [];
  const floors: FloorFigures[] = [];
  try {
    for (let round = 1; round <= roundCount; round += 1) {
      for (const drain of drainsToMeasure()) {
        const name = `${drain.watched} ${drain.subscriberCount} ${drain.transport}`;
        drains.push(await onFreshServer(postgresql, name, (site) => measureDrain(site, drain)));
        console.error(`round ${round}: ${name}`, drains.at(-1));
      }
      for (const single of singlesToMeasure()) {
        const name = `single ${single.subscriberCount} ${single.transport}`;
        singles.push(
          await onFreshServer(postgresql, name, (site) => measureSingleEvents(site, single)),
        );
        if (single.transport === 'sse') floors.push(await measureFloorAlone(single));
        console.error(`round ${round}: ${name}`, singles.at(-1), floors.at(-1));
      }
      // After each round, so that there is something to see of a run that is ended early.
      tell(round, { drains, singles, floors });
    }
  } finally {
    await postgresql?.remove();
  }
}

interface Measured {
  readonly drains: readonly DrainFigures[];
  readonly singles: readonly SingleEventFigures[];
  readonly floors: readonly FloorFigures[];
}

function tell(round: number, measured: Measured): void {
  console.log(`\nAfter ${round} of ${roundCount} rounds, Node ${version}, ${cpus().length} cores:`);
  printDrains(measured.drains);
  printSingles(measured.singles, measured.floors);
  if (values.json === undefined) return;
  const machine = { node: version, cores: cpus().length };
  const report = { machine, settings: values, roundCount: round, ...measured };
  writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
}

/** Each subscriber takes a file of the server and one of a client. */
function checkFileLimit(): void {
  const wanted = Math.max(
    ...[values.subscribers, values['own-jobs'], values.single].flatMap(countsIn),
  );
  // Node's documentation says what a report holds; where there are no such limits it holds none.
  const { userLimits } = processReport.getReport() as unknown as {
    readonly userLimits?: { readonly open_files: { readonly soft: number | string } };
  };
  const allowed = Number(userLimits?.open_files.soft ?? Number.NaN);
  if (allowed >= wanted + spareFileCount || Number.isNaN(allowed)) return;
  throw new Error(
    `${wanted} subscribers need some ${wanted + spareFileCount} open files in the server, and this shell allows ${allowed}. Say \`ulimit -n ${wanted + spareFileCount}\` before, or choose fewer.`,
  );
}

function countsIn(list: string): number[] {
  return list === '' ? [] : list.split(',').map(Number);
}

function* drainsToMeasure(): Generator<Drain> {
  for (const transport of transports) {
    for (const subscriberCount of countsIn(values.subscribers)) {
      yield { transport, watched: 'one Job', subscriberCount, unitCount };
    }
    for (const subscriberCount of countsIn(values['own-jobs'])) {
      const all = subscriberCount * unitCountOfOwnJob;
      yield { transport, watched: 'own Jobs', subscriberCount, unitCount: all };
    }
  }
}

function* singlesToMeasure(): Generator<SingleEvents> {
  for (const transport of transports) {
    for (const subscriberCount of countsIn(values.single)) {
      yield { transport, subscriberCount, eventCount: Number(values.events) };
    }
  }
}

async function onFreshServer<Figures>(
  postgresql: Postgresql | undefined,
  name: string,
  measure: (site: Site) => Promise<Figures>,
): Promise<Figures> {
  const server = await startWatchedServer(postgresql);
  const subscribers = new Subscribers();
  try {
    await createApi(server.url).createTopic(topic);
    for (const transport of transports) {
      await measureDrain({ server, subscribers }, { ...warmUp, transport });
    }
    return await measure({ server, subscribers, profile: profileOf(name) });
  } finally {
    await subscribers.stop();
    await server.stop();
  }
}

function profileOf(name: string): string | undefined {
  if (values.profiles === undefined) return undefined;
  mkdirSync(values.profiles, { recursive: true });
  return join(values.profiles, `${name.replaceAll(' ', '-')}.cpuprofile`);
}

async function measureFloorAlone(single: SingleEvents): Promise<FloorFigures> {
  const subscribers = new Subscribers();
  try {
    return await measureFloor(subscribers, single);
  } finally {
    await subscribers.stop();
  }
}

function printDrains(drains: readonly DrainFigures[]): void {
  if (drains.length === 0) return;
  console.log(
    '\n| watched | by | subscribers | Units | Events delivered | Events a message | CPU µs an Event | CPU µs a message | p50 ms | p99 ms | drain s | unwatched s | KB each, idle: RSS | heap | after: RSS | heap |',
  );
  console.log(`| --- | --- |${' ---: |'.repeat(14)}`);
  for (const rounds of grouped(drains, ({ watched, transport, subscriberCount }) =>
    [watched, transport, subscriberCount].join(),
  )) {
    const [first] = rounds;
    if (first === undefined) continue;
    const cells = [
      first.watched,
      nameOf(first.transport),
      whole(first.subscriberCount),
      whole(first.unitCount),
      whole(first.eventCount),
      spread(rounds, ({ eventCount, messageCount }) => eventCount / messageCount),
      spread(rounds, ({ cpuUsPerEvent }) => cpuUsPerEvent),
      spread(rounds, ({ cpuUsPerMessage }) => cpuUsPerMessage),
      spread(rounds, ({ p50Ms }) => p50Ms),
      spread(rounds, ({ p99Ms }) => p99Ms),
      spread(rounds, ({ drainMs }) => drainMs / 1_000),
      spread(rounds, ({ drainMsUnwatched }) => drainMsUnwatched / 1_000),
      spread(rounds, ({ idleKb }) => idleKb.rss),
      spread(rounds, ({ idleKb }) => idleKb.heap),
      spread(rounds, ({ afterKb }) => afterKb.rss),
      spread(rounds, ({ afterKb }) => afterKb.heap),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

function printSingles(
  singles: readonly SingleEventFigures[],
  floors: readonly FloorFigures[],
): void {
  if (singles.length === 0) return;
  console.log(
    '\n| by | subscribers | CPU µs a delivery | p50 ms | p99 ms | `response.write` of the bytes µs | `socket.write` µs |',
  );
  console.log(`| --- |${' ---: |'.repeat(6)}`);
  for (const rounds of grouped(singles, ({ transport, subscriberCount }) =>
    [transport, subscriberCount].join(),
  )) {
    const [first] = rounds;
    if (first === undefined) continue;
    const own = floors.filter(({ subscriberCount }) => subscriberCount === first.subscriberCount);
    const cells = [
      nameOf(first.transport),
      whole(first.subscriberCount),
      spread(rounds, ({ cpuUsPerDelivery }) => cpuUsPerDelivery),
      spread(rounds, ({ p50Ms }) => p50Ms),
      spread(rounds, ({ p99Ms }) => p99Ms),
      spread(own, ({ responseUs }) => responseUs),
      spread(own, ({ socketUs }) => socketUs),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

function nameOf(transport: Transport): string {
  return transport === 'sse' ? 'SSE' : 'WebSocket';
}

function grouped<Row>(rows: readonly Row[], keyOf: (row: Row) => string): readonly Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return [...groups.values()];
}

/** The median of the rounds, and the least and the most of them. */
function spread<Row>(rows: readonly Row[], figureOf: (row: Row) => number): string {
  const sorted = rows.map(figureOf).toSorted((one, other) => one - other);
  const [least] = sorted;
  const most = sorted.at(-1);
  const median = sorted[Math.floor(sorted.length / 2)];
  if (least === undefined || most === undefined || median === undefined) return '';
  if (sorted.length === 1) return short(median);
  return `${short(median)} (${short(least)} to ${short(most)})`;
}

function short(figure: number): string {
  if (Math.abs(figure) >= 100) return whole(figure);
  return figure.toFixed(Math.abs(figure) >= 10 ? 1 : 2);
}

function whole(figure: number): string {
  return Math.round(figure).toLocaleString('en');
}
