/**
 * BullMQ: https://docs.bullmq.io. Jobs by `add` and `addBulk`, trees of them by its FlowProducer, one
 * Worker that does a hundred at once. What is finished is removed, so Redis does not keep it.
 */
import { type FlowJob, FlowProducer, Queue, Worker } from 'bullmq';
import { Countdown, eachOf, numbersTo, partsOf } from '../concurrency.ts';
import { Pickups } from '../idle.ts';
import type { Adapter, Site } from '../peer.ts';
import { diamondSize } from '../workloads.ts';

const queueName = 'units';
const opts = { removeOnComplete: true };
const concurrency = 100;

export const adapter: Adapter = {
  batched: async (site, clock) => {
    const queue = await openQueue(site);
    clock.begin();
    for (const part of partsOf(site.unitCount, 1_000)) {
      await queue.addBulk(part.map((id) => ({ name: 'unit', data: { id }, opts })));
    }
    clock.submitted();
    return await drain(site, queue, clock.end);
  },
  single: async (site, clock) => {
    const queue = await openQueue(site);
    clock.begin();
    await eachOf(numbersTo(site.unitCount), concurrency, (id) => queue.add('unit', { id }, opts));
    clock.submitted();
    return await drain(site, queue, clock.end);
  },
  dag: async (site, clock) => {
    const queue = await openQueue(site);
    const producer = new FlowProducer({ connection: connectionOf(site) });
    await producer.waitUntilReady();
    const jobs = partsOf(site.unitCount / diamondSize, 50);
    clock.begin();
    const submitting = eachOf(jobs, 1, (some) => producer.addBulk(some.map(flowOf)));
    const [finishedCount] = await Promise.all([drain(site, queue, clock.end), submitting]);
    await producer.close();
    return finishedCount;
  },
  idle: async (site, clock) => {
    const queue = await openQueue(site);
    const pickups = new Pickups();
    const worker = startWorker(site, pickups.handlerStarts);
    await worker.waitUntilReady();
    await pickups.sample(site, clock, () => queue.add('unit', {}, opts));
    await worker.close();
    await queue.close();
    return site.unitCount;
  },
};

/** A tree has one parent for each child: the last Unit is the root, and only one leaf comes first. */
function flowOf(job: number): FlowJob {
  const node = (name: string, children: FlowJob[] = []) => {
    return { name, queueName, data: { job }, opts, children };
  };
  const middle = ['1', '2', '3', '4'].map((branch) => {
    return node(`c${branch}`, [node(`b${branch}`, branch === '1' ? [node('a')] : [])]);
  });
  return node('d', middle);
}

/** The clock stops with the answer of Redis to the last completion. */
async function drain(site: Site, queue: Queue, end: () => void): Promise<number> {
  const completed = new Countdown(site.unitCount);
  const worker = startWorker(site, () => undefined);
  worker.on('completed', () => completed.one());
  await completed.reached;
  end();
  const left = await queue.getJobCountByTypes('wait', 'active', 'waiting-children', 'failed');
  await worker.close();
  await queue.close();
  return site.unitCount - left;
}

function startWorker(site: Site, act: () => void): Worker {
  const handle = () => {
    act();
    return Promise.resolve();
  };
  return new Worker(queueName, handle, { connection: connectionOf(site), concurrency });
}

async function openQueue(site: Site): Promise<Queue> {
  const queue = new Queue(queueName, { connection: connectionOf(site) });
  await queue.waitUntilReady();
  return queue;
}

function connectionOf({ store }: Site) {
  const { hostname, port } = new URL(store);
  return { host: hostname, port: Number(port), maxRetriesPerRequest: null };
}
