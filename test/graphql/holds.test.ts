/** Holding Topics, Jobs and Tasks over the API, and what everybody sees of it. */
import { beforeEach, describe, expect, test } from 'vitest';
import {
  errorParts,
  leaseOf,
  openWorkshop,
  refusalsOf,
  submitJob,
  type UserError,
  type Workshop,
} from '../server/workshop.ts';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

interface Payload {
  readonly replayed: boolean;
  readonly cursor: string | null;
  readonly userErrors: readonly UserError[];
}

/** Sends a mutation about a Topic, Job or Task; answers its payload. */
async function operate(mutation: string, input: object): Promise<Payload> {
  const noun = /^[a-z]+/.exec(mutation)?.[0] ?? '';
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const query = `mutation($input: ${type}!) { ${mutation}(input: $input) {
    ${noun} { id pause { at by reason resumeAt } } replayed cursor ${errorParts}
  } }`;
  const data = await workshop.data<Record<string, Payload>>(query, { input });
  const payload = data[mutation];
  if (payload === undefined) throw new Error(`There is no answer to ${mutation}.`);
  return payload;
}

const chair = [{ key: 'chair', units: [{ key: 'saw', kind: 'saw' }] }];

async function submitChair() {
  const { id: jobId } = await workshop.submit(chair);
  const { job } = await workshop.data<{ job: { task: { id: string }; unit: { id: string } } }>(
    'query($jobId: ID!) { job(by: { id: $jobId }) { task(key: "chair") { id } unit(path: "chair/saw") { id } } }',
    { jobId },
  );
  return { jobId, taskId: job.task.id, unitId: job.unit.id, topicId: workshop.topicId };
}

const until = '2099-01-01T00:00:00.000Z';
const asked = { by: 'ops', reason: 'dust', resumeAt: until };

describe.each(['topic', 'job', 'task'] as const)('a %s', (noun) => {
  test('is held and let go on, and says by whom, why and until when', async () => {
    const ids = await submitChair();
    const which = { [`${noun}Id`]: ids[`${noun}Id`] };
    const pause = { at: expect.stringMatching(/^\d{4}-/), ...asked };
    expect(await operate(`${noun}Pause`, { ...which, ...asked })).toMatchObject({
      [noun]: { pause },
      replayed: false,
      userErrors: [],
    });
    expect(await operate(`${noun}Pause`, { ...which, ...asked })).toMatchObject({ replayed: true });
    expect(await workshop.claim()).toEqual([]);
    expect(await operate(`${noun}Resume`, which)).toMatchObject({ [noun]: { pause: null } });
    expect(await operate(`${noun}Resume`, which)).toMatchObject({ replayed: true });
    expect(await workshop.claim()).toHaveLength(1);
  });

  test('interrupts what runs if asked to', async () => {
    const ids = await submitChair();
    const [lease] = await workshop.claim();
    await operate(`${noun}Pause`, { [`${noun}Id`]: ids[`${noun}Id`], interrupt: true });
    const { answers } = await workshop.report([{ succeed: { lease: leaseOf(lease) } }]);
    expect(answers).toMatchObject([
      { accepted: false, error: { code: 'LEASE_LOST', details: { reason: 'PAUSED' } } },
    ]);
  });

  test('that is held is what its Units wait for', async () => {
    const ids = await submitChair();
    await operate(`${noun}Pause`, { [`${noun}Id`]: ids[`${noun}Id`], ...asked });
    const { unit } = await workshop.data<{ unit: { waitingFor: readonly object[] } }>(
      'query($id: ID!) { unit(by: { id: $id }) { waitingFor { kind message endsAt } } }',
      { id: ids.unitId },
    );
    expect(unit.waitingFor).toEqual([
      {
        kind: 'PAUSED',
        message: expect.stringMatching(/is paused by "ops": dust$/),
        endsAt: until,
      },
    ]);
  });

  test('that is not there, or a name that is none, is refused', async () => {
    const nowhere = await operate(`${noun}Pause`, { [`${noun}Id`]: `${noun}_0` });
    expect(nowhere).toMatchObject({
      [noun]: null,
      cursor: null,
      userErrors: [{ code: `${noun.toUpperCase()}_NOT_FOUND` }],
    });
    const nameless = await operate(`${noun}Resume`, { [`${noun}Id`]: `${noun}_0`, by: '\n' });
    expect(nameless.userErrors).toMatchObject([{ code: 'INVALID_VALUE', path: ['input', 'by'] }]);
  });

  test('is held once for one idempotency key', async () => {
    const ids = await submitChair();
    const input = { [`${noun}Id`]: ids[`${noun}Id`], idempotencyKey: 'k' };
    const first = await operate(`${noun}Pause`, input);
    await operate(`${noun}Resume`, { [`${noun}Id`]: ids[`${noun}Id`] });
    const again = await operate(`${noun}Pause`, { ...input, reason: null });
    expect(again).toEqual({
      ...first,
      replayed: true,
      [noun]: expect.objectContaining({ pause: null }),
    });
    expect((await operate(`${noun}Pause`, { ...input, by: 'ops' })).userErrors).toMatchObject([
      { code: 'IDEMPOTENCY_KEY_REUSED' },
    ]);
  });
});

describe('the intake of a Topic', () => {
  test('that is closed refuses Jobs until it is open, and says by whom and why', async () => {
    const { topicId } = workshop;
    const readIntake = async () => {
      const query =
        '{ topic(by: { name: "workshop" }) { intake { open closedAt by reason opensAt } } }';
      return (await workshop.data<{ topic: { intake: object } }>(query)).topic.intake;
    };
    expect(await readIntake()).toMatchObject({ open: true, closedAt: null });
    const closing = { topicId, by: 'ops', reason: 'full', opensAt: until };
    expect(await operate('topicCloseIntake', closing)).toMatchObject({ replayed: false });
    expect(await operate('topicCloseIntake', closing)).toMatchObject({ replayed: true });
    expect(await readIntake()).toMatchObject({
      open: false,
      by: 'ops',
      reason: 'full',
      opensAt: until,
    });
    const input = { topic: 'workshop', name: 'order', tasks: chair };
    expect(await refusalsOf(workshop, submitJob, { input })).toMatchObject([
      { category: 'PRECONDITION_FAILED', code: 'INTAKE_CLOSED', retryable: true },
    ]);
    expect(await operate('topicOpenIntake', { topicId })).toMatchObject({ userErrors: [] });
    expect(await refusalsOf(workshop, submitJob, { input })).toEqual([]);
  });
});

describe('ifState', () => {
  test('has Jobs, Tasks and Units left alone that are in another state', async () => {
    const { jobId, taskId, unitId } = await submitChair();
    const refusals = [
      await operate('jobCancel', { jobId, ifState: ['FAILED', 'CANCELLED'] }),
      await operate('jobPause', { jobId, ifState: ['FAILED'] }),
      await operate('taskPause', { taskId, ifState: ['PENDING'] }),
      await operate('unitCancel', { unitId, ifState: ['RUNNING'] }),
      await operate('unitSkip', { unitId, ifState: ['FAILED'] }),
    ];
    for (const { userErrors } of refusals) {
      expect(userErrors).toMatchObject([
        { code: 'STATE_NOT_AS_EXPECTED', path: ['input', 'ifState'], retryable: false },
      ]);
    }
    expect(await operate('unitSkip', { unitId, ifState: ['READY'] })).toMatchObject({
      userErrors: [],
    });
  });
});

describe('leasePause', () => {
  test('gives the Unit back paused, in the name of its worker, and may be repeated', async () => {
    const { unitId } = await submitChair();
    const [lease] = await workshop.claim();
    const query = `mutation($input: LeasePauseInput!) { leasePause(input: $input) {
      unit { state pause { by reason resumeAt } } leaseMs replayed ${errorParts}
    } }`;
    const input = { lease: leaseOf(lease), reason: 'Which saw?' };
    const first = await workshop.data<{ leasePause: object }>(query, { input });
    expect(first.leasePause).toEqual({
      unit: { state: 'PAUSED', pause: { by: 'ann', reason: 'Which saw?', resumeAt: null } },
      leaseMs: null,
      replayed: false,
      userErrors: [],
    });
    const again = await workshop.data<{ leasePause: object }>(query, { input });
    expect(again.leasePause).toEqual({ ...first.leasePause, replayed: true });
    expect(await operate('unitResume', { unitId })).toMatchObject({ userErrors: [] });
    expect(await workshop.claim()).toHaveLength(1);
  });
});
