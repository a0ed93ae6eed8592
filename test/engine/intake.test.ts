import { beforeEach, describe, expect, test } from 'vitest';
import { accepted, codesOf, definition, type Kitchen, openKitchen } from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

const roast = { meal: { units: { roast: [] } } };

const submit = (key: string | null = null, idempotencyKey?: string) =>
  kitchen.engine.execute({
    name: 'submitJob',
    topicId: kitchen.topicId,
    job: definition(roast, { key }),
    ...(idempotencyKey === undefined
      ? {}
      : { idempotency: { key: idempotencyKey, inputHash: 'roast' } }),
  });

const close = (opensAt: number | null = null, by: string | null = 'ops') =>
  kitchen.engine.execute({
    name: 'closeIntake',
    topicId: kitchen.topicId,
    reason: 'the larder is full',
    by,
    opensAt,
  });

const open = () =>
  kitchen.engine.execute({ name: 'openIntake', topicId: kitchen.topicId, reason: null });

describe('a closed intake', () => {
  test('refuses new Jobs, and says who closed it, why and until when', async () => {
    const opensAt = kitchen.store.now() + 60_000;
    accepted(await close(opensAt));
    const refusal = await submit();
    expect(refusal).toMatchObject({
      rejections: [
        {
          code: 'INTAKE_CLOSED',
          details: { by: 'ops', reason: 'the larder is full', opensAt },
        },
      ],
    });
    expect(refusal).toMatchObject({
      rejections: [{ message: expect.stringContaining(new Date(opensAt).toISOString()) }],
    });
    expect(await kitchen.eventKinds()).toEqual(['topic.created', 'topic.intakeClosed']);
  });

  test('lets what is there go on, and answers the repetition of a submission', async () => {
    const first = accepted(await submit('sunday'));
    accepted(await close());
    const again = accepted(await submit('sunday'));
    expect([again.isReplayed, again.result]).toEqual([true, first.result]);
    for (const leased of await kitchen.claim()) accepted(await kitchen.succeed(leased));
    expect(await kitchen.jobState(first.result.jobId)).toBe('SUCCEEDED');
  });

  test('is no lasting answer to an idempotency key', async () => {
    accepted(await close());
    expect(codesOf(await submit(null, 'k'))).toEqual(['INTAKE_CLOSED']);
    accepted(await open());
    expect(accepted(await submit(null, 'k')).isReplayed).toBe(false);
    expect(accepted(await submit(null, 'k')).isReplayed).toBe(true);
  });

  test('opens when it is opened, or by itself when its time has come', async () => {
    accepted(await close());
    expect(accepted(await open()).isReplayed).toBe(false);
    expect(accepted(await open()).isReplayed).toBe(true);
    accepted(await submit());
    accepted(await close(kitchen.store.now() + 1_000));
    await kitchen.pass(999);
    expect(codesOf(await submit())).toEqual(['INTAKE_CLOSED']);
    await kitchen.pass(1);
    accepted(await submit());
  });

  test('is closed once: the same again is a repetition, another word changes it', async () => {
    accepted(await close());
    expect(accepted(await close()).isReplayed).toBe(true);
    expect(accepted(await close(null, 'chef')).isReplayed).toBe(false);
    expect(await submit()).toMatchObject({ rejections: [{ details: { by: 'chef' } }] });
  });

  test('holds within a batch for those that come after it', async () => {
    const outcomes = await Promise.all([submit(), close(), submit(), open(), submit()]);
    expect(outcomes.map(({ isAccepted }) => isAccepted)).toEqual([true, true, false, true, true]);
  });
});
