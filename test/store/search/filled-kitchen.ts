/** A Topic with Jobs and Units in every state, under labels, some tried again. */
import type { JobDefinition } from '../../../src/domain/job-definition.ts';
import { definition, type Kitchen, openKitchen } from '../../engine/kitchen.ts';

const asked = { reason: null };

/** Forty Jobs of six Units, a second apart, and twenty in another Topic. */
export async function openFilledKitchen(): Promise<Kitchen> {
  const kitchen = await openKitchen();
  const { engine } = kitchen;
  const other = { name: 'createTopic', topicName: 'other', description: null } as const;
  const created = await engine.execute(other);
  if (!created.isAccepted) throw new Error('The Topic was refused.');
  for (let at = 0; at < 40; at += 1) {
    await kitchen.submit(dinner, labelled(at));
    if (at % 2 === 0) {
      const job = definition(dinner, labelled(at));
      await engine.execute({ name: 'submitJob', topicId: created.topicId, job });
    }
    await kitchen.pass(1_000);
    if (at < 25) await work(kitchen, at);
  }
  for (const ending of ['succeed', 'fail'] as const) {
    const first = { ...labelled(7), key: ending, priority: 1_000 };
    const jobId = await kitchen.submit({ only: { units: { one: [] } } }, first);
    const [leased] = await kitchen.claim({ max: 1 });
    if (leased?.unit.jobId !== jobId) throw new Error('The urgent Unit was not claimed first.');
    if (ending === 'succeed') await kitchen.succeed(leased);
    else await kitchen.fail(leased, { isRetryable: false });
  }
  const [job] = await kitchen.store.query<{ id: string }>('SELECT "id" FROM "Job" LIMIT 1');
  await engine.execute({ name: 'cancelJob', jobId: job?.id ?? '', ...asked });
  const ready = await kitchen.store.query<{ id: string }>(
    `SELECT "id" FROM "Unit" WHERE "topicId" = ?1 AND "state" = 'READY' ORDER BY "id" LIMIT 5`,
    [kitchen.topicId],
  );
  for (const { id } of ready.slice(2)) {
    await engine.execute({ name: 'skipUnit', unitId: id, output: null, ...asked });
  }
  await engine.claim({
    topics: ['kitchen'],
    worker: 'cook 3',
    kinds: null,
    max: 7,
    leaseMs: 600_000,
    waitMs: 0,
    requestId: null,
  });
  return kitchen;
}

const dinner = {
  prepare: { units: { wash: [], chop: ['wash'], peel: [] } },
  cook: { dependsOn: ['prepare'], units: { boil: [], bake: [], plate: ['boil', 'bake'] } },
};

function labelled(at: number): Partial<JobDefinition> {
  const labels = {
    guest: `guest ${at % 4}`,
    ...(at % 3 === 0 ? { course: at % 2 === 0 ? 'main' : 'starter' } : {}),
  };
  return { name: `Dinner ${at % 5}`, key: `d${at}`, labels: JSON.stringify(labels) };
}

async function work(kitchen: Kitchen, at: number): Promise<void> {
  const leases = await kitchen.claim({ worker: `cook ${at % 3}`, max: 5, leaseMs: 600_000 });
  for (const [index, leased] of leases.entries()) {
    const unitId = leased.unit.id;
    const place = (at + index) % 7;
    const message = place % 2 === 0 ? 'It is BLACK, 100%_sure.' : 'Nobody came\\';
    const retryAfterMs = place === 3 ? 1_000_000 : 0;
    const failure = { code: `E${place}`, message, retryAfterMs };
    if (place < 2) await kitchen.succeed(leased);
    else if (place === 2) await kitchen.fail(leased, { ...failure, isRetryable: false });
    else if (place < 5) await kitchen.fail(leased, failure);
    else if (place === 5) await kitchen.engine.execute({ name: 'cancelUnit', unitId, ...asked });
    else {
      const command = { name: 'pauseUnit', unitId, resumeAt: null, ...asked } as const;
      await kitchen.engine.execute(command);
    }
  }
}
