/** How an iteration that outlives its connections waits before the next one. */

export interface Backoff {
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
}

/** @param interruptionCount how many connections in a row have broken without a result */
export function nextDelayMs(
  { minDelayMs, maxDelayMs }: Backoff,
  interruptionCount: number,
): number {
  const delayMs = Math.min(maxDelayMs, minDelayMs * 2 ** Math.min(interruptionCount, 20));
  return delayMs * (0.5 + Math.random() / 2);
}

/** As a function, because the answer changes behind the compiler's back. */
export function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** Waits, or less long when the signal fires. */
export function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, delayMs);
    signal?.addEventListener('abort', finish, { once: true });
    if (isAborted(signal)) finish();
  });
}
