import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Collapse, checkCollapse, collapse } from '../../src/domain/collapse.ts';
import type { JobState } from '../../src/domain/job.ts';

/** A Job as far as collapsing goes. */
interface Made {
  readonly id: string;
  readonly createdAt: number;
  readonly collapseSince: number | null;
  state: JobState;
  beginsAt: number | null;
  behindJobId: string | null;
  /** When it began; undefined for one that never did. */
  begunAt?: number;
}

type Step = { readonly afterMs: number; readonly does: 'SUBMIT' | 'FINISH' | 'PASS' };

/** Jobs that come and go as a server would have them, by the rule and nothing else. */
function play(given: Collapse, steps: readonly Step[]) {
  const jobs: Made[] = [];
  const answers: string[] = [];
  let now = 1_000;
  let longestWaitingCount = 0;
  const begin = (job: Made, at: number) => {
    job.begunAt = at;
    job.beginsAt = null;
    job.behindJobId = null;
  };
  const submit = () => {
    const decided = collapse(given, jobs, now);
    if (decided.kind === 'ANSWER') return answers.push(decided.job.id);
    if (decided.replaced !== undefined) end(decided.replaced, 'CANCELLED');
    const made: Made = {
      id: `job_${String(jobs.length).padStart(4, '0')}`,
      createdAt: now,
      collapseSince: decided.since,
      state: 'RUNNING',
      beginsAt: decided.beginsAt !== null && decided.beginsAt > now ? decided.beginsAt : null,
      behindJobId: decided.behind?.id ?? null,
    };
    if (made.beginsAt === null && made.behindJobId === null) begin(made, now);
    jobs.push(made);
    return answers.push(made.id);
  };
  const end = (job: Made, state: JobState) => {
    job.state = state;
    job.beginsAt = null;
    job.behindJobId = null;
    for (const other of jobs) if (other.behindJobId === job.id) begin(other, now);
  };
  for (const { afterMs, does } of steps) {
    const until = now + afterMs;
    const due = jobs.filter(({ beginsAt }) => beginsAt !== null && beginsAt <= until);
    for (const job of due) begin(job, job.beginsAt ?? until);
    now = until;
    if (does === 'SUBMIT') submit();
    const running = jobs.find(({ state, begunAt }) => state === 'RUNNING' && begunAt !== undefined);
    if (does === 'FINISH' && running !== undefined) end(running, 'SUCCEEDED');
    const waiting = jobs.filter(
      ({ state, begunAt }) => state === 'RUNNING' && begunAt === undefined,
    );
    longestWaitingCount = Math.max(longestWaitingCount, waiting.length);
  }
  return { jobs, answers, longestWaitingCount };
}

const steps = fc.array(
  fc.record({
    afterMs: fc.nat({ max: 400 }),
    does: fc.constantFrom('SUBMIT', 'SUBMIT', 'FINISH', 'PASS') satisfies fc.Arbitrary<
      Step['does']
    >,
  }),
  { maxLength: 60 },
);

const quiet: Step = { afterMs: 100_000, does: 'PASS' };

describe('whatever comes and whenever,', () => {
  test('of a throttled key one Job is made within a window', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 1_000 }), (given, windowMs) => {
        const rule = { key: 'k', mode: 'THROTTLE', windowMs, maxWaitMs: null } as const;
        const { jobs, answers } = play(rule, given);
        const gaps = jobs.slice(1).map((job, at) => job.createdAt - (jobs[at]?.createdAt ?? 0));
        expect(gaps.filter((gap) => gap < windowMs)).toEqual([]);
        expect(jobs.every(({ begunAt, createdAt }) => begunAt === createdAt)).toBe(true);
        expect(answers).toHaveLength(given.filter(({ does }) => does === 'SUBMIT').length);
      }),
    );
  });

  test('of a debounced key the last begins, once it is quiet, and none waits too long', () => {
    const windows = fc.integer({ min: 1, max: 1_000 });
    fc.assert(
      fc.property(steps, windows, fc.option(windows), (given, windowMs, more) => {
        const maxWaitMs = more === null ? null : windowMs + more;
        const rule = { key: 'k', mode: 'DEBOUNCE', windowMs, maxWaitMs } as const;
        const { jobs, longestWaitingCount } = play(rule, [...given, quiet]);
        expect(longestWaitingCount).toBeLessThanOrEqual(1);
        expect(jobs.at(-1)?.state).not.toBe('CANCELLED');
        for (const [at, { begunAt, createdAt, collapseSince, state }] of jobs.entries()) {
          // What takes no part any more was replaced by the next before it began.
          expect(begunAt === undefined).toBe(state === 'CANCELLED');
          if (begunAt === undefined) {
            expect(jobs[at + 1]?.createdAt).toBeLessThan(createdAt + windowMs);
            continue;
          }
          const latest = (collapseSince ?? createdAt) + (maxWaitMs ?? Number.POSITIVE_INFINITY);
          expect(begunAt).toBe(Math.min(createdAt + windowMs, latest));
        }
      }),
    );
  });

  test('of a key of which the latest is kept one runs, one waits at most, and the last is one of them', () => {
    const rule = { key: 'k', mode: 'KEEP_LATEST', windowMs: null, maxWaitMs: null } as const;
    fc.assert(
      fc.property(steps, (given) => {
        const { jobs, longestWaitingCount } = play(rule, given);
        expect(longestWaitingCount).toBeLessThanOrEqual(1);
        const unfinished = jobs.filter(({ state }) => state === 'RUNNING');
        expect(unfinished.filter(({ begunAt }) => begunAt !== undefined).length).toBeLessThan(2);
        for (const { behindJobId } of unfinished) {
          if (behindJobId === null) continue;
          expect(unfinished.map(({ id }) => id)).toContain(behindJobId);
        }
        expect(jobs.at(-1)?.state).not.toBe('CANCELLED');
        for (const { state, begunAt } of jobs) {
          if (state === 'CANCELLED') expect(begunAt).toBeUndefined();
          if (state === 'SUCCEEDED') expect(begunAt).toBeDefined();
        }
      }),
    );
  });
});

test('a Job whose time has come is not replaced, even if the clock is late', () => {
  const rule = { key: 'k', mode: 'DEBOUNCE', windowMs: 100, maxWaitMs: null } as const;
  const late = {
    id: 'job_1',
    state: 'RUNNING',
    createdAt: 0,
    beginsAt: 100,
    behindJobId: null,
    collapseSince: 0,
  } as const;
  expect(collapse(rule, [late], 99)).toMatchObject({ replaced: late, since: 0, beginsAt: 199 });
  expect(collapse(rule, [late], 100)).toMatchObject({ replaced: undefined, since: 100 });
});

describe('a wish to collapse', () => {
  const wish: Collapse = { key: 'k', mode: 'DEBOUNCE', windowMs: 1_000, maxWaitMs: 5_000 };

  test.each<[string, Partial<Collapse>, string]>([
    ['without a key', { key: ' ' }, 'key'],
    ['to debounce for no time', { windowMs: 0 }, 'windowMs'],
    ['to debounce for nobody knows how long', { windowMs: null }, 'windowMs'],
    ['to debounce for a year', { windowMs: 31_536_000_000, maxWaitMs: null }, 'windowMs'],
    ['to wait no longer than less than the window', { maxWaitMs: 999 }, 'maxWaitMs'],
    ['to throttle for nobody knows how long', { ...throttle(), windowMs: null }, 'windowMs'],
    ['to throttle with a longest wait', { ...throttle(), maxWaitMs: 5_000 }, 'maxWaitMs'],
    ['to keep the latest for a time', { mode: 'KEEP_LATEST', maxWaitMs: null }, 'windowMs'],
    [
      'to keep the latest with a longest wait',
      { mode: 'KEEP_LATEST', windowMs: null },
      'maxWaitMs',
    ],
  ])('%s is refused', (_, more, field) => {
    const faults = checkCollapse({ ...wish, ...more }, ['input', 'collapse']);
    expect(faults).toMatchObject([{ code: 'INVALID_VALUE', path: ['input', 'collapse', field] }]);
  });

  test.each<[string, Partial<Collapse>]>([
    ['to debounce', {}],
    ['to debounce as long as others come', { maxWaitMs: null }],
    ['to throttle', throttle()],
    ['to keep the latest', { mode: 'KEEP_LATEST', windowMs: null, maxWaitMs: null }],
  ])('%s is taken', (_, more) => {
    expect(checkCollapse({ ...wish, ...more }, ['input', 'collapse'])).toEqual([]);
  });

  function throttle(): Partial<Collapse> {
    return { mode: 'THROTTLE', maxWaitMs: null };
  }
});
