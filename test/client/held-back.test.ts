/** Following where something on the way collects what event streams say. */
import { expect, test } from 'vitest';
import type { ClientError } from '../../src/client/client-error.ts';
import { createClient } from '../../src/client/create-client.ts';
import {
  type Answer,
  answerEvents,
  answerWith,
  hangUp,
  startScriptedServer,
  stayQuiet,
} from './scripted-server.ts';

/** A head, and nothing behind it. */
const holdBack: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
};

function batch(cursor: string, more: object = {}) {
  return { data: { events: { cursor, caughtUp: true, events: [{ seq: cursor }], ...more } } };
}

interface Following {
  readonly answers: readonly Answer[];
  /** How many batches to take. */
  readonly count: number;
  readonly detourMs?: number;
}

/** What was followed, and how it was asked for: as a stream, or once. */
async function follow({ answers, count, detourMs = 60_000 }: Following) {
  const server = await startScriptedServer(...answers);
  const retry = { minDelayMs: 1, maxDelayMs: 2, retryCount: 0 };
  const client = createClient({ url: server.url, retry, silenceMs: 1_000 });
  const cursors: string[] = [];
  const codes: string[] = [];
  const onInterruption = ({ code }: ClientError) => codes.push(code);
  const options = { after: 'c0', pollMs: 1, detourMs, onInterruption };
  for await (const { cursor } of client.events({ topic: 'film' }, options)) {
    cursors.push(cursor);
    if (cursors.length === count) break;
  }
  const asked = server.requests.map(({ accept, variables }) => {
    const how = accept === 'text/event-stream' ? 'stream' : 'once';
    return `${how} after ${String(variables['after'])}`;
  });
  return { cursors, codes, asked };
}

test.each([
  ['nothing comes at all', stayQuiet],
  ['nothing comes but the head', holdBack],
])('Events are asked for one by one where %s of two streams in a row', async (_, silent) => {
  const { cursors, codes, asked } = await follow({
    answers: [silent, silent, answerWith(batch('c1')), answerWith(batch('c2'))],
    count: 2,
  });
  expect(cursors).toEqual(['c1', 'c2']);
  expect(codes).toEqual(['UNREACHABLE', 'STREAM_HELD_BACK']);
  expect(asked).toEqual(['stream after c0', 'stream after c0', 'once after c0', 'once after c1']);
});

test('an answer without anything new is not handed on', async () => {
  const nothingNew = answerWith(batch('c1', { events: [] }));
  const { cursors, asked } = await follow({
    answers: [stayQuiet, stayQuiet, nothingNew, nothingNew, nothingNew, answerWith(batch('c2'))],
    count: 2,
  });
  expect(cursors).toEqual(['c1', 'c2']);
  expect(asked.slice(2)).toEqual([
    'once after c0',
    'once after c1',
    'once after c1',
    'once after c1',
  ]);
});

test('a stream is tried again after a while, and followed when it gets through', async () => {
  const { cursors, codes, asked } = await follow({
    answers: [
      ...[stayQuiet, stayQuiet, answerWith(batch('c1'))],
      ...[stayQuiet, answerWith(batch('c2'))],
      answerEvents([batch('c3')], 'cut'),
      answerEvents([batch('c4')], 'open'),
    ],
    count: 4,
    detourMs: 0,
  });
  expect(cursors).toEqual(['c1', 'c2', 'c3', 'c4']);
  expect(asked.slice(2)).toEqual([
    ...['once after c0', 'stream after c1', 'once after c1'],
    ...['stream after c2', 'stream after c3'],
  ]);
  expect(codes).toEqual(['UNREACHABLE', 'STREAM_HELD_BACK', 'UNREACHABLE', 'UNREACHABLE']);
});

test('a stream that was silent between others is only a lost connection', async () => {
  const { asked } = await follow({
    answers: [
      ...[stayQuiet, answerEvents([batch('c1')], 'open'), stayQuiet],
      answerEvents([batch('c2')], 'open'),
    ],
    count: 2,
  });
  expect(asked.map((text) => text.split(' ')[0])).toEqual(Array(4).fill('stream'));
});

test('a stream is tried again when asking fails as well', async () => {
  const { cursors, asked } = await follow({
    answers: [stayQuiet, stayQuiet, hangUp, answerEvents([batch('c1')], 'open')],
    count: 1,
  });
  expect(cursors).toEqual(['c1']);
  expect(asked.at(-1)).toBe('stream after c0');
});
