/** A server that stops ends every subscription that there is, whatever it is made of. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { schema } from '../../src/graphql/schema.ts';
import { openReadySocket, subscribe } from './open-socket.ts';
import { openWorkshop, taskOf, type Workshop } from './workshop.ts';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop({ drainMs: 3_600_000 });
  await workshop.submit([taskOf('t', ['a'])]);
});

afterEach(() => workshop.close());

/** One of each. */
const subscriptions: Readonly<Record<string, string>> = {
  events: 'events(filter: { topic: "workshop" }) { cursor }',
  jobChanged: 'jobChanged(filter: { topic: "workshop" }) { cursor }',
  taskChanged: 'taskChanged(filter: { topic: "workshop" }) { cursor }',
  unitChanged: 'unitChanged(filter: { topic: "workshop" }) { cursor }',
  logs: 'logs(filter: { topic: "workshop" }) { cursor }',
  queue: 'queue(by: { name: "workshop" }) { cursor }',
  work: 'work(input: { worker: "w", topics: ["workshop"], kinds: ["none"] }) { freeCreditCount }',
};

describe('a server that stops', () => {
  test('is tried with every subscription', () => {
    const fields = Object.keys(schema.getSubscriptionType()?.getFields() ?? {});
    expect(Object.keys(subscriptions).toSorted()).toEqual(fields.toSorted());
  });

  test.each(Object.entries(subscriptions))('completes %s on every transport', async (_, field) => {
    const query = `subscription { ${field} }`;
    const stream = await workshop.stream(query);
    const client = await openReadySocket(workshop.url);
    client.send(subscribe('a', query));
    expect(await client.next()).toMatchObject({ type: 'next', payload: { data: {} } });
    expect(await stream.next()).not.toHaveProperty('errors');
    await workshop.server.stop();
    let result = await stream.next();
    while (result !== undefined) result = await stream.next();
    await client.closed;
    expect(client.received.at(-1)).toEqual({ type: 'complete', id: 'a' });
  });
});
