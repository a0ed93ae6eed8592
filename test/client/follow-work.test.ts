import { describe, expect, test } from 'vitest';
import type { ClientError } from '../../src/client/client-error.ts';
import { createClient } from '../../src/client/create-client.ts';
import { openWorkshop, taskOf } from '../server/workshop.ts';
import {
  answerEvents,
  answerWith,
  hangUp,
  type ScriptedServer,
  startScriptedServer,
} from './scripted-server.ts';

const input = { worker: 'ann', topics: ['workshop'], credits: 2 };

function leaseNamed(leaseId: string) {
  return { unitId: `unit_${leaseId}`, attempt: 1, leaseId };
}

function offer(leaseIds: readonly string[], more: object = {}) {
  const leases = leaseIds.map(leaseNamed);
  return {
    data: { work: { leases, leaseDirectives: [], directives: [], drained: false, ...more } },
  };
}

function clientOf({ url }: ScriptedServer) {
  return createClient({ url, retry: { minDelayMs: 1, maxDelayMs: 2 }, silenceMs: 10_000 });
}

describe('following work', () => {
  test.each([
    ['the server completes it', answerEvents([offer(['a', 'b'])], 'complete')],
    ['the connection is cut', answerEvents([offer(['a', 'b'])], 'cut')],
  ])('says again what is held when %s', async (_, firstAnswer) => {
    const server = await startScriptedServer(
      firstAnswer,
      hangUp,
      answerEvents([offer(['c'])], 'open'),
    );
    const held = new Map<string, { unitId: string; attempt: number; leaseId: string }>();
    const told: string[] = [];
    const offers = clientOf(server).work(input, {
      holding: () => [...held.values()],
      onInterruption: ({ code }) => told.push(code),
    });
    for await (const { leases } of offers) {
      for (const lease of leases) held.set(lease.leaseId, { ...lease });
      held.delete('a');
      if (held.has('c')) break;
    }
    expect(server.requests.map(({ variables }) => variables['input'])).toEqual([
      { ...input, holding: [] },
      { ...input, holding: [leaseNamed('b')] },
      { ...input, holding: [leaseNamed('b')] },
    ]);
    expect(told.at(-1)).toBe('UNREACHABLE');
  });

  test('ends with the offer that says that the worker is drained', async () => {
    const last = offer([], { drained: true });
    const server = await startScriptedServer(answerEvents([offer(['a']), last], 'open'));
    const seen: boolean[] = [];
    for await (const { drained } of clientOf(server).work(input)) seen.push(drained);
    expect(seen).toEqual([false, true]);
    expect(server.requests).toHaveLength(1);
  });

  test('ends quietly by its signal', async () => {
    const server = await startScriptedServer(answerEvents([offer([])], 'open'));
    const leaving = new AbortController();
    let count = 0;
    for await (const _ of clientOf(server).work(input, { signal: leaving.signal })) {
      count += 1;
      leaving.abort();
    }
    expect(count).toBe(1);
  });

  test('throws what the server refuses', async () => {
    const refusal = { message: 'No such Topic.', extensions: { code: 'TOPIC_NOT_FOUND' } };
    const server = await startScriptedServer(answerWith({ errors: [refusal] }));
    const error = await clientOf(server)
      .work(input)
      .next()
      .catch((thrown: ClientError) => thrown);
    expect(error).toMatchObject({ code: 'TOPIC_NOT_FOUND', isRetryable: false });
  });
});

describe('a worker that lives on a subscription', () => {
  test('does all there is, hears of what is cancelled, and ends when it is drained', async () => {
    const workshop = await openWorkshop();
    const client = createClient({ url: workshop.server.url });
    const job = await workshop.submit([
      taskOf('cut', ['a', 'b', 'c', 'd', 'e']),
      taskOf('glue', ['f'], { dependsOn: ['cut'] }),
    ]);
    const done: string[] = [];
    for await (const { leases, leaseDirectives } of client.work(input)) {
      expect(leases.length).toBeLessThanOrEqual(2);
      for (const { unitId, attempt, leaseId, unit } of leases) {
        done.push(unit.key);
        const lease = { unitId, attempt, leaseId };
        await client.unitsReport({ reports: [{ succeed: { lease, output: unit.key } }] });
      }
      expect(leaseDirectives).toEqual([]);
      if (done.length === 6) {
        await client.workerDrain({ worker: { name: { name: 'ann' } }, reason: 'It is late.' });
      }
    }
    expect(done).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    const read = 'query($id: ID!) { job(by: { id: $id }) { state } }';
    expect(await workshop.data(read, { id: job.id })).toEqual({ job: { state: 'SUCCEEDED' } });
    await workshop.close();
  });
});
