/**
 * What an Event says of what caused it: the operation that it can be recognised by, the clock, or
 * whatever changed something before it in the same command.
 */
import type { JournalEvent, Operation } from '../history.ts';

export type Cause =
  /** One operation, and no other, leaves this. */
  | { readonly kind: 'OPERATION'; readonly mark: string }
  /** A claim of the worker; which one, only its answer says. */
  | { readonly kind: 'CLAIM'; readonly worker: string }
  /** Comes before the Events of a claim. */
  | { readonly kind: 'BEFORE_CLAIM' }
  /** The server's own clock: leases, delays and pauses that ended. */
  | { readonly kind: 'CLOCK' }
  /** Follows from something else about the same Job. */
  | { readonly kind: 'FOLLOWS' }
  /** Done before the history began. */
  | { readonly kind: 'SETUP' };

/** Failures with this code are reported; those with other codes are the clock's. */
export const reportedCode = 'UNLUCKY';

export function causeOf(event: JournalEvent): Cause {
  const { kind, data } = event;
  if (setupKinds.has(kind)) return { kind: 'SETUP' };
  if (kind === 'unit.claimed') return { kind: 'CLAIM', worker: event.worker ?? '' };
  if (kind === 'worker.registered' || kind === 'worker.changed' || kind === 'job.started') {
    return { kind: 'BEFORE_CLAIM' };
  }
  const reason = data?.['reason'];
  if (typeof reason === 'string') return { kind: 'OPERATION', mark: askMark(reason) };
  const mark = markOf(event);
  if (mark !== undefined) return { kind: 'OPERATION', mark };
  return { kind: isOfClock(event) ? 'CLOCK' : 'FOLLOWS' };
}

/** Whether it begins what a command does, and so belongs to one command alone. */
export function isOfItsOwn(event: JournalEvent): boolean {
  return causeOf(event).kind !== 'FOLLOWS';
}

/** These come after something else in the same command, always. */
export function neverBegins({ kind }: JournalEvent): boolean {
  return consequences.has(kind);
}

const consequences = new Set([
  'unit.ready',
  'task.opened',
  'task.succeeded',
  'task.failed',
  'job.succeeded',
  'job.failed',
]);

/** The mark that the operation leaves in the journal; undefined when it leaves none of its own. */
export function markOfOperation({ id, wish }: Operation): string | undefined {
  switch (wish.kind) {
    case 'SUBMIT':
      return submitMark(id);
    case 'ASK':
      return askMark(id);
    case 'REPORT':
      if (wish.report === 'renew') return undefined;
      if (wish.report === 'progress') return progressMark(id);
      if (wish.report === 'log') return logMark(wish.unitId, wish.attempt, wish.line ?? 0);
      return endMark(wish.report, wish.unitId, wish.attempt);
    case 'CLAIM':
    case 'READ':
      return undefined;
  }
}

/** The mark of an Event by which one operation is recognised. */
function markOf({ kind, unitId, attempt, data }: JournalEvent): string | undefined {
  if (kind === 'job.submitted') return submitMark(String(data?.['name']));
  if (kind === 'unit.progressed') return progressMark(String(data?.['message']));
  if (kind === 'unit.logged') return logMark(unitId, attempt, Number(data?.['firstLine']));
  const report = reportOf(kind, data);
  return report === undefined ? undefined : endMark(report, unitId, attempt);
}

function reportOf(kind: string, data: JournalEvent['data']): string | undefined {
  if (kind === 'unit.succeeded') return 'succeed';
  if (kind === 'unit.released') return 'release';
  if (kind === 'unit.snoozed') return 'snooze';
  const isReported = data?.['code'] === reportedCode;
  return isReported && (kind === 'unit.retried' || kind === 'unit.failed') ? 'fail' : undefined;
}

/**
 * The Events that no client asks for: a lease that ran out (`unit.expired`, or `unit.failed` with a
 * code of Junjo's), a delay that is over, a pause that has come to the end that was set for it.
 */
function isOfClock({ kind, data }: JournalEvent): boolean {
  if (kind === 'unit.expired' || kind === 'unit.due') return true;
  if (kind === 'unit.failed') return clockCodes.has(String(data?.['code']));
  return resumedKinds.has(kind);
}

const clockCodes = new Set([
  'LEASE_EXPIRED',
  'TOO_MANY_LOSSES',
  'ATTEMPT_TIMEOUT',
  'DEADLINE_EXCEEDED',
  'START_TIMEOUT',
]);
const resumedKinds = new Set(['unit.resumed', 'task.resumed', 'job.resumed', 'topic.resumed']);
const setupKinds = new Set(['topic.created', 'limit.set']);

const submitMark = (id: string) => `submit ${id}`;
const askMark = (id: string) => `ask ${id}`;
const progressMark = (id: string) => `progress ${id}`;
const logMark = (unitId: string | null, attempt: number | null, line: number) =>
  `log ${unitId}/${attempt}/${line}`;
const endMark = (report: string, unitId: string | null, attempt: number | null) =>
  `${report} ${unitId}/${attempt}`;
