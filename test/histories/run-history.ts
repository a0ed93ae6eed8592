/**
 * One campaign: clients with a mixed load, one fault after the other, and at the end a look at whether
 * every server serves again. What it answers is the history, to be held against the promises.
 */
import { createClient } from '../../src/client/create-client.ts';
import { createKnown } from './clients/known.ts';
import { operate } from './clients/operator.ts';
import { produce } from './clients/producer.ts';
import { type Campaign, pause } from './clients/send.ts';
import { follow, lastSeqOf } from './clients/watcher.ts';
import { work } from './clients/worker.ts';
import type { Cluster } from './clusters/cluster.ts';
import type { Watch } from './history.ts';
import { probeAll } from './probe.ts';
import { type Finished, readFinished } from './read-finished.ts';
import { scarceKind } from './shapes.ts';

export interface HistoryOptions {
  readonly chance: () => number;
  /** For how long there are faults, milliseconds. */
  readonly lastsMs: number;
  /** Which faults; all that the cluster has by default. */
  readonly faults?: readonly string[] | undefined;
}

export interface HistoryRun extends Finished {
  /** How often each fault was. */
  readonly faultCounts: Readonly<Record<string, number>>;
  /** By fault: how long after it every server did everything again, at most, milliseconds. */
  readonly recoveryMs: Readonly<Record<string, number>>;
}

const topicCount = 3;
const runningMax = 3;
const load = { producers: 4, workers: 12, operators: 3, watchers: 5 };

export async function runHistory(cluster: Cluster, options: HistoryOptions): Promise<HistoryRun> {
  const { chance } = options;
  const ending = new AbortController();
  const clients = cluster.urls.map((url) =>
    createClient({ url, retry: { retryCount: 0 }, timeoutMs: 2_500 }),
  );
  const topics = await setUp(cluster);
  const campaign: Campaign = { clients, topics, operations: [], chance, ending: ending.signal };
  const known = createKnown();
  const busy = [
    ...numbered(load.producers, (number) => produce(campaign, `producer-${number}`, known)),
    ...numbered(load.workers, (number) => work(campaign, `worker-${number}`, known)),
    ...numbered(load.operators, (number) => operate(campaign, `operator-${number}`, known)),
  ];
  const watching = new AbortController();
  const watches = numbered(load.watchers, (number) => watchOf(topics, number));
  const followers = watches.map((watch, number) => {
    const url = rotated(cluster.urls, number);
    const client = createClient({
      url,
      retry: { minDelayMs: 50, maxDelayMs: 500 },
      silenceMs: 3_000,
    });
    return follow({ client, watch, ending: watching.signal });
  });
  // What breaks down in a client ends the campaign at once.
  const broken = Promise.all([...busy, ...followers]);
  try {
    const struck = await Promise.race([strike(cluster, campaign, options), broken]);
    if (Array.isArray(struck)) throw new Error('The clients have ended before the faults.');
    ending.abort();
    await Promise.all(busy);
    const finished = await readFinished(cluster, campaign, { watches, limits: limitsOf(topics) });
    await untilCaughtUp(watches, finished);
    watching.abort();
    await Promise.all(followers);
    return { ...finished, ...struck };
  } finally {
    ending.abort();
    watching.abort();
  }
}

/** One fault after the other, each with some undisturbed work before it, and a look at all after it. */
async function strike(
  cluster: Cluster,
  campaign: Campaign,
  { chance, lastsMs, faults: chosen }: HistoryOptions,
): Promise<Pick<HistoryRun, 'faultCounts' | 'recoveryMs'>> {
  const names = chosen ?? Object.keys(cluster.faults);
  // By another name than the load has: a connection that was broken at the client is the client's matter.
  const probers = cluster.urls.map((url) =>
    createClient({
      url: url.replace('127.0.0.1', 'localhost'),
      retry: { retryCount: 0, minDelayMs: 50, maxDelayMs: 200 },
      timeoutMs: 1_500,
      silenceMs: 1_500,
    }),
  );
  const faultCounts: Record<string, number> = {};
  const recoveryMs: Record<string, number> = {};
  const until = performance.now() + lastsMs;
  // Each once, in an order of the seed's, before any comes again.
  let left: string[] = [];
  while (performance.now() < until) {
    await pause(300 + chance() * 700);
    if (left.length === 0) left = [...names];
    const [name = ''] = left.splice(Math.floor(chance() * left.length), 1);
    await cluster.faults[name]?.();
    await cluster.heal();
    const tookMs = await probeAll({ ...campaign, clients: probers });
    faultCounts[name] = (faultCounts[name] ?? 0) + 1;
    recoveryMs[name] = Math.max(recoveryMs[name] ?? 0, Math.round(tookMs));
  }
  return { faultCounts, recoveryMs };
}

async function setUp({ urls }: Cluster): Promise<Campaign['topics']> {
  const client = createClient({ url: urls });
  const topics: { id: string; name: string }[] = [];
  for (let number = 0; number < topicCount; number += 1) {
    const { topic } = await client.topicCreate({ name: `topic-${number}` });
    await client.limitSet({ topicId: topic.id, scope: 'KIND', pattern: scarceKind, runningMax });
    topics.push({ id: topic.id, name: topic.name });
  }
  return topics;
}

function limitsOf(topics: Campaign['topics']) {
  return topics.map(({ id }) => ({ topicId: id, unitKind: scarceKind, runningMax }));
}

function watchOf(topics: Campaign['topics'], number: number): Watch {
  const topicId = topics[number % topics.length]?.id ?? '';
  const counts = { resumedCount: 0, resumedElsewhereCount: 0 };
  return { name: `watcher-${number}`, topicId, deliveries: [], ...counts };
}

/** Nothing more happens but what is the clock's; whoever watches gets to its end. */
async function untilCaughtUp(watches: readonly Watch[], { history }: Finished): Promise<void> {
  const isBehind = (watch: Watch) =>
    lastSeqOf(watch) < (history.journals.get(watch.topicId)?.at(-1)?.seq ?? 0);
  const until = performance.now() + 10_000;
  while (watches.some(isBehind) && performance.now() < until) await pause(20);
}

function rotated<T>(all: readonly T[], by: number): readonly T[] {
  const start = by % all.length;
  return [...all.slice(start), ...all.slice(0, start)];
}

function numbered<T>(count: number, make: (number: number) => T): T[] {
  return Array.from({ length: count }, (_, number) => make(number));
}
