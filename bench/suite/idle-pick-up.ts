/** What a server that has nothing to do needs: until a worker has a Unit, and of memory. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createApi } from '../api-calls.ts';
import { measurePickUp } from '../pick-up.ts';
import { type Program, ServerProcess } from '../server-process.ts';
import type { EmptyDatabase } from './databases.ts';
import { quantile } from './figures.ts';
import { residentBytesOf } from './process-memory.ts';
import { topic } from './stage.ts';

export const idlePickUp = {
  name: 'idle',
  title: 'idle: from the submission until a waiting worker has the Unit',
  sampleCount: 300,
} as const;

export interface Idle {
  readonly sampleCount: number;
  /** From just before the submission is sent until the lease is read. */
  readonly pickUpMs: { readonly p50: number; readonly p99: number };
  /** Of the server before its first request, bytes. */
  readonly restingBytes: number | undefined;
}

/** Until what was needed only to start has been cleared up, or will not be. */
const restMs = 1_000;

export async function measureIdle(
  place: EmptyDatabase,
  sampleCount: number,
  program?: Program,
): Promise<Idle> {
  const server = await ServerProcess.start(place.database, [], program);
  try {
    await sleep(restMs);
    const restingBytes = residentBytesOf(server.pid);
    await createApi(server.url).createTopic(topic);
    const order = { url: server.url, topic, way: 'unitsClaim' } as const;
    const { inHands } = await measurePickUp(order, sampleCount);
    const pickUpMs = { p50: quantile(inHands, 0.5), p99: quantile(inHands, 0.99) };
    return { sampleCount, pickUpMs, restingBytes };
  } finally {
    await server.stop();
  }
}
