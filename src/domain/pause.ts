/**
 * What is held, by whom and why. A Unit, Task, Job or Topic that is paused has the instant, and goes
 * on by itself at `resumeAt` if that is given. Instants are epoch milliseconds.
 */
export interface Pause {
  readonly pausedAt: number | null;
  /** Who paused it, as they named themselves; null when nobody said. */
  readonly pausedBy: string | null;
  readonly pauseReason: string | null;
  readonly resumeAt: number | null;
}

export const notPaused: Pause = {
  pausedAt: null,
  pausedBy: null,
  pauseReason: null,
  resumeAt: null,
};

/**
 * The columns of what is to be paused like this. What is paused already stays so since when it was,
 * now by this one's word; undefined when that would change nothing.
 */
export function pauseChange(
  held: Pause,
  asked: Pick<Pause, 'pauseReason' | 'resumeAt'> & { readonly by: string | null | undefined },
  now: number,
): Pause | undefined {
  const { pauseReason, resumeAt } = asked;
  const pausedBy = asked.by ?? null;
  const isTheSame =
    held.pausedBy === pausedBy && held.pauseReason === pauseReason && held.resumeAt === resumeAt;
  if (held.pausedAt !== null && isTheSame) return undefined;
  return { pausedAt: held.pausedAt ?? now, pausedBy, pauseReason, resumeAt };
}
