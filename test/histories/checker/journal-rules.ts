/** What holds of a journal by itself. */
import type { JournalEvent } from '../history.ts';
import { causeOf } from './causes.ts';

export function checkJournal(topicId: string, events: readonly JournalEvent[]): readonly string[] {
  return [...checkNumbers(topicId, events), ...checkCompany(topicId, events)];
}

/** Numbered 1, 2, 3 … without a gap, and never back in time. */
function checkNumbers(topicId: string, events: readonly JournalEvent[]): readonly string[] {
  const faults: string[] = [];
  let at = 0;
  events.forEach((event, index) => {
    if (event.seq !== index + 1) {
      faults.push(`journal: ${topicId} has ${event.seq} where ${index + 1} belongs`);
    }
    if (event.at < at) faults.push(`journal: ${topicId} goes back in time at ${event.seq}`);
    at = event.at;
  });
  return faults;
}

/**
 * What only follows from something else does so in the same command, hence at the same instant and
 * about the same Job: alone, it has come from nowhere.
 */
function checkCompany(topicId: string, events: readonly JournalEvent[]): readonly string[] {
  const faults: string[] = [];
  for (const moment of momentsOf(events)) {
    const caused = new Set<string | null>();
    const claiming = new Set<string | null>();
    for (const event of moment) {
      const { kind } = causeOf(event);
      if (kind === 'OPERATION' || kind === 'CLAIM' || kind === 'CLOCK') caused.add(event.jobId);
      if (kind === 'CLAIM') claiming.add(event.jobId);
    }
    for (const event of moment) {
      const { kind } = causeOf(event);
      const isAlone =
        (kind === 'FOLLOWS' && !caused.has(event.jobId)) ||
        (event.kind === 'job.started' && !claiming.has(event.jobId));
      if (isAlone) faults.push(`cause: ${topicId} ${event.seq} ${event.kind} follows from nothing`);
    }
  }
  return faults;
}

/** Events that follow one another and are of one instant: a command, or several of them. */
function* momentsOf(events: readonly JournalEvent[]): Generator<readonly JournalEvent[]> {
  let moment: JournalEvent[] = [];
  for (const event of events) {
    if (moment[0] !== undefined && moment[0].at !== event.at) {
      yield moment;
      moment = [];
    }
    moment.push(event);
  }
  if (moment.length > 0) yield moment;
}
