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
