/**
 * pg-boss: https://pgboss.io. Its queue by `insert`, `fetch` and `complete`, in batches as its
 * documentation shows them; its graphs by `flow`, whose dependants it releases in a pass of their
 * own, which is asked for after each batch and not waited for.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { PgBoss } from 'pg-boss';
import { eachOf, loops, numbersTo, partsOf } from '../concurrency.ts';
import { countRows } from '../count-rows.ts';
import { Pickups } from '../idle.ts';
import type { Adapter, Site } from '../peer.ts';
import { diamondNodes, diamondSize } from '../workloads.ts';

const name = 'units';

export const adapter: Adapter = {
  batched: async (site, clock) => {
    const boss = await openBoss(site, 10);
    clock.begin();
    for (const part of partsOf(site.unitCount, 1_000)) {
      await boss.insert(
        name,
        part.map((id) => ({ data: { id } })),
      );
    }
    clock.submitted();
    await loops(2, () => drain(boss, 1_000));
    clock.end();
    return await close(boss, site);
  },
  single: async (site, clock) => {
    const boss = await openBoss(site, 40);
    clock.begin();
    await eachOf(numbersTo(site.unitCount), 40, (id) => boss.send(name, { id }));
    clock.submitted();
    await loops(40, () => drain(boss, 1));
    clock.end();
    return await close(boss, site);
  },
  dag: async (site, clock) => {
    const boss = await openBoss(site, 10);
    const jobs = numbersTo(site.unitCount / diamondSize);
    clock.begin();
    const submitting = eachOf(jobs, 4, (job) => boss.flow(flowOf(job)));
    await Promise.all([submitting, drainFlows(boss, site.unitCount)]);
    clock.end();
    return await close(boss, site);
  },
  idle: async (site, clock) => {
    const boss = await openBoss(site, 10, true);
    const pickups = new Pickups();
    await boss.work(name, { batchSize: 1 }, () => {
      pickups.handlerStarts();
      return Promise.resolve();
    });
    await pickups.sample(site, clock, () => boss.send(name, {}));
    await boss.stop({ graceful: false });
    return site.unitCount;
  },
};

async function openBoss({ store }: Site, poolSize: number, notify = false): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: store,
    max: poolSize,
    schedule: false,
    useListenNotify: notify,
  });
  boss.on('error', (error) => {
    throw error;
  });
  await boss.start();
  await boss.createQueue(name, { notify });
  // The connections of the pool are open before the clock begins.
  await Promise.all(numbersTo(poolSize).map(() => boss.fetch(name)));
  return boss;
}

function flowOf(job: number) {
  return diamondNodes.map(({ key, dependsOn }) => ({
    ref: key,
    name,
    data: { job, key },
    dependsOn: [...dependsOn],
  }));
}

async function drain(boss: PgBoss, batchSize: number): Promise<void> {
  for (;;) {
    const jobs = await boss.fetch(name, { batchSize });
    if (jobs.length === 0) return;
    await boss.complete(
      name,
      jobs.map(({ id }) => id),
    );
  }
}

async function drainFlows(boss: PgBoss, unitCount: number): Promise<void> {
  for (let done = 0; done < unitCount; ) {
    const jobs = await boss.fetch(name, { batchSize: 200 });
    if (jobs.length > 0)
      await boss.complete(
        name,
        jobs.map(({ id }) => id),
      );
    else await sleep(1);
    done += jobs.length;
    await boss.resolveFlow();
  }
}

async function close(boss: PgBoss, { store }: Site): Promise<number> {
  await boss.stop({ graceful: false });
  return await countRows(store, `pgboss.job WHERE state = 'completed'`);
}
