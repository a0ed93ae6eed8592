/**
 * Many feeds at once, with all filters, joining anywhere, reading at any pace and leaving in the
 * middle: each gets exactly the Events that match after its position, once, in order, and those that
 * stand at the same place get the same batch.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Event } from '../../src/domain/event.ts';
import type { Labels } from '../../src/domain/labels.ts';
import { type EventFilter, matchesFilter } from '../../src/feeds/event-filter.ts';
import type { Feed } from '../../src/feeds/feed.ts';
import { type Followed, next, openFollow } from './open-follow.ts';

const labelSets = [{}, { env: 'prod' }, { env: 'prod', team: 'a' }, { env: 'test' }] as const;

const wantedLabels = [
  [{ name: 'env', value: 'prod' }],
  [
    { name: 'env', value: 'prod' },
    { name: 'team', value: 'a' },
  ],
  [{ name: 'team', value: null }],
  [{ name: 'env', value: 'test' }],
] as const;

/** A filter of what there is when it is asked for; ids are found by their place. */
const narrowing = fc.oneof(
  fc.constant({}),
  fc.record({ jobAt: fc.nat(5) }),
  fc.record({ unitAt: fc.nat(5) }),
  fc.record({ taskAt: fc.nat(5) }),
  fc.record({ worker: fc.constantFrom('cook', 'waiter') }),
  fc.record({ labels: fc.constantFrom(...wantedLabels) }),
  fc.record({ kinds: fc.constantFrom(['unit.ready'], ['job.submitted', 'unit.claimed']) }),
  fc.record({ labels: fc.constant(wantedLabels[0]), kinds: fc.constant(['unit.succeeded']) }),
);

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('submit' as const),
      labels: fc.constantFrom(...labelSets),
      unitCount: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('work' as const),
      worker: fc.constantFrom('cook', 'waiter'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('join' as const),
      narrowing,
      after: fc.option(fc.nat(30)),
      batch: fc.constantFrom(1, 2, 3, 10, 100),
      throttleMs: fc.constantFrom(0, 0, 50),
    }),
  },
  { weight: 10, arbitrary: fc.record({ do: fc.constant('read' as const), at: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), at: fc.nat(20) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.constantFrom(10, 10, 50, 1_000, 20_000),
    }),
  },
);

interface Joined {
  readonly feed: Feed;
  readonly filter: EventFilter;
  readonly after: number;
  readonly seqs: number[];
  reading: Promise<void> | undefined;
  toldSeq: number;
}

test('each get what matches, once and in order, however they come, read and go', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
      const followed = await openFollow();
      try {
        const kitchen = createKitchenSteps(followed);
        for (const each of steps) await kitchen.take(each);
        await kitchen.readOn();
        const journal = await followed.journal();
        for (const { filter, after, seqs } of kitchen.joined) {
          const wanted = journal.filter(
            (event) => event.seq > after && matchesFilter(event, filter, kitchen.labelsOf(event)),
          );
          expect(seqs).toEqual(wanted.map(({ seq }) => seq));
        }
      } finally {
        await followed.close();
      }
    }),
    { numRuns: Number(process.env['JUNJO_FEED_RUNS'] ?? 40) },
  );
}, 300_000);

test('those at the same place get the same batch, though some read late', async () => {
  const followed = await openFollow();
  const feeds = await Promise.all(Array.from({ length: 4 }, () => followed.follow()));
  for (const feed of feeds) await next(feed);
  const [early, ...late] = feeds;
  if (early === undefined) throw new Error('there are four');
  const batches: unknown[] = [];
  for (let count = 0; count < 2; count += 1) {
    const waiting = early.next();
    await followed.kitchen.submit({ meal: { units: { cook: [] } } });
    followed.timers.pass(10);
    batches.push((await waiting).value);
  }
  for (const feed of late) {
    for (const batch of batches) expect((await feed.next()).value).toBe(batch);
  }
  await followed.close();
});

test('a throttle gathers, and lets a full batch through', async () => {
  const followed = await openFollow();
  const feed = await followed.follow({ throttleMs: 100, batch: 5 });
  const { kitchen, timers } = followed;
  const meal = { meal: { units: { cook: [] } } };
  await next(feed);
  const first = next(feed);
  await kitchen.submit(meal);
  expect(await first).toMatchObject({ seqs: [2, 3, 4] });

  let isTold = false;
  const second = next(feed).finally(() => {
    isTold = true;
  });
  await kitchen.submit(meal);
  timers.pass(99);
  await followed.settle();
  expect(isTold).toBe(false);
  timers.pass(1);
  expect(await second).toMatchObject({ seqs: [5, 6, 7] });

  const third = next(feed);
  await kitchen.submit(meal);
  await kitchen.submit(meal);
  timers.pass(20);
  expect(await third).toMatchObject({ seqs: [8, 9, 10, 11, 12], end: false });
  timers.pass(100);
  expect(await next(feed)).toMatchObject({ seqs: [13], end: true });
  await followed.close();
});

test('what a Job that was deleted had for labels is known by its last Event', async () => {
  const followed = await openFollow();
  const { kitchen, timers } = followed;
  const labels = JSON.stringify({ env: 'prod' });
  const jobId = await kitchen.submit({ meal: { units: { cook: [] } } }, { labels });
  await kitchen.submit({ meal: { units: { cook: [] } } });
  await kitchen.workOff();
  const asked = { reason: null, by: null };
  await kitchen.engine.execute({ name: 'deleteJob', jobId, ...asked });
  await kitchen.pass(1_000);
  const filter = { labels: [{ name: 'env', value: 'prod' }] };
  const feed = await followed.follow({ after: 0, filter });
  timers.pass(1_000);
  const journal = await followed.journal();
  const wanted = journal.filter((event) => event.jobId === jobId);
  expect(wanted.at(-1)?.kind).toBe('job.deleted');
  expect(await kitchen.store.query('SELECT 1 FROM "Job" WHERE "id" = ?1', [jobId])).toEqual([]);
  expect((await next(feed))?.seqs).toEqual(wanted.map(({ seq }) => seq));
  await followed.close();
});

function createKitchenSteps(followed: Followed) {
  const { kitchen, timers } = followed;
  const joined: Joined[] = [];
  const jobs: string[] = [];
  const labelsByJob = new Map<string, Labels>();
  const idAt = (ids: readonly (string | null)[], at: number) => {
    const known = [...new Set(ids)].filter((id) => id !== null);
    return known[at % Math.max(known.length, 1)] ?? 'unknown';
  };

  const read = (one: Joined) => {
    if (one.reading !== undefined) return;
    one.reading = one.feed.next().then(({ value }) => {
      one.reading = undefined;
      if (value === undefined) return;
      one.seqs.push(...value.events.map(({ seq }) => seq));
      expect(value.seq).toBeGreaterThanOrEqual(one.toldSeq);
      one.toldSeq = value.seq;
    });
  };

  const filterOf = async (given: typeof narrowing extends fc.Arbitrary<infer T> ? T : never) => {
    const journal = await followed.journal();
    return {
      topicId: kitchen.topicId,
      ...('jobAt' in given ? { jobId: idAt(jobs, given.jobAt) } : {}),
      ...('taskAt' in given
        ? {
            taskId: idAt(
              journal.map((e) => e.taskId),
              given.taskAt,
            ),
          }
        : {}),
      ...('unitAt' in given
        ? {
            unitId: idAt(
              journal.map((e) => e.unitId),
              given.unitAt,
            ),
          }
        : {}),
      ...('worker' in given ? { worker: given.worker } : {}),
      ...('labels' in given ? { labels: given.labels } : {}),
      ...('kinds' in given ? { kinds: given.kinds } : {}),
    };
  };

  const take = async (each: typeof step extends fc.Arbitrary<infer T> ? T : never) => {
    if (each.do === 'submit') {
      const units = Object.fromEntries(
        Array.from({ length: each.unitCount }, (_, at) => [`u${at}`, []]),
      );
      const labels = JSON.stringify(each.labels);
      const jobId = await kitchen.submit({ meal: { units } }, { labels });
      jobs.push(jobId);
      labelsByJob.set(jobId, new Map(Object.entries(each.labels)));
    } else if (each.do === 'work') {
      const [leased] = await kitchen.claim({ max: 1, worker: each.worker });
      if (leased !== undefined) await kitchen.succeed(leased);
    } else if (each.do === 'join') {
      const { batch, throttleMs } = each;
      const filter = await filterOf(each.narrowing);
      const head = await followed.headSeq();
      const after = each.after === null ? head : Math.min(each.after, head);
      const feed = await followed.follow({ filter, after, batch, throttleMs });
      joined.push({ feed, filter, after, seqs: [], reading: undefined, toldSeq: 0 });
    } else if (each.do === 'pass') {
      timers.pass(each.ms);
    } else {
      const one = joined[each.at % Math.max(joined.length, 1)];
      if (one !== undefined && each.do === 'read') read(one);
      else if (one !== undefined) await leave(one);
    }
    await followed.settle();
  };

  const leave = async (one: Joined) => {
    await one.feed.return();
    await one.reading;
    joined.splice(joined.indexOf(one), 1);
  };

  return {
    joined,
    labelsOf: (event: Event) => labelsByJob.get(event.jobId ?? ''),
    take,
    /** Has all feeds read until they have nothing more to read. */
    readOn: async () => {
      const head = await followed.headSeq();
      for (let round = 0; round < 500; round += 1) {
        for (const one of joined) read(one);
        timers.pass(1_000);
        await followed.settle();
        timers.pass(20_000);
        await followed.settle();
        if (joined.every(({ toldSeq }) => toldSeq >= head)) return;
      }
      expect.fail('a feed does not come to the end');
    },
  };
}
