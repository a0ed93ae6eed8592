import { beforeEach, describe, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from '../server/workshop.ts';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

interface JobAnswer {
  readonly job: {
    readonly state: string;
    readonly onFailure: string;
    readonly units: {
      readonly nodes: readonly {
        readonly key: string;
        readonly state: string;
        readonly attemptTimeoutMs: number | null;
        readonly waitingFor: readonly { readonly kind: string; readonly endsAt: string | null }[];
      }[];
    };
  };
}

async function read(jobId: string): Promise<JobAnswer['job']> {
  const query = `query ($id: ID!) { job(by: { id: $id }) { state onFailure units { nodes {
    key state attemptTimeoutMs waitingFor { kind message endsAt } } } } }`;
  return (await workshop.data<JobAnswer>(query, { id: jobId })).job;
}

const saw = { key: 'saw', kind: 'saw' };

describe('waitingFor', () => {
  test('says why each Unit is not being worked on, and when that ends by itself', async () => {
    const glue = { key: 'glue', kind: 'glue', dependsOn: ['saw'] };
    const paint = { key: 'paint', kind: 'paint' };
    const tasks = [
      { key: 'chair', units: [saw, glue] },
      { key: 'finish', dependsOn: ['chair'], units: [paint] },
    ];
    const { id } = await workshop.submit(tasks);
    const [lease] = await workshop.claim();
    const { unitId, attempt, leaseId } = lease ?? { unitId: '', attempt: 0, leaseId: '' };
    const ref = { unitId, attempt, leaseId };
    await workshop.report([
      { fail: { lease: ref, code: 'BLUNT', message: '', retryAfterMs: 60_000 } },
    ]);
    const { units } = await read(id);
    expect(
      units.nodes.map(({ key, waitingFor }) => [key, waitingFor.map(({ kind }) => kind)]),
    ).toEqual([
      ['saw', ['DELAY']],
      ['glue', ['PREDECESSORS']],
      ['paint', ['TASK']],
    ]);
    expect(units.nodes[0]?.waitingFor[0]?.endsAt).toMatch(/^\d{4}-/);
  });
});

describe('a worker that wants its Unit held', () => {
  test('gives it back paused, says why, and may say so twice', async () => {
    const { id } = await workshop.submit([{ key: 'chair', units: [saw] }]);
    const [lease] = await workshop.claim();
    const { unitId, attempt, leaseId } = lease ?? { unitId: '', attempt: 0, leaseId: '' };
    const resumeAt = '2099-01-01T00:00:00.000Z';
    const ask = { pause: { lease: { unitId, attempt, leaseId }, reason: 'Which saw?', resumeAt } };
    const { answers } = await workshop.report([ask, ask]);
    expect(answers.map(({ accepted }) => accepted)).toEqual([true, true]);
    const { units } = await read(id);
    expect(units.nodes).toMatchObject([
      {
        state: 'PAUSED',
        waitingFor: [
          { kind: 'PAUSED', message: 'It is paused by "ann": Which saw?', endsAt: resumeAt },
        ],
      },
    ]);
  });
});

describe('a Job as submitted', () => {
  test('says what becomes of its rest, and how long attempts may take, on each level', async () => {
    const quick = { key: 'quick', kind: 'saw', attemptTimeoutMs: 1_000 };
    const tasks = [{ key: 'chair', attemptTimeoutMs: 2_000, units: [quick, saw] }];
    const { id } = await workshop.submit(tasks, { onFailure: 'CANCEL_REST' });
    const job = await read(id);
    expect(job.onFailure).toBe('CANCEL_REST');
    expect(job.units.nodes.map(({ attemptTimeoutMs }) => attemptTimeoutMs)).toEqual([1_000, 2_000]);
    expect((await workshop.claim()).map(({ leaseMs }) => leaseMs)).toEqual([1_000, 2_000]);
  });

  test('that cancels its rest does so when a Task has failed', async () => {
    const tasks = [
      { key: 'chair', units: [saw] },
      { key: 'table', units: [{ key: 'plane', kind: 'plane' }] },
    ];
    const { id } = await workshop.submit(tasks, { onFailure: 'CANCEL_REST' });
    const [lease] = await workshop.claim({ kinds: ['saw'] });
    const { unitId, attempt, leaseId } = lease ?? { unitId: '', attempt: 0, leaseId: '' };
    const failure = { code: 'BLUNT', message: 'It does not cut.', retryable: false };
    await workshop.report([{ fail: { lease: { unitId, attempt, leaseId }, ...failure } }]);
    const { state, units } = await read(id);
    expect([state, ...units.nodes.map((unit) => unit.state)]).toEqual([
      'FAILED',
      'FAILED',
      'CANCELLED',
    ]);
  });
});
