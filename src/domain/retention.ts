/**
 * How long what is over is kept. A finished Job goes, with all that belongs to it, once it has been
 * finished for its Topic's retention; an Event, and the answer that is kept for a repetition, once it
 * is that old. A retention of null keeps everything for ever.
 */
const dayMs = 86_400_000;

/** What a Topic has that says nothing of it: 30 days. */
export const defaultRetentionMs = 30 * dayMs;

/** A request is repeated within a day, however short a retention is. */
const answerRetentionMsMin = dayMs;

/** How long the answers of commands are kept for their repetition. */
export function answerRetentionMs(retentionMs: number): number {
  return Math.max(retentionMs, answerRetentionMsMin);
}

/**
 * How long after a look for what is over the next one comes at the earliest: so long may things stay
 * beyond their time, and so rarely is a Topic looked at in which something ends all the time.
 */
export function lookEveryMs(retentionMs: number): number {
  return Math.min(60_000, Math.max(100, Math.floor(retentionMs / 100)));
}
