/** Why a Unit that could be claimed is not: each reason on a running server, with what a view needs of it. */
import { beforeEach, describe, expect, test } from 'vitest';
import { leaseOf, openWorkshop, type Workshop } from '../server/workshop.ts';

let workshop: Workshop;
let now = 0;

beforeEach(async () => {
  now = Date.UTC(2026, 0, 1);
  workshop = await openWorkshop({ now: () => now });
  return workshop.close;
});

interface Reason {
  readonly kind: string;
  readonly message: string;
  readonly endsAt: string | null;
  readonly use: { readonly holders: readonly { readonly path: string }[] } | null;
}

/** Submits Units of the kind "saw"; answers the Job's id. */
async function submit(...units: readonly object[]): Promise<string> {
  const named = units.map((more, at) => ({ key: `u${at}`, kind: 'saw', ...more }));
  return (await workshop.submit([{ key: 'chair', units: named }])).id;
}

async function reasonsOf(jobId: string, key = 'u0'): Promise<readonly Reason[]> {
  const { job } = await workshop.data<{ job: { unit: { waitingFor: readonly Reason[] } } }>(
    `query($jobId: ID!, $path: String!) { job(by: { id: $jobId }) { unit(path: $path) { waitingFor {
      kind message endsAt limitId subject runningCount missingLabels workers { name }
      use { runningCount holders(first: 10) { path } } } } } }`,
    { jobId, path: `chair/${key}` },
  );
  return job.unit.waitingFor;
}

async function limit(rules: object): Promise<string> {
  const { limitSet } = await workshop.data<{ limitSet: { limit: { id: string } } }>(
    'mutation($input: LimitSetInput!) { limitSet(input: $input) { limit { id } userErrors { message } } }',
    { input: { topicId: workshop.topicId, ...rules } },
  );
  return limitSet.limit.id;
}

async function ask(mutation: 'Quiet' | 'Drain', name: string): Promise<void> {
  const input = { worker: { name: { name } }, by: 'eve', reason: 'a new saw' };
  await workshop.data(
    `mutation($input: Worker${mutation}Input!) {
      worker${mutation}(input: $input) { userErrors { message } } }`,
    { input },
  );
}

describe('a Unit that a Limit keeps back', () => {
  test('says which is full, how full, and by whom', async () => {
    const limitId = await limit({ scope: 'KEY', pattern: 'shop-*', runningMax: 2 });
    const acme = { concurrencyKey: 'shop-1' };
    const jobId = await submit(acme, acme, acme, { concurrencyKey: 'shop-2' });
    await workshop.claim({ max: 2 });
    const [reason, ...others] = await reasonsOf(jobId, 'u2');
    expect(others).toEqual([]);
    expect(reason).toMatchObject({ kind: 'LIMIT', endsAt: null, limitId, subject: 'shop-1' });
    expect(reason).toMatchObject({ runningCount: 2, missingLabels: null, workers: [] });
    expect(reason?.message).toContain('the concurrency key "shop-1", set for "shop-*", is full');
    expect(reason?.message).toContain('2 of 2 run');
    expect(reason?.message).toContain('"chair/u0" (worker "ann")');
    expect(reason?.use?.holders.map(({ path }) => path)).toEqual(['chair/u0', 'chair/u1']);
    expect(await reasonsOf(jobId, 'u3')).toMatchObject([{ kind: 'TURN' }]);
  });

  test('names every Limit that does, those of its kind and its Topic as well', async () => {
    await limit({ scope: 'TOPIC', runningMax: 1 });
    await limit({ scope: 'KIND', pattern: 'saw', runningMax: 1 });
    const jobId = await submit({}, {});
    await workshop.claim();
    const reasons = await reasonsOf(jobId, 'u1');
    expect(reasons).toMatchObject([
      { kind: 'LIMIT', subject: '' },
      { kind: 'LIMIT', subject: 'saw' },
    ]);
  });

  test('says until when a rate lets nothing start', async () => {
    await limit({ scope: 'KIND', pattern: 'saw', startMax: 1, intervalMs: 60_000 });
    const jobId = await submit({}, {});
    await workshop.claim();
    const [reason] = await reasonsOf(jobId, 'u1');
    const endsAt = new Date(now + 60_000).toISOString();
    expect(reason).toMatchObject({ kind: 'RATE', endsAt, runningCount: 1 });
    expect(reason?.message).toContain('1 of them start in 60000 milliseconds');
  });

  test('says until when a worker that was refused wants nothing to start', async () => {
    await limit({ scope: 'TOPIC', startMax: 10, intervalMs: 1_000, isAdaptive: true });
    const jobId = await submit({}, {});
    const [leased] = await workshop.claim({ max: 1 });
    const failure = { code: 'TOO_MANY', message: '429', rateLimited: true, retryAfterMs: 30_000 };
    await workshop.report([{ fail: { lease: leaseOf(leased), ...failure } }]);
    const [reason] = await reasonsOf(jobId, 'u1');
    expect(reason).toMatchObject({
      kind: 'RATE',
      endsAt: new Date(now + 30_000).toISOString(),
    });
    expect(reason?.message).toContain('refused for being one too many');
  });
});

describe('a Unit that no worker may have', () => {
  test('says what it needs while nobody has claimed, or not within the last minute', async () => {
    const jobId = await submit({ requires: { region: 'eu' } });
    const [nobody] = await reasonsOf(jobId);
    expect(nobody).toMatchObject({ kind: 'NO_WORKER', missingLabels: ['region=eu'], workers: [] });
    expect(nobody?.message).toContain('the kind "saw" with the labels region=eu');
    await workshop.claim({ worker: 'bob', kinds: ['saw'], labels: { region: 'eu' }, max: 1 });
    const later = await submit({ requires: { region: 'eu' } });
    expect(await reasonsOf(later)).toMatchObject([{ kind: 'TURN' }]);
    now += 60_001;
    const [lost] = await reasonsOf(later);
    expect(lost).toMatchObject({ kind: 'NO_WORKER', workers: [{ name: 'bob' }] });
    expect(lost?.message).toContain('"bob", was seen at 2026-01-01T00:00:00.000Z');
  });

  test('says which workers come nearest, and what they lack', async () => {
    const jobId = await submit({ requires: { region: 'eu', gpu: 'a1' } });
    await workshop.claim({ worker: 'far', kinds: ['plane'] });
    await workshop.claim({ worker: 'near', kinds: ['saw'], labels: { region: 'eu' } });
    const [reason] = await reasonsOf(jobId);
    expect(reason).toMatchObject({
      kind: 'NO_WORKER',
      missingLabels: ['gpu=a1'],
      workers: [{ name: 'near' }],
    });
    expect(reason?.message).toContain('None of the 2 seen');
    expect(reason?.message).toContain('"near" lacks gpu=a1');
  });

  test('says so of the one worker that it is for, however many others there are', async () => {
    await workshop.claim({ worker: 'ann' });
    const jobId = await submit({ requires: { worker: 'zoe' } });
    expect(await reasonsOf(jobId)).toMatchObject([{ kind: 'NO_WORKER', workers: [] }]);
    await workshop.claim({ worker: 'zoe', kinds: ['plane'] });
    const [reason] = await reasonsOf(jobId);
    expect(reason?.message).toContain('"zoe" lacks the kind "saw"');
  });
});

describe('a Unit whose workers take nothing', () => {
  test('says who asked them to rest, and why', async () => {
    await workshop.claim({ worker: 'ann' });
    await workshop.claim({ worker: 'bob' });
    await ask('Quiet', 'ann');
    const jobId = await submit({});
    expect(await reasonsOf(jobId)).toMatchObject([{ kind: 'TURN' }]);
    await ask('Drain', 'bob');
    const [reason] = await reasonsOf(jobId);
    expect(reason).toMatchObject({ kind: 'WORKERS_QUIET' });
    expect(reason).toHaveProperty('workers.length', 2);
    expect(reason?.message).toContain('"ann" is quiet by "eve": a new saw');
    expect(reason?.message).toContain('"bob" is draining by "eve"');
  });

  test('says that they hold as much as they take, until one has room', async () => {
    const jobId = await submit({}, {});
    await workshop.claim({ worker: 'ann', capacity: 1 });
    const [reason] = await reasonsOf(jobId, 'u1');
    expect(reason).toMatchObject({ kind: 'WORKERS_FULL', workers: [{ name: 'ann' }] });
    expect(reason?.message).toContain('"ann" holds 1 of 1');
    await workshop.claim({ worker: 'bob', capacity: 1, kinds: ['plane'] });
    expect(await reasonsOf(jobId, 'u1')).toMatchObject([{ kind: 'WORKERS_FULL' }]);
    await workshop.claim({ worker: 'cid', kinds: ['saw'], labels: { region: 'eu' }, max: 1 });
    const last = await submit({});
    expect(await reasonsOf(last)).toMatchObject([{ kind: 'TURN' }]);
  });
});

test('a Lane says what keeps all of it back', async () => {
  await limit({ scope: 'KEY', pattern: 'shop', runningMax: 1 });
  await submit({ concurrencyKey: 'shop' }, { concurrencyKey: 'shop' }, { kind: 'glue' });
  await submit({});
  await workshop.claim({ kinds: ['saw'], max: 1 });
  const { topic } = await workshop.data<{ topic: { lanes: { nodes: readonly object[] } } }>(
    `{ topic(by: { name: "workshop" }) { lanes { nodes {
      kind concurrencyKey isOpen waitingFor { kind } } } } }`,
  );
  const kinds = (...names: string[]) => names.map((kind) => ({ kind }));
  expect(topic.lanes.nodes).toEqual([
    { kind: 'saw', concurrencyKey: 'shop', isOpen: false, waitingFor: kinds('LIMIT') },
    { kind: 'glue', concurrencyKey: null, isOpen: true, waitingFor: kinds('NO_WORKER') },
    { kind: 'saw', concurrencyKey: null, isOpen: true, waitingFor: [] },
  ]);
});
