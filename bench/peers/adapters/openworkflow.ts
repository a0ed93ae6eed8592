/**
 * OpenWorkflow: https://openworkflow.dev. A Unit is a workflow of its own where Units are
 * independent, and a step of one where they are a graph. It has no bulk submission.
 */
import { OpenWorkflow } from 'openworkflow';
import { BackendPostgres } from 'openworkflow/postgres';
import { BackendSqlite } from 'openworkflow/sqlite';
import { Countdown, eachOf, numbersTo, until } from '../concurrency.ts';
import { Pickups } from '../idle.ts';
import type { Adapter, Site } from '../peer.ts';
import { diamond, diamondSize } from '../workloads.ts';

const concurrency = 100;

export const adapter: Adapter = {
  single: async (site, clock) => {
    const backend = await openBackend(site);
    const client = new OpenWorkflow({ backend });
    const handled = new Countdown(site.unitCount);
    const workflow = client.defineWorkflow({ name: 'unit' }, () => handled.one());
    clock.begin();
    await eachOf(numbersTo(site.unitCount), concurrency, (id) => workflow.run({ id }));
    clock.submitted();
    const worker = client.newWorker({ concurrency });
    await worker.start();
    await handled.reached;
    await until(() => hasNoneOpen(backend));
    clock.end();
    return await completedBy(worker, backend);
  },
  dag: async (site, clock) => {
    const backend = await openBackend(site);
    const client = new OpenWorkflow({ backend });
    const jobCount = site.unitCount / diamondSize;
    const handled = new Countdown(jobCount);
    const workflow = client.defineWorkflow({ name: 'job' }, async ({ step }) => {
      for (const level of diamond) {
        await Promise.all(level.map((name) => step.run({ name }, () => undefined)));
      }
      handled.one();
    });
    const worker = client.newWorker({ concurrency: site.mode === 'SQLite' ? 20 : concurrency });
    await worker.start();
    clock.begin();
    await eachOf(numbersTo(jobCount), concurrency, (id) => workflow.run({ id }));
    await handled.reached;
    await until(() => hasNoneOpen(backend));
    clock.end();
    return (await completedBy(worker, backend)) * diamondSize;
  },
  idle: async (site, clock) => {
    const backend = await openBackend(site);
    const client = new OpenWorkflow({ backend });
    const pickups = new Pickups();
    const workflow = client.defineWorkflow({ name: 'unit' }, () => pickups.handlerStarts());
    const worker = client.newWorker({ concurrency });
    await worker.start();
    await pickups.sample(site, clock, () => workflow.run({}));
    await worker.stop();
    await backend.stop();
    return site.unitCount;
  },
};

type Backend = BackendPostgres | BackendSqlite;

async function openBackend({ store, mode }: Site): Promise<Backend> {
  return mode === 'SQLite' ? BackendSqlite.connect(store) : await BackendPostgres.connect(store);
}

async function hasNoneOpen(backend: Backend): Promise<boolean> {
  const { pending, running } = await backend.countWorkflowRuns();
  return pending + running === 0;
}

/** Ends both; answers how many workflows are completed. */
async function completedBy(worker: { stop(): Promise<void> }, backend: Backend): Promise<number> {
  const { completed } = await backend.countWorkflowRuns();
  await worker.stop();
  await backend.stop();
  return completed;
}
