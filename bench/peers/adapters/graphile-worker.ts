/**
 * Graphile Worker: https://worker.graphile.org. For throughput as its page on performance says: a
 * local queue, and completions in batches; else as it comes. It has no dependencies between jobs.
 */
import { Logger, makeWorkerUtils, type Runner, run } from 'graphile-worker';
import pg from 'pg';
import { Countdown, eachOf, numbersTo, partsOf, until } from '../concurrency.ts';
import { countRows } from '../count-rows.ts';
import { Pickups } from '../idle.ts';
import type { Adapter, Site } from '../peer.ts';

const identifier = 'unit';
const logger = new Logger(() => () => undefined);

/** Of the preset for throughput. */
const tuned = {
  localQueue: { size: 500, refetchDelay: { durationMs: 10 } },
  completeJobBatchDelay: 0,
};

export const adapter: Adapter = {
  batched: async (site, clock) => {
    const submitter = await openSubmitter(site, 10);
    clock.begin();
    for (const part of partsOf(site.unitCount, 1_000)) {
      await submitter.addJobs(part.map((id) => ({ identifier, payload: { id } })));
    }
    clock.submitted();
    const finishedCount = await drain(site, { ...tuned, concurrentJobs: 10, maxPoolSize: 12 });
    clock.end();
    await submitter.release();
    return finishedCount;
  },
  single: async (site, clock) => {
    const submitter = await openSubmitter(site, 24);
    clock.begin();
    await eachOf(numbersTo(site.unitCount), 24, (id) => submitter.addJob(identifier, { id }));
    clock.submitted();
    const finishedCount = await drain(site, { concurrentJobs: 24, maxPoolSize: 26 });
    clock.end();
    await submitter.release();
    return finishedCount;
  },
  idle: async (site, clock) => {
    const submitter = await openSubmitter(site, 10);
    const pickups = new Pickups();
    const options = { concurrentJobs: 10, maxPoolSize: 12 };
    const runner = await start(site, options, pickups.handlerStarts);
    await pickups.sample(site, clock, () => submitter.addJob(identifier, {}));
    await runner.stop();
    await submitter.release();
    return site.unitCount;
  },
};

async function openSubmitter({ store }: Site, poolSize: number) {
  const submitter = await makeWorkerUtils({
    connectionString: store,
    maxPoolSize: poolSize,
    logger,
  });
  await submitter.migrate();
  return submitter;
}

function start(
  { store }: Site,
  options: GraphileConfig.WorkerOptions,
  act: () => void,
): Promise<Runner> {
  return run({
    preset: { worker: { ...options, connectionString: store } },
    taskList: { [identifier]: act },
    noHandleSignals: true,
    logger,
  });
}

/** A job that is finished is deleted, so all are when there is none. */
async function drain(site: Site, options: GraphileConfig.WorkerOptions): Promise<number> {
  const handled = new Countdown(site.unitCount);
  const reader = new pg.Client(site.store);
  await reader.connect();
  const runner = await start(site, options, () => handled.one());
  await handled.reached;
  await until(async () => {
    const { rows } = await reader.query('SELECT 1 FROM graphile_worker.jobs LIMIT 1');
    return rows.length === 0;
  });
  await reader.end();
  void runner.stop();
  return site.unitCount - (await countRows(site.store, 'graphile_worker.jobs'));
}
