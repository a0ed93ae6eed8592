import {
  leaseOf,
  openWorkshop,
  type SubmittedJob,
  taskOf,
  type Workshop,
} from '../server/workshop.ts';

export interface StockedWorkshop extends Workshop {
  readonly jobs: readonly SubmittedJob[];
}

/** Five Jobs, a minute apart, from 00:01 on the first of January 2026; the first is done, the second failed. */
export async function openStockedWorkshop(): Promise<StockedWorkshop> {
  let now = Date.UTC(2026, 0, 1);
  const workshop = await openWorkshop({ now: () => now });
  const jobs: SubmittedJob[] = [];
  for (const key of ['a', 'b', 'c', 'd', 'e']) {
    now += 60_000;
    const units = Array.from({ length: 7 }, (_, at) => ({ key: `u${at}`, kind: key }));
    const tasks = [
      { key: 'first', units, retry: { maxAttempts: 1 } },
      taskOf('second', ['u'], { dependsOn: ['first'] }),
      taskOf('third', [], { dependsOn: ['first', 'second'] }),
    ];
    jobs.push(await workshop.submit(tasks, { name: `Job ${key}`, key }));
  }
  for (const kind of ['a', 'saw']) {
    const done = await workshop.claim({ kinds: [kind] });
    await workshop.report(done.map((lease) => ({ succeed: { lease: leaseOf(lease) } })));
  }
  const failed = await workshop.claim({ kinds: ['b'] });
  await workshop.report(
    failed.map((lease) => ({ fail: { lease: leaseOf(lease), code: 'X', message: 'x' } })),
  );
  return { ...workshop, jobs };
}
