import { createClient } from 'junjo/client';
import { createMovableClock, openTestServer, type TestServer } from 'junjo/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

let server: TestServer;

beforeEach(async () => {
  server = await openTestServer();
});

afterEach(() => server.stop());

describe('a server for tests', () => {
  test('listens on a port of its own and keeps what it is told', async () => {
    const other = await openTestServer();
    const [client, elsewhere] = [server, other].map(({ url }) => createClient({ url }));
    await client?.topicCreate({ name: 'kitchen' });
    await expect(client?.topicCreate({ name: 'kitchen' })).rejects.toThrow('already');
    await expect(elsewhere?.topicCreate({ name: 'kitchen' })).resolves.toBeDefined();
    await other.stop();
    expect(server.port).not.toBe(other.port);
  });

  test('goes by the clock that the test moves', async () => {
    const client = createClient({ url: server.url });
    await client.topicCreate({ name: 'kitchen' });
    await client.jobSubmit({ topic: 'kitchen', name: 'tea', tasks: [tea] });
    const request = { topics: ['kitchen'], worker: 'cook', max: 1, leaseMs: 600_000 };
    const [first] = (await client.unitsClaim(request)).leases;
    server.clock.move(600_000);
    const again = await client.unitsClaim({ ...request, waitMs: 10_000 });
    expect(first?.attempt).toBe(1);
    expect(again.leases.map(({ attempt }) => attempt)).toEqual([2]);
  });
});

test('a clock that is moved stands still between', () => {
  const clock = createMovableClock(5);
  expect([clock.now(), clock.now()]).toEqual([5, 5]);
  clock.move(10);
  expect(clock.now()).toBe(15);
  expect(() => clock.move(-1)).toThrow(RangeError);
});

const tea = {
  key: 'tea',
  units: [{ key: 'brew', kind: 'brew', retry: { backoff: 'FIXED', delayMs: 0, jitter: 'NONE' } }],
} as const;
