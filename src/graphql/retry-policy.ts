import { defaultRetryPolicy, type RetryPolicy as Policy } from '../domain/retry.ts';
import { builder } from './builder.ts';

export const BackoffKind = builder.enumType('BackoffKind', {
  description: 'How the delay between attempts grows.',
  values: {
    FIXED: { description: 'Always the same.' },
    LINEAR: { description: 'By the first delay with each failure.' },
    EXPONENTIAL: { description: 'Twofold with each failure.' },
    TABLE: { description: 'As `delaysMs` says for each failure.' },
  } satisfies Record<Policy['backoff'], { description: string }>,
});

export const JitterKind = builder.enumType('JitterKind', {
  description: 'How chance spreads the delay.',
  values: {
    NONE: { description: 'Not at all.' },
    FULL: { description: 'Evenly between nothing and the whole delay.' },
  } satisfies Record<Policy['jitter'], { description: string }>,
});

export const RetryPolicy = builder.objectRef<Policy>('RetryPolicy').implement({
  description: 'How often a Unit is tried, and how long it waits in between.',
  fields: (t) => ({
    maxAttempts: t.exposeInt('maxAttempts', {
      description: 'Attempts in all, the first included.',
    }),
    backoff: t.expose('backoff', { type: BackoffKind, description: 'How the delay grows.' }),
    delayMs: t.exposeInt('delayMs', {
      description: 'The delay after the first failure, in milliseconds.',
    }),
    maxDelayMs: t.exposeInt('maxDelayMs', { description: 'The longest delay, in milliseconds.' }),
    delaysMs: t.intList({
      resolve: ({ delaysMs }) => [...delaysMs],
      description:
        'For TABLE: the delay after each failure, in milliseconds; the last one stands for all that follow.',
    }),
    budgetMs: t.int({
      nullable: true,
      resolve: ({ budgetMs }) => budgetMs,
      description:
        'How long after its first attempt began another may begin, in milliseconds; null for ever.',
    }),
    jitter: t.expose('jitter', { type: JitterKind, description: 'How chance spreads the delay.' }),
  }),
});

export const RetryPolicyInput = builder.inputType('RetryPolicyInput', {
  description:
    'How often Units are tried. What is left out comes from the next level (the Unit, its kind in the Topic, its Task, its Job, the Topic), and at last from the default: 3 attempts, EXPONENTIAL from 1,000 to 60,000 ms, FULL jitter.',
  fields: (t) => ({
    maxAttempts: t.int({ description: 'Attempts in all, the first included.' }),
    backoff: t.field({ type: BackoffKind, description: 'How the delay grows.' }),
    delayMs: t.int({ description: 'The delay after the first failure, in milliseconds.' }),
    maxDelayMs: t.int({ description: 'The longest delay, in milliseconds.' }),
    delaysMs: t.intList({
      description:
        'For TABLE, and needed there: the delay after each failure, in milliseconds; the last one stands for all that follow.',
    }),
    budgetMs: t.int({
      description:
        'How long after its first attempt began another may begin, in milliseconds; for ever by default.',
    }),
    jitter: t.field({ type: JitterKind, description: 'How chance spreads the delay.' }),
  }),
});

/** The policy that a Unit keeps as JSON text; null is the default. */
export function readRetryPolicy(text: string | null): Policy {
  // The text was written by submitJob, from a policy with every field.
  return text === null ? defaultRetryPolicy : (JSON.parse(text) as Policy);
}

/** What of a policy was given. */
export function retryOverrides(
  input: typeof RetryPolicyInput.$inferInput | null | undefined,
): Partial<Policy> | undefined {
  if (input == null) return undefined;
  const given = Object.entries(input).filter(([, value]) => value != null);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}
