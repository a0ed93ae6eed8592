/** Templates over the API: published, listed, started, deprecated. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from '../server/workshop.ts';
import { definition, paramsSchema, publish, start } from './order-template.ts';

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
});

afterAll(() => workshop.close());

const deprecateText = `mutation ($input: TemplateDeprecateInput!) { templateDeprecate(input: $input) {
  template { version deprecation { by reason } } replayed userErrors { code path } } }`;

test('a Template is published, and answered as it was given', async () => {
  const { templatePublish } = await publish(workshop, 'table', { by: 'ann' });
  expect(templatePublish).toMatchObject({
    template: { name: 'table', version: 1, definition, paramsSchema, publishedBy: 'ann' },
    replayed: false,
    userErrors: [],
  });
  const again = await publish(workshop, 'table', { by: 'ann' });
  expect(again.templatePublish).toMatchObject({ template: { version: 1 }, replayed: true });
});

test('a Job is started from it, and knows it and its parameters', async () => {
  await publish(workshop, 'chair');
  const { job } = await start(workshop, 'chair', { customer: 'bob' });
  expect(job).toMatchObject({
    name: 'Order of bob',
    labels: { customer: 'bob' },
    params: { customer: 'bob', wood: ['oak'], wish: null },
    template: { name: 'chair', version: 1 },
  });
  const { id } = await workshop.submit([]);
  const query = '($id: ID!) { job(by: { id: $id }) { params template { name } } }';
  expect(await workshop.data(`query ${query}`, { id })).toEqual({
    job: { params: null, template: null },
  });
});

test('Templates are listed by name, and versions from the newest, in pages from both ends', async () => {
  const { topicCreate } = await workshop.data<{ topicCreate: { topic: { id: string } } }>(
    'mutation { topicCreate(input: { name: "listed" }) { topic { id } } }',
  );
  for (const name of ['b', 'a', 'c', 'b', 'b']) {
    await publish(workshop, name, { topic: 'listed', description: crypto.randomUUID() });
  }
  const list = async (args: string) => {
    const { topic } = await workshop.data<{
      topic: { templates: { nodes: { name: string; version: number }[]; pageInfo: object } };
    }>(
      `query ($id: ID!) { topic(by: { id: $id }) { templates${args} {
        nodes { name version } pageInfo { hasNextPage endCursor startCursor } } } }`,
      { id: topicCreate.topic.id },
    );
    const { nodes, pageInfo } = topic.templates;
    return { names: nodes.map(({ name, version }) => `${name}${version}`), pageInfo };
  };
  expect((await list('')).names).toEqual(['a1', 'b3', 'c1']);
  expect((await list('(last: 2)')).names).toEqual(['b3', 'c1']);
  const first = await list('(first: 1)');
  expect(first).toMatchObject({ names: ['a1'], pageInfo: { hasNextPage: true } });
  const { endCursor } = first.pageInfo as { endCursor: string };
  expect((await list(`(first: 1, after: "${endCursor}")`)).names).toEqual(['b3']);
  const { template } = await workshop.data<{
    template: { version: number; versions: { nodes: { version: number }[] } };
  }>(
    `{ template(by: { name: { topic: "listed", name: "b", version: 1 } }) {
      version versions(first: 2) { nodes { version } } } }`,
  );
  expect(template).toEqual({ version: 1, versions: { nodes: [{ version: 3 }, { version: 2 }] } });
});

test('a version that is deprecated says by whom and why, and the one before is found by the name', async () => {
  await publish(workshop, 'stool');
  await publish(workshop, 'stool', { description: 'with a cushion' });
  const input = {
    topic: 'workshop',
    template: 'stool',
    version: 2,
    by: 'ann',
    reason: 'It creaks.',
  };
  const { templateDeprecate } = await workshop.data<{ templateDeprecate: object }>(deprecateText, {
    input,
  });
  expect(templateDeprecate).toEqual({
    template: { version: 2, deprecation: { by: 'ann', reason: 'It creaks.' } },
    replayed: false,
    userErrors: [],
  });
  const found = await workshop.data(
    '{ template(by: { name: { topic: "workshop", name: "stool" } }) { version } }',
  );
  expect(found).toEqual({ template: { version: 1 } });
  const { userErrors } = await start(workshop, 'stool', { customer: 'bob', more: { version: 2 } });
  expect(userErrors).toMatchObject([{ code: 'TEMPLATE_DEPRECATED' }]);
});

test('a repetition under the same key is answered as the first time', async () => {
  const more = { idempotencyKey: 'publish once' };
  const first = (await publish(workshop, 'desk', more)).templatePublish;
  await publish(workshop, 'desk', { description: 'another' });
  const second = (await publish(workshop, 'desk', more)).templatePublish;
  expect(second).toMatchObject({ template: first.template, replayed: true });
  const key = { idempotencyKey: 'start once' };
  const { job } = await start(workshop, 'desk', { customer: 'bob', more: key });
  expect(await start(workshop, 'desk', { customer: 'bob', more: key })).toMatchObject({
    job,
    replayed: true,
  });
  const other = await start(workshop, 'desk', { customer: 'eve', more: key });
  expect(other.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED' }]);
});

test('a node is found by the id of a version', async () => {
  const { templatePublish } = await publish(workshop, 'lamp');
  const { id } = templatePublish.template ?? { id: '' };
  const query = 'query ($id: ID!) { node(id: $id) { __typename id ... on Template { version } } }';
  expect(await workshop.data(query, { id })).toEqual({
    node: { __typename: 'Template', id, version: 1 },
  });
});
