/** Connections that break or fall silent while very much happens: every Event comes once, in order. */
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { randomNumbers } from '../crash/random-numbers.ts';
import { TcpProxy } from '../faults/tcp-proxy.ts';
import { openWorkshop, type Workshop } from '../server/workshop.ts';
import { countEvents, doUnits, submitJobs } from './busy-workshop.ts';
import { type Followed, firstNumbers, follow } from './followed.ts';
import { ownClient, type StockClient, stockClients } from './stock-clients.ts';

const clients = [...stockClients, ownClient];

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
});

afterEach(() => workshop.close());

interface Watch {
  readonly client: StockClient;
  readonly proxy: TcpProxy;
  readonly followed: Followed;
}

/** Each client follows over a proxy of its own. */
async function watchAll(silenceMs: number): Promise<readonly Watch[]> {
  return await Promise.all(
    clients.map(async (client) => {
      const proxy = await TcpProxy.open({ host: '127.0.0.1', port: workshop.server.port });
      onTestFinished(() => proxy.close());
      const url = `http://127.0.0.1:${proxy.port}`;
      return {
        client,
        proxy,
        followed: follow(client, { url, silenceMs, variables: { batch: 25 } }),
      };
    }),
  );
}

/** What each client has seen, once all have seen so much. */
async function seenBy(watches: readonly Watch[], eventCount: number) {
  await Promise.all(watches.map(({ followed }) => followed.reach(eventCount)));
  return Object.fromEntries(watches.map(({ client, followed }) => [client.name, followed.seqs]));
}

function everybody<T>(what: T): Readonly<Record<string, T>> {
  return Object.fromEntries(clients.map(({ name }) => [name, what]));
}

const cutCount = 5;

/** Breaks so many connections, each after a random number of bytes. */
async function cut(proxy: TcpProxy, random: () => number): Promise<void> {
  for (let count = 0; count < cutCount; count += 1) {
    await proxy.cutAfter(5_000 + Math.floor(random() * 40_000), 'TO_CLIENT');
  }
}

test('every client gets each of thousands of Events once, though its connections are cut', async () => {
  const watches = await watchAll(30_000);
  const cutting = watches.map(({ proxy }, at) => cut(proxy, randomNumbers(at + 1)));
  await submitJobs(workshop, 7);
  const eventCount = await countEvents(workshop);
  expect(eventCount).toBeGreaterThan(3_000);
  expect(await seenBy(watches, eventCount)).toEqual(everybody(firstNumbers(eventCount)));
  await Promise.all(cutting);
}, 60_000);

test('every client notices a connection that is half open, and goes on over another', async () => {
  const watches = await watchAll(600);
  await seenBy(watches, await countEvents(workshop));
  for (const { proxy } of watches) expect(proxy.abandonAll()).toBeGreaterThan(0);
  await doUnits(workshop, 20);
  const eventCount = await countEvents(workshop);
  expect(await seenBy(watches, eventCount)).toEqual(everybody(firstNumbers(eventCount)));
});
