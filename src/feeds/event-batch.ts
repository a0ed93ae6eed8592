import type { ScannedEvents } from './scan-journal.ts';

/** What a feed delivers. The same object goes to all feeds that deliver the same. */
export interface EventBatch extends ScannedEvents {
  readonly topicId: string;
  /** Whether nothing newer was known when the batch was made. */
  readonly isCaughtUp: boolean;
}

/** A batch that only says how far the journal has come. */
export function emptyBatch(topicId: string, seq: number): EventBatch {
  return { topicId, events: [], seq, isCaughtUp: true };
}
