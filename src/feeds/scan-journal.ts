import type { Event } from '../domain/event.ts';
import type { Labels } from '../domain/labels.ts';
import { readEvents, readHead } from '../store/journal.ts';
import type { Store } from '../store/port.ts';
import { CursorExpired } from './cursor-expired.ts';
import { type EventFilter, matchesFilter } from './event-filter.ts';
import type { JobLabels } from './job-labels.ts';

/** Events, and the position up to which everything that matches has been seen. */
export interface ScannedEvents {
  readonly events: readonly Event[];
  readonly seq: number;
}

export interface Scan {
  readonly filter: EventFilter;
  /** Only Events after this position. */
  readonly after: number;
  /** The head of the journal, read before this scan. */
  readonly head: number;
  /** How many matching Events to find at most. */
  readonly batch: number;
  /** Asked if the filter names labels. */
  readonly labels: JobLabels;
}

/**
 * Reads on in the journal; throws CursorExpired if it begins later by now. One scan reads a bounded
 * number of Events, so that a filter that matches few of many neither blocks others nor leaves its
 * reader without a new position for long.
 */
export async function scanJournal(store: Store, scan: Scan): Promise<ScannedEvents> {
  const scanned = await readPages(store, scan);
  // Looked at after the reading: what was there by then was there while it was read.
  const firstSeq = (await readHead(store, scan.filter.topicId))?.firstSeq ?? 1;
  if (firstSeq <= scan.after + 1) return scanned;
  throw new CursorExpired(`Event ${scan.after + 1} is not kept any more.`);
}

async function readPages(store: Store, scan: Scan): Promise<ScannedEvents> {
  const { filter, after, head, batch, labels } = scan;
  const found: Event[] = [];
  let seq = after;
  for (let page = 0; page < pagesPerScan; page += 1) {
    const events = await readEvents(store, {
      topicId: filter.topicId,
      jobId: filter.jobId,
      after: seq,
      limit: pageSize,
    });
    const ofJobs = filter.labels === undefined ? undefined : await labels.of(events);
    seq = takeMatching(events, { filter, batch, labels: ofJobs, found }) ?? seq;
    if (found.length === batch) return { events: found, seq };
    // All that the Job has up to the head was read, even if the head is an Event of another Job.
    if (events.length < pageSize) return { events: found, seq: Math.max(seq, head) };
  }
  return { events: found, seq };
}

export interface Taking {
  readonly filter: EventFilter;
  readonly batch: number;
  readonly labels: ReadonlyMap<string, Labels> | undefined;
  /** Where what matches is put, until a batch is full. */
  readonly found: Event[];
}

/** Goes through Events until a batch is full; answers the position of the last looked at, if any. */
export function takeMatching(
  events: readonly Event[],
  { filter, batch, labels, found }: Taking,
): number | undefined {
  let seq: number | undefined;
  for (const event of events) {
    seq = event.seq;
    const ofJob = event.jobId === null ? undefined : labels?.get(event.jobId);
    if (matchesFilter(event, filter, ofJob)) found.push(event);
    if (found.length === batch) break;
  }
  return seq;
}

const pageSize = 500;
const pagesPerScan = 10;
