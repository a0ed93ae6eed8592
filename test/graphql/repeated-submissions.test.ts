/** The same Job more than once in a request for many, and such a request more than once. */
import { beforeEach, describe, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from '../server/workshop.ts';
import {
  type Answers,
  codesOf,
  created,
  jobNames,
  jobOf,
  submitAll,
} from './submitted-together.ts';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

describe('the same in one request', () => {
  test('is one Job under one key', async () => {
    const all = await submitAll(workshop, [
      jobOf('first', { key: 'k' }),
      jobOf('first', { key: 'k' }),
      jobOf('other', { key: 'k' }),
      jobOf('first', { key: 'k', onConflict: 'REJECT' }),
    ]);
    const [first] = all.answers;
    expect(all.answers).toMatchObject([
      { created: true, replayed: false, differs: false },
      { created: false, replayed: true, differs: false, jobId: first?.jobId },
      { created: false, replayed: true, differs: true, jobId: first?.jobId },
      {
        created: false,
        jobId: null,
        userErrors: [{ code: 'JOB_KEY_TAKEN', path: ['input', 'jobs', '3', 'key'] }],
      },
    ]);
    expect(await jobNames(workshop)).toEqual(['first']);
  });

  test('replaces what came before it, where that is asked for', async () => {
    const replacing = { key: 'k', onConflict: 'REPLACE' };
    const { answers } = await submitAll(
      workshop,
      [1, 2, 3].map(() => jobOf('again', replacing)),
    );
    const ids = answers.map(({ jobId }) => jobId);
    expect(new Set(ids).size).toBe(3);
    expect(answers.map((one) => one.replacedJobs.map(({ id }) => id))).toEqual([
      [],
      [ids[0]],
      [ids[1]],
    ]);
  });

  test('is collapsed', async () => {
    const collapse = { key: 'c', mode: 'THROTTLE', windowMs: 3_600_000 };
    const all = await submitAll(
      workshop,
      [1, 2, 3].map(() => jobOf('once', { collapse })),
    );
    expect(created(all)).toEqual([true, false, false]);
    expect(all.answers.map(({ collapsed }) => collapsed)).toEqual([false, true, true]);
  });
});

describe('a request that is repeated', () => {
  test('under its key is answered as the first time, what was refused included', async () => {
    const jobs = [jobOf('one'), jobOf('two', { priority: 5_000 }), jobOf('three')];
    const first = await submitAll(workshop, jobs, { idempotencyKey: 'once' });
    expect(created(first)).toEqual([true, false, true]);
    const again = await submitAll(workshop, jobs, { idempotencyKey: 'once' });
    expect(created(again)).toEqual([false, false, false]);
    expect(again.answers.map(({ replayed }) => replayed)).toEqual([true, false, true]);
    const facts = ({ answers }: Answers) => answers.map(({ jobId, cursor }) => [jobId, cursor]);
    expect(facts(again)).toEqual(facts(first));
    expect(codesOf(again)).toEqual(codesOf(first));
    expect(await jobNames(workshop)).toEqual(['one', 'three']);
  });

  test('with other Jobs under its key is refused for those that are others', async () => {
    await submitAll(workshop, [jobOf('one'), jobOf('two')], { idempotencyKey: 'once' });
    const other = await submitAll(workshop, [jobOf('one'), jobOf('other'), jobOf('more')], {
      idempotencyKey: 'once',
    });
    expect(codesOf(other)).toEqual([[], ['IDEMPOTENCY_KEY_REUSED'], []]);
    expect(await jobNames(workshop)).toEqual(['one', 'two', 'more']);
  });

  test('leaves to Jobs the keys that they have themselves', async () => {
    await submitAll(workshop, [jobOf('one', { idempotencyKey: 'own' })], {
      idempotencyKey: 'once',
    });
    const single = `mutation ($input: JobSubmitInput!) { jobSubmit(input: $input) {
      jobId created replayed job { name } } }`;
    expect(
      await workshop.data(single, { input: jobOf('one', { idempotencyKey: 'own' }) }),
    ).toMatchObject({ jobSubmit: { created: false, replayed: true, job: { name: 'one' } } });
  });

  test('comes twice at once, and makes each Job once', async () => {
    const jobs = Array.from({ length: 40 }, (_, index) => jobOf(`job ${index}`));
    const both = await Promise.all(
      [1, 2, 3].map(() => submitAll(workshop, jobs, { idempotencyKey: 'once' })),
    );
    const ids = both.map(({ answers }) => answers.map(({ jobId }) => jobId));
    expect(ids[1]).toEqual(ids[0]);
    expect(ids[2]).toEqual(ids[0]);
    const createdCount = both.flatMap(created).filter((isCreated) => isCreated).length;
    expect([createdCount, (await jobNames(workshop)).length]).toEqual([40, 40]);
  });
});
