/** Submissions under one collapse key, as they become one Job; the rule alone is in test/domain. */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Collapse } from '../../src/domain/collapse.ts';
import type { Submission, TakenJob } from '../../src/domain/submission.ts';
import { accepted, definition, type Kitchen, leaseOf, openKitchen } from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

const debounce: Collapse = { key: 'page', mode: 'DEBOUNCE', windowMs: 1_000, maxWaitMs: 2_500 };
const throttle: Collapse = { key: 'page', mode: 'THROTTLE', windowMs: 1_000, maxWaitMs: null };
const latest: Collapse = { key: 'page', mode: 'KEEP_LATEST', windowMs: null, maxWaitMs: null };

async function bring(collapse: Collapse, more: Submission = {}, at = kitchen): Promise<TakenJob> {
  const { topicId } = at;
  const job = definition({ t: { units: { u: [] } } });
  const submission = { collapse, ...more };
  return accepted(await at.engine.execute({ name: 'submitJob', topicId, job, submission })).result;
}

interface JobRow {
  readonly id: string;
  readonly state: string;
  readonly createdAt: number;
  readonly beginsAt: number | null;
  readonly behindJobId: string | null;
  readonly replacedByJobId: string | null;
  readonly collapseSince: number | null;
  /** When its Task opened. */
  readonly begunAt: number | null;
}

function jobs(at = kitchen): Promise<readonly JobRow[]> {
  return at.store.query<JobRow>(
    `SELECT j."id", j."state", j."createdAt", j."beginsAt", j."behindJobId", j."replacedByJobId",
       j."collapseSince", t."startedAt" AS "begunAt"
     FROM "Job" j JOIN "Task" t ON t."jobId" = j."id" ORDER BY j."id"`,
  );
}

describe('DEBOUNCE', () => {
  test('begins the last of those that come soon after each other, once it is quiet', async () => {
    const first = await bring(debounce);
    await kitchen.pass(600);
    const second = await bring(debounce);
    expect(second.replacedJobIds).toEqual([first.jobId]);
    await kitchen.pass(999);
    expect(await kitchen.claim()).toEqual([]);
    await kitchen.pass(1);
    expect((await kitchen.claim()).map(({ unit }) => unit.jobId)).toEqual([second.jobId]);
    expect(await jobs()).toMatchObject([
      { state: 'CANCELLED', begunAt: null, replacedByJobId: second.jobId },
      { state: 'RUNNING', replacedByJobId: null },
    ]);
  });

  test('waits no longer than the first of them may', async () => {
    for (let count = 0; count < 5; count += 1) {
      await bring(debounce);
      await kitchen.pass(500);
    }
    const all = await jobs();
    expect(all.map(({ state }) => state)).toEqual([...Array(4).fill('CANCELLED'), 'RUNNING']);
    expect(all.at(-1)?.begunAt).toBe((all[0]?.createdAt ?? 0) + 2_500);
    // What comes after that is the first of others.
    await bring(debounce);
    expect((await jobs()).at(-1)).toMatchObject({ state: 'RUNNING', begunAt: null });
  });

  test('gives the key of the Job to the one that replaces it only if that has the same', async () => {
    const { topicId } = kitchen;
    const submit = async (key: string, submission: Submission) => {
      const job = definition({ t: { units: { u: [] } } }, { key });
      return accepted(
        await kitchen.engine.execute({ name: 'submitJob', topicId, job, submission }),
      );
    };
    const one = await submit('one', { collapse: debounce });
    const two = await submit('two', { collapse: debounce });
    const three = await submit('two', { collapse: debounce, onConflict: 'REPLACE' });
    expect(two.result.replacedJobIds).toEqual([one.result.jobId]);
    expect(three.result.replacedJobIds).toEqual([two.result.jobId]);
    const rows = await kitchen.store.query<{ key: string | null }>(
      'SELECT "key" FROM "Job" ORDER BY "id"',
    );
    expect(rows.map(({ key }) => key)).toEqual(['one', null, 'two']);
    expect((await jobs()).at(-1)?.collapseSince).toBe((await jobs())[0]?.createdAt);
  });
});

describe('THROTTLE', () => {
  test('answers with the last that was made, for as long as it stands for others', async () => {
    const first = await bring(throttle);
    await kitchen.pass(999);
    expect(await bring(throttle)).toEqual({ jobId: first.jobId, isCollapsed: true });
    await kitchen.pass(1);
    const second = await bring(throttle);
    expect(second).toEqual({ jobId: expect.not.stringMatching(first.jobId) });
    expect(await kitchen.claim()).toHaveLength(2);
  });

  test('makes one Job of fifty submissions at once, and one of each key', async () => {
    const answers = await Promise.all([
      ...Array.from({ length: 50 }, () => bring(throttle)),
      bring({ ...throttle, key: 'another page' }),
    ]);
    expect(answers.filter(({ isCollapsed }) => isCollapsed)).toHaveLength(49);
    expect(await jobs()).toHaveLength(2);
  });
});

describe('KEEP_LATEST', () => {
  test('lets one wait behind the one that runs, the last that has come', async () => {
    const [first, , third] = [await bring(latest), await bring(latest), await bring(latest)];
    expect(await jobs()).toMatchObject([
      { state: 'RUNNING', behindJobId: null },
      { state: 'CANCELLED', replacedByJobId: third?.jobId, begunAt: null },
      { state: 'RUNNING', behindJobId: first?.jobId, begunAt: null },
    ]);
    await kitchen.succeed(await kitchen.claimOne());
    expect((await kitchen.claimOne()).unit.jobId).toBe(third?.jobId);
  });

  test('begins what waits when the other fails or is cancelled as well', async () => {
    const first = await bring(latest);
    const second = await bring(latest);
    const [unit] = await kitchen.claim();
    if (unit === undefined) throw new Error('Nothing can be claimed.');
    await kitchen.fail(unit, { isRetryable: false });
    expect(await kitchen.jobState(first.jobId)).toBe('FAILED');
    const third = await bring(latest);
    const { jobId } = second;
    accepted(await kitchen.engine.execute({ name: 'cancelJob', jobId, reason: null }));
    expect((await kitchen.claimOne()).unit.jobId).toBe(third.jobId);
  });

  test('begins what waits for its own time only then', async () => {
    const first = await bring(latest);
    await bring(latest, { startAt: kitchen.store.now() + 1_000 });
    await kitchen.workOff();
    expect(await kitchen.jobState(first.jobId)).toBe('SUCCEEDED');
    expect((await jobs()).at(-1)).toMatchObject({ behindJobId: null, begunAt: null });
    await kitchen.pass(1_000);
    expect(await kitchen.claim()).toHaveLength(1);
  });

  test('waits for its time and for the other, whichever is later', async () => {
    await bring(latest);
    await bring(latest, { startAt: kitchen.store.now() + 1_000 });
    const leased = await kitchen.claimOne();
    await kitchen.pass(1_000);
    expect(await kitchen.claim()).toEqual([]);
    await kitchen.succeed(leased);
    expect(await kitchen.claim()).toHaveLength(1);
  });

  test('makes of fifty submissions at once one that runs and one that waits', async () => {
    await Promise.all(Array.from({ length: 50 }, () => bring(latest)));
    const all = await jobs();
    expect(all.filter(({ state }) => state === 'RUNNING')).toEqual([all[0], all.at(-1)]);
    expect(all.at(-1)?.behindJobId).toBe(all[0]?.id);
  });

  test('finds what waits and what runs among very many that have finished', async () => {
    for (let count = 0; count < 20; count += 1) {
      await bring(latest);
      await kitchen.workOff();
    }
    const [running, waiting] = [await bring(latest), await bring(latest)];
    const [last] = [await bring(latest)];
    expect(last.replacedJobIds).toEqual([waiting.jobId]);
    expect((await jobs()).at(-1)?.behindJobId).toBe(running.jobId);
  });
});

type Doing = { readonly afterMs: number; readonly does: 'SUBMIT' | 'TWICE' | 'WORK' | 'CANCEL' };

const doings = fc.array(
  fc.record({
    afterMs: fc.nat({ max: 1_500 }),
    does: fc.constantFrom<Doing['does'][]>('SUBMIT', 'SUBMIT', 'TWICE', 'WORK', 'CANCEL'),
  }),
  { minLength: 1, maxLength: 15 },
);

describe('whatever comes and whenever, on a real engine', () => {
  test.each<[string, Collapse]>([
    ['DEBOUNCE', debounce],
    ['THROTTLE', throttle],
    ['KEEP_LATEST', latest],
  ])('%s keeps its promise', async (_, rule) => {
    await fc.assert(
      fc.asyncProperty(doings, async (given) => {
        const at = await openKitchen();
        for (const each of given) await act(at, rule, each);
        await at.pass(10_000);
        expect(faultsOf(await jobs(at), rule)).toEqual([]);
        await at.closeAudited();
      }),
      { numRuns: 12 },
    );
  });
});

async function act(at: Kitchen, rule: Collapse, { afterMs, does }: Doing): Promise<void> {
  await at.pass(afterMs);
  if (does === 'SUBMIT') await bring(rule, {}, at);
  if (does === 'TWICE') await Promise.all([bring(rule, {}, at), bring(rule, {}, at)]);
  const [leased] = does === 'WORK' ? await at.claim({ max: 1 }) : [];
  if (leased !== undefined) {
    const lease = leaseOf(leased);
    accepted(await at.engine.execute({ name: 'succeedUnit', lease, output: 'null' }));
  }
  const running = (await jobs(at)).find(({ state, begunAt }) => state === 'RUNNING' && begunAt);
  if (does === 'CANCEL' && running !== undefined) {
    const { id: jobId } = running;
    accepted(await at.engine.execute({ name: 'cancelJob', jobId, reason: null }));
  }
}

/** What the Jobs that were made, and when they began, say against the rule. */
function faultsOf(all: readonly JobRow[], { mode, windowMs, maxWaitMs }: Collapse): string[] {
  const found: string[] = [];
  const window = windowMs ?? 0;
  for (const [at, { id, state, createdAt, begunAt, ...job }] of all.entries()) {
    const next = all[at + 1];
    const isReplaced = job.replacedByJobId !== null;
    if (isReplaced && (begunAt !== null || state !== 'CANCELLED')) found.push(`${id} had begun`);
    if (isReplaced && job.replacedByJobId !== next?.id) found.push(`${id} by another`);
    if (!isReplaced && begunAt === null && mode !== 'KEEP_LATEST') found.push(`${id} waits`);
    if (mode === 'THROTTLE' && next !== undefined && next.createdAt < createdAt + window) {
      found.push(`${next.id} within the window`);
    }
    if (mode === 'DEBOUNCE' && begunAt !== null) {
      const latestAt = (job.collapseSince ?? createdAt) + (maxWaitMs ?? 0);
      // The test moves its clock in steps, and what is due within one begins at its end.
      if (begunAt < Math.min(createdAt + window, latestAt)) found.push(`${id} too early`);
    }
  }
  const unfinished = all.filter(({ state }) => state === 'RUNNING');
  if (mode === 'KEEP_LATEST') {
    if (unfinished.filter(({ begunAt }) => begunAt !== null).length > 1) found.push('two run');
    if (unfinished.filter(({ begunAt }) => begunAt === null).length > 1) found.push('two wait');
  }
  return found;
}
