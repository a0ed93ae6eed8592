/** The way of a Job over the API: submitted, claimed, reported, finished. */
import { beforeEach, describe, expect, test } from 'vitest';
import { leaseOf, openWorkshop, taskOf, type Workshop } from '../server/workshop.ts';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

describe('a Job', () => {
  test('is worked off in the order of its Tasks and of the Units in them', async () => {
    const job = await workshop.submit([
      {
        key: 'frame',
        units: [
          { key: 'saw', kind: 'saw' },
          { key: 'drill', kind: 'drill', dependsOn: ['saw'] },
          { key: 'sand', kind: 'sand', dependsOn: ['saw'] },
          { key: 'glue', kind: 'glue', dependsOn: ['drill', 'sand'] },
        ],
      },
      taskOf('finish', ['paint', 'wax'], { dependsOn: ['frame'] }),
    ]);
    expect(await workshop.workOff()).toEqual([
      ['frame/saw'],
      ['frame/drill', 'frame/sand'],
      ['frame/glue'],
      ['finish/paint', 'finish/wax'],
    ]);
    const found = await workshop.data(
      `query($id: ID!) { job(by: { id: $id }) {
        state progress startedAt finishedAt
        unitCounts { total succeeded pending } taskCounts { total succeeded }
      } }`,
      { id: job.id },
    );
    expect(found['job']).toEqual({
      state: 'SUCCEEDED',
      progress: 1,
      startedAt: expect.stringMatching(/Z$/),
      finishedAt: expect.stringMatching(/Z$/),
      unitCounts: { total: 6, succeeded: 6, pending: 0 },
      taskCounts: { total: 2, succeeded: 2 },
    });
  });

  test('without Tasks has succeeded at once', async () => {
    expect(await workshop.submit([])).toMatchObject({ state: 'SUCCEEDED' });
  });

  test('that is cancelled hands out nothing more and tells who holds a Unit', async () => {
    const job = await workshop.submit([taskOf('cut', ['one', 'two'])]);
    const [lease] = await workshop.claim({ max: 1 });
    const cancelled = await workshop.data(
      `mutation($id: ID!) { jobCancel(input: { jobId: $id, reason: "no wood" }) {
        job { state unitCounts { cancelled } } userErrors { code } cursor replayed
      } }`,
      { id: job.id },
    );
    expect(cancelled['jobCancel']).toMatchObject({
      job: { state: 'CANCELLED', unitCounts: { cancelled: 2 } },
      userErrors: [],
      replayed: false,
    });
    expect(await workshop.claim()).toEqual([]);
    const { answers } = await workshop.report([{ renew: { lease: leaseOf(lease) } }]);
    expect(answers[0]).toMatchObject({
      accepted: false,
      error: { code: 'LEASE_LOST', details: { reason: 'CANCELLED' } },
    });
  });
});
