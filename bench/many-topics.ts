/**
 * What Topics cost that are only there, and workers and watchers that only wait: one server, more and
 * more Topics. Run by `npm run bench:many-topics`, which builds first; --help says what can be chosen.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, type ClientRequest, request as send } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startPostgresql } from '../test/postgres/start-postgresql.ts';
import { type Api, createApi, submission } from './api-calls.ts';
import type { Place } from './measured-load.ts';
import { postgresqlPlace } from './postgresql-place.ts';
import { cpuSecondsOf, cpuSecondsOfFamily } from './process-cpu.ts';
import { ServerProcess } from './server-process.ts';

const { values } = parseArgs({
  options: {
    topics: { type: 'string', default: '100,10000,100000' },
    waiting: { type: 'string', default: '1000' },
    database: { type: 'string', default: 'postgresql' },
    help: { type: 'boolean', default: false },
  },
});

const restSeconds = 5;
const waitingCount = Number(values.waiting);
const agent = new Agent({ keepAlive: true });
const oneUnit = [
  { key: 'all', dependsOn: [], units: [{ key: 'one', kind: 'bench', dependsOn: [] }] },
];

if (values.help) {
  console.log(
    'npm run bench:many-topics -- --topics 100,10000,100000 --waiting 1000 --database postgresql',
  );
} else if (values.database === 'sqlite') {
  const folder = mkdtempSync(join(tmpdir(), 'junjo-bench-'));
  await run({ database: `file:${join(folder, 'junjo.db')}` });
  rmSync(folder, { recursive: true, force: true });
} else {
  const postgresql = await startPostgresql();
  try {
    await run(await postgresqlPlace(postgresql, 'many'));
  } finally {
    await postgresql.remove();
  }
}

async function run(place: Place): Promise<void> {
  const server = await ServerProcess.start(place.database);
  try {
    console.log(
      '| Topics | what | server: cores | database: cores | commits/s | p50 ms | p99 ms | MB of the server |',
    );
    console.log('| ---: | --- |'.concat(' ---: |'.repeat(6)));
    const api = createApi(server.url);
    let made = 0;
    for (const count of values.topics.split(',').map(Number)) {
      await createTopics(api, made, count);
      made = count;
      await measureAll({ server, place, api }, count);
    }
  } finally {
    await server.stop();
  }
}

async function createTopics(api: Api, from: number, to: number): Promise<void> {
  let next = from;
  const create = async () => {
    while (next < to) {
      next += 1;
      await api.createTopic(nameOf(next - 1));
    }
  };
  await Promise.all(Array.from({ length: 64 }, create));
}

interface Site {
  readonly server: ServerProcess;
  readonly place: Place;
  readonly api: Api;
}

async function measureAll(site: Site, count: number): Promise<void> {
  const { api, server } = site;
  print(count, 'at rest', await measureRest(site));
  const topicOf = () => nameOf(Math.floor(Math.random() * count));
  print(count, 'the life of a Unit', await measureCalls(100, () => live(api, topicOf())));
  const jobId = await api.submit(submission(nameOf(0), oneUnit, 'CONTINUE'));
  print(count, 'a Job with its cursor', await measureCalls(50, () => readJob(server.url, jobId)));
  // Each claim and each feed is on a Topic of its own, as far as there are so many.
  const topics = Array.from({ length: waitingCount }, (_, index) =>
    nameOf(1 + (index % (count - 1))),
  );
  const claims = topics.map((topic) => open(server.url, claimBody(topic), 'application/json'));
  await sleep(1_000);
  print(count, `${waitingCount} claims that wait`, await measureRest(site));
  for (const claim of claims) claim.destroy();
  const feeds = topics.map((topic) => open(server.url, eventsBody(topic), 'text/event-stream'));
  await sleep(1_000);
  print(count, `${waitingCount} feeds`, await measureRest(site));
  for (const feed of feeds) feed.destroy();
  await sleep(1_000);
}

interface Figures {
  readonly serverCores?: number | undefined;
  readonly databaseCores?: number | undefined;
  readonly commitsPerSecond?: number | undefined;
  readonly p50Ms?: number | undefined;
  readonly p99Ms?: number | undefined;
  readonly serverMb?: number | undefined;
}

/** What it costs while nothing happens. */
async function measureRest({ server, place }: Site): Promise<Figures> {
  const read = async () => ({
    server: cpuSecondsOf(server.pid) ?? Number.NaN,
    database: place.pid === undefined ? Number.NaN : (cpuSecondsOfFamily(place.pid) ?? Number.NaN),
    commits: (await place.countCommits?.()) ?? Number.NaN,
  });
  const before = await read();
  await sleep(restSeconds * 1_000);
  const after = await read();
  return {
    serverCores: (after.server - before.server) / restSeconds,
    databaseCores: (after.database - before.database) / restSeconds,
    commitsPerSecond: (after.commits - before.commits) / restSeconds,
    serverMb: memoryMbOf(server.pid),
  };
}

async function measureCalls(count: number, call: () => Promise<unknown>): Promise<Figures> {
  const times: number[] = [];
  while (times.length < count) {
    const startedAt = performance.now();
    await call();
    times.push(performance.now() - startedAt);
  }
  times.sort((one, other) => one - other);
  return { p50Ms: times[Math.floor(count / 2)], p99Ms: times[Math.ceil(count * 0.99) - 1] };
}

async function live(api: Api, topic: string): Promise<void> {
  await api.submit(submission(topic, oneUnit, 'CONTINUE'));
  const leases = await api.claim(topic, 1);
  await api.succeed(leases, { topic, max: 1 });
}

async function readJob(url: string, id: string): Promise<void> {
  const query = 'query ($id: ID!) { job(by: { id: $id }) { state cursor } }';
  const reading = open(url, { query, variables: { id } }, 'application/json');
  await new Promise((resolve) => reading.on('close', resolve));
}

function claimBody(topic: string) {
  const input = { topics: [topic], worker: `waits-for-${topic}`, max: 1, waitMs: 60_000 };
  return {
    query:
      'mutation ($input: UnitsClaimInput!) { unitsClaim(input: $input) { leases { unitId } } }',
    variables: { input },
  };
}

function eventsBody(topic: string) {
  return {
    query: 'subscription ($filter: EventFilter!) { events(filter: $filter) { cursor } }',
    variables: { filter: { topic } },
  };
}

/** Sends a request and leaves it open. */
function open(url: string, body: object, accept: string): ClientRequest {
  const headers = { 'content-type': 'application/json', accept };
  const request = send(`${url}/graphql`, { method: 'POST', headers, agent });
  request.on('error', () => undefined);
  request.on('response', (response) => response.resume().on('error', () => undefined));
  return request.end(JSON.stringify(body));
}

function memoryMbOf(pid: number): number | undefined {
  try {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) / 1_000;
  } catch {
    return undefined;
  }
}

function nameOf(index: number): string {
  return `topic-${index}`;
}

function print(count: number, what: string, figures: Figures): void {
  const cell = (figure: number | undefined, digits: number) =>
    figure === undefined || Number.isNaN(figure) ? '' : figure.toFixed(digits);
  const cells = [
    count.toLocaleString('en'),
    what,
    cell(figures.serverCores, 3),
    cell(figures.databaseCores, 3),
    cell(figures.commitsPerSecond, 1),
    cell(figures.p50Ms, 1),
    cell(figures.p99Ms, 1),
    cell(figures.serverMb, 0),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
