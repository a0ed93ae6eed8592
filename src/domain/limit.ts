/**
 * A Limit bounds how many Units of a Topic run at once, and how many start per interval: all of
 * them, those of a kind, or those of a concurrencyKey. Whatever matches its pattern is bounded each
 * for itself: one Limit for `tenant:*` gives every tenant as much.
 */
import { bounds } from './bounds.ts';
import type { Flag } from './flag.ts';
import { type Rejection, rejection } from './rejection.ts';
import { checkName, checkNumber } from './value-checks.ts';

/** What a Limit counts together: all Units of the Topic, those of a kind, those of a key. */
export type LimitScope = 'TOPIC' | 'KIND' | 'KEY';

/** What a Limit says; null says nothing. Durations are milliseconds. */
export interface LimitRules {
  /** How many may run at once. */
  readonly runningMax: number | null;
  /** How many may start in any interval of this length; both or neither are given. */
  readonly startMax: number | null;
  readonly intervalMs: number | null;
  /** Whether the starts per interval follow what workers report; see limit-use.ts. */
  readonly isAdaptive: Flag;
  /** Below this an adaptive rate never goes. */
  readonly startMin: number | null;
  /** How great a share a key gets beside the others, where the Topic shares fairly. */
  readonly weight: number | null;
}

/** A Limit as it is stored. Instants are epoch milliseconds. */
export interface Limit extends LimitRules {
  readonly id: string;
  readonly topicId: string;
  readonly scope: LimitScope;
  /** '' for the Topic; else a kind or a key, in which `*` stands for any text. */
  readonly pattern: string;
  readonly createdAt: number;
  /** When it was last said what it says, by whom and why. */
  readonly setAt: number;
  readonly setBy: string | null;
  readonly reason: string | null;
}

/** What Limits look at of a Unit: '' is no key. */
export interface Limited {
  readonly kind: string;
  readonly concurrencyKey: string;
}

/** What each scope counts by. */
export function subjectOf(scope: LimitScope, limited: Limited): string {
  if (scope === 'TOPIC') return '';
  return scope === 'KIND' ? limited.kind : limited.concurrencyKey;
}

/**
 * The Limits that hold for a Unit, each of them for itself: that of its Topic, that of its kind and
 * that of its key, the most general first.
 */
export function limitsFor(limits: readonly Limit[], limited: Limited): readonly Limit[] {
  return limitScopes
    .map((scope) => governingLimit(limits, scope, subjectOf(scope, limited)))
    .filter((limit) => limit !== undefined);
}

/**
 * The one Limit of a scope that holds for a kind or key, if any does: one without `*` before
 * patterns, and among patterns the longest, of several as long the first by the alphabet.
 */
export function governingLimit(
  limits: readonly Limit[],
  scope: LimitScope,
  subject: string,
): Limit | undefined {
  // What has no key is bounded by no key.
  if (scope === 'KEY' && subject === '') return undefined;
  let found: Limit | undefined;
  for (const limit of limits) {
    if (limit.scope !== scope || !matches(limit.pattern, subject)) continue;
    if (found === undefined || isBefore(limit.pattern, found.pattern)) found = limit;
  }
  return found;
}

/** Whether a text is what the pattern says; `*` in it stands for any text, none included. */
export function matches(pattern: string, text: string): boolean {
  const [first = '', ...parts] = pattern.split('*');
  const last = parts.pop();
  if (last === undefined) return pattern === text;
  if (text.length < first.length + last.length) return false;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  const end = text.length - last.length;
  // Taking the first place where a part fits leaves the most room for those that follow.
  for (const part of parts) {
    const place = text.indexOf(part, from);
    if (place === -1 || place + part.length > end) return false;
    from = place + part.length;
  }
  return from <= end;
}

/** Whether it ever keeps something from starting. */
export function isBounding({ runningMax, startMax }: LimitRules): boolean {
  return runningMax !== null || startMax !== null;
}

/** The weight that the Limit of a key gives it among the others. */
export function weightOf(limits: readonly Limit[], concurrencyKey: string): number {
  return governingLimit(limits, 'KEY', concurrencyKey)?.weight ?? 1;
}

export const limitScopes = ['TOPIC', 'KIND', 'KEY'] as const satisfies readonly LimitScope[];

/** What is wrong with a Limit as it is asked for. */
export function checkLimit(
  given: LimitRules & Pick<Limit, 'scope' | 'pattern'>,
  path: readonly string[],
): readonly Rejection[] {
  return [...checkPattern(given, path), ...checkRules(given, path)];
}

function isBefore(a: string, b: string): boolean {
  if (a.includes('*') !== b.includes('*')) return b.includes('*');
  return a.length === b.length ? a < b : a.length > b.length;
}

function checkPattern(
  { scope, pattern }: Pick<Limit, 'scope' | 'pattern'>,
  path: readonly string[],
): readonly Rejection[] {
  const where = [...path, 'pattern'];
  if (scope !== 'TOPIC') return checkName(pattern, where);
  if (pattern === '') return [];
  const message = `A Limit of the whole Topic has no pattern, and "${pattern}" is given. Leave it out, or choose the scope KIND or KEY.`;
  return [rejection('INVALID_VALUE', message, { path: where })];
}

function checkRules(
  given: LimitRules & Pick<Limit, 'scope'>,
  path: readonly string[],
): readonly Rejection[] {
  const { runningMax, startMax, intervalMs, isAdaptive, startMin, weight } = given;
  const count = { least: 1, most: bounds.limitCount };
  const interval = { least: bounds.limitIntervalMsMin, most: bounds.retryDelayMs };
  const share = { least: bounds.limitWeightMin, most: bounds.limitWeightMax };
  const check = (value: number | null, name: string, range: { least: number; most: number }) =>
    value === null ? [] : checkNumber(value, { ...range, path: [...path, name] });
  const fault = (name: string, message: string) =>
    rejection('INVALID_VALUE', message, { path: [...path, name] });
  const faults = [
    ...check(runningMax, 'runningMax', count),
    ...check(startMax, 'startMax', count),
    ...check(intervalMs, 'intervalMs', interval),
    ...check(startMin, 'startMin', { least: 1, most: startMax ?? bounds.limitCount }),
    ...check(weight, 'weight', share),
  ];
  if ((startMax === null) !== (intervalMs === null)) {
    faults.push(
      fault(
        startMax === null ? 'startMax' : 'intervalMs',
        'startMax and intervalMs say together how many may start in how long. Give both or neither.',
      ),
    );
  }
  if (isAdaptive === 1 && startMax === null) {
    faults.push(
      fault(
        'isAdaptive',
        'What adapts is how many start per interval, and nothing is said of that. Give startMax and intervalMs.',
      ),
    );
  }
  if (isAdaptive === 0 && startMin !== null) {
    faults.push(
      fault('startMin', 'startMin is for adaptive rates alone. Leave it out, or set isAdaptive.'),
    );
  }
  if (weight !== null && given.scope !== 'KEY') {
    faults.push(
      fault('weight', 'Only keys share by weight. Leave it out, or choose the scope KEY.'),
    );
  }
  if (runningMax === null && startMax === null && weight === null) {
    faults.push(
      rejection(
        'INVALID_VALUE',
        'The Limit says nothing. Give runningMax, startMax with intervalMs, or the weight of a key.',
        { path },
      ),
    );
  }
  return faults;
}
