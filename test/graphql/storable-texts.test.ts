/** Texts that a database cannot keep are refused alike on every database, wherever they come in. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, openApi } from '../server/open-api.ts';
import { fill, placesByField } from './text-places.ts';

const bad = ['nul \u0000', 'half \ud800', 'other half \udc00'] as const;

let api: Api;

async function open() {
  api = await openApi();
  await api.data('mutation { topicCreate(input: { name: "kitchen" }) { cursor } }');
}

describe('a text that no database keeps', () => {
  beforeAll(open);
  afterAll(() => api.close());

  test.each(placesByField('Mutation'))('is refused in all that %s takes', async (field, places) => {
    for (const { argument, path } of places) {
      const { type } = argument;
      // Of many submissions each is refused by itself.
      const isOneOfMany = path[1] === 'jobs';
      const told = isOneOfMany
        ? 'answers { userErrors { code path } }'
        : 'userErrors { code path }';
      const query = `mutation Try($it: ${type}) { ${field}(${path[0]}: $it) { ${told} } }`;
      for (const text of bad) {
        const { data, errors } = await api.call(query, { it: fill(type, path.slice(1), text) });
        expect(errors).toBeUndefined();
        const refusal = { userErrors: [{ code: 'INVALID_VALUE', path }] };
        expect(data).toEqual({ [field]: isOneOfMany ? { answers: [refusal] } : refusal });
      }
    }
  });

  test.each(placesByField('Query'))(
    'is refused in all that %s is asked for',
    async (field, places) => {
      for (const { argument, path } of places) {
        const { type, others, selection } = argument;
        const query = `query Try($it: ${type}) { ${field}(${path[0]}: $it${others}) ${selection} }`;
        for (const text of bad) {
          const { errors } = await api.call(query, { it: fill(type, path.slice(1), text) });
          expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['INVALID_VALUE']);
        }
      }
    },
  );

  test('is looked for in more than a hundred places', () => {
    const all = [...placesByField('Mutation'), ...placesByField('Query')];
    expect(all.flatMap(([, places]) => places).length).toBeGreaterThan(100);
  });

  test('is refused as a literal as well', async () => {
    const topic = await api.data(
      'mutation { topicCreate(input: { name: "a\\u0000" }) { userErrors { code path } } }',
    );
    const userErrors = [{ code: 'INVALID_VALUE', path: ['input', 'name'] }];
    expect(topic).toEqual({ topicCreate: { userErrors } });
  });

  test('is refused where it stands, and leaves nothing', async () => {
    const before = await topics();
    const input = { name: 'cellar', description: 'half \ud800' };
    const query = `mutation Try($input: TopicCreateInput!) { topicCreate(input: $input) {
      userErrors { category code message path retryable } } }`;
    expect(await api.data(query, { input })).toEqual({
      topicCreate: {
        userErrors: [
          {
            category: 'VALIDATION',
            code: 'INVALID_VALUE',
            message:
              'description holds a NUL character or half of a surrogate pair, which no database keeps. Leave it out, or pass it within a JSON value.',
            path: ['input', 'description'],
            retryable: false,
          },
        ],
      },
    });
    expect(await topics()).toEqual(before);
  });

  test.each(placesByField('Subscription'))(
    'is refused in all that %s follows',
    async (field, places) => {
      for (const { argument, path } of places) {
        const { type, others } = argument;
        const query = `subscription Try($it: ${type}) { ${field}(${path[0]}: $it${others}) { __typename } }`;
        for (const text of bad) {
          const stream = await api.stream(query, { it: fill(type, path.slice(1), text) });
          const first = await stream.next();
          expect(first?.errors?.map(({ extensions }) => extensions.code)).toEqual([
            'INVALID_VALUE',
          ]);
          await stream.leave();
        }
      }
    },
  );
});

describe('beside a text that no database keeps', () => {
  beforeEach(open);
  afterEach(() => api.close());

  test.each(bad)('the other reports of a batch count: %j', async (text) => {
    await submit({});
    const [lease] = await claim();
    const line = (message: string) => ({ lease, lines: [{ level: 'INFO', message }] });
    const answer = await api.data(
      `mutation Try($reports: [UnitReportInput!]!) { unitsReport(input: { reports: $reports }) {
        answers { accepted error { code path } } userErrors { code } } }`,
      {
        reports: [
          { log: line(text) },
          { log: line('fine') },
          { fail: { lease, code: text, message: 'm' } },
          { succeed: { lease: { ...lease, unitId: text } } },
          { succeed: { lease: { ...lease, leaseId: text } } },
          { succeed: { lease, output: text } },
        ],
      },
    );
    const refused = (code: string, path: unknown = expect.anything()) => ({
      accepted: false,
      error: { code, path },
    });
    expect(answer).toEqual({
      unitsReport: {
        answers: [
          refused('INVALID_VALUE', ['input', 'reports', '0', 'log', 'lines', '0', 'message']),
          { accepted: true, error: null },
          refused('INVALID_VALUE', ['input', 'reports', '2', 'fail', 'code']),
          refused('UNIT_NOT_FOUND'),
          refused('LEASE_UNKNOWN'),
          { accepted: true, error: null },
        ],
        userErrors: [],
      },
    });
  });

  test.each(bad)('there is no Job if it is a label: %j', async (text) => {
    expect(await submit({ labels: { note: text } })).toEqual(['INVALID_VALUE']);
    expect(await submit({ labels: { [text]: 'x' } })).toEqual(['INVALID_VALUE']);
    expect(await api.data('{ jobs { nodes { id } } }')).toEqual({ jobs: { nodes: [] } });
  });

  test('JSON values keep every character', async () => {
    const value = { [`key ${bad[0]}`]: [...bad, '\u{1f680}', '\\u0000'], [`key ${bad[1]}`]: null };
    expect(await submit({ payload: value }, value)).toEqual([]);
    const [lease] = await claim();
    const report =
      'mutation Try($input: UnitSucceedInput!) { unitSucceed(input: $input) { userErrors { code } } }';
    await api.data(report, { input: { lease, output: value } });
    expect(
      await api.data('{ jobs { nodes { payload units { nodes { input output } } } } }'),
    ).toEqual({
      jobs: { nodes: [{ payload: value, units: { nodes: [{ input: value, output: value }] } }] },
    });
  });

  test('there are no cursors with NUL in them', async () => {
    const inTopic = (list: string) =>
      `topic(by: { name: "kitchen" }) { ${list}(after: $after) { pageInfo { hasNextPage } } }`;
    const lists = {
      job: 'jobs(after: $after) { nodes { id } }',
      lane: inTopic('lanes'),
      schedule: inTopic('schedules'),
      template: inTopic('templates'),
    };
    for (const [kind, list] of Object.entries(lists)) {
      const cursor = Buffer.from(`1.${kind}.${kind}_0\u0000`).toString('base64url');
      const { errors } = await api.call(`query Try($after: String) { ${list} }`, { after: cursor });
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['CURSOR_INVALID']);
    }
  });
});

async function topics() {
  return await api.data('{ topics { nodes { name description } } }');
}

async function submit(more: object, input: unknown = null): Promise<readonly string[]> {
  const tasks = [{ key: 'task', units: [{ key: 'unit', kind: 'cook', input }] }];
  const { jobSubmit } = await api.data<{ jobSubmit: { userErrors: { code: string }[] } }>(
    'mutation Try($input: JobSubmitInput!) { jobSubmit(input: $input) { userErrors { code } } }',
    { input: { topic: 'kitchen', name: 'dinner', tasks, ...more } },
  );
  return jobSubmit.userErrors.map(({ code }) => code);
}

async function claim() {
  const query = `mutation { unitsClaim(input: { topics: ["kitchen"], worker: "cook", max: 1 }) {
    leases { attempt leaseId unit { id } } } }`;
  const { unitsClaim } = await api.data<{ unitsClaim: { leases: Lease[] } }>(query);
  return unitsClaim.leases.map(({ attempt, leaseId, unit }) => ({
    attempt,
    leaseId,
    unitId: unit.id,
  }));
}

interface Lease {
  readonly attempt: number;
  readonly leaseId: string;
  readonly unit: { readonly id: string };
}
