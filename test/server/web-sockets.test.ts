/** graphql-transport-ws as its protocol has it, on a schema of its own and with time by hand. */
import { request } from 'node:http';
import { beforeEach, describe, expect, test } from 'vitest';
import { until } from './open-api.ts';
import { openReadySocket, openSocket, subscribe } from './open-socket.ts';
import { openTickServer, type TickServer } from './open-tick-server.ts';

let url: string;
let ticks: TickServer['ticks'];
let timers: TickServer['timers'];
let sockets: TickServer['sockets'];
let operations: TickServer['operations'];

beforeEach(async () => {
  const server = await openTickServer();
  ({ url, ticks, timers, sockets, operations } = server);
  return server.close;
});

const follow = 'subscription { ticks { count } }';

const tick = (id: string, count: number) => ({
  type: 'next',
  id,
  payload: { data: { ticks: { count } } },
});

const code = (expected: string) => ({ extensions: { code: expected } });

describe('a WebSocket', () => {
  test('carries subscriptions side by side, each to its own end', async () => {
    const client = await openReadySocket(url);
    client.send(subscribe('a', follow));
    client.send(subscribe('b', follow));
    await until(() => operations.subscriptions.count() === 2);
    ticks.feed.say({ count: 1 });
    expect([await client.next(), await client.next()]).toEqual([tick('a', 1), tick('b', 1)]);
    client.send({ type: 'complete', id: 'a' });
    await until(() => operations.subscriptions.count() === 1);
    ticks.feed.say({ count: 2 });
    ticks.feed.say('end');
    expect([await client.next(), await client.next()]).toEqual([
      tick('b', 2),
      { type: 'complete', id: 'b' },
    ]);
    expect(await client.ask({ type: 'ping' })).toEqual({ type: 'pong' });
    expect(operations.subscriptions.count()).toBe(0);
  });

  test('carries queries and mutations', async () => {
    const client = await openReadySocket(url);
    const query = subscribe(
      'q',
      'query ($name: String!) { version __type(name: $name) { name } }',
      {
        name: 'Tick',
      },
    );
    expect(await client.ask(query)).toEqual({
      type: 'next',
      id: 'q',
      payload: { data: { version: null, __type: { name: 'Tick' } } },
    });
    expect(await client.next()).toEqual({ type: 'complete', id: 'q' });
    expect(await client.ask(subscribe('m', 'mutation { tick(count: 7) }'))).toMatchObject({
      payload: { data: { tick: 7 } },
    });
  });

  test.each([
    ['GRAPHQL_PARSE_FAILED', 'subscription {'],
    ['GRAPHQL_PARSE_FAILED', '{'],
    ['GRAPHQL_VALIDATION_FAILED', 'subscription { ticks { nowhere } }'],
    ['BAD_USER_INPUT', 'subscription ($after: Int!) { ticks(after: $after) { count } }'],
    ['BAD_USER_INPUT', 'mutation ($count: Int!) { tick(count: $count) }'],
    ['CURSOR_INVALID', 'subscription { ticks(refuse: true) { count } }'],
    ['OPERATION_RESOLUTION_FAILURE', 'query A { version } query B { version }'],
  ])('stays open when an operation is refused with %s: %s', async (expected, query) => {
    const client = await openReadySocket(url);
    const refused = { type: 'error', id: 'a', payload: [code(expected)] };
    expect(await client.ask(subscribe('a', query))).toMatchObject(refused);
    // The id is free again.
    expect(await client.ask(subscribe('a', '{ version }'))).toMatchObject({ type: 'next' });
    expect(JSON.stringify(client.received)).not.toContain('http');
  });

  test('tells what goes wrong on the way as the last result', async () => {
    const client = await openReadySocket(url);
    ticks.feed.say(new Error('a secret of the inside'));
    expect(await client.ask(subscribe('a', follow))).toMatchObject({
      type: 'next',
      payload: { errors: [code('INTERNAL')] },
    });
    expect(await client.next()).toEqual({ type: 'complete', id: 'a' });
  });

  test('answers a ping with what it carries', async () => {
    const client = await openSocket(url);
    const payload = { at: 1 };
    expect(await client.ask({ type: 'ping', payload })).toEqual({ type: 'pong', payload });
    client.send({ type: 'pong' });
    expect(await client.ask({ type: 'connection_init', payload: {} })).toEqual({
      type: 'connection_ack',
    });
  });

  test('frees what its client leaves behind', async () => {
    const client = await openReadySocket(url);
    for (const id of ['a', 'b', 'c']) client.send(subscribe(id, follow));
    await until(() => operations.subscriptions.count() === 3);
    client.socket.terminate();
    await until(() => sockets.count() === 0);
    expect([operations.subscriptions.count(), ticks.feed.returnCount]).toEqual([0, 3]);
    expect(timers.count()).toBe(0);
  });
});

describe('a WebSocket is closed', () => {
  const init = { type: 'connection_init' };

  test.each<[string, number, string, readonly (object | string)[]]>([
    ['no JSON', 4400, 'Invalid message', ['{']],
    ['no object', 4400, 'Invalid message', ['[]']],
    ['another type', 4400, 'Invalid message', [{ type: 'start', id: 'a' }]],
    ['a payload that is none', 4400, 'Invalid message', [{ ...init, payload: 1 }]],
    ['no text', 4400, 'Invalid message', [{ ...subscribe('a', follow), payload: { query: 1 } }]],
    ['an empty id', 4400, 'Invalid message', [subscribe('', follow)]],
    ['a long id', 4400, 'Invalid message', [subscribe('x'.repeat(257), follow)]],
    ['an operation too early', 4401, 'Unauthorized', [subscribe('a', follow)]],
    [
      'an id that is in use',
      4409,
      'Subscriber for a already exists',
      [init, subscribe('a', follow), subscribe('a', follow)],
    ],
    ['a second beginning', 4429, 'Too many initialisation requests', [init, init]],
    [
      'a message that is too large',
      1009,
      '',
      [{ type: 'ping', payload: { x: 'x'.repeat(2_000) } }],
    ],
  ])('for %s, with %i', async (_, expected, reason, messages) => {
    const client = await openSocket(url);
    for (const message of messages) client.send(message);
    expect(await client.closed).toEqual({ code: expected, reason });
    await until(() => sockets.count() === 0);
    expect(operations.subscriptions.count()).toBe(0);
  });

  test('with 4406 when it does not speak the protocol', async () => {
    // Clients end such a connection themselves, so it takes one that does not mind.
    const client = await openSocket(url, { protocols: [] });
    expect(await client.closed).toMatchObject({ code: 4406 });
  });

  test('with 4408 when its client does not begin in time', async () => {
    const early = await openReadySocket(url);
    const late = await openSocket(url);
    timers.pass(3_000);
    expect(await late.closed).toMatchObject({ code: 4408 });
    expect(await early.ask({ type: 'ping' })).toEqual({ type: 'pong' });
  });

  test('when nothing has come since the ping before the last', async () => {
    const silent = await openReadySocket(url);
    const alive = await openReadySocket(url);
    // It does not even answer pings, as if its machine was gone.
    silent.socket.pause();
    for (let count = 0; count < 3; count += 1) {
      const pinged = new Promise((resolve) => alive.socket.once('ping', resolve));
      timers.pass(12_000);
      if (count < 2) await pinged;
      // What was sent before was read by now.
      await alive.ask({ type: 'ping' });
    }
    await until(() => sockets.count() === 1);
    expect(await alive.ask({ type: 'ping' })).toEqual({ type: 'pong' });
    silent.socket.terminate();
  });

  test('with 1001 once nothing runs on it, when the server stops', async () => {
    const idle = await openReadySocket(url);
    const busy = await openReadySocket(url);
    busy.send(subscribe('a', follow));
    await until(() => operations.subscriptions.count() === 1);
    sockets.leave();
    expect(await idle.closed).toEqual({ code: 1001, reason: 'The server is stopping' });
    await until(() => sockets.count() === 1);
    ticks.feed.say({ count: 1 });
    ticks.feed.say('end');
    expect([await busy.next(), await busy.next()]).toEqual([
      tick('a', 1),
      { type: 'complete', id: 'a' },
    ]);
    expect(await busy.closed).toMatchObject({ code: 1001 });
  });

  test('though its client does not agree to it', async () => {
    const client = await openReadySocket(url);
    client.socket.pause();
    sockets.leave();
    expect(sockets.count()).toBe(1);
    timers.pass(1_000);
    await until(() => sockets.count() === 0);
    client.socket.resume();
    expect(await client.closed).toMatchObject({ code: 1001 });
  });
});

describe('a request for an upgrade', () => {
  test('from a page of elsewhere is refused', async () => {
    const host = new URL(url).host;
    const open = (origin: string, more = {}) =>
      openSocket(url, { headers: { origin, ...more } }).then(
        () => 101,
        (error: Error) => Number(error.message.slice(-3)),
      );
    expect(await open(`http://${host}`)).toBe(101);
    expect(await open('https://page.example')).toBe(403);
    expect(await open('null')).toBe(403);
    expect(await open('https://junjo.example', { 'x-forwarded-host': 'junjo.example' })).toBe(101);
  });

  test('elsewhere than at /graphql is refused', async () => {
    await expect(openSocket(url.replace('/graphql', '/other'))).rejects.toThrow('404');
  });

  test('to anything else is a request like all others', async () => {
    const { port } = new URL(url);
    const headers = {
      connection: 'Upgrade, HTTP2-Settings',
      upgrade: 'h2c',
      'http2-settings': 'AAMAAABkAARAAAAAAAIAAAAA',
    };
    const answered = await new Promise((resolve, reject) => {
      const sent = request({ port, method: 'POST', headers }, (response) => {
        response.setEncoding('utf8');
        response.on('data', (text: string) => resolve([response.statusCode, text]));
      });
      sent.on('error', reject).end('what was sent');
    });
    expect(answered).toEqual([200, 'what was sent']);
  });
});
