/** How often a Unit is tried, and how long it waits in between. */
export interface RetryPolicy {
  /** Attempts in all, the first included. */
  readonly maxAttempts: number;
  readonly backoff: 'FIXED' | 'LINEAR' | 'EXPONENTIAL';
  /** The delay after the first failure. */
  readonly delayMs: number;
  readonly maxDelayMs: number;
  /** FULL draws the delay evenly between 0 and the computed one, so that retries do not come in herds. */
  readonly jitter: 'NONE' | 'FULL';
}

export const defaultRetryPolicy: RetryPolicy = {
  maxAttempts: 3,
  backoff: 'EXPONENTIAL',
  delayMs: 1_000,
  maxDelayMs: 60_000,
  jitter: 'FULL',
};

/** The policy of a level: what it says itself, else what the level above says. */
export function refineRetryPolicy(
  above: RetryPolicy,
  own: Partial<RetryPolicy> | undefined,
): RetryPolicy {
  return own === undefined ? above : { ...above, ...own };
}

/**
 * The delay before the next attempt, in milliseconds, or undefined when there is none.
 *
 * @param failureCount failures so far, the one that just happened included
 * @param chance a number from 0 up to 1, used for jitter
 */
export function retryDelayMs(
  policy: RetryPolicy,
  failureCount: number,
  chance: number,
): number | undefined {
  if (failureCount >= policy.maxAttempts) return undefined;
  const delayMs = Math.min(policy.maxDelayMs, growth[policy.backoff](policy.delayMs, failureCount));
  return policy.jitter === 'FULL' ? Math.round(delayMs * chance) : delayMs;
}

const growth = {
  FIXED: (delayMs) => delayMs,
  LINEAR: (delayMs, failureCount) => delayMs * failureCount,
  // Beyond 2^40 the cap has long decided; the bound keeps the product a safe integer.
  EXPONENTIAL: (delayMs, failureCount) => delayMs * 2 ** Math.min(failureCount - 1, 40),
} as const satisfies Record<RetryPolicy['backoff'], (delayMs: number, failures: number) => number>;
