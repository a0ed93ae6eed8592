/** Queries, mutations and polling by the clients that people use. */
import { gql } from '@apollo/client';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { openWorkshop, taskOf, type Workshop } from '../server/workshop.ts';
import { openBufferingProxy } from './buffering-proxy.ts';
import { firstNumbers, follow } from './followed.ts';
import { createStreamClient } from './snippets/over-event-streams.ts';
import { createSocketClient } from './snippets/over-websocket.ts';
import { pollEvents } from './snippets/polling.ts';
import { createApolloClient, createSocketLink } from './snippets/with-apollo.ts';
import { createUrqlClient } from './snippets/with-urql.ts';
import { stockClients } from './stock-clients.ts';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
});

afterEach(() => workshop.close());

const query =
  'query Find($name: String!) { topic(by: { name: $name }) { name jobCounts { total } } }';
const mutation = `mutation Create($input: TopicCreateInput!) {
  topicCreate(input: $input) { topic { name } userErrors { code } }
}`;
const created = { topicCreate: { topic: { name: 'film' }, userErrors: [] } };
const found = { topic: { name: 'film', jobCounts: { total: 0 } } };
const costly = `query {
  topics(first: 100) { nodes { jobs(first: 100) { nodes { tasks(first: 100) { nodes { id } } } } } }
}`;

function openSocket() {
  const client = createSocketClient(workshop.url.replace('http', 'ws'));
  onTestFinished(() => Promise.resolve(client.dispose()).catch(() => undefined));
  return client;
}

describe.each([
  ['graphql-ws', () => openSocket()],
  ['graphql-sse', () => createStreamClient(workshop.url)],
] as const)('%s', (_, open) => {
  test('carries queries and mutations as well', async () => {
    const client = open();
    const [made] = await collect(
      client.iterate({ query: mutation, variables: { input: { name: 'film' } } }),
    );
    expect(made).toEqual({ data: created });
    const [read] = await collect(client.iterate({ query, variables: { name: 'film' } }));
    expect(read).toEqual({ data: found });
  });

  test('tells the code of a query that is refused', async () => {
    const answer = collect(open().iterate({ query: costly })).catch((errors: unknown) => [
      { errors },
    ]);
    expect(await answer).toMatchObject([
      { errors: [{ extensions: { code: 'COST_LIMIT_EXCEEDED' } }] },
    ]);
  });
});

async function collect(results: AsyncIterable<unknown>): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for await (const result of results) all.push(result);
  return all;
}

describe('urql', () => {
  test('has queries and mutations answered, and tells codes', async () => {
    const client = createUrqlClient(workshop.url, openSocket());
    const made = await client.mutation(mutation, { input: { name: 'film' } }).toPromise();
    expect(made.data).toMatchObject(created);
    expect((await client.query(query, { name: 'film' }).toPromise()).data).toMatchObject(found);
    const { error } = await client.query(costly, {}).toPromise();
    expect(error?.graphQLErrors).toMatchObject([{ extensions: { code: 'COST_LIMIT_EXCEEDED' } }]);
  });
});

describe('Apollo Client', () => {
  test('has queries and mutations answered, and tells codes', async () => {
    const client = createApolloClient(workshop.url, createSocketLink(openSocket()));
    onTestFinished(() => client.stop());
    const variables = { input: { name: 'film' } };
    expect((await client.mutate({ mutation: gql(mutation), variables })).data).toMatchObject(
      created,
    );
    const read = await client.query({ query: gql(query), variables: { name: 'film' } });
    expect(read.data).toMatchObject(found);
    await expect(client.query({ query: gql(costly) })).rejects.toMatchObject({
      errors: [{ extensions: { code: 'COST_LIMIT_EXCEEDED' } }],
    });
  });
});

describe('through a proxy that passes on nothing before an answer ends', () => {
  const openProxy = () =>
    openBufferingProxy({
      target: workshop.server.url,
      holdByteCount: Number.POSITIVE_INFINITY,
      isAsked: false,
    });

  test.each(stockClients.filter(({ transport }) => transport === 'WEBSOCKET'))(
    '$name gets every Event',
    async (client) => {
      const { url } = await openProxy();
      const followed = follow(client, { url });
      await followed.reach(1);
      await workshop.submit([taskOf('t', ['a', 'b'])]);
      await followed.reach(5);
      expect(followed.seqs).toEqual(firstNumbers(5));
    },
  );

  test('Events that are asked for come', async () => {
    const { url } = await openProxy();
    const asking = `query ($topic: String!, $after: String) {
      events(filter: { topic: $topic }, after: $after, batch: 2) { events { seq } cursor caughtUp }
    }`;
    const seqs: number[] = [];
    const variables = { topic: 'workshop', after: 'start' };
    for await (const batch of pollEvents(`${url}/graphql`, { query: asking, variables }, 1)) {
      seqs.push(...batch.events.map((event) => Number(Object(event).seq)));
      if (seqs.length >= 9) break;
      if (batch.caughtUp) await workshop.submit([taskOf('t', ['a', 'b'])]);
    }
    expect(seqs).toEqual(firstNumbers(9));
  });
});
