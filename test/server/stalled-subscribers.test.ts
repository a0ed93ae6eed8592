/**
 * Subscribers that stop reading while the journal goes on: what they are sent is bounded, they are
 * told, and with their last cursor they go on without a gap and without a repetition.
 */
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from './open-api.ts';
import { openSite, type Site } from './open-site.ts';
import { openReadySocket, subscribe } from './open-socket.ts';

let site: Site;

beforeEach(async () => {
  site = await openSite();
});

afterEach(() => site.close());

const unitCount = 4_000;

/** As much of an Event as may be asked for, so that the journal is larger than any buffer on its way. */
const query = `subscription ($after: String!) {
  events(filter: { topic: "kitchen" }, after: $after) {
    events { seq ${Array.from({ length: 29 }, (_, at) => `c${at}: cursor`).join(' ')} } cursor
  }
}`;

interface Result {
  readonly data?: {
    readonly events: { readonly cursor: string; readonly events: readonly { seq: string }[] };
  };
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

/** A subscriber that reads when it is told to. */
interface Reader {
  pause(): void;
  resume(): void;
  /** What it has read, in order. */
  results(): readonly Result[];
  /** Whether the server has said that there is no more. */
  isComplete(): boolean;
  leave(): void;
}

async function byEventStream(after: string): Promise<Reader> {
  const socket = connect(site.port, '127.0.0.1');
  const body = JSON.stringify({ query, variables: { after } });
  let text = '';
  socket.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  await until(() => text.includes('\r\n\r\n'));
  return {
    ...flowOf(socket),
    results: () =>
      [...text.matchAll(/^data: (\{.*\})$/gm)].map(
        // The server speaks its schema, as other tests hold it to.
        ([, json = '']) => JSON.parse(json) as Result,
      ),
    isComplete: () => text.includes('event: complete'),
  };
}

function flowOf(socket: Socket) {
  return {
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    leave: () => void socket.destroy(),
  };
}

async function bySocket(after: string): Promise<Reader> {
  const client = await openReadySocket(site.url);
  client.send(subscribe('a', query, { after }));
  return {
    pause: () => client.socket.pause(),
    resume: () => client.socket.resume(),
    leave: () => client.socket.terminate(),
    results: () =>
      client.received.flatMap(({ type, payload }) =>
        // As above.
        type === 'next' ? [payload as Result] : [],
      ),
    isComplete: () => client.received.at(-1)?.type === 'complete',
  };
}

function bufferedByteCount(): number {
  return [...site.sockets].reduce((sum, { writableLength }) => sum + writableLength, 0);
}

function seqsOf(results: readonly Result[]): readonly number[] {
  return results.flatMap(({ data }) => (data?.events.events ?? []).map(({ seq }) => Number(seq)));
}

test.each([
  ['an event stream', byEventStream],
  ['a WebSocket', bySocket],
])('who stalls on %s is told, and goes on where it was', async (_, open) => {
  const readers = await Promise.all(Array.from({ length: 5 }, () => open('start')));
  for (const reader of readers) reader.pause();
  const units = Object.fromEntries(
    Array.from({ length: unitCount }, (__, at): [string, readonly string[]] => [`u${at}`, []]),
  );
  await site.kitchen.submit({ t: { units } });
  const head = (await site.kitchen.eventKinds()).length;
  // It comes to rest: what is sent is not taken.
  let buffered = -1;
  let restCount = 0;
  await until(() => {
    restCount = buffered === bufferedByteCount() ? restCount + 1 : 0;
    buffered = bufferedByteCount();
    return buffered > 0 && restCount >= 50;
  });
  // A batch and a little for each, and not the journal.
  expect(buffered).toBeLessThan(readers.length * 500_000);
  expect(site.subscriptions.count()).toBe(readers.length);
  site.timers.pass(33_000);
  expect([site.subscriptions.count(), site.hub.feedCount()]).toEqual([0, 0]);

  for (const reader of readers) reader.resume();
  await until(() => readers.every((reader) => reader.isComplete()));
  for (const reader of readers) {
    const results = reader.results();
    expect(results.at(-1)?.errors?.[0]?.extensions.code).toBe('SLOW_CONSUMER');
    const seen = seqsOf(results);
    expect(seen.length).toBeLessThan(head);
    const after = results.at(-2)?.data?.events.cursor ?? 'start';
    const second = await open(after);
    await until(() => seqsOf(second.results()).at(-1) === head);
    expect([...seen, ...seqsOf(second.results())]).toEqual(
      Array.from({ length: head }, (__, at) => at + 1),
    );
    second.leave();
    reader.leave();
  }
  await until(() => site.sockets.size === 0);
  expect([site.subscriptions.count(), site.hub.feedCount(), site.timers.count()]).toEqual([
    0, 0, 0,
  ]);
});
