/** Which operations have a plan, and that it counts as the schema counts. */
import { complexityFromQuery } from '@pothos/plugin-complexity';
import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import * as operations from '../../../src/client/generated/operations.ts';
import type { Context } from '../../../src/graphql/context.ts';
import { planOperation } from '../../../src/graphql/plans/operation-plan.ts';
import { schema } from '../../../src/graphql/schema.ts';

const planOf = (text: string, name?: string) => planOperation(schema, parse(text), name);
/** No cost depends on the context. */
const context = {} as Context;

describe('an operation has a plan', () => {
  test.each([
    ['of a claim', operations.unitsClaimOperation.text],
    ['of reports', operations.unitsReportOperation.text],
    ['of a submission', operations.jobSubmitOperation.text],
    [
      'of one report',
      'mutation ($input: UnitSucceedInput!) { unitSucceed(input: $input) { unit { state } } }',
    ],
    ['to renew leases', operations.leasesRenewOperation.text],
    ['to read a Job', operations.findJobOperation.text],
    ['with arguments that do not change', '{ topic(by: { name: "t" }) { id } }'],
    [
      'with fragments of a type',
      '{ topic(by: { id: "t" }) { ...on Topic { id } ...F } } fragment F on Topic { name }',
    ],
  ])('%s', (_, text) => {
    expect(planOf(text)?.key).toEqual(expect.any(String));
  });

  test('under its name, when there are several', () => {
    const text = 'query A { version } query B { limits { maxDepth } }';
    expect(planOf(text, 'B')?.key).toBe('limits');
    expect(planOf(text, 'C')).toBeUndefined();
    expect(planOf(text)).toBeUndefined();
  });
});

describe('an operation has no plan', () => {
  test.each([
    ['with directives', '{ limits { maxDepth @skip(if: false) } }'],
    ['with directives at fragments', '{ limits { ...on Limits @include(if: true) { maxDepth } } }'],
    ['with directives at its root', '{ version @skip(if: false) }'],
    ['of several root fields', '{ version limits { maxDepth } }'],
    ['of a fragment at its root', '{ ...on Query { version } }'],
    ['about the schema', '{ __schema { types { name } } }'],
    ['that answers things of several types', '{ node(id: "a") { id } }'],
    ['that follows', 'subscription { events { cursor } }'],
    [
      'with variables below its root',
      'query ($n: Int) { topic(by: { name: "t" }) { jobs(first: $n) { nodes { id } } } }',
    ],
    ['with variables within arguments', 'query ($n: String!) { topic(by: { name: $n }) { id } }'],
    ['that names a field as no field can be named', '{ limits { __proto__: maxDepth } }'],
  ])('%s', (_, text) => {
    expect(planOf(text)).toBeUndefined();
  });
});

describe('what a plan counts is what the schema counts', () => {
  const lease = { unitId: 'u', attempt: 1, leaseId: 'l' };
  const claim = (max: number) => ({ worker: 'w', topics: ['t'], leaseMs: 1, waitMs: 0, max });
  test.each([
    ['a claim of one', operations.unitsClaimOperation.text, { input: claim(1) }],
    ['a claim of many', operations.unitsClaimOperation.text, { input: claim(1_000) }],
    ['a claim of too many', operations.unitsClaimOperation.text, { input: claim(1_000_000) }],
    [
      'many reports',
      operations.unitsReportOperation.text,
      { input: { reports: Array.from({ length: 95 }, () => ({ succeed: { lease } })) } },
    ],
    [
      'reports and a claim',
      operations.unitsReportOperation.text,
      { input: { reports: [{ succeed: { lease } }], claim: claim(500) } },
    ],
    ['a Job', operations.findJobOperation.text, { by: { id: 'job' } }],
    [
      'fragments that are used twice',
      `query ($by: TopicBy!) { topic(by: $by) { ...F ...F jobCounts { total ...C } } }
       fragment F on Topic { id name jobCounts { ...C } }
       fragment C on JobCounts { total running __typename }`,
      { by: { name: 't' } },
    ],
  ])('for %s', (_, text, variables) => {
    const plan = planOf(text);
    const read = plan?.readVariables(variables) ?? {};
    const args = plan?.readArguments(read) ?? {};
    const { complexity } = complexityFromQuery(text, { schema, variables: read });
    expect(plan?.costs(args, context)).toBe(complexity);
  });
});
