/**
 * Submissions that are collapsed into one: many that come about the same thing, under the same
 * collapse key, begin few Jobs. What becomes of a new one is decided here, from the few Jobs of its
 * key that matter, however many there have been.
 */
import { bounds } from './bounds.ts';
import { isWaiting, type Job } from './job.ts';
import { type Rejection, rejection } from './rejection.ts';
import { checkName, checkNumber } from './value-checks.ts';

/**
 * DEBOUNCE: each waits for a while, and the one that comes meanwhile takes its place. THROTTLE: those
 * that come within a while of the last are that one. KEEP_LATEST: while one runs a single one waits
 * behind it, and the one that comes meanwhile takes its place.
 */
export type CollapseMode = 'DEBOUNCE' | 'THROTTLE' | 'KEEP_LATEST';

export interface Collapse {
  readonly key: string;
  readonly mode: CollapseMode;
  /** How long one waits, or stands for those that follow; null for KEEP_LATEST, which has none. */
  readonly windowMs: number | null;
  /** How long after the first of those in whose place it waits one begins at the latest; null for no bound. */
  readonly maxWaitMs: number | null;
}

type CollapsingJob = Pick<
  Job,
  'id' | 'state' | 'createdAt' | 'beginsAt' | 'behindJobId' | 'collapseSince'
>;

/** ANSWER: nothing new is made. TAKE: a new Job is, perhaps in the place of one that waits. */
export type Collapsed<J> =
  | { readonly kind: 'ANSWER'; readonly job: J }
  | {
      readonly kind: 'TAKE';
      readonly replaced: J | undefined;
      /** Epoch milliseconds; null for at once, or as soon as nothing is before it. */
      readonly beginsAt: number | null;
      readonly since: number | null;
      readonly behind: J | undefined;
    };

/** What becomes of a submission, by the Jobs of its collapse key in any order. */
export function collapse<J extends CollapsingJob>(
  { mode, windowMs, maxWaitMs }: Collapse,
  jobs: readonly J[],
  now: number,
): Collapsed<J> {
  const unfinished = jobs.filter(({ state }) => state === 'RUNNING');
  const replaced = newestOf(unfinished.filter((job) => isStillWaiting(job, now)));
  switch (mode) {
    case 'THROTTLE': {
      const last = newestOf(jobs);
      return last !== undefined && now < last.createdAt + (windowMs ?? 0)
        ? { kind: 'ANSWER', job: last }
        : take;
    }
    case 'DEBOUNCE': {
      const since = replaced?.collapseSince ?? replaced?.createdAt ?? now;
      const latest = maxWaitMs === null ? Number.POSITIVE_INFINITY : since + maxWaitMs;
      return { ...take, replaced, since, beginsAt: Math.min(now + (windowMs ?? 0), latest) };
    }
    case 'KEEP_LATEST': {
      const behind = newestOf(unfinished.filter((job) => !isStillWaiting(job, now)));
      return { ...take, replaced, behind };
    }
  }
}

/** What is wrong with what is asked for. */
export function checkCollapse(
  { key, mode, windowMs, maxWaitMs }: Collapse,
  path: readonly string[],
): readonly Rejection[] {
  const invalid = (message: string, field: string) =>
    rejection('INVALID_VALUE', message, { path: [...path, field] });
  const faults = [...checkName(key, [...path, 'key'])];
  if (mode === 'KEEP_LATEST' && windowMs !== null) {
    const message =
      'KEEP_LATEST waits for the Job that runs, and for no time. Leave windowMs out, or choose DEBOUNCE or THROTTLE.';
    faults.push(invalid(message, 'windowMs'));
  } else if (mode !== 'KEEP_LATEST' && windowMs === null) {
    const message = `${mode} needs to know for how long. Give windowMs.`;
    faults.push(invalid(message, 'windowMs'));
  } else if (windowMs !== null) {
    const most = bounds.collapseMs;
    faults.push(...checkNumber(windowMs, { least: 1, most, path: [...path, 'windowMs'] }));
  }
  if (maxWaitMs === null) return faults;
  if (mode !== 'DEBOUNCE') {
    const message = `${mode} puts nothing off again and again, so it has no longest wait. Leave maxWaitMs out, or choose DEBOUNCE.`;
    return [...faults, invalid(message, 'maxWaitMs')];
  }
  const range = { least: windowMs ?? 1, most: bounds.collapseMs };
  return [...faults, ...checkNumber(maxWaitMs, { ...range, path: [...path, 'maxWaitMs'] })];
}

/** A Job that begins at once and takes nobody's place. */
const take = {
  kind: 'TAKE',
  replaced: undefined,
  beginsAt: null,
  since: null,
  behind: undefined,
} as const;

/** One whose time has come counts as begun, even if the clock is late. */
function isStillWaiting(job: CollapsingJob, now: number): boolean {
  return (
    isWaiting(job) && (job.beginsAt === null || job.beginsAt > now || job.behindJobId !== null)
  );
}

function newestOf<J extends CollapsingJob>(jobs: readonly J[]): J | undefined {
  let newest: J | undefined;
  for (const job of jobs) if (newest === undefined || isAfter(job, newest)) newest = job;
  return newest;
}

function isAfter(job: CollapsingJob, other: CollapsingJob): boolean {
  return job.createdAt === other.createdAt ? job.id > other.id : job.createdAt > other.createdAt;
}
