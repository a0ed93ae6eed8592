import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spansOf } from '../../src/domain/event-span.ts';

/** Events of these Jobs, numbered from 7. */
function journal(jobIds: readonly (string | null)[]) {
  return jobIds.map((jobId, at) => ({ jobId, seq: 7 + at }));
}

test('Events of a Job that follow each other are one span', () => {
  expect(spansOf(journal(['a', 'a', 'b', 'a', null, 'a', 'a']))).toEqual([
    { jobId: 'a', firstSeq: 7, lastSeq: 8 },
    { jobId: 'b', firstSeq: 9, lastSeq: 9 },
    { jobId: 'a', firstSeq: 10, lastSeq: 10 },
    { jobId: 'a', firstSeq: 12, lastSeq: 13 },
  ]);
});

test('what is about no Job has no span', () => {
  expect(spansOf(journal([null, null]))).toEqual([]);
  expect(spansOf([])).toEqual([]);
});

test('each Event of a Job is in one span of that Job, and no two spans could be one', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', null)), (jobIds) => {
      const events = journal(jobIds);
      const spans = spansOf(events);
      const spelt = spans.flatMap(({ jobId, firstSeq, lastSeq }) =>
        Array.from({ length: lastSeq - firstSeq + 1 }, (_, at) => [jobId, firstSeq + at]),
      );
      const expected = events.flatMap(({ jobId, seq }) => (jobId === null ? [] : [[jobId, seq]]));
      expect(spelt).toEqual(expected);
      for (const [at, { jobId, lastSeq }] of spans.entries()) {
        const next = spans[at + 1];
        expect([next?.jobId, next?.firstSeq]).not.toEqual([jobId, lastSeq + 1]);
      }
    }),
  );
});
