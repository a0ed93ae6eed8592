/** GraphQL over Server-Sent Events on the wire: its frames, its silence, and who does not read. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ResultStream } from '../../src/graphql/open-subscription.ts';
import { SharedResult } from '../../src/graphql/subscription-result.ts';
import { sendEventStream } from '../../src/server/event-stream.ts';
import { beatMs, Heartbeat } from '../../src/server/heartbeat.ts';
import { createHandTimers, type HandTimers } from '../feeds/hand-timers.ts';
import { until } from './open-api.ts';

let timers: HandTimers;
let server: Server;
let stream: HandStream;
let client: Socket;
let received: string;

beforeEach(async () => {
  timers = createHandTimers();
  stream = new HandStream();
  received = '';
  const heartbeat = new Heartbeat(timers);
  server = createServer((_, response) => sendEventStream(response, stream, heartbeat));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address.
  client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.setEncoding('utf8');
  client.on('data', (text: string) => {
    received += text;
  });
  client.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await until(() => received.includes(':\n\n'));
});

afterEach(() => {
  client.destroy();
  server.close();
});

class HandStream implements ResultStream {
  readonly #results: (SharedResult | undefined)[] = [];
  #wake: (() => void) | undefined;
  isClosed = false;
  pulledCount = 0;

  say(...results: (SharedResult | undefined)[]): void {
    this.#results.push(...results);
    this.#wake?.();
  }

  async next(): Promise<SharedResult | undefined> {
    while (this.#results.length === 0 && !this.isClosed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.pulledCount += 1;
    return this.#results.shift();
  }

  close(): void {
    this.isClosed = true;
    this.#wake?.();
  }
}

const result = (text: string) => new SharedResult({ data: { text } });
const frameLength = 1_000_000;
const frameCount = 64;

/** Has more to tell than both ends of a connection hold; answers how much of it was pulled at rest. */
async function stuff(): Promise<number> {
  const text = 'x'.repeat(frameLength);
  stream.say(...Array.from({ length: frameCount }, () => result(text)));
  return await untilAtRest();
}

async function untilAtRest(): Promise<number> {
  let pulledCount = 0;
  let restCount = 0;
  await until(() => {
    restCount = pulledCount === stream.pulledCount ? restCount + 1 : 0;
    pulledCount = stream.pulledCount;
    return pulledCount > 0 && restCount >= 20;
  });
  return pulledCount;
}

const commentCount = () => received.split('\r\n:\n\n').length - 1;

describe('a stream of events', () => {
  test('begins at once with something that proxies pass on, and says that they should', () => {
    expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(received).toMatch(/^content-type: text\/event-stream\r$/m);
    expect(received).toMatch(/^cache-control: no-cache, no-transform\r$/m);
    expect(received).toMatch(/^x-accel-buffering: no\r$/m);
    expect(commentCount()).toBe(1);
  });

  test('has a `next` for each result and a `complete` at the end', async () => {
    stream.say(result('one'), result('two'), undefined);
    await until(() => received.includes('complete'));
    const events = received.slice(received.indexOf('event:')).replaceAll(/\r\n[0-9a-f]+\r\n/g, '');
    expect(events).toContain(
      'event: next\ndata: {"data":{"text":"one"}}\n\nevent: next\ndata: {"data":{"text":"two"}}\n\nevent: complete\ndata:\n\n',
    );
    await until(() => timers.count() === 0);
  });

  test('is never silent for more than twelve seconds', async () => {
    for (let count = 2; count < 5; count += 1) {
      timers.pass(12_000);
      await until(() => commentCount() === count);
    }
    timers.pass(3 * beatMs);
    stream.say(result('one'));
    await until(() => received.includes('one'));
    timers.pass(3 * beatMs);
    stream.say(result('two'));
    await until(() => received.includes('two'));
    expect(commentCount()).toBe(4);
  });

  test('tells a reader that takes nothing for thirty seconds, and ends', async () => {
    client.pause();
    const count = await stuff();
    timers.pass(27_000);
    expect(stream.isClosed).toBe(false);
    timers.pass(6_000);
    expect(stream.isClosed).toBe(true);
    client.resume();
    await until(() => received.endsWith('0\r\n\r\n'));
    expect(stream.pulledCount).toBe(count);
    const last = received.slice(received.lastIndexOf('event: next'));
    expect(last).toMatch(/^event: next\ndata: \{"errors":\[.*"SLOW_CONSUMER"/);
    expect(last).toContain('event: complete');
    await until(() => timers.count() === 0);
  });

  test('is cut off when its reader does not even take that', async () => {
    client.pause();
    await stuff();
    timers.pass(33_000);
    expect(timers.count()).toBe(1);
    timers.pass(33_000);
    await until(() => timers.count() === 0);
  });

  test('goes on for a reader that takes a little every now and then', async () => {
    client.pause();
    await stuff();
    for (let round = 0; round < 5; round += 1) {
      timers.pass(24_000);
      const before = received.length;
      client.resume();
      await until(() => received.length > before + 1_000_000);
      client.pause();
      await untilAtRest();
    }
    expect(stream.isClosed).toBe(false);
  });

  test('that is left is closed, and nothing goes on for it', async () => {
    client.destroy();
    await until(() => stream.isClosed);
    expect(timers.count()).toBe(0);
  });

  test('is pulled no further than its reader has taken', async () => {
    client.pause();
    expect(await stuff()).toBeLessThan(frameCount);
    client.resume();
    await until(() => received.length > frameCount * frameLength);
    expect(stream.pulledCount).toBe(frameCount);
  });
});
