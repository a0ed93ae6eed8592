/** Commands on what is there that are refused over the API, and that a refusal changes nothing. */
import { beforeAll, describe, expect, test } from 'vitest';
import { bounds } from '../../src/domain/bounds.ts';
import {
  errorParts,
  type LeaseRef,
  leaseOf,
  openWorkshop,
  positionOf,
  refusalsOf as refusalsIn,
  reportUnits,
  taskOf,
  type Workshop,
} from '../server/workshop.ts';

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

const refusalsOf = (query: string, variables: object) => refusalsIn(workshop, query, variables);
const position = () => positionOf(workshop);

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
    await workshop.submit([{ key: 't', units: [{ key: 'u', kind: 'stopped' }] }]);
    const [held] = await workshop.claim({ kinds: ['stopped'] });
    const query = `mutation($lease: LeaseRefInput!) {
      unitProgress(input: { lease: $lease, progress: 0 }) { directive userErrors { code } }
    }`;
    const wrong: LeaseRef = { ...leaseOf(held), leaseId: 'none' };
    expect(await workshop.data(query, { lease: wrong })).toEqual({
      unitProgress: { directive: 'STOP', userErrors: [{ code: 'LEASE_UNKNOWN' }] },
    });
  });
});
