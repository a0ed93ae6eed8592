/** What a worker sees and says over the API. */
import { once } from 'node:events';
import { request } from 'node:http';
import { beforeEach, describe, expect, test } from 'vitest';
import { connectionCount, until } from '../server/open-api.ts';
import { claimUnits, leaseOf, openWorkshop, taskOf, type Workshop } from '../server/workshop.ts';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

describe('a worker', () => {
  test('sees the payload, the input and what those before its Unit produced', async () => {
    await workshop.submit(
      [
        taskOf('measure', ['length', 'width']),
        {
          key: 'build',
          dependsOn: ['measure'],
          units: [
            { key: 'plan', kind: 'plan', input: { scale: 2 } },
            { key: 'check', kind: 'check', dependsOn: ['plan'] },
          ],
        },
      ],
      { payload: { order: 7 } },
    );
    const measures = await workshop.claim();
    await workshop.report([
      { succeed: { lease: leaseOf(measures[0]), output: 120 } },
      { succeed: { lease: leaseOf(measures[1]), output: { cm: 60 } } },
    ]);
    const [plan] = await workshop.claim();
    expect(plan).toMatchObject({
      payload: { order: 7 },
      unit: { path: 'build/plan', kind: 'plan', state: 'RUNNING', input: { scale: 2 } },
      inputs: { measure: { length: 120, width: { cm: 60 } } },
    });
    await workshop.report([{ succeed: { lease: leaseOf(plan), output: ['a', 'b'] } }]);
    const [check] = await workshop.claim();
    expect(check).toMatchObject({ unit: { input: null }, inputs: { plan: ['a', 'b'] } });
  });

  test.each([[0], [false], [''], [null], [[]], [{}], [{ deep: [null, 0.5, 'text'] }]])(
    'has the output %j kept and handed on as it is',
    async (output) => {
      const job = await workshop.submit([
        {
          key: 'one',
          units: [
            { key: 'give', kind: 'k' },
            { key: 'take', kind: 'k', dependsOn: ['give'] },
          ],
        },
      ]);
      const [give] = await workshop.claim();
      await workshop.report([{ succeed: { lease: leaseOf(give), output } }]);
      const [take] = await workshop.claim();
      expect(take?.inputs).toEqual({ give: output });
      const found = await workshop.data(
        `query($id: ID!) { job(by: { id: $id }) {
          give: unit(path: "one/give") { output hasOutput }
          take: unit(path: "one/take") { output hasOutput }
        } }`,
        { id: job.id },
      );
      expect(found['job']).toEqual({
        give: { output, hasOutput: true },
        take: { output: null, hasOutput: false },
      });
    },
  );

  test('that says nothing of the output has produced null', async () => {
    await workshop.submit([taskOf('cut', ['one'])]);
    const [lease] = await workshop.claim();
    const { answers } = await workshop.report([{ succeed: { lease: leaseOf(lease) } }]);
    expect(answers[0]).toMatchObject({ accepted: true, state: 'SUCCEEDED', leaseMs: null });
  });

  test('reports progress, logs and failures, which the Unit and its attempts show', async () => {
    const job = await workshop.submit([
      {
        key: 'cut',
        units: [{ key: 'one', kind: 'saw', retry: { maxAttempts: 2, delayMs: 0, jitter: 'NONE' } }],
      },
    ]);
    const [first] = await workshop.claim();
    await workshop.report([
      { progress: { lease: leaseOf(first), progress: 0.5, message: 'half way' } },
      {
        log: {
          lease: leaseOf(first),
          lines: [
            { level: 'INFO', message: 'sawing', fields: { speed: 3 } },
            { level: 'WARN', message: 'blunt blade' },
          ],
        },
      },
    ]);
    const running = await workshop.data(
      `query($id: ID!) { job(by: { id: $id }) { unit(path: "cut/one") {
        state progress progressMessage worker leaseExpiresInMs
      } } }`,
      { id: job.id },
    );
    expect(running['job']).toMatchObject({
      unit: {
        state: 'RUNNING',
        progress: 0.5,
        progressMessage: 'half way',
        worker: 'ann',
        leaseExpiresInMs: expect.any(Number),
      },
    });
    const { answers } = await workshop.report([
      { fail: { lease: leaseOf(first), code: 'BROKE', message: 'snap', details: { blade: 1 } } },
    ]);
    expect(answers[0]).toMatchObject({ accepted: true, state: 'READY' });
    const [second] = await workshop.claim();
    expect(second).toMatchObject({ attempt: 2 });
    await workshop.report([
      { fail: { lease: leaseOf(second), code: 'BROKE', message: 'snap again' } },
    ]);
    const { job: failed } = await workshop.data(
      `query($id: ID!) { job(by: { id: $id }) { state unit(path: "cut/one") {
        state failureCount worker leaseExpiresInMs failure { code message details }
        attempts { nodes { number worker outcome failure { code details } } }
        logs(filter: { levels: [WARN] }) { nodes { line attempt level message fields } }
      } } }`,
      { id: job.id },
    );
    expect(failed).toEqual({
      state: 'FAILED',
      unit: {
        state: 'FAILED',
        failureCount: 2,
        worker: null,
        leaseExpiresInMs: null,
        failure: { code: 'BROKE', message: 'snap again', details: null },
        attempts: {
          nodes: [
            {
              number: 1,
              worker: 'ann',
              outcome: 'FAILED',
              failure: { code: 'BROKE', details: { blade: 1 } },
            },
            {
              number: 2,
              worker: 'ann',
              outcome: 'FAILED',
              failure: { code: 'BROKE', details: null },
            },
          ],
        },
        logs: {
          nodes: [{ line: 2, attempt: 1, level: 'WARN', message: 'blunt blade', fields: null }],
        },
      },
    });
  });

  test('may use a mutation for each thing it says', async () => {
    await workshop.submit([taskOf('cut', ['a', 'b', 'c'])]);
    const [one, two, three] = await workshop.claim();
    const said = await workshop.data(
      `mutation($one: LeaseRefInput!, $two: LeaseRefInput!, $three: LeaseRefInput!) {
        unitProgress(input: { lease: $one, progress: 0.1 }) { unit { progress } leaseMs directive }
        unitLog(input: { lease: $one, lines: [{ message: "so far" }] }) { unit { state } }
        unitSucceed(input: { lease: $one, output: 1 }) { unit { state output } cursor replayed }
        unitFail(input: { lease: $two, code: "X", message: "no", retryable: false }) {
          unit { state failure { code } }
        }
        unitRelease(input: { lease: $three }) { unit { state failureCount } userErrors { code } }
      }`,
      { one: leaseOf(one), two: leaseOf(two), three: leaseOf(three) },
    );
    expect(said).toMatchObject({
      unitProgress: { unit: { progress: 0.1 }, leaseMs: 30_000, directive: 'CONTINUE' },
      unitLog: { unit: { state: 'RUNNING' } },
      unitSucceed: { unit: { state: 'SUCCEEDED', output: 1 }, replayed: false },
      unitFail: { unit: { state: 'FAILED', failure: { code: 'X' } } },
      unitRelease: { unit: { state: 'READY', failureCount: 0 }, userErrors: [] },
    });
  });

  test('claims the next Units in the call that reports the last ones', async () => {
    await workshop.submit([
      {
        key: 'chain',
        units: [
          { key: 'one', kind: 'k' },
          { key: 'two', kind: 'k', dependsOn: ['one'] },
        ],
      },
    ]);
    const [one] = await workshop.claim();
    const { answers, leases } = await workshop.report([{ succeed: { lease: leaseOf(one) } }], {
      claim: { worker: 'ann', topics: ['workshop'] },
    });
    expect(answers[0]).toMatchObject({ accepted: true });
    expect(leases).toMatchObject([{ unit: { path: 'chain/two' } }]);
  });

  test('that waits is handed a Unit as soon as there is one', async () => {
    const waiting = workshop.claim({ waitMs: 15_000 });
    await workshop.submit([taskOf('cut', ['late'])]);
    expect(await waiting).toMatchObject([{ unit: { path: 'cut/late' } }]);
  });

  test('that has gone while it waited takes no Unit with it', async () => {
    const gone = request(workshop.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', expect: '100-continue' },
      agent: false,
    });
    gone.on('error', () => undefined).flushHeaders();
    await once(gone, 'continue');
    const input = { worker: 'gone', topics: ['workshop'], waitMs: 60_000 };
    gone.end(JSON.stringify({ query: claimUnits, variables: { input } }));
    await once(gone, 'finish');
    // Claims are answered in turn: after these, that one has found nothing and waits.
    for (let turn = 0; turn < 3; turn += 1) expect(await workshop.claim()).toEqual([]);
    const heldCount = connectionCount();
    gone.destroy();
    await until(() => connectionCount() < heldCount);
    await workshop.submit([taskOf('cut', ['kept'])]);
    expect(await workshop.claim()).toMatchObject([{ attempt: 1, unit: { path: 'cut/kept' } }]);
  });

  test('gets the Units of the highest priority first, and only of its kinds', async () => {
    await workshop.submit([
      {
        key: 'cut',
        units: [
          { key: 'low', kind: 'saw' },
          { key: 'high', kind: 'saw', priority: 5 },
          { key: 'other', kind: 'weld', priority: 9 },
        ],
      },
    ]);
    const leases = await workshop.claim({ kinds: ['saw'] });
    expect(leases.map(({ unit }) => unit.key)).toEqual(['high', 'low']);
  });

  test('has many reports answered in their order, each by itself', async () => {
    await workshop.submit([taskOf('cut', ['a', 'b', 'c'])]);
    const [a, b, c] = await workshop.claim();
    const stale = { ...leaseOf(b), leaseId: 'lease_00000000000000000000000000' };
    const { answers } = await workshop.report([
      { succeed: { lease: leaseOf(c) } },
      { succeed: { lease: stale } },
      { progress: { lease: leaseOf(b), progress: 2 } },
      { renew: { lease: leaseOf(a), leaseMs: 5_000 } },
    ]);
    expect(answers).toMatchObject([
      { unitId: c?.unitId, accepted: true, state: 'SUCCEEDED', error: null },
      { unitId: b?.unitId, accepted: false, error: { code: 'LEASE_UNKNOWN' } },
      {
        unitId: b?.unitId,
        accepted: false,
        error: { code: 'INVALID_VALUE', path: ['input', 'reports', '2', 'progress', 'progress'] },
      },
      { unitId: a?.unitId, accepted: true, state: 'RUNNING', leaseMs: 5_000 },
    ]);
  });
});
