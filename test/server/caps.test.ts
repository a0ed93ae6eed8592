/** How many subscriptions a server takes: more are refused, and sent elsewhere, on every transport. */
import { expect, test } from 'vitest';
import { until } from './open-api.ts';
import { openReadySocket, subscribe } from './open-socket.ts';
import { openWorkshop } from './workshop.ts';

const query = 'subscription { events(filter: { topic: "workshop" }) { cursor } }';
const refusal = { extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } };

test('a server that has as many subscriptions as it takes refuses more, until one has ended', async () => {
  const workshop = await openWorkshop({ subscriptionCountMax: 2 });
  try {
    const client = await openReadySocket(workshop.url);
    expect(await client.ask(subscribe('a', query))).toMatchObject({ type: 'next' });
    const stream = await workshop.stream(query);
    await stream.next();

    expect(await client.ask(subscribe('b', query))).toMatchObject({
      type: 'error',
      id: 'b',
      payload: [refusal],
    });
    const refused = await workshop.stream(query);
    expect(refused.status).toBe(503);
    expect(await refused.next()).toMatchObject({ errors: [refusal] });
    expect(await refused.next()).toBeUndefined();
    // Queries are not counted.
    expect(await client.ask(subscribe('c', '{ version }'))).toMatchObject({ type: 'next' });

    client.send({ type: 'complete', id: 'a' });
    await until(async () => {
      const another = await workshop.stream(query);
      const result = await another.next();
      if (result?.errors === undefined) await another.leave();
      return result?.errors === undefined;
    });
    await stream.leave();
    client.socket.terminate();
  } finally {
    await workshop.close();
  }
});
