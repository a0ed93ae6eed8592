/** One line of the table: servers on a fresh database, loops on its Topics, and what they cost. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createApi } from './api-calls.ts';
import { unitCountOfJob } from './job-shapes.ts';
import type { LoadCounts, LoadOrder, Routing } from './load-client.ts';
import { cpuSecondsOf, cpuSecondsOfFamily } from './process-cpu.ts';
import { ServerProcess } from './server-process.ts';

/** So many loops are under way, whatever the number of Topics, in so many processes. */
export const loopCount = 64;
const clientCount = 2;
/** What a loop submits before it claims: ten Units each. */
export const jobCountOfRound = 10;
export const claimCount = 100;
/** Until as many Units are done as were submitted first, and no longer than this. */
const warmUpMsMax = 60_000;

export interface Load {
  readonly topicCount: number;
  readonly serverCount: number;
  readonly routing: Routing;
}

/** Where a load runs. */
export interface Place {
  /** As `junjo start` takes it. */
  readonly database: string;
  /** The process of the database, if it is not the server's own. */
  readonly pid?: number | undefined;
  /** How many transactions have written by now. */
  readonly countCommits?: (() => Promise<number>) | undefined;
}

export interface Figures extends Load {
  readonly unitsPerSecond: number;
  /** Submissions, claims and reports. */
  readonly commandsPerSecond: number;
  /** Of transactions that write; undefined where nobody counts them. */
  readonly commitsPerSecond: number | undefined;
  /** CPU seconds for each second that passed; undefined where they cannot be read. */
  readonly cpu: Readonly<Record<'servers' | 'clients' | 'database', number | undefined>>;
}

export async function measureLoad(
  load: Load,
  { database, pid, countCommits }: Place,
  seconds: number,
): Promise<Figures> {
  const servers: ServerProcess[] = [];
  const clients: ChildProcess[] = [];
  const readAll = async () => ({
    at: performance.now(),
    counts: sumOf(await Promise.all(clients.map(countsOf))),
    commits: await countCommits?.(),
    servers: added(servers.map((server) => cpuSecondsOf(server.pid))),
    clients: added(clients.map((client) => cpuSecondsOf(client.pid ?? 0))),
    database: pid === undefined ? undefined : cpuSecondsOfFamily(pid),
  });
  try {
    while (servers.length < load.serverCount) servers.push(await ServerProcess.start(database));
    const urls = servers.map(({ url }) => url);
    const topics = await createTopics(urls[0] ?? '', load.topicCount);
    while (clients.length < clientCount) {
      clients.push(startClient({ urls, ...orderOf(load, topics, clients.length) }));
    }
    await warmUp(async () => sumOf(await Promise.all(clients.map(countsOf))));
    const before = await readAll();
    await sleep(seconds * 1_000);
    const after = await readAll();
    return { ...load, ...figuresBetween(before, after) };
  } finally {
    await Promise.all(clients.map(stopClient));
    await Promise.all(servers.map((server) => server.stop()));
  }
}

/** The first round submits and does nothing else: what is measured is the middle of the work. */
async function warmUp(count: () => Promise<LoadCounts>): Promise<void> {
  const until = performance.now() + warmUpMsMax;
  const enough = loopCount * jobCountOfRound * unitCountOfJob;
  while ((await count()).succeeded < enough && performance.now() < until) await sleep(250);
}

async function createTopics(url: string, count: number): Promise<readonly string[]> {
  const api = createApi(url);
  const names = Array.from({ length: count }, (_, index) => `topic-${index}`);
  await Promise.all(names.map((name) => api.createTopic(name)));
  return names;
}

/** The loops of one client: every so manieth of all. */
function orderOf({ routing }: Load, topics: readonly string[], client: number) {
  const loops = Array.from({ length: loopCount }, (_, index) => index);
  const own = loops.filter((index) => index % clientCount === client);
  const topicsOfLoops = own.map((index) => topics[index % topics.length] ?? '');
  return { routing, jobCountOfRound, claimCount, topics: topicsOfLoops };
}

export function startClient(order: LoadOrder): ChildProcess {
  const file = fileURLToPath(new URL('load-client.ts', import.meta.url));
  const client = fork(file, [], { execArgv: ['--import', 'tsx'] });
  client.send(order);
  return client;
}

export async function countsOf(client: ChildProcess): Promise<LoadCounts> {
  const answered = once(client, 'message');
  client.send('count');
  // It answers with its counts, and says nothing else; see load-client.ts.
  const [counts] = (await answered) as [LoadCounts];
  return counts;
}

export async function stopClient(client: ChildProcess): Promise<void> {
  if (client.exitCode !== null) return;
  const exit = once(client, 'exit');
  client.send('stop');
  await exit;
}

interface Reading {
  readonly at: number;
  readonly counts: LoadCounts;
  readonly commits: number | undefined;
  readonly servers: number | undefined;
  readonly clients: number | undefined;
  readonly database: number | undefined;
}

function figuresBetween(before: Reading, after: Reading): Omit<Figures, keyof Load> {
  const seconds = (after.at - before.at) / 1_000;
  const rate = (from: number | undefined, to: number | undefined) =>
    from === undefined || to === undefined ? undefined : (to - from) / seconds;
  const commandsOf = ({ submitted, claims, succeeded }: LoadCounts) =>
    submitted + claims + succeeded;
  return {
    unitsPerSecond: (after.counts.succeeded - before.counts.succeeded) / seconds,
    commandsPerSecond: (commandsOf(after.counts) - commandsOf(before.counts)) / seconds,
    commitsPerSecond: rate(before.commits, after.commits),
    cpu: {
      servers: rate(before.servers, after.servers),
      clients: rate(before.clients, after.clients),
      database: rate(before.database, after.database),
    },
  };
}

function sumOf(counts: readonly LoadCounts[]): LoadCounts {
  return counts.reduce(
    (sum, each) => ({
      submitted: sum.submitted + each.submitted,
      claims: sum.claims + each.claims,
      succeeded: sum.succeeded + each.succeeded,
    }),
    { submitted: 0, claims: 0, succeeded: 0 },
  );
}

function added(figures: readonly (number | undefined)[]): number | undefined {
  return figures.reduce(
    (sum, figure) => (sum === undefined || figure === undefined ? undefined : sum + figure),
    0,
  );
}
