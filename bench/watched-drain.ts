/** Jobs are drained twice on one server: with nobody who watches, and with many who do. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, createApi, submission } from './api-calls.ts';
import type { Transport } from './event-readers.ts';
import type { Inspector, Memory } from './inspector.ts';
import { shapes } from './job-shapes.ts';
import type { Delivered, Subscribers } from './subscribers.ts';
import type { WatchedServer } from './watched-server.ts';

export interface Drain {
  readonly transport: Transport;
  /** One Job that all watch, or one Job for each that watches. */
  readonly watched: 'one Job' | 'own Jobs';
  readonly subscriberCount: number;
  /** Of all Jobs together. */
  readonly unitCount: number;
}

export interface DrainFigures extends Drain, Delivered {
  /** Of the server, beyond the same drain with nobody who watches. */
  readonly cpuUsPerEvent: number;
  readonly cpuUsPerMessage: number;
  readonly drainMs: number;
  readonly drainMsUnwatched: number;
  /** From the first claim until everybody had everything. */
  readonly deliveredMs: number;
  /** For each subscriber: while nothing happened yet, and after everything was delivered. */
  readonly idleKb: MemoryKb;
  readonly afterKb: MemoryKb;
}

export type MemoryKb = Readonly<Record<'rss' | 'heap', number>>;

export interface Site {
  readonly server: WatchedServer;
  readonly subscribers: Subscribers;
  /** Where to write a profile of the server while the Events are delivered. */
  readonly profile?: string | undefined;
}

export const eventsQuery =
  'subscription ($jobId: ID!) { events(filter: { jobId: $jobId }) { events { seq at kind unitId attempt from to } cursor caughtUp } }';

export async function measureDrain(site: Site, drain: Drain): Promise<DrainFigures> {
  const api = createApi(site.server.url);
  const { inspector } = site.server;
  await submitAll(api, drain);
  const cursor = await api.cursor(topic);
  const unwatched = await drainAll(api, inspector);
  // The same Jobs make as many Events again.
  const eventCount = (await readSeqs(api, cursor)).all.length;
  const jobIds = await submitAll(api, drain);
  const before = await inspector.memory();
  const ownJobs = await openAll(site, drain, jobIds);
  const idle = await inspector.memory();
  const watched = await drainWatched(site, {
    api,
    ownJobs,
    deliveryCount: drain.watched === 'one Job' ? eventCount * drain.subscriberCount : eventCount,
  });
  const after = await inspector.memory();
  await site.subscribers.close();
  const cpuUs = (watched.cpuMs - unwatched.cpuMs) * 1_000;
  return {
    ...drain,
    ...watched.delivered,
    cpuUsPerEvent: cpuUs / watched.delivered.eventCount,
    cpuUsPerMessage: cpuUs / watched.delivered.messageCount,
    drainMs: watched.ms,
    drainMsUnwatched: unwatched.ms,
    deliveredMs: watched.deliveredMs,
    idleKb: kilobytesEach(before, idle, drain.subscriberCount),
    afterKb: kilobytesEach(before, after, drain.subscriberCount),
  };
}

export const topic = 'watched';
const workerCount = 2;
const claimCount = 100;
const submittingMax = 20;
const emptyMs = 5;

export async function submitOne(api: Api, unitCount: number): Promise<string> {
  return await api.submit(submission(topic, shapes[0]?.tasksOf(unitCount) ?? [], 'CONTINUE'));
}

async function submitAll(
  api: Api,
  { watched, subscriberCount, unitCount }: Drain,
): Promise<readonly string[]> {
  if (watched === 'one Job') return [await submitOne(api, unitCount)];
  const ids: string[] = [];
  let left = subscriberCount;
  const submitNext = async () => {
    while (left > 0) {
      left -= 1;
      ids.push(await submitOne(api, Math.ceil(unitCount / subscriberCount)));
    }
  };
  await Promise.all(Array.from({ length: submittingMax }, submitNext));
  return ids;
}

interface Drained {
  readonly ms: number;
  readonly cpuMs: number;
}

/** Workers claim and succeed in batches until there is nothing left. */
async function drainAll(
  api: Api,
  inspector: Inspector,
  untilDelivered?: () => Promise<void>,
): Promise<Drained> {
  const cpuMs = await inspector.cpuMs();
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: workerCount }, () => work(api)));
  const ms = performance.now() - startedAt;
  await untilDelivered?.();
  return { ms, cpuMs: (await inspector.cpuMs()) - cpuMs };
}

async function work(api: Api): Promise<void> {
  do {
    let held = await api.claim(topic, claimCount);
    while (held.length > 0) held = await api.succeed(held, { topic, max: claimCount });
    // Whoever finds nothing waits for what the others still have to do.
    await sleep(emptyMs);
  } while (await api.isBusy(topic));
}

/** The Job of each subscriber. */
async function openAll(
  { server, subscribers }: Site,
  { transport, subscriberCount }: Drain,
  jobIds: readonly string[],
): Promise<readonly string[]> {
  const ownJobs = Array.from(
    { length: subscriberCount },
    (_, index) => jobIds[index % jobIds.length] ?? '',
  );
  const variables = ownJobs.map((jobId) => ({ jobId }));
  await subscribers.open(server.url, transport, { query: eventsQuery, variables });
  return ownJobs;
}

interface Watching {
  readonly api: Api;
  readonly ownJobs: readonly string[];
  readonly deliveryCount: number;
}

/** As `drainAll`, until every subscriber has every Event. */
async function drainWatched(
  { server: { inspector }, subscribers, profile }: Site,
  { api, ownJobs, deliveryCount }: Watching,
) {
  const cursor = await api.cursor(topic);
  await subscribers.begin();
  if (profile !== undefined) await inspector.beginProfile();
  const startedAt = performance.now();
  let deliveredMs = 0;
  const drained = await drainAll(api, inspector, async () => {
    await subscribers.untilDelivered(deliveryCount);
    deliveredMs = performance.now() - startedAt;
  });
  if (profile !== undefined) await inspector.endProfile(profile);
  const { ofJobs } = await readSeqs(api, cursor);
  const expectedOf = (index: number) => ofJobs.get(ownJobs[index] ?? '') ?? [];
  return { ...drained, deliveredMs, delivered: await subscribers.check(expectedOf) };
}

/** The sequence numbers of the Events of Jobs after a cursor, in all and of each Job. */
export async function readSeqs(api: Api, cursor: string) {
  const all: number[] = [];
  const ofJobs = new Map<string, number[]>();
  for (let after = cursor; ; ) {
    const page = await api.events(topic, after);
    for (const { seq, jobId } of page.events) {
      if (jobId === null) continue;
      all.push(Number(seq));
      const own = ofJobs.get(jobId);
      if (own === undefined) ofJobs.set(jobId, [Number(seq)]);
      else own.push(Number(seq));
    }
    if (page.caughtUp) return { all, ofJobs };
    after = page.cursor;
  }
}

function kilobytesEach(before: Memory, after: Memory, count: number): MemoryKb {
  const each = (from: number, to: number) => (to - from) / 1_000 / count;
  const heapOf = ({ heapUsed, external }: Memory) => heapUsed + external;
  return { rss: each(before.rss, after.rss), heap: each(heapOf(before), heapOf(after)) };
}
