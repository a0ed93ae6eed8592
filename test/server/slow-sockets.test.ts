/** Who does not read what a WebSocket brings: what waits for it is bounded, and it is told. */
import { beforeEach, describe, expect, test } from 'vitest';
import { until } from './open-api.ts';
import { openReadySocket, type SocketClient, subscribe } from './open-socket.ts';
import { openTickServer, type TickServer } from './open-tick-server.ts';

let server: TickServer;
let client: SocketClient;

beforeEach(async () => {
  server = await openTickServer();
  client = await openReadySocket(server.url);
  return async () => {
    client.socket.terminate();
    await server.close();
  };
});

const size = 1_000_000;
const tickCount = 64;
const follow = 'subscription ($size: Int) { ticks { count text(size: $size) } }';

interface Payload {
  readonly data?: { readonly ticks: { readonly count: number; readonly text: string } };
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

function payloadsOf(id: string): readonly Payload[] {
  const messages = client.received.filter((message) => message.id === id);
  // The server speaks its protocol, as other tests hold it to.
  return messages.flatMap(({ type, payload }) => (type === 'next' ? [payload as Payload] : []));
}

/** Subscribes to more than both ends of the connection hold, and waits until no more is pulled. */
async function stuff(...ids: readonly string[]): Promise<void> {
  client.socket.pause();
  for (const id of ids) client.send(subscribe(id, follow, { size: size + ids.indexOf(id) }));
  for (let count = 1; count <= tickCount; count += 1) server.ticks.feed.say({ count });
  let pulledCount = 0;
  let restCount = 0;
  await until(() => {
    const { length } = server.ticks.executed;
    restCount = pulledCount === length ? restCount + 1 : 0;
    pulledCount = length;
    return pulledCount > 0 && restCount >= 20;
  });
}

describe('a WebSocket whose client does not read', () => {
  test('pulls no further, and brings everything whole once it reads', async () => {
    await stuff('a', 'b');
    expect(server.ticks.executed.length).toBeLessThan(tickCount);
    expect(server.carriers[0]?.writableLength).toBeLessThan(3 * size);
    client.send({ type: 'ping' });
    client.socket.resume();
    await until(() => client.received.length === 2 * tickCount + 1);
    for (const id of ['a', 'b']) {
      const seen = payloadsOf(id).map(({ data }) => [data?.ticks.count, data?.ticks.text.length]);
      const length = id === 'a' ? size : size + 1;
      expect(seen).toEqual(Array.from({ length: tickCount }, (_, at) => [at + 1, length]));
    }
  });

  test('is told on each of its subscriptions after thirty seconds, and closed', async () => {
    await stuff('a', 'b');
    server.timers.pass(27_000);
    expect(server.operations.subscriptions.count()).toBe(2);
    server.timers.pass(6_000);
    expect(server.operations.subscriptions.count()).toBe(0);
    client.socket.resume();
    expect(await client.closed).toEqual({ code: 1013, reason: 'Nothing was taken for too long' });
    for (const id of ['a', 'b']) {
      const payloads = payloadsOf(id);
      expect(payloads.at(-1)?.errors?.[0]?.extensions.code).toBe('SLOW_CONSUMER');
      const counts = payloads.slice(0, -1).map(({ data }) => data?.ticks.count);
      expect(counts).toEqual(counts.map((_, at) => at + 1));
      expect(client.received.findLast((message) => message.id === id)?.type).toBe('complete');
    }
  });

  test('is cut off when it does not even take that', async () => {
    await stuff('a');
    server.timers.pass(33_000);
    expect(server.sockets.count()).toBe(1);
    server.timers.pass(30_000);
    await until(() => server.sockets.count() === 0);
    expect(server.timers.count()).toBe(0);
  });

  test('is not listened to either while it goes on asking', async () => {
    client.socket.pause();
    const ping = JSON.stringify({ type: 'ping', payload: { fill: 'x'.repeat(1_500) } });
    let sentCount = 0;
    // Until what it sends stays with itself.
    await until(() => {
      for (let count = 0; count < 500 && client.socket.bufferedAmount < 16 * size; count += 1) {
        client.send(ping);
        sentCount += 1;
      }
      return client.socket.bufferedAmount >= 16 * size;
    });
    expect(server.carriers[0]?.writableLength).toBeLessThan(2 * size);
    client.socket.resume();
    await until(() => client.received.length === sentCount);
  });
});

test('a WebSocket carries a thousand operations at once, and refuses more', async () => {
  for (let count = 0; count < 1_000; count += 1) client.send(subscribe(`${count}`, follow));
  expect(await client.ask(subscribe('more', follow))).toMatchObject({
    type: 'error',
    id: 'more',
    payload: [{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }],
  });
  client.send({ type: 'complete', id: '7' });
  expect(await client.ask(subscribe('more', '{ version }'))).toMatchObject({ type: 'next' });
});
