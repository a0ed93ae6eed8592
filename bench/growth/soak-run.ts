/** A server at full load for some time, and what it has in memory meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createApi } from '../api-calls.ts';
import { Inspector } from '../inspector.ts';
import { countsOf, startClient, stopClient } from '../measured-load.ts';
import { type Program, ServerProcess } from '../server-process.ts';
import { residentBytesOf } from '../suite/process-memory.ts';
import { drawChart, type Point } from './svg-chart.ts';

export interface SoakOptions {
  readonly database: string;
  readonly seconds: number;
  /** Between two looks at what is resident. */
  readonly sampleSeconds: number;
  /** Between two looks at what is left after everything was cleared up that can be. */
  readonly heapSeconds: number;
  /** Loops that submit ten Jobs of ten Units and work until there is nothing left, over and over. */
  readonly loopCount: number;
  readonly program?: Program | undefined;
}

export interface SoakSample {
  readonly seconds: number;
  readonly residentBytes: number;
  /** Of the last span between two samples. */
  readonly unitsPerSecond: number;
}

export interface HeapSample {
  readonly seconds: number;
  readonly heapBytes: number;
}

export interface Soak {
  readonly samples: readonly SoakSample[];
  readonly heaps: readonly HeapSample[];
  readonly unitCount: number;
}

export async function runSoak(options: SoakOptions): Promise<Soak> {
  const server = await ServerProcess.start(
    options.database,
    ['--inspect=127.0.0.1:0'],
    options.program,
  );
  const inspector = await Inspector.open(server.inspectorUrl);
  const topic = 'soak-0';
  await createApi(server.url).createTopic(topic);
  const client = startClient({
    urls: [server.url],
    topics: Array.from({ length: options.loopCount }, () => topic),
    routing: 'next',
    jobCountOfRound: 10,
    claimCount: 100,
  });
  try {
    const countDone = async () => (await countsOf(client)).succeeded;
    return await watch(options, {
      pid: server.pid,
      countDone,
      readHeap: async () => (await inspector.memory()).heapUsed,
    });
  } finally {
    await stopClient(client);
    inspector.close();
    await server.stop();
  }
}

interface Watched {
  readonly pid: number;
  countDone(): Promise<number>;
  readHeap(): Promise<number>;
}

async function watch(options: SoakOptions, { pid, countDone, readHeap }: Watched): Promise<Soak> {
  const samples: SoakSample[] = [];
  const heaps: HeapSample[] = [];
  const startedAt = performance.now();
  const passed = () => (performance.now() - startedAt) / 1_000;
  let last = { seconds: 0, unitCount: 0 };
  while (passed() < options.seconds) {
    await sleep(options.sampleSeconds * 1_000);
    const [seconds, unitCount] = [passed(), await countDone()];
    const unitsPerSecond = (unitCount - last.unitCount) / (seconds - last.seconds);
    samples.push({ seconds, residentBytes: residentBytesOf(pid) ?? 0, unitsPerSecond });
    last = { seconds, unitCount };
    if (seconds >= (heaps.length + 1) * options.heapSeconds) {
      heaps.push({ seconds: passed(), heapBytes: await readHeap() });
    }
  }
  return { samples, heaps, unitCount: last.unitCount };
}

export function drawSoak(title: string, { samples, heaps }: Soak): string {
  const line = (name: string, colour: number, points: readonly Point[]) => ({
    name,
    colour,
    isDashed: false,
    points,
  });
  const resident = samples.map(({ seconds, residentBytes }) => ({
    x: seconds,
    y: residentBytes / 1e6,
  }));
  const heap = heaps.map(({ seconds, heapBytes }) => ({ x: seconds, y: heapBytes / 1e6 }));
  const rate = samples.map(({ seconds, unitsPerSecond }) => ({ x: seconds, y: unitsPerSecond }));
  return drawChart({
    title,
    xLabel: 'seconds',
    isLogarithmic: false,
    panels: [
      { title: 'MB resident', lines: [line('resident', 0, resident)] },
      { title: 'MB of the heap in use after clearing up', lines: [line('heap', 1, heap)] },
      { title: 'Units a second', lines: [line('Units a second', 2, rate)] },
    ],
  });
}

/** How much a figure grows from the second quarter of the time to the last, as a share. */
export function growthOf(points: readonly { readonly seconds: number; readonly value: number }[]) {
  const end = points.at(-1)?.seconds ?? 0;
  const meanBetween = (from: number, to: number) => {
    const own = points.filter(({ seconds }) => seconds > end * from && seconds <= end * to);
    return own.reduce((sum, { value }) => sum + value, 0) / own.length;
  };
  return meanBetween(0.75, 1) / meanBetween(0.25, 0.5) - 1;
}
