/**
 * When a Schedule fires: by a cron expression in a time zone, at an interval, or once. All of it is
 * a function of the timing and an instant, so that every server reckons the same firings, whenever
 * it looks: the next firing after any instant before it is the same one.
 *
 * Where clocks are put forward or back, a cron expression that names its times of day fires once for
 * each: a time that is left out at the moment after the gap, one that comes twice the first time. One
 * with a wildcard or a step in its hours, minutes or seconds goes by elapsed time instead: every
 * quarter of an hour is every quarter of an hour on such a day as well. Instants are epoch
 * milliseconds.
 */
import { Cron } from 'croner';
import { bounds } from './bounds.ts';
import { type Rejection, rejection } from './rejection.ts';
import { checkNumber, shorten } from './value-checks.ts';

/** Exactly one of `cron`, `everyMs` and `onceAt` is given. */
export interface Timing {
  /** Five fields, or six with seconds first; or a nickname such as @daily. */
  readonly cron: string | null;
  /** The IANA time zone of `cron`, such as Europe/Berlin; null for UTC. */
  readonly zone: string | null;
  readonly everyMs: number | null;
  /** A firing of an interval: the others are whole intervals before and after it. */
  readonly anchorAt: number | null;
  readonly onceAt: number | null;
  /** Nothing fires before `startsAt`, and nothing at `endsAt` or after it. */
  readonly startsAt: number | null;
  readonly endsAt: number | null;
}

/** The first firing after the instant; undefined when there is none any more. */
export function nextFiring(timing: Timing, afterAt: number): number | undefined {
  const after = timing.startsAt === null ? afterAt : Math.max(afterAt, timing.startsAt - 1);
  const at = nextOf(timing, after);
  return at !== undefined && (timing.endsAt === null || at < timing.endsAt) ? at : undefined;
}

/** The next firings after the instant, at most `count`. */
export function previewFirings(timing: Timing, afterAt: number, count: number): readonly number[] {
  const firings: number[] = [];
  for (
    let at = nextFiring(timing, afterAt);
    at !== undefined && firings.length < count;
    at = nextFiring(timing, at)
  ) {
    firings.push(at);
  }
  return firings;
}

/** The last firing of those after the one instant and not after the other, if there are any. */
export function lastFiring(timing: Timing, afterAt: number, untilAt: number): number | undefined {
  const first = nextFiring(timing, afterAt);
  if (first === undefined || first > untilAt) return undefined;
  // The firing after `low` is always within the time, that after `high` never: halving what is in
  // between takes some forty steps for a thousand years, however often it fires.
  let low = afterAt;
  let high = untilAt;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const at = nextFiring(timing, middle);
    if (at !== undefined && at <= untilAt) low = middle;
    else high = middle;
  }
  return nextFiring(timing, low);
}

/** How many firings there are after the one instant and not after the other; no more than `max` are counted. */
export function countFirings(
  timing: Timing,
  { afterAt, untilAt, max }: { afterAt: number; untilAt: number; max: number },
): number {
  let count = 0;
  let at = nextFiring(timing, afterAt);
  while (at !== undefined && at <= untilAt && count < max) {
    count += 1;
    at = nextFiring(timing, at);
  }
  return count;
}

/** The faults of a timing; the path is that of the object it is in. */
export function checkTiming(timing: Timing, path: readonly string[]): readonly Rejection[] {
  const { cron, zone, everyMs, anchorAt, onceAt, startsAt, endsAt } = timing;
  const kinds = [cron, everyMs, onceAt].filter((value) => value !== null);
  if (kinds.length !== 1) {
    const message = `A Schedule fires by exactly one of cron, everyMs and at; ${kinds.length} of them are given. Keep one.`;
    return [rejection('INVALID_VALUE', message, { path })];
  }
  return [
    ...misplaced(zone !== null && cron === null, [...path, 'zone'], 'goes with cron alone'),
    ...misplaced(anchorAt !== null && everyMs === null, [...path, 'anchorAt'], 'goes with everyMs'),
    ...misplaced(startsAt !== null && onceAt !== null, [...path, 'startsAt'], 'contradicts at'),
    ...misplaced(endsAt !== null && onceAt !== null, [...path, 'endsAt'], 'contradicts at'),
    ...misplaced(
      startsAt !== null && endsAt !== null && startsAt >= endsAt,
      [...path, 'endsAt'],
      'is not after startsAt',
    ),
    ...(everyMs === null ? [] : checkInterval(everyMs, [...path, 'everyMs'])),
    ...(cron === null ? [] : checkCron(cron, zone, path)),
  ];
}

function nextOf({ cron, zone, everyMs, anchorAt, onceAt }: Timing, afterAt: number) {
  if (onceAt !== null) return onceAt > afterAt ? onceAt : undefined;
  if (everyMs !== null) {
    const anchor = anchorAt ?? 0;
    return anchor + (Math.floor((afterAt - anchor) / everyMs) + 1) * everyMs;
  }
  if (cron === null) throw new Error('A timing says nothing of when to fire.');
  return compile(cron, zone).nextRun(new Date(afterAt))?.getTime();
}

/** Compiled once, because that costs as much as many firings; those used last are kept. */
const compiled = new Map<string, Cron>();
const compiledCountMax = 256;

function compile(cron: string, zone: string | null): Cron {
  const key = `${zone} ${cron}`;
  const known = compiled.get(key);
  const made = known ?? read(cron, zone);
  compiled.delete(key);
  compiled.set(key, made);
  const oldest = compiled.keys().next();
  if (compiled.size > compiledCountMax && oldest.done !== true) compiled.delete(oldest.value);
  return made;
}

/** Without a function to call it never waits for anything: it only reckons. */
function read(cron: string, zone: string | null): Cron {
  return new Cron(cron, {
    paused: true,
    timezone: zone ?? 'UTC',
    mode: '5-or-6-parts',
    fixedTimeRule: 'no-wildcard',
  });
}

function checkCron(
  cron: string,
  zone: string | null,
  path: readonly string[],
): readonly Rejection[] {
  const cronPath = [...path, 'cron'];
  if (zone !== null && !isZone(zone)) {
    const message = `"${shorten(zone)}" is no time zone that is known here. Give the IANA name of one, such as Europe/Berlin or UTC.`;
    return [rejection('INVALID_VALUE', message, { path: [...path, 'zone'] })];
  }
  // A "?" stands for the time at which it is read, and what has a ":" is one instant: both would say
  // something else than a cron expression says.
  if (cron.length > bounds.cronLength || !cronPattern.test(cron)) {
    return [cronFault(cron, 'it has other characters or is too long', cronPath)];
  }
  try {
    if (compile(cron, zone).nextRun(new Date(0)) !== null) return [];
    return [cronFault(cron, 'there is no such day, so it would never fire', cronPath)];
  } catch (fault) {
    return [cronFault(cron, fault instanceof Error ? fault.message : String(fault), cronPath)];
  }
}

const cronPattern = /^[\dA-Za-z*,\-/#@ \t]*$/;

function cronFault(cron: string, why: string, path: readonly string[]): Rejection {
  const message = `"${shorten(cron)}" is no cron expression (${why}). Give minute, hour, day of month, month and day of week, such as "30 2 * * MON-FRI"; a field of seconds may come first.`;
  return rejection('INVALID_VALUE', message, { path });
}

/** An offset such as +05:00 is no zone: it knows nothing of when clocks are changed. */
function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone) || zone.length > bounds.nameLength) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    // The constructor has no other way to say that it does not know the zone.
    return false;
  }
}

function checkInterval(everyMs: number, path: readonly string[]): readonly Rejection[] {
  return checkNumber(everyMs, {
    least: bounds.scheduleEveryMsMin,
    most: bounds.scheduleEveryMsMax,
    path,
  });
}

function misplaced(is: boolean, path: readonly string[], why: string): readonly Rejection[] {
  if (!is) return [];
  return [rejection('INVALID_VALUE', `${path.at(-1)} ${why}. Leave one of them out.`, { path })];
}
