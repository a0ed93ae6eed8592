import { describe, expect, test } from 'vitest';
import { isRepeatable } from '../../src/client/repeatable.ts';

describe('a call may be sent again', () => {
  test.each([
    ['a query', 'query', {}],
    ['a mutation with an idempotency key', 'mutation', { input: { idempotencyKey: 'k' } }],
    ['a submission with a job key', 'mutation', { input: { key: 'nightly', tasks: [] } }],
    [
      'a submission of Jobs with keys',
      'mutation',
      { input: { jobs: [{ key: 'nightly' }, { idempotencyKey: 'k' }] } },
    ],
    [
      'a submission of Jobs with a key for all',
      'mutation',
      { input: { jobs: [{}, {}], idempotencyKey: 'k' } },
    ],
    ['a claim with a request id', 'mutation', { input: { worker: 'w', requestId: 'r' } }],
    ['a renewal of leases', 'mutation', { input: { leases: [] } }],
    ['a report of one lease', 'mutation', { input: { lease: {} } }],
    ['a batch of reports', 'mutation', { input: { reports: [] } }],
    ['a report of lines with their place', 'mutation', { input: logged({ offset: 0 }) }],
    ['a batch with such a report', 'mutation', { input: batchOf({ offset: 3 }) }],
    [
      'reports with a named claim',
      'mutation',
      { input: { reports: [], claim: { requestId: 'r' } } },
    ],
  ] as const)('when it is %s', (_, kind, variables) => {
    expect(isRepeatable(kind, variables)).toBe(true);
  });

  test.each([
    ['a mutation without a name', 'mutation', { input: { tasks: [] } }],
    ['a mutation with an empty key', 'mutation', { input: { idempotencyKey: '', key: null } }],
    ['a mutation without input', 'mutation', {}],
    ['a claim without a request id', 'mutation', { input: { worker: 'w', topics: [] } }],
    ['reports with an unnamed claim', 'mutation', { input: { reports: [], claim: { max: 1 } } }],
    ['a report of lines anywhere', 'mutation', { input: logged({}) }],
    ['a batch with such a report', 'mutation', { input: batchOf({ offset: null }) }],
    [
      'a submission that replaces the job with its key',
      'mutation',
      { input: { key: 'nightly', onConflict: 'REPLACE', tasks: [] } },
    ],
    [
      'a submission of Jobs of which one has no key',
      'mutation',
      { input: { jobs: [{ key: 'nightly' }, { key: '' }] } },
    ],
    [
      'a submission of Jobs of which one replaces another',
      'mutation',
      { input: { jobs: [{ key: 'nightly' }, { key: 'k', onConflict: 'REPLACE' }] } },
    ],
    ['a subscription', 'subscription', {}],
  ] as const)('but not when it is %s', (_, kind, variables) => {
    expect(isRepeatable(kind, variables)).toBe(false);
  });
});

function logged(more: object): object {
  return { lease: {}, lines: [{ message: 'hot' }], ...more };
}

function batchOf(more: object): object {
  return { reports: [{ succeed: { lease: {} } }, { log: logged(more) }] };
}
