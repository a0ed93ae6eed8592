/** Caches of clients follow by themselves what changes: nobody does anything with what is told. */
import { gql } from '@apollo/client';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { until } from '../server/open-api.ts';
import { openWorkshop, taskOf, type Workshop } from '../server/workshop.ts';
import { createSocketClient } from './snippets/over-websocket.ts';
import { createApolloClient, createSocketLink } from './snippets/with-apollo.ts';
import { createUrqlClient } from './snippets/with-urql.ts';

let workshop: Workshop;
let variables: { readonly id: string };

beforeEach(async () => {
  workshop = await openWorkshop();
  variables = { id: (await workshop.submit([taskOf('t', ['a', 'b'])])).id };
});

afterEach(() => workshop.close());

const seen = 'id state unitCounts { ready running succeeded }';
const jobQuery = `query ($id: ID!) {
  job(by: { id: $id }) { ${seen} cursor tasks(first: 1) { nodes { id state units(first: 5) { nodes { id state } } } } }
}`;
const jobChanged = `subscription ($id: ID!, $after: String) {
  jobChanged(filter: { jobId: $id }, after: $after, throttleMs: 0) { jobs { ${seen} } cursor }
}`;
const unitChanged = `subscription ($id: ID!, $after: String) {
  unitChanged(filter: { jobId: $id }, after: $after, throttleMs: 0) { units { id state } cursor }
}`;

interface Seen {
  readonly job: {
    readonly state: string;
    readonly cursor: string;
    readonly unitCounts: object;
    readonly tasks: {
      readonly nodes: readonly [
        { readonly units: { readonly nodes: readonly { state: string }[] } },
      ];
    };
  };
}

const done = {
  state: 'SUCCEEDED',
  unitCounts: { ready: 0, running: 0, succeeded: 2 },
  tasks: { nodes: [{ units: { nodes: [{ state: 'SUCCEEDED' }, { state: 'SUCCEEDED' }] } }] },
};

function openSocket() {
  const socket = createSocketClient(workshop.url.replace('http', 'ws'));
  onTestFinished(() => Promise.resolve(socket.dispose()).catch(() => undefined));
  return socket;
}

test('Apollo Client shows the Job and its Units as they are, after one query', async () => {
  const client = createApolloClient(workshop.url, createSocketLink(openSocket()));
  onTestFinished(() => client.stop());
  const shown: Seen[] = [];
  const query = { query: gql(jobQuery), variables };
  client.watchQuery<Seen>(query).subscribe(({ data, dataState }) => {
    if (dataState === 'complete') shown.push(data);
  });
  await until(() => shown.length > 0);
  const after = shown[0]?.job.cursor;
  for (const subscription of [jobChanged, unitChanged]) {
    client.subscribe({ query: gql(subscription), variables: { ...variables, after } }).subscribe();
  }
  await workshop.workOff();
  await until(() => isDone(shown.at(-1)));
  expect(shown.at(-1)?.job).toMatchObject(done);
  expect(shown.length).toBeGreaterThan(1);
});

test('urql asks again for what holds a Job that has changed', async () => {
  const client = createUrqlClient(workshop.url, openSocket());
  const shown: Seen[] = [];
  const watched = client.query<Seen>(jobQuery, variables).subscribe(({ data }) => {
    if (data !== undefined) shown.push(data);
  });
  await until(() => shown.length > 0);
  const context = { additionalTypenames: ['Job'] };
  const after = shown[0]?.job.cursor;
  const changes = client
    .subscription(jobChanged, { ...variables, after }, context)
    .subscribe(() => undefined);
  await workshop.workOff();
  await until(() => isDone(shown.at(-1)));
  expect(shown.at(-1)?.job).toMatchObject(done);
  changes.unsubscribe();
  watched.unsubscribe();
});

function isDone(seen: Seen | undefined): boolean {
  const units = seen?.job.tasks.nodes[0].units.nodes ?? [];
  return seen?.job.state === 'SUCCEEDED' && units.every(({ state }) => state === 'SUCCEEDED');
}
