/** Where to read Events: the filter and the cursor of a request, checked against the journal. */
import type { EventCategory } from '../domain/event.ts';
import { CursorExpired } from '../feeds/cursor-expired.ts';
import type { EventBatch } from '../feeds/event-batch.ts';
import type { EventFilter } from '../feeds/event-filter.ts';
import { HubStopped } from '../feeds/hub.ts';
import { scanJournal } from '../feeds/scan-journal.ts';
import { type JournalHead, readHead } from '../store/journal.ts';
import { type EventScope, findEventScope } from '../store/reads/event-scope.ts';
import type { Context } from './context.ts';
import { notFound, requestError } from './request-error.ts';
import { requestLimits } from './request-limits.ts';
import { readLabels, readTexts } from './search-input.ts';

export interface EventArguments {
  readonly filter: {
    readonly topic?: string | null | undefined;
    readonly topicId?: string | null | undefined;
    readonly jobId?: string | null | undefined;
    readonly taskId?: string | null | undefined;
    readonly unitId?: string | null | undefined;
    readonly worker?: string | null | undefined;
    readonly labels?: Parameters<typeof readLabels>[0];
    readonly kinds?: readonly string[] | null | undefined;
    readonly categories?: readonly EventCategory[] | null | undefined;
  };
  readonly after?: string | null | undefined;
  readonly batch: number;
}

export interface FollowArguments extends EventArguments {
  readonly throttleMs: number;
}

export async function readEventBatch(args: EventArguments, context: Context): Promise<EventBatch> {
  const { filter, after, head, batch } = await readArguments(args, context);
  const scanned = await scanJournal(context.store, {
    filter,
    after,
    head,
    batch,
    labels: context.hub.labels,
  }).catch((fault: unknown) => {
    throw toldFault(fault);
  });
  return { topicId: filter.topicId, ...scanned, isCaughtUp: scanned.seq >= head };
}

export async function followEvents(
  args: FollowArguments,
  context: Context,
): Promise<AsyncIterableIterator<EventBatch, undefined>> {
  const { throttleMs } = args;
  checkThrottle(throttleMs);
  const request = await readArguments(args, context);
  try {
    const { signal } = context;
    return context.hub.follow({ ...request, throttleMs, signal, tellFault: toldFault });
  } catch (error) {
    if (error instanceof HubStopped) throw requestError('DRAINING', error.message);
    throw error;
  }
}

/** An error that clients know for a position that is not kept any more. */
function toldFault(fault: unknown): unknown {
  return fault instanceof CursorExpired ? cursorExpired() : fault;
}

function cursorExpired() {
  return requestError(
    'CURSOR_EXPIRED',
    'The Events after this cursor are not all kept any more: they are older than the retention of the Topic. Read anew what you watch, and go on from the cursor of that.',
  );
}

async function readArguments({ filter, after, batch }: EventArguments, context: Context) {
  checkBatch(batch);
  const scope = await findScope(filter, context);
  const ends = (await readHead(context.store, scope.topicId)) ?? noJournal;
  const journalFilter: EventFilter = {
    ...scope,
    worker: filter.worker ?? undefined,
    labels: filter.labels?.length ? readLabels(filter.labels) : undefined,
    kinds:
      readTexts(filter.kinds, { name: 'kinds', most: requestLimits.filterValueCount }) ?? undefined,
    categories: filter.categories ?? undefined,
  };
  const position = readAfter(after, scope, ends, context);
  return { filter: journalFilter, head: ends.seq, batch, after: position };
}

const noJournal = { seq: 0, firstSeq: 1 };

function checkBatch(batch: number): void {
  if (batch >= 1 && batch <= requestLimits.eventBatchSize) return;
  const message = `\`batch\` is ${batch}; it must be from 1 to ${requestLimits.eventBatchSize}.`;
  throw requestError(batch < 1 ? 'INVALID_VALUE' : 'PAGE_SIZE_TOO_LARGE', message);
}

function checkThrottle(throttleMs: number): void {
  if (throttleMs >= 0 && throttleMs <= requestLimits.throttleMs) return;
  const message = `\`throttleMs\` is ${throttleMs}; it must be from 0 to ${requestLimits.throttleMs}.`;
  throw requestError('INVALID_VALUE', message);
}

export async function findScope(filter: EventArguments['filter'], { store }: Context) {
  const { topic, topicId, jobId, taskId, unitId } = filter;
  if ([topic, topicId, jobId, taskId, unitId].every((given) => given == null)) {
    throw requestError(
      'INVALID_VALUE',
      'The filter does not say which Topic it is about. Give one of `topic`, `topicId`, `jobId`, `taskId` and `unitId`.',
    );
  }
  const found = await findEventScope(store, {
    topic: topic ?? undefined,
    topicId: topicId ?? undefined,
    jobId: jobId ?? undefined,
    taskId: taskId ?? undefined,
    unitId: unitId ?? undefined,
  });
  if (found.isFound) return found.scope;
  throw notFound(found);
}

/** The position to go on from: now without a cursor, before the first Event that is kept for `start`. */
function readAfter(
  after: string | null | undefined,
  { topicId }: EventScope,
  { seq: head, firstSeq }: Pick<JournalHead, 'seq' | 'firstSeq'>,
  { cursors }: Context,
): number {
  if (after == null) return head;
  if (after === 'start') return firstSeq - 1;
  const position = cursors.decode(after);
  if (position !== undefined && position.topicId === topicId && position.seq <= head) {
    if (position.seq + 1 < firstSeq) throw cursorExpired();
    return position.seq;
  }
  throw requestError(
    'CURSOR_INVALID',
    'The cursor belongs to another Topic or another database, or is none. Subscribe without one to begin with now, or with `start` to begin with the first Event that is kept.',
  );
}
