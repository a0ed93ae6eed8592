/** A subscription is the same by whatever it comes: by POST, by GET and by WebSocket. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EventStream, readStream, until } from './open-api.ts';
import { openReadySocket, openSocket } from './open-socket.ts';
import { openWorkshop, taskOf, type Workshop } from './workshop.ts';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
  await workshop.submit([taskOf('t', ['a', 'b', 'c'])]);
});

afterEach(() => workshop.close());

interface Params {
  readonly query: string;
  readonly variables?: object;
  readonly operationName?: string;
}

/** What was received, up to so many results or to the end; at the end it says 'complete'. */
type Follow = (params: Params, count: number) => Promise<readonly unknown[]>;

const byPost: Follow = async (params, count) => {
  const controller = new AbortController();
  const response = await fetch(workshop.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify(params),
    signal: controller.signal,
  });
  return await readResults(readStream(response, controller), count);
};

const byGet: Follow = async ({ query, variables, operationName }, count) => {
  const controller = new AbortController();
  const asked = new URLSearchParams({
    query,
    ...(variables === undefined ? {} : { variables: JSON.stringify(variables) }),
    ...(operationName === undefined ? {} : { operationName }),
  });
  const response = await fetch(`${workshop.url}?${asked}`, {
    headers: { accept: 'text/event-stream' },
    signal: controller.signal,
  });
  return await readResults(readStream(response, controller), count);
};

const bySocket: Follow = async (payload, count) => {
  const client = await openReadySocket(workshop.url);
  client.send({ type: 'subscribe', id: '1', payload });
  const results: unknown[] = [];
  while (results.length < count) {
    const message = await client.next();
    if (message.type === 'error') results.push({ errors: message.payload });
    results.push(message.type === 'next' ? message.payload : 'complete');
  }
  client.socket.terminate();
  return results;
};

async function readResults(stream: EventStream, count: number): Promise<readonly unknown[]> {
  const results: unknown[] = [];
  while (results.length < count && results.at(-1) !== 'complete') {
    results.push((await stream.next()) ?? 'complete');
  }
  await stream.leave();
  return results;
}

const query = `subscription ($after: String, $batch: Int! = 2, $kinds: [String!]) {
  events(filter: { topic: "workshop", kinds: $kinds }, after: $after, batch: $batch) {
    events { seq kind data } cursor caughtUp
  }
}`;

const aliases = Array.from({ length: 31 }, (_, at) => `a${at}: caughtUp`).join(' ');

const fields = 'seq kind at topicId jobId taskId unitId worker data from to '.repeat(12);

describe('every transport', () => {
  test.each<[string, Params, number]>([
    ['the journal', { query, variables: { after: 'start' } }, 3],
    ['what is new', { query }, 1],
    [
      'one of several',
      {
        query: `${query.replace('n (', 'n B (')} query A { version }`,
        operationName: 'B',
        variables: { after: 'start' },
      },
      2,
    ],
    ['CURSOR_INVALID', { query, variables: { after: 'x' } }, 2],
    ['PAGE_SIZE_TOO_LARGE', { query, variables: { batch: 1_001 } }, 2],
    ['BAD_USER_INPUT', { query, variables: { batch: 'x' } }, 2],
    ['TOPIC_NOT_FOUND', { query: query.replace('workshop', 'nowhere') }, 2],
    ['GRAPHQL_PARSE_FAILED', { query: query.slice(0, -1) }, 2],
    ['GRAPHQL_VALIDATION_FAILED', { query: query.replace('caughtUp', 'caught') }, 2],
    [
      'COST_LIMIT_EXCEEDED',
      { query: query.replace('seq kind', fields), variables: { batch: 1_000 } },
      2,
    ],
    ['ALIAS_LIMIT_EXCEEDED', { query: query.replace('caughtUp', aliases) }, 2],
    [
      'DEPTH_LIMIT_EXCEEDED',
      { query: query.replace('caughtUp', `caughtUp ${'a { '.repeat(13)}b ${'}'.repeat(13)}`) },
      2,
    ],
    [
      'OPERATION_RESOLUTION_FAILURE',
      { query: `${query.replace('n (', 'n B (')} query A { version }` },
      2,
    ],
  ])('delivers %s alike', async (name, params, count) => {
    const posted = await byPost(params, count);
    expect(posted).toHaveLength(count);
    expect(await byGet(params, count)).toEqual(posted);
    expect(await bySocket(params, count)).toEqual(posted);
    const isCode = /^[A-Z_]+$/.test(name);
    expect(JSON.stringify(posted).includes('"errors"')).toBe(isCode);
    if (isCode) expect(JSON.stringify(posted)).toContain(`"code":"${name}"`);
  });
});

describe('a server that stops', () => {
  test('ends what is followed by WebSocket with a cursor that is good, and says that it goes', async () => {
    const client = await openReadySocket(workshop.url);
    client.send({
      type: 'subscribe',
      id: '1',
      payload: { query, variables: { after: 'start', batch: 100 } },
    });
    await client.next();
    const idle = await openReadySocket(workshop.url);
    await workshop.server.stop();
    expect(await client.next()).toEqual({ type: 'complete', id: '1' });
    expect([(await client.closed).code, (await idle.closed).code]).toEqual([1001, 1001]);
  });

  test('waits for what is asked by WebSocket, and ends long polls', async () => {
    const client = await openReadySocket(workshop.url);
    const claim = `mutation { unitsClaim(input: { worker: "w", topics: ["workshop"], kinds: ["none"], waitMs: 60000 }) { leases { unitId } } }`;
    client.send({ type: 'subscribe', id: '1', payload: { query: claim } });
    await until(() => client.socket.bufferedAmount === 0);
    expect(await client.ask({ type: 'ping' })).toEqual({ type: 'pong' });
    await workshop.server.stop();
    expect(await client.next()).toMatchObject({
      type: 'next',
      payload: { data: { unitsClaim: { leases: [] } } },
    });
    expect((await client.closed).code).toBe(1001);
  });
});

test('a WebSocket of a page of elsewhere is refused by a server on the loopback interface', async () => {
  const refused = openSocket(workshop.url, { headers: { origin: 'https://page.example' } });
  await expect(refused).rejects.toThrow('403');
  const page = await openSocket(workshop.url, { headers: { origin: 'http://localhost:5173' } });
  page.socket.terminate();
});
