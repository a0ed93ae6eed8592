/**
 * How soon a worker that waits has a Unit, sample by sample: producer and worker are processes of
 * their own, and between two samples the server has nothing to do.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { hrtime } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Api, createApi, submission } from './api-calls.ts';
import { shapes } from './job-shapes.ts';
import type { Told, WaitingOrder } from './waiting-worker.ts';

/** Milliseconds of each sample. */
export interface PickUp {
  /** From the submission until the worker has the Unit. */
  readonly inHands: number[];
  /** From the submission until the producer has its answer: the commit is on disk by then. */
  readonly answered: number[];
  /** A request of which nothing is to be read or written, and its answer. */
  readonly requests: number[];
}

/** Long enough that the worker's wait has begun, and everything from before is done. */
const restMs = 5;
const warmUpCount = 200;

export async function measurePickUp(order: WaitingOrder, sampleCount: number): Promise<PickUp> {
  const file = fileURLToPath(new URL('waiting-worker.ts', import.meta.url));
  const worker = fork(file, [], { execArgv: ['--import', 'tsx'] });
  const api = createApi(order.url);
  const body = submission(order.topic, shapes[0]?.tasksOf(1) ?? [], 'CONTINUE');
  const samples = { inHands: [] as number[], answered: [] as number[], requests: [] as number[] };
  try {
    const waits = hears(worker, 'waits');
    worker.send(order);
    await waits;
    for (let count = -Math.min(warmUpCount, sampleCount); count < sampleCount; count += 1) {
      const sample = await takeSample(worker, () => api.submit(body), api);
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
async function takeSample(worker: ChildProcess, submit: () => Promise<string>, api: Api) {
  await sleep(restMs);
  const requestedAt = hrtime.bigint();
  await api.version();
  const request = msSince(requestedAt);
  await sleep(restMs);
  const has = hears(worker, 'has it');
  const waits = hears(worker, 'waits');
  const sentAt = hrtime.bigint();
  await submit();
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
