/**
 * What is answered by a plan is what yoga answers, byte for byte: all of this is sent to two servers,
 * to one by the short way and to the other so that yoga takes it.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as operations from '../../src/client/generated/operations.ts';
import { type Body, type BothWays, type Lease, openBothWays, type Way } from './both-ways.ts';
import { call, manyJobs, submit, unitsOf } from './planned-submissions.ts';

let both: BothWays;

beforeAll(async () => {
  both = await openBothWays();
});

afterAll(async () => {
  await both.close();
});

const refOf = ({ unitId, attempt, leaseId }: Lease) => ({ unitId, attempt, leaseId });

const claim = (more: object = {}) =>
  call(operations.unitsClaimOperation.text, {
    input: { worker: 'ann', topics: ['workshop'], leaseMs: 60_000, ...more },
  });

type Report = (lease: Lease, index: number) => object;

const report =
  (each: Report, more: object = {}) =>
  ({ leases }: Way) =>
    call(operations.unitsReportOperation.text, {
      input: { reports: leases.map(each), ...more },
    });

const succeed: Report = (lease, index) => ({
  succeed: {
    lease: refOf(lease),
    ...(index % 2 === 0 ? {} : { output: { index, of: [lease.attempt] } }),
  },
});

const topicCreate = call(
  `mutation ($input: TopicCreateInput!) { made: topicCreate(input: $input) {
    topic { __typename id name description jobCounts { total } createdAt } cursor replayed
    userErrors { code path message category retryable details } } }`,
  { input: { name: 'workshop', idempotencyKey: 'one' } },
);

const topic = 'query ($by: TopicBy!) { topic(by: $by) { id cursor unitCounts { ready } } }';
const jobs = `query ($by: TopicBy!) { topic(by: $by) { jobs(first: 3) { nodes {
  id tasks(first: 5) { nodes { key units(first: 5) { nodes { key path state inputs cursor } } } } } } } }`;

/** What happens to a workshop, in this order; each is answered alike both ways. */
const story: readonly (readonly [string, Body])[] = [
  ['a Topic is made', topicCreate],
  ['the same again', topicCreate],
  [
    'the key of another input',
    { ...topicCreate, variables: { input: { name: 'x', idempotencyKey: 'one' } } },
  ],
  ['a Topic by its name', call(topic, { by: { name: 'workshop' } })],
  ['a Topic that is not there', call(topic, { by: { name: 'nowhere' } })],
  ['a claim of nothing', claim()],
  ['an empty Job', submit()],
  [
    'a Job',
    submit({
      key: 'k',
      labels: { b: 'x', a: 'y' },
      payload: { z: 1, a: [null] },
      tasks: [{ key: 't', units: unitsOf(30) }],
    }),
  ],
  ['the same Job', submit({ key: 'k', tasks: [] })],
  ['a Job with a circle', submit({ tasks: [{ key: 't', dependsOn: ['t'], units: [] }] })],
  ['a Job with a text that cannot be stored', submit({ name: 'a\u0000b' })],
  ['a Job that many Units make long', submit({ tasks: [{ key: 't', units: unitsOf(3_000) }] })],
  [
    'a Job in which a long list is wrong',
    submit({ tasks: [{ key: 't', units: [...unitsOf(3_000), { key: 1 }] }] }),
  ],
  ...manyJobs,
  ['a claim', claim({ max: 2, requestId: 'first' })],
  ['the same claim', claim({ max: 2, requestId: 'first' })],
  [
    'a report of success',
    report(succeed, { claim: { worker: 'ann', topics: ['workshop'], max: 3, leaseMs: 5_000 } }),
  ],
  ['the same reports, and nothing to claim for', report(succeed)],
  ['a claim of many', claim({ max: 500 })],
  [
    'reports of many kinds',
    report((lease, index) => reports[index % reports.length]?.(lease, index) ?? {}),
  ],
  ['reports of leases that are lost', report(succeed)],
  [
    'a report that is two',
    report((lease) => ({ ...succeed(lease, 0), release: { lease: refOf(lease) } })),
  ],
  [
    'leases that are renewed',
    ({ leases }) =>
      call(operations.leasesRenewOperation.text, { input: { leases: leases.map(refOf) } }),
  ],
  [
    'a single report',
    ({ leases: [lease] }) =>
      call(
        'mutation ($i: UnitSucceedInput!) { unitSucceed(input: $i) { unit { id key output attempts { nodes { number } } } leaseMs cursor userErrors { code details } } }',
        { i: { lease: lease && refOf(lease) } },
      ),
  ],
  ['more than is claimed at once', claim({ max: 1_001 })],
  ['more than may be asked for', claim({ max: 2_000_000 })],
  ['lists in lists', call(jobs, { by: { name: 'workshop' } })],
  ['Events of what is not there', call('{ events(filter: { topic: "nowhere" }) { cursor } }')],
  [
    'Events after what is no cursor',
    call('{ events(filter: { topic: "workshop" }, after: "x") { cursor } }'),
  ],
  ['several fields', call('{ version limits { maxDepth } a: version }')],
  [
    'a thing of any type',
    ({ leases: [lease] }) =>
      call('query ($id: ID!) { node(id: $id) { id ...on Unit { key } } }', { id: lease?.unitId }),
  ],
  ['the schema', call('{ __schema { queryType { name } } __typename }')],
];

const reports: readonly Report[] = [
  succeed,
  (lease) => ({ fail: { lease: refOf(lease), code: 'C', message: 'm' } }),
  (lease) => ({ progress: { lease: refOf(lease), progress: 0.5, message: 'half' } }),
  (lease) => ({ progress: { lease: refOf(lease), progress: 7 } }),
  (lease) => ({ log: { lease: refOf(lease), lines: [{ message: 'a', fields: { b: 1 } }] } }),
  (lease) => ({ release: { lease: refOf(lease) } }),
  (lease) => ({ snooze: { lease: refOf(lease), delayMs: 100 } }),
  (lease) => ({ succeed: { lease: { ...refOf(lease), leaseId: 'another' } } }),
  (lease) => ({ checkpoint: { lease: refOf(lease), checkpoint: [1] } }),
  (lease) => ({ renew: { lease: refOf(lease), leaseMs: 10_000 } }),
];

test('all that happens in a workshop is answered alike', async () => {
  for (const [, body] of story) {
    const { status, body: text } = await both.ask(body);
    expect([status, text]).toEqual([
      expect.any(Number),
      expect.stringMatching(/^{"(data|errors)":/),
    ]);
  }
});

describe('answered alike is', () => {
  const named = 'query A { version } query B { limits { maxDepth maxBodyBytes } }';
  test.each<readonly [string, Body]>([
    ['what is no JSON', '{'],
    ['a list', '[{"query":"{ version }"}]'],
    ['nothing', '{}'],
    ['no text', call('').query],
    ['an empty document', call('')],
    ['a document that is none', call('{ version')],
    ['a field that is not there', call('{ nothing }')],
    ['another parameter', call('{ version }', {}, { way: 1 })],
    ['another parameter that is null', call('{ version }', {}, { way: null })],
    ['variables that are none', call('{ version }', [])],
    ['variables that nobody uses', call('{ version }', { a: 1 })],
    ['variables as text', { query: '{ version }', variables: '{}' }],
    [
      'no variables',
      { query: '{ version }', variables: null, operationName: null, extensions: null },
    ],
    ['extensions', { query: '{ version }', extensions: { a: 1 } }],
    ['an operation of several', call(named, {}, { operationName: 'B' })],
    ['an operation that is not there', call(named, {}, { operationName: 'C' })],
    ['an operation without a name', call(named, {}, { operationName: '' })],
    ['none of several', call(named)],
    ['no variable that is needed', call(topic)],
    ['null for a variable', call(topic, { by: null })],
    ['a variable of another type', call(topic, { by: 'workshop' })],
    ['a variable that names too much', call(topic, { by: { name: 'a', id: 'b' } })],
    ['a variable with what is not there', call(topic, { by: { name: 'a', none: 1 } })],
    [
      'a variable with a prototype',
      `{"query":${JSON.stringify(topic)},"variables":{"by":{"__proto__":{},"name":"a"}}}`,
    ],
    ['a default', call('query ($by: TopicBy! = { name: "none" }) { topic(by: $by) { id } }')],
    ['a name that is a number', call(topic, { by: { name: 7 } })],
    ['an id that is a number', call(topic, { by: { id: 7 } })],
    ['one for a list', claim({ topics: 'nowhere' })],
    [
      'a fault that has a place',
      call('query { topic(by: { name: "none" }) { jobs(first: -1) { nodes { id } } } }'),
    ],
    [
      'too deep',
      call(`{ node(id: "a") ${'{ ...on Job { topic '.repeat(13)} { id } ${'} }'.repeat(13)} }`),
    ],
    [
      'too many aliases',
      call(`{ limits { ${Array.from({ length: 31 }, (_, at) => `a${at}: maxDepth`).join(' ')} } }`),
    ],
    ['aliases', call('{ a: limits { b: maxDepth maxDepth __typename t: __typename } }')],
    ['an alias that is no field', call('{ limits { __proto__: maxDepth } }')],
    [
      'fragments',
      call(
        '{ limits { ...L ...on Limits { maxDepth maxCost } } } fragment L on Limits { maxCost ...M } fragment M on Limits { maxTokens }',
      ),
    ],
    [
      'what is skipped',
      call('query ($s: Boolean!) { limits { maxDepth maxCost @skip(if: $s) } }', { s: true }),
    ],
    ['a comment', call('# hello\n{ version }')],
  ])('%s', async (_, body) => {
    const { status } = await both.ask(body);
    expect(status).toBeGreaterThanOrEqual(200);
  });

  test.each([
    [''],
    ['*/*'],
    ['application/json'],
    ['application/graphql-response+json'],
    ['application/graphql-response+json, application/json;q=0.9'],
    ['application/json;q=0.9, application/graphql-response+json'],
    ['application/graphql-response+json;charset=latin1, application/json; charset=utf-8'],
    ['application/*'],
    ['text/html, */*;q=0.1'],
    ['text/html'],
    ['multipart/mixed, application/json'],
    ['text/event-stream'],
    ['text/event-stream, application/json'],
    ['Application/JSON'],
  ])('who accepts "%s"', async (accept) => {
    await both.ask(call('{ limits { maxDepth } }'), { accept });
    await both.ask(call('{ nothing }'), { accept });
    await both.ask(call(topic, { by: 1 }), { accept });
  });

  test('who says what it sends in other words', async () => {
    await both.ask(call('{ version }'), { 'content-type': 'application/json; charset=utf-8' });
    await both.ask(call('{ version }'), { 'content-type': 'text/plain' });
    await both.ask(call('{ version }'), { connection: 'close' });
    await both.ask(call('{ version }'), { origin: 'http://elsewhere.example' });
  });

  test('what is too long', async () => {
    const long = call('{ version }', { a: 'x'.repeat(2_000_000) });
    expect((await both.ask(long)).status).toBe(413);
  });
});
