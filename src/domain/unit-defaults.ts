/**
 * How often Units are tried, how long they may take and who may have them. A Unit says it itself, else its kind does in
 * its Topic, else its Task, its Job, its Topic; and what nobody says is the system's default.
 */
import { bounds } from './bounds.ts';
import { checkLabels, readLabels } from './labels.ts';
import { noRequirement, requirementText } from './lane.ts';
import { type Rejection, rejection } from './rejection.ts';
import { defaultRetryPolicy, type RetryPolicy, refineRetryPolicy } from './retry.ts';
import { checkName, checkNumber } from './value-checks.ts';

/** What one level says; what it leaves out, the next one says. Durations are milliseconds. */
export interface UnitDefaults {
  readonly retry?: Partial<RetryPolicy> | undefined;
  readonly attemptTimeoutMs?: number | null;
  readonly startByMs?: number | null;
  readonly deadlineMs?: number | null;
  /** JSON text of an object of texts: labels that whoever claims must have; '{}' asks for none. */
  readonly requires?: string | null | undefined;
  /** What its Units share by which they are limited, such as a tenant; "" is nothing. */
  readonly concurrencyKey?: string | null | undefined;
}

/** What a Topic says, for all of its Units and for those of a kind. */
export interface TopicDefaults extends UnitDefaults {
  readonly kinds: readonly KindDefaults[];
}

export interface KindDefaults extends UnitDefaults {
  readonly kind: string;
}

/** What holds for a Unit in the end; null is no bound. */
export interface UnitRules {
  readonly retry: RetryPolicy;
  readonly attemptTimeoutMs: number | null;
  readonly startByMs: number | null;
  readonly deadlineMs: number | null;
  /** As requirementText writes it. */
  readonly requires: string;
  readonly concurrencyKey: string;
}

export const systemRules: UnitRules = {
  retry: defaultRetryPolicy,
  attemptTimeoutMs: null,
  startByMs: null,
  deadlineMs: null,
  requires: noRequirement,
  concurrencyKey: '',
};

export function refineUnitRules(above: UnitRules, own: UnitDefaults | undefined): UnitRules {
  if (own === undefined) return above;
  return {
    retry: refineRetryPolicy(above.retry, own.retry),
    attemptTimeoutMs: own.attemptTimeoutMs ?? above.attemptTimeoutMs,
    startByMs: own.startByMs ?? above.startByMs,
    deadlineMs: own.deadlineMs ?? above.deadlineMs,
    requires: own.requires == null ? above.requires : requirementText(readLabels(own.requires)),
    concurrencyKey: own.concurrencyKey ?? above.concurrencyKey,
  };
}

export function checkUnitDefaults(
  defaults: UnitDefaults,
  path: readonly string[],
): readonly Rejection[] {
  return [
    ...(defaults.retry === undefined ? [] : checkRetry(defaults.retry, [...path, 'retry'])),
    ...durations.flatMap((name) => {
      const value = defaults[name];
      if (value == null) return [];
      const range = { least: bounds.leaseMsMin, most: bounds.retryDelayMs };
      return checkNumber(value, { ...range, path: [...path, name] });
    }),
    ...checkRouting(defaults, path),
  ];
}

export function checkTopicDefaults(
  defaults: TopicDefaults,
  path: readonly string[],
): readonly Rejection[] {
  const { kinds } = defaults;
  if (kinds.length > bounds.kindDefaultsCount) {
    const message = `There are defaults for ${kinds.length} kinds; at most ${bounds.kindDefaultsCount} are accepted.`;
    return [rejection('TOO_MANY', message, { path: [...path, 'kinds'] })];
  }
  const faults = [...checkUnitDefaults(defaults, path)];
  const seen = new Set<string>();
  kinds.forEach((own, index) => {
    const where = [...path, 'kinds', `${index}`];
    faults.push(...checkName(own.kind, [...where, 'kind']), ...checkUnitDefaults(own, where));
    if (seen.has(own.kind)) {
      const message = `The kind "${own.kind}" has defaults twice. Give them once.`;
      faults.push(rejection('DUPLICATE_KEY', message, { path: [...where, 'kind'] }));
    }
    seen.add(own.kind);
  });
  return faults;
}

function checkRouting(
  { requires, concurrencyKey }: UnitDefaults,
  path: readonly string[],
): readonly Rejection[] {
  const { requirementCount } = bounds;
  return [
    ...(requires == null ? [] : checkLabels(requires, [...path, 'requires'], requirementCount)),
    // An empty key says that there is none, whatever the level above says.
    ...(concurrencyKey == null || concurrencyKey === ''
      ? []
      : checkName(concurrencyKey, [...path, 'concurrencyKey'])),
  ];
}

const durations = ['attemptTimeoutMs', 'startByMs', 'deadlineMs'] as const;

function checkRetry(retry: Partial<RetryPolicy>, path: readonly string[]): readonly Rejection[] {
  const { maxAttempts, delayMs, maxDelayMs, budgetMs } = retry;
  const delay: { least: number; most: number } = { least: 0, most: bounds.retryDelayMs };
  const check = (value: number | null | undefined, name: string, range = delay) =>
    value == null ? [] : checkNumber(value, { ...range, path: [...path, name] });
  return [
    ...check(maxAttempts, 'maxAttempts', { least: 1, most: bounds.attemptCount }),
    ...check(delayMs, 'delayMs'),
    ...check(maxDelayMs, 'maxDelayMs'),
    ...check(budgetMs, 'budgetMs'),
    ...checkTable(retry, [...path, 'delaysMs']),
  ];
}

/** A table belongs to the backoff that reads it, and to no other. */
function checkTable(
  { backoff, delaysMs }: Partial<RetryPolicy>,
  path: readonly string[],
): readonly Rejection[] {
  const count = delaysMs?.length ?? 0;
  if (count > bounds.retryDelayCount) {
    const message = `The table has ${count} delays; at most ${bounds.retryDelayCount} are accepted. The last one stands for all that follow.`;
    return [rejection('TOO_MANY', message, { path, details: { most: bounds.retryDelayCount } })];
  }
  if ((backoff === 'TABLE') !== count > 0) {
    const message =
      backoff === 'TABLE'
        ? 'The backoff is TABLE and there is no table. Give at least one delay in delaysMs.'
        : `There is a table of delays for the backoff ${backoff ?? 'of the next level'}. Choose TABLE together with it, or leave it out.`;
    return [rejection('INVALID_VALUE', message, { path })];
  }
  const range = { least: 0, most: bounds.retryDelayMs };
  return (delaysMs ?? []).flatMap((delayMs, index) =>
    checkNumber(delayMs, { ...range, path: [...path, `${index}`] }),
  );
}
