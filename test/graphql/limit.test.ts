/** Limits over the API: set, looked at, obeyed, changed, removed; and what is refused. */
import { beforeEach, describe, expect, test } from 'vitest';
import {
  errorParts,
  leaseOf,
  openWorkshop,
  refusalsOf,
  type Workshop,
} from '../server/workshop.ts';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

const setLimit = `mutation ($input: LimitSetInput!) { limitSet(input: $input) {
  limit { id scope pattern runningMax startMax intervalMs isAdaptive startMin weight setBy reason }
  replayed ${errorParts} } }`;

interface SetAnswer {
  readonly limitSet: { readonly limit: { readonly id: string }; readonly replayed: boolean };
}

async function set(limit: object): Promise<SetAnswer['limitSet']> {
  const input = { topicId: workshop.topicId, ...limit };
  return (await workshop.data<SetAnswer>(setLimit, { input })).limitSet;
}

const submitKinds = (...kinds: readonly string[]) =>
  workshop.submit([{ key: 't', units: kinds.map((kind, index) => ({ key: `u${index}`, kind })) }]);

const usesOf = async (id: string) => {
  const query = `query ($id: ID!) { node(id: $id) { ... on Limit { uses { nodes {
    subject runningCount ratePerInterval isFull opensAt holders { path worker } } } } } }`;
  const { node } = await workshop.data<{ node: { uses: { nodes: readonly object[] } } }>(query, {
    id,
  });
  return node.uses.nodes;
};

interface UsesPage {
  readonly nodes: readonly { readonly subject: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}

async function readUses(id: string, after: string | null): Promise<UsesPage> {
  const query = `query ($id: ID!, $after: String) { node(id: $id) { ... on Limit {
    uses(first: 1, after: $after) { nodes { subject } pageInfo { hasNextPage endCursor } } } } }`;
  return (await workshop.data<{ node: { uses: UsesPage } }>(query, { id, after })).node.uses;
}

describe('a Limit', () => {
  test('is answered as it was set, and listed with its Topic', async () => {
    const asked = { scope: 'KIND', pattern: 'r*', runningMax: 3, by: 'ann', reason: 'Be kind.' };
    const { limit, replayed } = await set(asked);
    const said = {
      scope: 'KIND',
      pattern: 'r*',
      runningMax: 3,
      startMax: null,
      intervalMs: null,
      isAdaptive: false,
      startMin: null,
      weight: null,
    };
    expect(limit).toMatchObject({ ...said, setBy: 'ann', reason: 'Be kind.' });
    expect(replayed).toBe(false);
    expect((await set(asked)).replayed).toBe(true);
    const { topic } = await workshop.data<{ topic: unknown }>(
      'query ($id: ID!) { topic(by: { id: $id }) { limits { nodes { id topic { id } } } } }',
      { id: workshop.topicId },
    );
    const nodes = [{ id: limit.id, topic: { id: workshop.topicId } }];
    expect(topic).toEqual({ limits: { nodes } });
  });

  test('holds back what is too much, and tells who holds it', async () => {
    const { limit } = await set({ scope: 'KIND', pattern: '*', runningMax: 1 });
    await submitKinds('read', 'read', 'write');
    const leases = await workshop.claim();
    expect(leases.map(({ unit }) => unit.key)).toEqual(['u0', 'u2']);
    const full = { runningCount: 1, ratePerInterval: null, isFull: true, opensAt: null };
    expect(await usesOf(limit.id)).toEqual([
      { subject: 'read', ...full, holders: [{ path: 't/u0', worker: 'ann' }] },
      { subject: 'write', ...full, holders: [{ path: 't/u2', worker: 'ann' }] },
    ]);
    await workshop.report([{ succeed: { lease: leaseOf(leases[0]) } }]);
    expect((await workshop.claim()).map(({ unit }) => unit.key)).toEqual(['u1']);
  });

  test('that adapts is lowered by a report, and says so of its kind', async () => {
    const interval = { startMax: 10, intervalMs: 60_000, isAdaptive: true };
    const { limit } = await set({ scope: 'KIND', pattern: '*', ...interval });
    await submitKinds('call');
    const [lease] = await workshop.claim();
    const failure = { code: 'HTTP_429', message: 'Slow down.', retryAfterMs: 60_000 };
    await workshop.report([{ fail: { lease: leaseOf(lease), ...failure, rateLimited: true } }]);
    const query = `query ($id: ID!) { node(id: $id) { ... on Limit {
      use(subject: "call") { ratePerInterval isFull loweredAt opensAt runningCount }
      other: use(subject: "other") { subject } } } }`;
    const { node } = await workshop.data<{ node: { use: { loweredAt: string; opensAt: string } } }>(
      query,
      { id: limit.id },
    );
    expect(node).toMatchObject({
      use: { ratePerInterval: 5, isFull: true, runningCount: 0 },
      other: null,
    });
    expect(Date.parse(node.use.opensAt) - Date.parse(node.use.loweredAt)).toBe(60_000);
  });

  test('is gone once it is removed, and what it held back goes on', async () => {
    const { limit } = await set({ scope: 'TOPIC', runningMax: 1 });
    await submitKinds('read', 'read');
    expect(await workshop.claim()).toHaveLength(1);
    const remove = `mutation ($input: LimitRemoveInput!) { limitRemove(input: $input) {
      topic { limits { nodes { id } } } ${errorParts} } }`;
    const input = { limitId: limit.id };
    expect(await workshop.data(remove, { input })).toMatchObject({
      limitRemove: { topic: { limits: { nodes: [] } }, userErrors: [] },
    });
    expect(await workshop.claim()).toHaveLength(1);
    expect(await refusalsOf(workshop, remove, { input })).toMatchObject([
      { category: 'NOT_FOUND', code: 'LIMIT_NOT_FOUND', details: { limitId: limit.id } },
    ]);
  });

  test('lists its uses page by page, also those with the longest of names', async () => {
    const { limit } = await set({ scope: 'KIND', pattern: '*', runningMax: 9 });
    const kinds = ['a', 'ü'.repeat(256), '語'.repeat(256)];
    await submitKinds(...kinds);
    await workshop.claim();
    const found: string[] = [];
    let after: string | null = null;
    do {
      const uses: UsesPage = await readUses(limit.id, after);
      found.push(...uses.nodes.map(({ subject }) => subject));
      after = uses.pageInfo.hasNextPage ? uses.pageInfo.endCursor : null;
    } while (after !== null);
    expect(found).toEqual(kinds);
  });
});

describe('a Limit is refused', () => {
  const refused = async (limit: object) => {
    const input = { topicId: workshop.topicId, ...limit };
    const found = await refusalsOf(workshop, setLimit, { input });
    return found.map(({ code, path }) => `${code} ${path.join('.')}`);
  };

  test.each<[string, object, string]>([
    ['that says nothing', { scope: 'TOPIC' }, 'INVALID_VALUE input'],
    [
      'with a pattern for all',
      { scope: 'TOPIC', pattern: 'x', runningMax: 1 },
      'INVALID_VALUE input.pattern',
    ],
    ['without a pattern', { scope: 'KEY', runningMax: 1 }, 'INVALID_VALUE input.pattern'],
    ['of nothing', { scope: 'TOPIC', runningMax: 0 }, 'INVALID_VALUE input.runningMax'],
    ['of starts in no time', { scope: 'TOPIC', startMax: 1 }, 'INVALID_VALUE input.intervalMs'],
    [
      'that cannot adapt',
      { scope: 'TOPIC', runningMax: 1, isAdaptive: true },
      'INVALID_VALUE input.isAdaptive',
    ],
    [
      'that weighs a kind',
      { scope: 'KIND', pattern: 'k', weight: 2 },
      'INVALID_VALUE input.weight',
    ],
  ])('%s', async (_, limit, refusal) => {
    expect(await refused(limit)).toContain(refusal);
  });
});
