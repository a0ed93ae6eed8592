/** The registry of Workers over the API: listed, asked, told and taken back. */
import { beforeEach, describe, expect, test } from 'vitest';
import { leaseOf, openWorkshop, refusalsOf, taskOf, type Workshop } from '../server/workshop.ts';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

interface Page {
  readonly nodes: readonly { readonly name: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

async function listWorkers(args: string): Promise<Page> {
  const { topic } = await workshop.data<{ topic: { workers: Page } }>(
    `{ topic(by: { name: "workshop" }) {
      workers(${args}) { nodes { name } pageInfo { hasNextPage endCursor } }
    } }`,
  );
  return topic.workers;
}

const parts = `name mode modeBy modeReason toldAt kinds labels capacity lost heldCount
  units { nodes { key } } topic { name }`;

async function findWorker(name: string): Promise<object | null> {
  const { worker } = await workshop.data<{ worker: object | null }>(
    `query($by: WorkerBy!) { worker(by: $by) { id ${parts} } }`,
    { by: { name: { topic: 'workshop', name } } },
  );
  return worker;
}

/** Sends a mutation about a worker; answers its payload. */
async function ask(mutation: string, input: object): Promise<object> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const more = mutation === 'workerRevoke' ? 'revokedCount' : '';
  const query = `mutation($input: ${type}!) { ${mutation}(input: $input) {
    workers { ${parts} } ${more} replayed cursor userErrors { code path }
  } }`;
  const data = await workshop.data<Record<string, object>>(query, { input });
  return data[mutation] ?? {};
}

const ann = { worker: { name: { name: 'ann', topic: 'workshop' } } };

describe('a Worker', () => {
  test('is what its claim says, and holds what it was given', async () => {
    await workshop.submit([taskOf('cut', ['one', 'two'])]);
    await workshop.claim({ max: 1, kinds: ['saw'], labels: { zone: 'b' }, capacity: 4 });
    expect(await findWorker('ann')).toMatchObject({
      name: 'ann',
      mode: 'ACTIVE',
      kinds: ['saw'],
      labels: { zone: 'b' },
      capacity: 4,
      lost: false,
      heldCount: 1,
      units: { nodes: [{ key: 'one' }] },
      topic: { name: 'workshop' },
    });
    expect(await findWorker('nobody')).toBeNull();
  });

  test('is a Node', async () => {
    await workshop.claim();
    const worker = await findWorker('ann');
    const { node } = await workshop.data<{ node: object }>(
      'query($id: ID!) { node(id: $id) { __typename ... on Worker { name } } }',
      { id: worker !== null && 'id' in worker ? worker.id : '' },
    );
    expect(node).toEqual({ __typename: 'Worker', name: 'ann' });
  });

  test('is listed with the others in pages, from either end, and by its mode', async () => {
    for (const worker of ['ann', 'ben', 'cem']) await workshop.claim({ worker });
    await ask('workerQuiet', ann);
    const first = await listWorkers('first: 2');
    const rest = await listWorkers(`first: 2, after: "${first.pageInfo.endCursor}"`);
    const names = [...first.nodes, ...rest.nodes].map(({ name }) => name);
    expect(names.toSorted()).toEqual(['ann', 'ben', 'cem']);
    expect(rest.pageInfo.hasNextPage).toBe(false);
    const back = await listWorkers('first: 3, orderBy: { field: LAST_SEEN_AT, direction: ASC }');
    expect(back.nodes.map(({ name }) => name)).toEqual(names.toReversed());
    const quiet = await listWorkers('filter: { modes: [QUIET] }');
    expect(quiet.nodes).toEqual([{ name: 'ann' }]);
    const old = await listWorkers('filter: { lastSeenAt: { lt: "2001-01-01T00:00:00Z" } }');
    expect(old.nodes).toEqual([]);
  });
});

describe('what is asked of a Worker', () => {
  test('is told with the answers to reports, renewals and claims', async () => {
    await workshop.submit([taskOf('cut', ['one', 'two', 'three'])]);
    const [one, two] = await workshop.claim({ max: 2 });
    expect(await ask('workerDrain', { ...ann, by: 'ops', reason: 'deploy' })).toMatchObject({
      workers: [{ name: 'ann', mode: 'DRAINING', modeBy: 'ops', modeReason: 'deploy' }],
      replayed: false,
      userErrors: [],
    });
    const told = [{ kind: 'DRAIN', topic: 'workshop' }];
    const answers = await workshop.data(
      `mutation($report: UnitsReportInput!, $renew: LeasesRenewInput!, $claim: UnitsClaimInput!) {
        unitsReport(input: $report) { directives { kind topic } leases { unitId } }
        leasesRenew(input: $renew) { directives { kind topic } }
        unitsClaim(input: $claim) { directives { kind topic } leases { unitId } }
      }`,
      {
        report: { reports: [{ succeed: { lease: leaseOf(one) } }] },
        renew: { leases: [leaseOf(two)] },
        claim: { worker: 'ann', topics: ['workshop'] },
      },
    );
    expect(answers).toEqual({
      unitsReport: { directives: told, leases: [] },
      leasesRenew: { directives: told },
      unitsClaim: { directives: told, leases: [] },
    });
    expect(await findWorker('ann')).toMatchObject({ toldAt: expect.any(String), heldCount: 1 });
  });

  test('is asked in all Topics at once when none is named', async () => {
    await workshop.data(
      'mutation { topicCreate(input: { name: "yard" }) { userErrors { code } } }',
    );
    await workshop.claim({ topics: ['workshop', 'yard'] });
    const everywhere = { worker: { name: { name: 'ann' } }, idempotencyKey: 'night' };
    const payload = { workers: [{ mode: 'QUIET' }, { mode: 'QUIET' }], cursor: null };
    expect(await ask('workerQuiet', everywhere)).toMatchObject({ ...payload, replayed: false });
    await ask('workerActivate', { worker: { name: { name: 'ann' } } });
    // It comes again by its key: it was done, and is not done again.
    expect(await ask('workerQuiet', everywhere)).toMatchObject({
      workers: [{ mode: 'ACTIVE' }, { mode: 'ACTIVE' }],
      replayed: true,
    });
  });

  test('is refused of one that is not known, or in another mode', async () => {
    await workshop.claim();
    const codes = async (mutation: string, input: object) => {
      const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
      const query = `mutation($input: ${type}!) { ${mutation}(input: $input) {
        userErrors { code path category retryable message }
      } }`;
      return (await refusalsOf(workshop, query, { input })).map(({ code }) => code);
    };
    const ben = { worker: { name: { name: 'ben' } } };
    expect(await codes('workerDrain', ben)).toEqual(['WORKER_NOT_FOUND']);
    const unknown = { worker: { id: 'worker_01hf7yat00e02b1svrd2ckcxdc' } };
    expect(await codes('workerRevoke', unknown)).toEqual(['WORKER_NOT_FOUND']);
    const ifMode = { ...ann, ifMode: ['DRAINING'] };
    expect(await codes('workerActivate', ifMode)).toEqual(['STATE_NOT_AS_EXPECTED']);
  });
});

test('what a Worker holds is taken back, and its reports are refused', async () => {
  await workshop.submit([taskOf('cut', ['one', 'two'])]);
  const [one] = await workshop.claim();
  expect(await ask('workerRevoke', { ...ann, quiet: true })).toMatchObject({
    workers: [{ mode: 'QUIET', heldCount: 0, units: { nodes: [] } }],
    revokedCount: 2,
    cursor: expect.any(String),
  });
  const { answers } = await workshop.report([{ succeed: { lease: leaseOf(one) } }]);
  expect(answers).toMatchObject([{ accepted: false }]);
  expect(await workshop.claim({ worker: 'ben' })).toHaveLength(2);
});
