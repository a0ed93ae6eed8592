/** One run: a server on an empty database, clients in processes of their own, and what they cost. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createApi } from '../api-calls.ts';
import { cpuSecondsOf, cpuSecondsOfFamily } from '../process-cpu.ts';
import { type Program, ServerProcess } from '../server-process.ts';
import type { EmptyDatabase } from './databases.ts';
import { quantile } from './figures.ts';
import type { LoadAnswer, LoadOrder } from './load-order.ts';
import { forgetPeakOf, peakBytesOf } from './process-memory.ts';
import type { Span, Stage, Workload } from './workload.ts';

/** The Topic whose work is measured. */
export const topic = 'bench';

export interface Measured {
  readonly unitCount: number;
  readonly seconds: number;
  readonly unitsPerSecond: number;
  /** Of each part of the work. */
  readonly spans: readonly Part[];
  readonly requestCount: number;
  /** CPU seconds of all its threads; of the database only if that has processes of its own. */
  readonly cpuSeconds: Readonly<Record<Party, number | undefined>>;
  /** The most that was in memory at once while it was measured, bytes. */
  readonly peakBytes: Readonly<Record<'server' | 'clients', number | undefined>>;
}

export interface Part {
  readonly name: 'submit' | 'work';
  readonly seconds: number;
  /** The most that the server had in memory at once meanwhile. */
  readonly peakBytes: number | undefined;
  /** How long its requests took; those that only asked for something to do are not among them. */
  readonly requestMs: { readonly p50: number; readonly p99: number };
}

export type Party = 'server' | 'clients' | 'database';

/** What is looked at while the measured part of the work goes on. */
export interface Watch {
  /** Flags of Node for the server. */
  readonly flags: readonly string[];
  begin(server: ServerProcess): Promise<void>;
  end(): Promise<void>;
}

export interface StageOptions {
  readonly unitCount: number;
  readonly watch?: Watch | undefined;
  /** What the server is started from. @default the build */
  readonly program?: Program | undefined;
}

export async function runOnStage(
  workload: Workload,
  place: EmptyDatabase,
  { unitCount, watch, program }: StageOptions,
): Promise<Measured> {
  const server = await ServerProcess.start(place.database, watch?.flags, program);
  const clients = { submitter: startClient(server.url), workers: startClient(server.url) };
  const processes = Object.values(clients);
  const told = async (client: ChildProcess, order: LoadOrder) => {
    forgetPeakOf(server.pid);
    const span = await tell(client, order);
    return { ...span, peakBytes: peakBytesOf(server.pid) };
  };
  const stage: Stage = {
    submit: (order) => told(clients.submitter, { what: 'submit', ...order }),
    work: (order) => told(clients.workers, { what: 'work', ...order }),
  };
  try {
    const api = createApi(server.url);
    const topics = topicsOf(workload);
    for (const name of ['warm-up', ...topics]) await api.createTopic(name);
    const share = unitCount / workload.unitCount;
    const warmUpUnitCount = Math.ceil((workload.warmUpUnitCount * share) / 100) * 100;
    await workload.run(stage, { topics: ['warm-up'], unitCount: warmUpUnitCount });
    await workload.prepare?.(stage, topics);
    const readCpu = () => ({
      server: cpuSecondsOf(server.pid),
      clients: sum(processes.map(({ pid }) => cpuSecondsOf(pid ?? 0))),
      database: place.pid === undefined ? undefined : cpuSecondsOfFamily(place.pid),
    });
    await watch?.begin(server);
    for (const { pid } of processes) forgetPeakOf(pid ?? 0);
    const before = readCpu();
    const spans = await workload.run(stage, { topics, unitCount });
    const after = readCpu();
    const peakBytes = {
      server: most(spans.map((span) => span.peakBytes)),
      clients: sum(processes.map(({ pid }) => peakBytesOf(pid ?? 0))),
    };
    await watch?.end();
    return { ...measuredOf(spans, unitCount), cpuSeconds: less(after, before), peakBytes };
  } finally {
    for (const client of processes) client.disconnect();
    await Promise.all(processes.map((client) => once(client, 'exit')));
    await server.stop();
  }
}

function topicsOf({ topicCount = 1 }: Workload): readonly string[] {
  if (topicCount === 1) return [topic];
  return Array.from({ length: topicCount }, (_, index) => `${topic}-${index}`);
}

function startClient(url: string): ChildProcess {
  const file = fileURLToPath(new URL('load-process.ts', import.meta.url));
  return fork(file, [url], { execArgv: ['--import', 'tsx'] });
}

async function tell(client: ChildProcess, order: LoadOrder): Promise<Omit<Span, 'peakBytes'>> {
  const failed = once(client, 'exit').then(() => {
    throw new Error(`A client that was to ${order.what} has failed.`);
  });
  // It answers each order with one message; see load-process.ts.
  const answered = once(client, 'message') as Promise<[LoadAnswer]>;
  client.send(order);
  const [answer] = await Promise.race([answered, failed]);
  failed.catch(() => undefined);
  return {
    name: order.what,
    beganAtNs: BigInt(answer.beganAtNs),
    endedAtNs: BigInt(answer.endedAtNs),
    requestMs: answer.requestMs,
  };
}

function measuredOf(spans: readonly Span[], unitCount: number) {
  const seconds = secondsOf(spans);
  return {
    unitCount,
    seconds,
    unitsPerSecond: unitCount / seconds,
    spans: spans.map((span) => ({
      name: span.name,
      seconds: secondsOf([span]),
      peakBytes: span.peakBytes,
      requestMs: { p50: quantile(span.requestMs, 0.5), p99: quantile(span.requestMs, 0.99) },
    })),
    requestCount: spans.reduce((sum, { requestMs }) => sum + requestMs.length, 0),
  };
}

/** During which at least one of them went on. What passes between them is no part of the work. */
function secondsOf(spans: readonly Span[]): number {
  const sorted = spans.toSorted((one, other) => (one.beganAtNs < other.beganAtNs ? -1 : 1));
  let until = 0n;
  let total = 0n;
  for (const { beganAtNs, endedAtNs } of sorted) {
    const from = beganAtNs > until ? beganAtNs : until;
    if (endedAtNs > from) total += endedAtNs - from;
    if (endedAtNs > until) until = endedAtNs;
  }
  return Number(total) / 1e9;
}

type Readings = Readonly<Record<Party, number | undefined>>;

function less(after: Readings, before: Readings): Readings {
  const difference = (party: Party) => {
    const [to, from] = [after[party], before[party]];
    return to === undefined || from === undefined ? undefined : to - from;
  };
  return {
    server: difference('server'),
    clients: difference('clients'),
    database: difference('database'),
  };
}

function most(figures: readonly (number | undefined)[]): number | undefined {
  const known = figures.filter((figure) => figure !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function sum(figures: readonly (number | undefined)[]): number | undefined {
  return figures.reduce(
    (total, figure) => (total === undefined || figure === undefined ? undefined : total + figure),
    0,
  );
}
