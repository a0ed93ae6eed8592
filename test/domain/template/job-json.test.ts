/** Definitions that are stored have the fields that jobSubmit takes, so that either can be the other. */
import { isInputObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { jobJsonFields, readJobJson, toDefinition } from '../../../src/domain/job-json.ts';
import { atOnce } from '../../../src/domain/portions.ts';
import { schema } from '../../../src/graphql/schema.ts';

/** What a submission says beside the definition of its Job. */
const submissionFields = [
  'topic',
  'idempotencyKey',
  'onConflict',
  'startAt',
  'finishBy',
  'collapse',
];

test.each([
  ['job', 'JobSubmitInput', submissionFields],
  ['task', 'TaskInput', []],
  ['unit', 'UnitInput', []],
] as const)('the %s has the fields of %s', (level, inputName, others) => {
  const type = schema.getType(inputName);
  const fields = isInputObjectType(type) ? Object.keys(type.getFields()) : [];
  const left = fields.filter((name) => !others.some((other) => other === name));
  expect([...jobJsonFields()[level]].sort()).toEqual(left.sort());
});

test('what is left out is what it is in a submission', () => {
  const read = atOnce(readJobJson({ tasks: [{ key: 'a', units: [{ key: 'b', kind: 'c' }] }] }));
  if (!read.isValid) throw new Error(JSON.stringify(read.faults));
  expect(atOnce(toDefinition(read.job))).toMatchObject({
    ...{ name: '', key: null, priority: 0, onFailure: 'CONTINUE' },
    ...{ payload: 'null', labels: '{}', context: '{}' },
    tasks: [
      {
        ...{ name: null, dependsOn: [], join: 'ALL_SUCCEEDED', tolerateCount: null },
        units: [{ kind: 'c', input: 'null', priority: null, when: null, handles: false }],
      },
    ],
  });
});

test('of very many faults the first are told', () => {
  const units = Array(1_000).fill({ key: 1 });
  const read = atOnce(readJobJson({ tasks: [{ key: 'a', units }] }));
  expect(read.isValid ? 0 : read.faults.length).toBeLessThanOrEqual(21);
});
