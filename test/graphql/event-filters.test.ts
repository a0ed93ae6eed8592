/** Events by who had to do with them and by the labels of their Jobs, polled and followed. */
import { beforeEach, expect, test } from 'vitest';
import { openWorkshop, taskOf, type Workshop } from '../server/workshop.ts';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
  await workshop.submit([taskOf('t', ['a'])], { labels: { env: 'prod', team: 'x' } });
  await workshop.submit([taskOf('t', ['b'])], { labels: { env: 'test' } });
  return workshop.close;
});

interface Answer {
  readonly events: { readonly events: readonly { readonly kind: string }[] };
}

const parts = '(filter: $filter, after: "start") { events { kind } }';

/** The kinds of the Events that match, of which the query and the subscription must agree. */
async function kinds(filter: object): Promise<readonly string[]> {
  const variables = { filter: { topic: 'workshop', ...filter } };
  const polled = await workshop.data<Answer>(
    `query($filter: EventFilter!) { events${parts} }`,
    variables,
  );
  const stream = await workshop.stream(
    `subscription($filter: EventFilter!) { events${parts} }`,
    variables,
  );
  const followed = await stream.next<Answer>();
  await stream.leave();
  expect(followed?.data).toEqual(polled);
  return polled.events.events.map(({ kind }) => kind);
}

const ofJob = ['job.submitted', 'task.opened', 'unit.ready'];

test('a worker', async () => {
  await workshop.claim({ max: 1, worker: 'ann' });
  expect(await kinds({ worker: 'ann' })).toEqual(['worker.registered', 'unit.claimed']);
  expect(await kinds({ worker: 'ann', kinds: ['unit.claimed'] })).toEqual(['unit.claimed']);
  expect(await kinds({ worker: 'bob' })).toEqual([]);
});

test('labels of which all must be there, with a value or any', async () => {
  expect(await kinds({ labels: [{ name: 'env', value: 'test' }] })).toEqual(ofJob);
  expect(await kinds({ labels: [{ name: 'team' }] })).toEqual(ofJob);
  expect(await kinds({ labels: [{ name: 'env' }] })).toEqual([...ofJob, ...ofJob]);
  const both = [{ name: 'team' }, { name: 'env', value: 'prod' }];
  expect(await kinds({ labels: both })).toEqual(ofJob);
  const neither = [{ name: 'team' }, { name: 'env', value: 'test' }];
  expect(await kinds({ labels: neither })).toEqual([]);
});

test('no labels do not narrow', async () => {
  expect(await kinds({ labels: [] })).toEqual(['topic.created', ...ofJob, ...ofJob]);
});
