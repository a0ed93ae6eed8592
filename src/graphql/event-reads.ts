/** Where to read Events: the filter and the cursor of a request, checked against the journal. */
import type { EventCategory } from '../domain/event.ts';
import type { EventFilter } from '../feeds/event-filter.ts';
import type { EventBatch, Feed } from '../feeds/feed.ts';
import { HubStopped } from '../feeds/hub.ts';
import { scanJournal } from '../feeds/scan-journal.ts';
import { readHead } from '../store/journal.ts';
import { type EventScope, findEventScope } from '../store/reads/event-scope.ts';
import type { Context } from './context.ts';
import { notFound, requestError } from './request-error.ts';
import { requestLimits } from './request-limits.ts';

export interface EventArguments {
  readonly filter: {
    readonly topic?: string | null | undefined;
    readonly topicId?: string | null | undefined;
    readonly jobId?: string | null | undefined;
    readonly taskId?: string | null | undefined;
    readonly unitId?: string | null | undefined;
    readonly kinds?: readonly string[] | null | undefined;
    readonly categories?: readonly EventCategory[] | null | undefined;
  };
  readonly after?: string | null | undefined;
  readonly batch: number;
}

export async function readEventBatch(args: EventArguments, context: Context): Promise<EventBatch> {
  const { filter, after, head, batch } = await readArguments(args, context);
  const scanned = await scanJournal(context.store, { filter, after, head, batch });
  return { topicId: filter.topicId, ...scanned, isCaughtUp: scanned.seq >= head };
}

export async function followEvents(args: EventArguments, context: Context): Promise<Feed> {
  const request = await readArguments(args, context);
  try {
    return context.hub.follow({ ...request, signal: context.signal });
  } catch (error) {
    if (error instanceof HubStopped) throw requestError('DRAINING', error.message);
    throw error;
  }
}

async function readArguments({ filter, after, batch }: EventArguments, context: Context) {
  checkBatch(batch);
  const scope = await findScope(filter, context);
  const head = (await readHead(context.store, scope.topicId))?.seq ?? 0;
  const journalFilter: EventFilter = {
    ...scope,
    kinds: filter.kinds ?? undefined,
    categories: filter.categories ?? undefined,
  };
  return { filter: journalFilter, head, batch, after: readAfter(after, scope, head, context) };
}

function checkBatch(batch: number): void {
  if (batch >= 1 && batch <= requestLimits.eventBatchSize) return;
  const message = `\`batch\` is ${batch}; it must be from 1 to ${requestLimits.eventBatchSize}.`;
  throw requestError(batch < 1 ? 'INVALID_VALUE' : 'PAGE_SIZE_TOO_LARGE', message);
}

async function findScope(filter: EventArguments['filter'], { store }: Context) {
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

/** The position to go on from: now without a cursor, before the first Event for `start`. */
function readAfter(
  after: string | null | undefined,
  { topicId }: EventScope,
  head: number,
  { cursors }: Context,
): number {
  if (after == null) return head;
  if (after === 'start') return 0;
  const position = cursors.decode(after);
  if (position !== undefined && position.topicId === topicId && position.seq <= head) {
    return position.seq;
  }
  throw requestError(
    'CURSOR_INVALID',
    'The cursor belongs to another Topic or another database, or is none. Subscribe without one to begin with now, or with `start` to begin with the first Event.',
  );
}
