/** Every way in which a command is refused over the API, and that a refusal changes nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bounds } from '../../src/domain/bounds.ts';
import {
  errorParts,
  type Lease,
  leaseOf,
  openWorkshop,
  reportUnits,
  submitJob,
  taskOf,
  type UserError,
  type Workshop,
} from '../server/workshop.ts';

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
});

afterAll(async () => {
  await workshop.close();
});

interface Refusal extends UserError {
  readonly category: string;
  readonly retryable: boolean;
  readonly message: string;
  readonly details: unknown;
}

/** The refusals of the first mutation in an answer. */
async function refusalsOf(query: string, variables: object): Promise<readonly Refusal[]> {
  const data = await workshop.data<Record<string, { userErrors: readonly Refusal[] }>>(
    query,
    variables,
  );
  return Object.values(data)[0]?.userErrors ?? [];
}

/** Where the journal of the Topic stands: it moves with every change. */
async function position(): Promise<string> {
  const { topic } = await workshop.data<{ topic: { cursor: string } }>(
    '{ topic(by: { name: "workshop" }) { cursor } }',
  );
  return topic.cursor;
}

const unit = (key: string, more: object = {}) => ({ key, kind: 'saw', ...more });
const one = (units: readonly object[], more: object = {}) => ({
  tasks: [{ key: 't', units, ...more }],
});

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('a submission is refused', () => {
  test.each<[string, object, Partial<Refusal>]>([
    [
      'without a Topic of the name',
      { topic: 'nowhere' },
      { category: 'NOT_FOUND', code: 'TOPIC_NOT_FOUND', path: ['input', 'topic'] },
    ],
    [
      'with a key that is no key',
      one([unit('a/b')]),
      { category: 'VALIDATION', code: 'INVALID_VALUE', path: unitPath(0, 'key') },
    ],
    [
      'with a blank name',
      { name: '  ' },
      { category: 'VALIDATION', code: 'INVALID_VALUE', path: ['input', 'name'] },
    ],
    [
      'with a priority out of range',
      one([unit('a', { priority: bounds.priority + 1 })]),
      { category: 'VALIDATION', code: 'INVALID_VALUE', path: unitPath(0, 'priority') },
    ],
    [
      'with labels that are no texts',
      { labels: { size: 3 } },
      { category: 'VALIDATION', code: 'INVALID_VALUE', path: ['input', 'labels', 'size'] },
    ],
    [
      'with labels that are a list',
      { labels: [] },
      { category: 'VALIDATION', code: 'INVALID_VALUE', path: ['input', 'labels'] },
    ],
    [
      'with too many labels',
      { labels: Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`l${at}`, ''])) },
      { category: 'LIMIT_EXCEEDED', code: 'TOO_MANY', path: ['input', 'labels'] },
    ],
    [
      'with two Units of one key',
      one([unit('a'), unit('a')]),
      { category: 'VALIDATION', code: 'DUPLICATE_KEY', path: unitPath(1, 'key') },
    ],
    [
      'with a dependency on nothing',
      one([unit('a', { dependsOn: ['b'] })]),
      { category: 'VALIDATION', code: 'UNKNOWN_DEPENDENCY', path: unitPath(0, 'dependsOn', '0') },
    ],
    [
      'with a Unit that depends on itself',
      one([unit('a', { dependsOn: ['a'] })]),
      { category: 'VALIDATION', code: 'SELF_DEPENDENCY', path: unitPath(0, 'dependsOn', '0') },
    ],
    [
      'with a dependency named twice',
      one([unit('a'), unit('b', { dependsOn: ['a', 'a'] })]),
      { category: 'VALIDATION', code: 'DUPLICATE_DEPENDENCY', path: unitPath(1, 'dependsOn', '1') },
    ],
    [
      'with Tasks that depend on each other in a circle',
      { tasks: [taskOf('a', [], { dependsOn: ['b'] }), taskOf('b', [], { dependsOn: ['a'] })] },
      {
        category: 'VALIDATION',
        code: 'DEPENDENCY_CYCLE',
        path: ['input', 'tasks'],
        details: { cycle: ['a', 'b', 'a'] },
      },
    ],
    [
      'with a payload that is too large',
      { payload: 'x'.repeat(bounds.jsonBytes) },
      { category: 'LIMIT_EXCEEDED', code: 'TOO_LARGE', path: ['input', 'payload'] },
    ],
    [
      'with too many Tasks',
      {
        tasks: Array.from({ length: bounds.taskCountPerJob + 1 }, (_, at) => taskOf(`t${at}`, [])),
      },
      { category: 'LIMIT_EXCEEDED', code: 'TOO_MANY', path: ['input', 'tasks'] },
    ],
  ])('%s', async (_, more, expected) => {
    const before = await position();
    const input = { topic: 'workshop', name: 'order', tasks: [], ...more };
    const [refusal] = await refusalsOf(submitJob, { input });
    expect(refusal).toMatchObject({ retryable: false, message: expect.stringMatching(/\.$/) });
    expect(refusal).toMatchObject(expected);
    expect(await position()).toBe(before);
  });

  test('under a key that another Job has', async () => {
    const job = await workshop.submit([], { key: 'taken' });
    const input = { topic: 'workshop', name: 'another', key: 'taken', tasks: [] };
    expect(await refusalsOf(submitJob, { input })).toMatchObject([
      {
        category: 'CONFLICT',
        code: 'JOB_KEY_REUSED',
        path: ['input', 'key'],
        details: { jobId: job.id },
      },
    ]);
  });

  test('with all that is wrong with it named at once', async () => {
    const input = { topic: 'workshop', name: '', tasks: [taskOf('?', []), taskOf('!', [])] };
    const codes = (await refusalsOf(submitJob, { input })).map(({ path }) => path.join('.'));
    expect(codes).toEqual(['input.name', 'input.tasks.0.key', 'input.tasks.1.key']);
  });
});

describe('JSON that is nested deeply', () => {
  const submit = async (payload: string) => {
    const input = `{"topic": "workshop", "name": "n", "tasks": [], "payload": ${payload}}`;
    const response = await fetch(workshop.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"query": ${JSON.stringify(submitJob)}, "variables": {"input": ${input}}}`,
    });
    return await response.json();
  };

  test.each([201, 100_000])('beyond the limit, %i levels, is refused as a whole', async (depth) => {
    const before = await position();
    expect(await submit(nested(depth))).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
    expect(await position()).toBe(before);
  });

  test('within the limit is taken, brackets in texts aside', async () => {
    const payload = `[${nested(199)}, ${JSON.stringify(`"${'['.repeat(300)}\\"`)}]`;
    expect(await submit(payload)).toMatchObject({ data: { jobSubmit: { userErrors: [] } } });
  });
});

describe('a command on what is there is refused', () => {
  test('when the Topic exists already', async () => {
    const query = `mutation { topicCreate(input: { name: "workshop" }) { topic { id } ${errorParts} } }`;
    expect(await refusalsOf(query, {})).toMatchObject([
      { category: 'CONFLICT', code: 'TOPIC_NAME_TAKEN', details: { topicId: workshop.topicId } },
    ]);
  });

  test('when there is no such Job or Unit', async () => {
    const query = `mutation {
      jobCancel(input: { jobId: "job_00000000000000000000000000" }) { job { id } ${errorParts} }
      unitCancel(input: { unitId: "nonsense" }) { unit { id } cursor ${errorParts} }
    }`;
    expect(await workshop.data(query)).toMatchObject({
      jobCancel: { job: null, userErrors: [{ category: 'NOT_FOUND', code: 'JOB_NOT_FOUND' }] },
      unitCancel: {
        unit: null,
        cursor: null,
        userErrors: [{ category: 'NOT_FOUND', code: 'UNIT_NOT_FOUND' }],
      },
    });
  });

  test('when the Job or the Unit is finished', async () => {
    const job = await workshop.submit([taskOf('t', ['done'])]);
    await workshop.workOff();
    const query = `mutation($jobId: ID!, $unitId: ID!) {
      jobCancel(input: { jobId: $jobId }) { userErrors { category code } }
      unitCancel(input: { unitId: $unitId }) { userErrors { category code } }
    }`;
    const { job: found } = await workshop.data<{ job: { unit: { id: string } } }>(
      'query($id: ID!) { job(by: { id: $id }) { unit(path: "t/done") { id } } }',
      { id: job.id },
    );
    expect(await workshop.data(query, { jobId: job.id, unitId: found.unit.id })).toEqual({
      jobCancel: { userErrors: [{ category: 'PRECONDITION_FAILED', code: 'JOB_FINISHED' }] },
      unitCancel: { userErrors: [{ category: 'PRECONDITION_FAILED', code: 'UNIT_FINISHED' }] },
    });
  });

  test('when the lease is over, whoever has the Unit now', async () => {
    const kind = 'fenced';
    await workshop.submit([{ key: 't', units: [{ key: 'u', kind }] }]);
    const [first] = await workshop.claim({ worker: 'ann', kinds: [kind] });
    await workshop.report([{ release: { lease: leaseOf(first) } }]);
    const [second] = await workshop.claim({ worker: 'bob', kinds: [kind] });
    expect(second).toMatchObject({ unitId: first?.unitId, attempt: 2 });
    const stale = leaseOf(first);
    const { answers } = await workshop.report([
      { succeed: { lease: stale, output: 'stale' } },
      { fail: { lease: stale, code: 'X', message: 'stale' } },
      { progress: { lease: stale, progress: 1 } },
      { log: { lease: stale, lines: [{ message: 'stale' }] } },
      { renew: { lease: stale } },
      { succeed: { lease: leaseOf(second), output: 'fresh' } },
    ]);
    const lost = {
      accepted: false,
      cursor: null,
      error: {
        category: 'PRECONDITION_FAILED',
        code: 'LEASE_LOST',
        retryable: false,
        details: { reason: 'COMPLETED' },
      },
    };
    expect(answers).toMatchObject([lost, lost, lost, lost, lost, { accepted: true }]);
    const { unit: found } = await workshop.data<{ unit: object }>(
      'query($id: ID!) { unit(by: { id: $id }) { output logs { nodes { message } } } }',
      { id: first?.unitId },
    );
    expect(found).toEqual({ output: 'fresh', logs: { nodes: [] } });
  });

  test('when an idempotency key comes with another input', async () => {
    const query = `mutation($name: String!) {
      topicCreate(input: { name: $name, idempotencyKey: "k1" }) { topic { name } ${errorParts} }
    }`;
    await workshop.data(query, { name: 'first' });
    expect(await refusalsOf(query, { name: 'second' })).toMatchObject([
      {
        category: 'CONFLICT',
        code: 'IDEMPOTENCY_KEY_REUSED',
        path: ['input', 'idempotencyKey'],
      },
    ]);
  });

  test('when one call holds too many reports or leases', async () => {
    const before = await position();
    const lease = { unitId: 'unit_x', attempt: 1, leaseId: 'l' };
    const reports = Array.from({ length: bounds.reportCount + 1 }, () => ({ renew: { lease } }));
    expect(await refusalsOf(reportUnits, { input: { reports } })).toMatchObject([
      { category: 'LIMIT_EXCEEDED', code: 'TOO_MANY', path: ['input', 'reports'] },
    ]);
    const renew = `mutation($leases: [LeaseRefInput!]!) {
      leasesRenew(input: { leases: $leases }) { answers { accepted } ${errorParts} }
    }`;
    const leases = Array.from({ length: bounds.reportCount + 1 }, () => lease);
    expect(await refusalsOf(renew, { leases })).toMatchObject([
      { category: 'LIMIT_EXCEEDED', code: 'TOO_MANY', path: ['input', 'leases'] },
    ]);
    expect(await position()).toBe(before);
  });

  test('when a claim goes beyond the limits or names no Topic that exists', async () => {
    const claim = (more: object) =>
      refusalsOf(
        `mutation($input: UnitsClaimInput!) { unitsClaim(input: $input) { leases { unitId } ${errorParts} } }`,
        { input: { worker: 'ann', topics: ['workshop'], ...more } },
      );
    expect(await claim({ max: 1_001 })).toMatchObject([{ path: ['input', 'max'] }]);
    expect(await claim({ waitMs: 60_001 })).toMatchObject([{ path: ['input', 'waitMs'] }]);
    expect(await claim({ leaseMs: 1 })).toMatchObject([{ path: ['input', 'leaseMs'] }]);
    expect(await claim({ topics: [] })).toMatchObject([{ code: 'TOO_MANY' }]);
    expect(await claim({ topics: ['workshop', 'nowhere'] })).toMatchObject([
      { code: 'TOPIC_NOT_FOUND', path: ['input', 'topics', '1'] },
    ]);
  });

  test('with a path into the place where it stands in a larger call', async () => {
    const input = { reports: [], claim: { worker: 'ann', topics: ['nowhere'] } };
    expect(await refusalsOf(reportUnits, { input })).toMatchObject([
      { code: 'TOPIC_NOT_FOUND', path: ['input', 'claim', 'topics', '0'] },
    ]);
  });
});

describe('a worker', () => {
  test('is told to stop when it reports progress without a lease', async () => {
    const lease = { unitId: 'unit_00000000000000000000000000', attempt: 1, leaseId: 'none' };
    await workshop.submit([{ key: 't', units: [{ key: 'u', kind: 'stopped' }] }]);
    const [held] = await workshop.claim({ kinds: ['stopped'] });
    const query = `mutation($lease: LeaseRefInput!) {
      unitProgress(input: { lease: $lease, progress: 0 }) { directive userErrors { code } }
    }`;
    const wrong: Pick<Lease, 'unitId' | 'attempt' | 'leaseId'> = {
      ...leaseOf(held),
      leaseId: lease.leaseId,
    };
    expect(await workshop.data(query, { lease: wrong })).toEqual({
      unitProgress: { directive: 'STOP', userErrors: [{ code: 'LEASE_UNKNOWN' }] },
    });
  });
});

function unitPath(index: number, ...rest: readonly string[]): readonly string[] {
  return ['input', 'tasks', '0', 'units', `${index}`, ...rest];
}
