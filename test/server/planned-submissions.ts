/** Submissions that are answered alike by a plan and by yoga; see planned-answers.test.ts. */
import * as operations from '../../src/client/generated/operations.ts';

export const call = (query: string, variables?: object, more: object = {}) => {
  return { query, ...(variables === undefined ? {} : { variables }), ...more };
};

export const submit = (more: object = {}) =>
  call(operations.jobSubmitOperation.text, {
    input: { topic: 'workshop', name: 'a job', tasks: [], ...more },
  });

const submitMany = (jobs: readonly object[], more: object = {}) =>
  call(operations.jobsSubmitOperation.text, {
    input: {
      jobs: jobs.map((job) => ({ topic: 'workshop', name: 'a job', tasks: [], ...job })),
      ...more,
    },
  });

export const unitsOf = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    key: `u${at}`,
    kind: 'saw',
    input: { at, text: 'ä"\\\u2028', list: [1, 2.5, null, true, { b: {}, a: [] }] },
    dependsOn: at === 0 ? [] : ['u0'],
  }));

/** Many Jobs in one request. */
export const manyJobs: readonly (readonly [string, object])[] = [
  [
    'many Jobs',
    submitMany([
      { key: 'k' },
      { key: 'other', labels: { a: 'b' }, tasks: [{ key: 't', units: unitsOf(3) }] },
      { tasks: [{ key: 't', dependsOn: ['t'], units: [] }] },
      { topic: 'nowhere' },
      { name: 'a\u0000b' },
      { key: 'other', onConflict: 'REPLACE' },
    ]),
  ],
  ['no Jobs', submitMany([])],
  [
    'many Jobs that make a request long, under a key',
    submitMany(
      Array.from({ length: 300 }, () => ({ tasks: [{ key: 't', units: unitsOf(10) }] })),
      { idempotencyKey: 'many' },
    ),
  ],
  ['many Jobs of which one is none', submitMany([{}, { name: 1 }])],
  ['more Jobs than go in at once', submitMany(Array.from({ length: 1_001 }, () => ({})))],
  [
    'many Jobs with what is below them',
    call(
      `mutation ($input: JobsSubmitInput!) { jobsSubmit(input: $input) { answers { created
        job { id cursor tasks { nodes { key units(first: 2) { nodes { key state } } } } } } } }`,
      {
        input: {
          jobs: [
            { topic: 'workshop', name: 'x', tasks: [{ key: 't', units: unitsOf(3) }] },
            { topic: 'workshop', name: 'y', tasks: [] },
          ],
        },
      },
    ),
  ],
];
