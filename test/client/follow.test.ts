import { describe, expect, test } from 'vitest';
import type { ClientError } from '../../src/client/client-error.ts';
import { createClient } from '../../src/client/create-client.ts';
import {
  answerEvents,
  answerWith,
  hangUp,
  type ScriptedServer,
  startScriptedServer,
  stayQuiet,
} from './scripted-server.ts';

const filter = { topic: 'film' };

function batch(cursor: string, ...kinds: string[]) {
  return { data: { events: { cursor, caughtUp: true, events: kinds.map((kind) => ({ kind })) } } };
}

function clientOf({ url }: ScriptedServer, silenceMs = 10_000) {
  return createClient({ url, retry: { minDelayMs: 1, maxDelayMs: 2 }, silenceMs });
}

/** The cursors of the first batches, and what was asked for to get them. */
async function follow(server: ScriptedServer, count: number, options = {}, silenceMs?: number) {
  const cursors: string[] = [];
  for await (const { cursor } of clientOf(server, silenceMs).events(filter, options)) {
    cursors.push(cursor);
    if (cursors.length === count) break;
  }
  return { cursors, askedAfter: server.requests.map(({ variables }) => variables['after']) };
}

describe('following events', () => {
  test('hands on batches as they come', async () => {
    const server = await startScriptedServer(
      answerEvents([batch('c0'), batch('c1', 'job.submitted', 'task.opened')], 'open'),
    );
    const batches = clientOf(server).events(filter, { after: 'start', batch: 7 });
    expect((await batches.next()).value).toEqual({ cursor: 'c0', caughtUp: true, events: [] });
    expect((await batches.next()).value).toMatchObject({
      cursor: 'c1',
      events: [{ kind: 'job.submitted' }, { kind: 'task.opened' }],
    });
    await batches.return();
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      accept: 'text/event-stream',
      variables: { filter, after: 'start', batch: 7 },
    });
  });

  test.each([
    ['the server completes it', answerEvents([batch('c1')], 'complete')],
    ['the connection is cut', answerEvents([batch('c1')], 'cut')],
  ])('goes on after the last cursor when %s', async (_, firstAnswer) => {
    const server = await startScriptedServer(
      firstAnswer,
      hangUp,
      answerEvents([batch('c2'), batch('c3')], 'open'),
    );
    const { cursors, askedAfter } = await follow(server, 3);
    expect(cursors).toEqual(['c1', 'c2', 'c3']);
    expect(askedAfter).toEqual([null, 'c1', 'c1']);
  });

  test.each(['complete', 'cut'] as const)(
    'goes on at the next server after the last cursor when one ends it: %s',
    async (end) => {
      const first = await startScriptedServer(answerEvents([batch('c1')], end));
      const second = await startScriptedServer(answerEvents([batch('c2')], 'open'));
      const url = [first.url, second.url];
      const client = createClient({ url, retry: { minDelayMs: 1, maxDelayMs: 2 } });
      const cursors: string[] = [];
      for await (const { cursor } of client.events(filter)) {
        cursors.push(cursor);
        if (cursors.length === 2) break;
      }
      expect(cursors).toEqual(['c1', 'c2']);
      expect(first.requests).toHaveLength(1);
      expect(second.requests[0]?.variables['after']).toBe('c1');
    },
  );

  test('gives up a connection that stays silent', async () => {
    const server = await startScriptedServer(
      answerEvents([batch('c1')], 'open'),
      stayQuiet,
      answerEvents([batch('c2')], 'open'),
    );
    const { cursors, askedAfter } = await follow(server, 2, {}, 50);
    expect(cursors).toEqual(['c1', 'c2']);
    expect(askedAfter).toEqual([null, 'c1', 'c1']);
  });

  test('tells of every lost connection', async () => {
    const server = await startScriptedServer(
      answerEvents([batch('c1')], 'cut'),
      answerWith({ errors: [{ message: 'Starting', extensions: { code: 'DRAINING' } }] }, 503),
      answerEvents([batch('c2')], 'open'),
    );
    const codes: string[] = [];
    const onInterruption = ({ code }: ClientError) => codes.push(code);
    await follow(server, 2, { onInterruption });
    expect(codes).toEqual(['UNREACHABLE', 'DRAINING']);
  });

  test('goes on after the server called it too slow', async () => {
    const tooSlow = { errors: [{ message: 'Too slow', extensions: { code: 'SLOW_CONSUMER' } }] };
    const server = await startScriptedServer(
      answerEvents([batch('c1'), tooSlow], 'complete'),
      answerEvents([batch('c2')], 'open'),
    );
    expect((await follow(server, 2)).askedAfter).toEqual([null, 'c1']);
  });

  test.each([
    ['in the stream', (body: unknown) => answerEvents([body], 'complete')],
    ['before the stream begins', (body: unknown) => answerWith(body, 400)],
  ])('throws a refused cursor, told %s', async (_, answer) => {
    const expired = { errors: [{ message: 'Too old', extensions: { code: 'CURSOR_EXPIRED' } }] };
    const server = await startScriptedServer(answer(expired));
    await expect(follow(server, 1, { after: 'old' })).rejects.toMatchObject({
      code: 'CURSOR_EXPIRED',
      message: 'Too old',
    });
    expect(server.requests).toHaveLength(1);
  });

  test('ends without a word when its signal fires, connected or not', async () => {
    const connected = await startScriptedServer(answerEvents([batch('c1')], 'open'));
    const lost = await startScriptedServer(hangUp);
    for (const server of [connected, lost]) {
      const controller = new AbortController();
      const batches = clientOf(server).events(filter, {
        signal: controller.signal,
        onInterruption: () => controller.abort(),
      });
      if (server === connected) {
        await batches.next();
        controller.abort();
      }
      expect(await batches.next()).toEqual({ done: true, value: undefined });
    }
  });

  test('closes its connection when the consumer stops', async () => {
    let isClosed = (): void => undefined;
    const closed = new Promise<void>((resolve) => {
      isClosed = resolve;
    });
    const server = await startScriptedServer((response, request) => {
      response.on('close', isClosed);
      answerEvents([batch('c1')], 'open')(response, request);
    });
    await follow(server, 1);
    await expect(closed).resolves.toBeUndefined();
  });
});
