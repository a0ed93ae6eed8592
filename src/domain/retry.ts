/** How often a Unit is tried, and how long it waits in between. */
export interface RetryPolicy {
  /** Attempts in all, the first included. */
  readonly maxAttempts: number;
  readonly backoff: 'FIXED' | 'LINEAR' | 'EXPONENTIAL' | 'TABLE';
  /** The delay after the first failure. */
  readonly delayMs: number;
  readonly maxDelayMs: number;
  /** The delay after each failure, for TABLE: the last one stands for all that follow. */
  readonly delaysMs: readonly number[];
  /** How long after its first attempt began another may begin; null for ever. */
  readonly budgetMs: number | null;
  /** FULL draws the delay evenly between 0 and the computed one, so that retries do not come in herds. */
  readonly jitter: 'NONE' | 'FULL';
}

export const defaultRetryPolicy: RetryPolicy = {
  maxAttempts: 3,
  backoff: 'EXPONENTIAL',
  delayMs: 1_000,
  maxDelayMs: 60_000,
  delaysMs: [],
  budgetMs: null,
  jitter: 'FULL',
};

/** The policy of a level: what it says itself, else what the level above says. */
export function refineRetryPolicy(
  above: RetryPolicy,
  own: Partial<RetryPolicy> | undefined,
): RetryPolicy {
  return own === undefined ? above : { ...above, ...own };
}

export interface Trouble {
  /** Failures so far, the one that just happened included. */
  readonly failureCount: number;
  /** Since the first attempt began, milliseconds. */
  readonly elapsedMs: number;
  /** A number from 0 up to 1, used for jitter. */
  readonly chance: number;
  /** What the worker asks to wait instead, milliseconds; null when it does not. */
  readonly askedMs?: number | null;
}

/** The delay before the next attempt, in milliseconds, or undefined when there is none. */
export function retryDelayMs(policy: RetryPolicy, trouble: Trouble): number | undefined {
  if (trouble.failureCount >= policy.maxAttempts) return undefined;
  const delayMs = trouble.askedMs ?? backoffMs(policy, trouble);
  const isWithinBudget = policy.budgetMs === null || trouble.elapsedMs + delayMs <= policy.budgetMs;
  return isWithinBudget ? delayMs : undefined;
}

/** The delay that the policy says itself, whether or not there is another attempt. */
export function backoffMs(
  policy: RetryPolicy,
  { failureCount, chance }: Pick<Trouble, 'failureCount' | 'chance'>,
): number {
  const grown = growth[policy.backoff](policy, failureCount);
  // A table says what it means; the cap is for what grows by itself.
  const delayMs = policy.backoff === 'TABLE' ? grown : Math.min(policy.maxDelayMs, grown);
  return policy.jitter === 'FULL' ? Math.round(delayMs * chance) : delayMs;
}

const growth = {
  FIXED: ({ delayMs }) => delayMs,
  LINEAR: ({ delayMs }, failureCount) => delayMs * failureCount,
  // Beyond 2^40 the cap has long decided; the bound keeps the product a safe integer.
  EXPONENTIAL: ({ delayMs }, failureCount) => delayMs * 2 ** Math.min(failureCount - 1, 40),
  TABLE: ({ delaysMs, delayMs }, failureCount) =>
    delaysMs[Math.min(failureCount, delaysMs.length) - 1] ?? delayMs,
} as const satisfies Record<
  RetryPolicy['backoff'],
  (policy: RetryPolicy, failureCount: number) => number
>;
