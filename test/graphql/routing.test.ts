/** Labels, concurrency keys and targets over the API. */
import { beforeEach, describe, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from '../server/workshop.ts';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

async function claim(claim: object) {
  const { unitsClaim } = await workshop.data<{
    unitsClaim: { leases: { unit: { key: string } }[]; userErrors: object[] };
  }>(
    `mutation($input: UnitsClaimInput!) { unitsClaim(input: $input) {
      leases { unit { key } } userErrors { code path }
    } }`,
    { input: { worker: 'ann', topics: ['workshop'], max: 9, ...claim } },
  );
  const keys = unitsClaim.leases.map(({ unit }) => unit.key);
  return unitsClaim.userErrors.length > 0 ? unitsClaim.userErrors : keys;
}

describe('a Unit', () => {
  test('that requires labels is given to workers that have them', async () => {
    const requires = { region: 'eu' };
    const units = [
      { key: 'near', kind: 'saw', requires },
      { key: 'any', kind: 'saw' },
    ];
    await workshop.submit([{ key: 'cut', units }]);
    expect(await claim({ labels: { region: 'us' } })).toEqual(['any']);
    expect(await claim({ labels: { region: 'eu', saw: 'big' } })).toEqual(['near']);
  });

  test('says what it requires and what it shares with others, by whomever that was said', async () => {
    const units = [
      { key: 'own', kind: 'saw', requires: { b: '2', a: '1' }, concurrencyKey: 'acme' },
      { key: 'inherits', kind: 'saw' },
      { key: 'nothing', kind: 'saw', requires: {}, concurrencyKey: '' },
    ];
    const task = { key: 'cut', requires: { region: 'eu' }, concurrencyKey: 'task', units };
    const job = await workshop.submit([task]);
    const found = await workshop.data(
      `query($id: ID!) { job(by: { id: $id }) {
        units(first: 9) { nodes { key requires concurrencyKey } }
      } }`,
      { id: job.id },
    );
    expect(found).toEqual({
      job: {
        units: {
          nodes: [
            { key: 'own', requires: { a: '1', b: '2' }, concurrencyKey: 'acme' },
            { key: 'inherits', requires: { region: 'eu' }, concurrencyKey: 'task' },
            { key: 'nothing', requires: {}, concurrencyKey: null },
          ],
        },
      },
    });
  });

  test('with targets is one for each, in the order of those that depend on it', async () => {
    const units = [
      { key: 'clean', kind: 'clean', targets: ['ann', 'bob'] },
      { key: 'close', kind: 'close', dependsOn: ['clean'] },
    ];
    await workshop.submit([{ key: 'shop', units }]);
    expect(await claim({ worker: 'cid' })).toEqual([]);
    expect(await claim({ worker: 'bob' })).toEqual(['clean.bob']);
    expect(await claim({ worker: 'ann' })).toEqual(['clean.ann']);
  });
});

describe('the Lanes of a Topic', () => {
  test('say what waits for whom, page by page', async () => {
    const units = [
      { key: 'a', kind: 'saw', concurrencyKey: 'acme' },
      { key: 'b', kind: 'saw', concurrencyKey: 'acme' },
      { key: 'c', kind: 'glue', requires: { region: 'eu' } },
      { key: 'd', kind: 'wax', dependsOn: ['c'] },
    ];
    await workshop.submit([{ key: 'cut', units }]);
    const read = async (after?: string) => {
      const { topic } = await workshop.data<{
        topic: {
          lanes: { nodes: object[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
        };
      }>(
        `query($name: String!, $after: String) { topic(by: { name: $name }) {
          lanes(first: 1, after: $after) {
            nodes { kind requires concurrencyKey claimableCount isOpen paceMs }
            pageInfo { hasNextPage endCursor }
          }
        } }`,
        { name: 'workshop', after },
      );
      return topic.lanes;
    };
    const first = await read();
    const open = { isOpen: true, paceMs: null };
    expect(first.nodes).toEqual([
      { kind: 'saw', requires: {}, concurrencyKey: 'acme', claimableCount: 2, ...open },
    ]);
    const second = await read(first.pageInfo.endCursor);
    const glue = { kind: 'glue', requires: { region: 'eu' }, concurrencyKey: null };
    expect(second.nodes).toEqual([{ ...glue, claimableCount: 1, ...open }]);
    expect(second.pageInfo.hasNextPage).toBe(false);
    const wrong = await workshop.call(
      `query($name: String!) { topic(by: { name: $name }) { lanes(after: "x") { nodes { kind } } } }`,
      { name: 'workshop' },
    );
    expect(wrong.errors?.[0]?.extensions.code).toBe('CURSOR_INVALID');
  });
});

test('a Topic says what its Units require, and what those of a kind do', async () => {
  const defaults = {
    requires: { region: 'eu' },
    concurrencyKey: 'all',
    kinds: [{ kind: 'saw', requires: {}, concurrencyKey: 'saws' }],
  };
  const updated = await workshop.data(
    `mutation($input: TopicUpdateInput!) { topicUpdate(input: $input) {
      topic { defaults { requires concurrencyKey kinds { kind requires concurrencyKey } } }
      userErrors { code }
    } }`,
    { input: { topicId: workshop.topicId, defaults } },
  );
  expect(updated).toEqual({ topicUpdate: { topic: { defaults }, userErrors: [] } });
});

test.each([
  ['a list', ['eu'], 'INVALID_VALUE', ['input', 'labels']],
  ['a number', { cores: 8 }, 'INVALID_VALUE', ['input', 'labels', 'cores']],
  [
    'the name of another worker',
    { worker: 'bob' },
    'LABEL_RESERVED',
    ['input', 'labels', 'worker'],
  ],
])('labels that have %s are refused by their place', async (_, labels, code, path) => {
  expect(await claim({ labels })).toEqual([{ code, path }]);
});
