/**
 * Subscribers that come and go, in whatever moment: nothing of them is left. JUNJO_SUBSCRIBER_COUNT
 * says how many, on each transport; the gate is content with some hundreds.
 */
import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from './open-api.ts';
import { openSite, type Site } from './open-site.ts';
import { openReadySocket, openSocket, subscribe } from './open-socket.ts';

let site: Site;

beforeEach(async () => {
  site = await openSite();
});

afterEach(() => site.close());

const isLongRun = process.env['JUNJO_SUBSCRIBER_COUNT'] !== undefined;
const subscriberCount = Number(process.env['JUNJO_SUBSCRIBER_COUNT'] ?? 300);
const portionSize = 50;
/** What is made when it is first needed, and whatever else a process has grown by, comes before. */
const warmUpCount = 150;
const unitCount = 400;

const query =
  'subscription ($after: String) { events(filter: { topic: "kitchen" }, after: $after) { events { seq data } cursor } }';

/** Each way to go, for the subscribers to take turns. */
type Visit = (url: URL) => Promise<void>;

function head(after: string | undefined): string {
  const body = JSON.stringify({ query, variables: { after } });
  return `POST /graphql HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

/** Goes once this much text has come, or at once. */
function streamVisit(after: string | undefined, text: string | undefined, isPolite = false): Visit {
  return async ({ port, hostname }) => {
    const socket = connect(Number(port), hostname);
    let received = '';
    const come = new Promise<void>((resolve) => {
      socket.setEncoding('utf8').on('data', (piece: string) => {
        received += piece;
        if (text !== undefined && received.includes(text)) resolve();
      });
    });
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.write(head(after), resolve));
    if (text !== undefined) await come;
    if (isPolite) socket.end();
    else socket.destroy();
  };
}

const streamVisits: readonly Visit[] = [
  streamVisit(undefined, undefined),
  streamVisit(undefined, ':\n\n'),
  streamVisit(undefined, 'cursor', true),
  streamVisit('start', '"seq":"1"'),
  streamVisit('start', `"seq":"${unitCount}"`),
];

const socketVisits: readonly Visit[] = [
  async ({ href }) => (await openSocket(href)).socket.terminate(),
  async ({ href }) => {
    const client = await openReadySocket(href);
    client.send(subscribe('a', query));
    client.socket.terminate();
  },
  async ({ href }) => {
    const client = await openReadySocket(href);
    for (const id of ['a', 'b', 'c']) client.send(subscribe(id, query, { after: 'start' }));
    await client.next();
    client.socket.terminate();
  },
  async ({ href }) => {
    const client = await openReadySocket(href);
    await client.ask(subscribe('a', query));
    client.send({ type: 'complete', id: 'a' });
    client.socket.close(1000);
    await client.closed;
  },
];

async function visit(visits: readonly Visit[], count: number): Promise<void> {
  const url = new URL(site.url);
  for (let from = 0; from < count; from += portionSize) {
    const portion = Array.from({ length: Math.min(portionSize, count - from) }, async (_, at) => {
      await visits[(from + at) % visits.length]?.(url);
    });
    await Promise.all(portion);
    await until(() => site.sockets.size === 0);
  }
}

function usedByteCount(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

setFlagsFromString('--expose-gc');
// A function of that name is there now, and in a new context only.
const collectGarbage = runInNewContext('gc') as () => void;

test.each([
  ['event streams', streamVisits],
  ['WebSockets', socketVisits],
])('nothing is left of those that come and go by %s', { timeout: 600_000 }, async (_, visits) => {
  const units = Object.fromEntries(
    Array.from({ length: unitCount }, (__, at): [string, readonly string[]] => [`u${at}`, []]),
  );
  await site.kitchen.submit({ t: { units } });
  await visit(visits, warmUpCount);
  const before = usedByteCount();
  await visit(visits, subscriberCount);
  const grownByteCount = usedByteCount() - before;
  const left = [site.subscriptions.count(), site.hub.feedCount(), site.timers.count()];
  expect(left).toEqual([0, 0, 0]);
  if (isLongRun)
    process.stdout.write(`${subscriberCount}: the heap has ${grownByteCount} bytes more\n`);
  // What a process is uneven by, and less for each than what a subscriber takes while it is there.
  expect(grownByteCount).toBeLessThan(4_000_000 + 1_000 * subscriberCount);
});
