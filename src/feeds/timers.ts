/** Where timers come from; tests hand in ones that they run themselves. */
export interface Timers {
  /** Runs the work once, after the time; the answer cancels it. */
  after(delayMs: number, work: () => void): () => void;
}

/** The system's timers. They keep no process alive that has nothing else to do. */
export const systemTimers: Timers = {
  after: (delayMs, work) => {
    const timer = setTimeout(work, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
