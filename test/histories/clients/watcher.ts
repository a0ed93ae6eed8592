/** Follows the journal of a Topic, over whichever server answers, and writes down what comes. */
import type { Client } from '../../../src/client/create-client.ts';
import type { EventBatchPartsFragment } from '../../../src/client/generated/operations.ts';
import type { JournalEvent, Watch } from '../history.ts';
import { now, positionOf } from './send.ts';

export interface Watching {
  /** Knows all servers. */
  readonly client: Client;
  readonly watch: Watch;
  readonly ending: AbortSignal;
}

export async function follow({ client, watch, ending }: Watching): Promise<void> {
  let isResuming = false;
  let url: string | undefined;
  const onInterruption = () => {
    isResuming = true;
  };
  const options = { signal: ending, batch: 50, onInterruption };
  for await (const batch of client.events({ topicId: watch.topicId }, options)) {
    if (isResuming) watch.resumedCount += 1;
    if (isResuming && url !== undefined && url !== client.url) watch.resumedElsewhereCount += 1;
    isResuming = false;
    url = client.url;
    const cursorSeq = positionOf(batch.cursor)?.seq ?? 0;
    watch.deliveries.push({ receivedAt: now(), events: batch.events.map(eventOf), cursorSeq });
  }
}

/** The last Event that the watcher got, or where it began. */
export function lastSeqOf({ deliveries }: Watch): number {
  return deliveries.at(-1)?.cursorSeq ?? 0;
}

export function eventOf(event: EventBatchPartsFragment['events'][number]): JournalEvent {
  const { kind, jobId, taskId, unitId, attempt, from, to, worker, data } = event;
  // Of every kind it is an object or nothing; see docs/protocol.md.
  const facts = data as JournalEvent['data'];
  const at = Date.parse(event.at);
  // As text, because it may grow beyond what every language's integers hold.
  const seq = Number(event.seq);
  return { seq, at, kind, jobId, taskId, unitId, attempt, from, to, worker, data: facts };
}
