import { describe, expect, test } from 'vitest';
import { type ClientOptions, createClient } from '../../src/client/create-client.ts';
import {
  answerText,
  answerWith,
  hangUp,
  startScriptedServer,
  stayQuiet,
} from './scripted-server.ts';

const quickRetry = { retryCount: 3, minDelayMs: 1, maxDelayMs: 2 };

function clientOf(url: string, options: Partial<ClientOptions> = {}) {
  return createClient({ url, retry: quickRetry, ...options });
}

const topic = { id: 'topic_1', name: 'film' };
const topicAnswer = answerWith({ data: { findTopic: null, topic } });
const claimAnswer = answerWith({
  data: { unitsClaim: { leases: [], replayed: false, userErrors: [] } },
});

describe('a call', () => {
  test('posts the operation to /graphql and answers its data', async () => {
    const server = await startScriptedServer(topicAnswer);
    const client = clientOf(server.url);
    expect(client.url).toBe(`${server.url}/graphql`);
    expect(await client.findTopic({ name: 'film' })).toEqual(topic);
    expect(server.requests[0]?.query).toMatch(/^query FindTopic\(/);
    expect(server.requests[0]?.variables).toEqual({ by: { name: 'film' } });
  });

  test('that is a query is repeated after a hang-up, a server error and a proxy page', async () => {
    const server = await startScriptedServer(
      hangUp,
      answerWith({ errors: [{ message: 'Later', extensions: { code: 'OVERLOADED' } }] }, 503),
      answerText('<h1>Bad gateway</h1>', 502),
      topicAnswer,
    );
    expect(await clientOf(server.url).findTopic({ name: 'film' })).toEqual(topic);
    expect(server.requests).toHaveLength(4);
  });

  test('gives up after the last repetition and says what happened', async () => {
    const server = await startScriptedServer(hangUp);
    await expect(clientOf(server.url).findTopic({ name: 'film' })).rejects.toMatchObject({
      name: 'ClientError',
      code: 'UNREACHABLE',
      message: expect.stringContaining(`No answer from ${server.url}/graphql: `),
    });
    expect(server.requests).toHaveLength(4);
  });

  test('that nobody answers in time counts as unreachable', async () => {
    const server = await startScriptedServer(stayQuiet, topicAnswer);
    const client = clientOf(server.url, { timeoutMs: 50 });
    expect(await client.findTopic({ name: 'film' })).toEqual(topic);
    expect(server.requests).toHaveLength(2);
  });

  test('that the schema does not know is not repeated', async () => {
    const server = await startScriptedServer(
      answerWith(
        {
          errors: [{ message: 'No such field', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
        },
        400,
      ),
    );
    await expect(clientOf(server.url).version()).rejects.toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
      message: 'No such field',
      isRetryable: false,
    });
    expect(server.requests).toHaveLength(1);
  });

  test('to something else than Junjo says so', async () => {
    const server = await startScriptedServer(answerText('<h1>Not found</h1>', 404));
    await expect(clientOf(server.url).version()).rejects.toMatchObject({
      code: 'HTTP_ERROR',
      message: expect.stringContaining('Is this the address of a Junjo server?'),
    });
  });

  test('ends with the reason of its signal when that fires', async () => {
    const server = await startScriptedServer(stayQuiet);
    const controller = new AbortController();
    const call = clientOf(server.url).version({ signal: controller.signal });
    controller.abort(new Error('changed my mind'));
    await expect(call).rejects.toThrow('changed my mind');
  });
});

describe('a client of several servers', () => {
  test('stays with one while it answers, and goes to the next when it does not', async () => {
    const first = await startScriptedServer(topicAnswer, topicAnswer, hangUp);
    const second = await startScriptedServer(topicAnswer);
    const client = createClient({ url: [first.url, second.url], retry: quickRetry });
    for (let count = 0; count < 4; count += 1) {
      expect(await client.findTopic({ name: 'film' })).toEqual(topic);
    }
    expect(first.requests).toHaveLength(3);
    expect(second.requests).toHaveLength(2);
    expect(client.url).toBe(`${second.url}/graphql`);
  });

  test('repeats a claim that one refuses because it stops at the next, under its request id', async () => {
    const draining = { code: 'DRAINING', retryable: true, message: 'Stopping.', path: [] };
    const refused = { leases: [], replayed: false, userErrors: [draining] };
    const first = await startScriptedServer(answerWith({ data: { unitsClaim: refused } }));
    const second = await startScriptedServer(claimAnswer);
    const client = createClient({ url: [first.url, second.url], retry: quickRetry });
    await client.unitsClaim({ worker: 'w', topics: ['film'] });
    const [asked, askedAgain] = [first, second].map(
      ({ requests }) => inputOf(requests[0]?.variables)['requestId'],
    );
    expect(asked).toMatch(/^[0-9a-f-]{36}$/);
    expect(askedAgain).toBe(asked);
  });

  test('leaves a server once, however many calls fail there at the same time', async () => {
    const servers = [
      await startScriptedServer(hangUp),
      await startScriptedServer(topicAnswer),
      await startScriptedServer(hangUp),
    ];
    const client = createClient({ url: servers.map(({ url }) => url), retry: quickRetry });
    await Promise.all(Array.from({ length: 10 }, () => client.findTopic({ name: 'film' })));
    expect(servers.map(({ requests }) => requests.length)).toEqual([10, 10, 0]);
  });

  test('does not leave one that has answered with a refusal', async () => {
    const notFound = { errors: [{ message: 'No such', extensions: { code: 'TOPIC_NOT_FOUND' } }] };
    const first = await startScriptedServer(answerWith(notFound));
    const second = await startScriptedServer(topicAnswer);
    const client = createClient({ url: [first.url, second.url], retry: quickRetry });
    await expect(client.findTopic({ name: 'film' })).rejects.toThrow('No such');
    expect(client.url).toBe(`${first.url}/graphql`);
  });

  test('needs one', () => {
    expect(() => createClient({ url: [] })).toThrow('no server to call');
  });
});

describe('a mutation', () => {
  test('keeps its idempotency key when it is repeated', async () => {
    const created = { topic, cursor: 'c', replayed: true, userErrors: [] };
    const server = await startScriptedServer(
      hangUp,
      answerWith({ data: { topicCreate: created } }),
    );
    expect(await clientOf(server.url).topicCreate({ name: 'film' })).toEqual(created);
    const keys = server.requests.map(({ variables }) => inputOf(variables)['idempotencyKey']);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).toBe(keys[0]);
  });

  test('keeps the key that the caller gave', async () => {
    const payload = { topic, cursor: 'c', replayed: false, userErrors: [] };
    const server = await startScriptedServer(answerWith({ data: { topicCreate: payload } }));
    await clientOf(server.url).topicCreate({ name: 'film', idempotencyKey: 'mine' });
    expect(inputOf(server.requests[0]?.variables)['idempotencyKey']).toBe('mine');
  });

  test('that is a claim is repeated under one request id', async () => {
    const server = await startScriptedServer(hangUp, claimAnswer);
    await clientOf(server.url).unitsClaim({ worker: 'w', topics: ['film'] });
    const [first, second] = server.requests.map(({ variables }) => inputOf(variables)['requestId']);
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).toBe(first);
  });

  test('that is refused because an operator has stopped it is not repeated', async () => {
    const closed = { code: 'INTAKE_CLOSED', retryable: true, message: 'Full.', path: [] };
    const refused = { job: null, cursor: null, replayed: false, userErrors: [closed] };
    const server = await startScriptedServer(answerWith({ data: { jobSubmit: refused } }));
    const submission = clientOf(server.url).jobSubmit({ topic: 'film', name: 'cut', tasks: [] });
    await expect(submission).rejects.toMatchObject({ code: 'INTAKE_CLOSED', isRetryable: true });
    expect(server.requests).toHaveLength(1);
  });

  test('that waits for Units has that much more time to be answered', async () => {
    const server = await startScriptedServer((response, request) => {
      setTimeout(() => claimAnswer(response, request), 100);
    });
    const client = clientOf(server.url, { timeoutMs: 20, retry: { retryCount: 0 } });
    const { leases } = await client.unitsClaim({ worker: 'w', topics: ['film'], waitMs: 5_000 });
    expect(leases).toEqual([]);
  });

  test('that is refused throws the refusal, unrepeated', async () => {
    const refusal = {
      category: 'VALIDATION',
      code: 'DEPENDENCY_CYCLE',
      message: 'a → b → a',
      path: ['input', 'tasks'],
      retryable: false,
      details: { cycle: ['a', 'b', 'a'] },
    };
    const payload = { job: null, cursor: null, replayed: false, userErrors: [refusal, refusal] };
    const server = await startScriptedServer(answerWith({ data: { jobSubmit: payload } }));
    const call = clientOf(server.url).jobSubmit({ topic: 'film', name: 'cut', tasks: [] });
    await expect(call).rejects.toMatchObject({
      code: 'DEPENDENCY_CYCLE',
      category: 'VALIDATION',
      message: 'a → b → a (and 1 more: DEPENDENCY_CYCLE)',
      path: ['input', 'tasks'],
      details: { cycle: ['a', 'b', 'a'] },
    });
    expect(server.requests).toHaveLength(1);
  });

  test('that is refused for now is repeated', async () => {
    const draining = {
      category: 'PRECONDITION_FAILED',
      code: 'DRAINING',
      message: 'Going down.',
      path: [],
      retryable: true,
      details: null,
    };
    const server = await startScriptedServer(
      answerWith({ data: { unitsClaim: { leases: [], replayed: false, userErrors: [draining] } } }),
      claimAnswer,
    );
    await clientOf(server.url).unitsClaim({ worker: 'w', topics: ['film'] });
    expect(server.requests).toHaveLength(2);
  });

  test('answers refused reports instead of throwing them', async () => {
    const lost = { unitId: 'unit_1', accepted: false, error: { code: 'LEASE_LOST' } };
    const payload = { answers: [lost], leases: [], userErrors: [] };
    const server = await startScriptedServer(answerWith({ data: { unitsReport: payload } }));
    const lease = { unitId: 'unit_1', attempt: 1, leaseId: 'l' };
    const { answers } = await clientOf(server.url).unitsReport({
      reports: [{ release: { lease } }],
    });
    expect(answers).toEqual([lost]);
  });
});

describe('lists', () => {
  test('of Tasks go on until the last page', async () => {
    const page = (key: string, endCursor: string | null) =>
      answerWith({
        data: {
          job: {
            tasks: { nodes: [{ key }], pageInfo: { hasNextPage: endCursor !== null, endCursor } },
          },
        },
      });
    const server = await startScriptedServer(page('a', 'after-a'), page('b', null));
    const keys: string[] = [];
    for await (const { key } of clientOf(server.url).tasks('job_1')) keys.push(key);
    expect(keys).toEqual(['a', 'b']);
    expect(server.requests.map(({ variables }) => variables['after'])).toEqual([null, 'after-a']);
  });

  test('of what a missing Job holds say that it is missing', async () => {
    const server = await startScriptedServer(answerWith({ data: { job: null } }));
    const first = clientOf(server.url).tasks('job_1').next();
    await expect(first).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('by ids leave out what is not there and what is something else', async () => {
    const server = await startScriptedServer(
      answerWith({ data: { nodes: [{ id: 'task_1' }, null, {}] } }),
    );
    const ids: string[] = [];
    for await (const { id } of clientOf(server.url).tasksById(['task_1', 'x', 'unit_1'])) {
      ids.push(id);
    }
    expect(ids).toEqual(['task_1']);
  });
});

function inputOf(variables: Readonly<Record<string, unknown>> | undefined) {
  const input = variables?.['input'];
  if (typeof input !== 'object' || input === null) throw new Error('The request has no input.');
  return { ...input } as Readonly<Record<string, unknown>>;
}
