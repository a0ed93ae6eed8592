/** Reads and follows the queue of a Topic, as a request names it. */
import { type Queue, queueAt } from '../domain/queue.ts';
import { HubStopped } from '../feeds/hub.ts';
import type { QueueFeed } from '../feeds/queue-feed.ts';
import { TooManyKinds } from '../feeds/queue-watch.ts';
import { findEventScope } from '../store/reads/event-scope.ts';
import { type QueueQuery, readQueue } from '../store/reads/queues.ts';
import type { Context } from './context.ts';
import { notFound, requestError } from './request-error.ts';
import { requestLimits } from './request-limits.ts';
import { readTexts } from './search-input.ts';

export interface QueueArguments {
  readonly by: {
    readonly id?: string | null | undefined;
    readonly name?: string | null | undefined;
  };
  readonly kinds?: readonly string[] | null | undefined;
}

export async function readQueueNow(args: QueueArguments, context: Context): Promise<Queue> {
  const { query, reading } = await readArguments(args, context);
  return queueAt(reading, query.kinds, context.store.now());
}

/** @param everyMs how long after a message the next comes at the earliest */
export async function followQueue(
  args: QueueArguments & { readonly everyMs: number },
  context: Context,
): Promise<AsyncIterableIterator<Queue, undefined>> {
  const { everyMs } = args;
  checkEvery(everyMs);
  const { query, reading } = await readArguments(args, context);
  try {
    const { hub, signal } = context;
    return tellingTooMany(hub.followQueue({ query, reading, everyMs, signal }));
  } catch (error) {
    if (error instanceof HubStopped) throw requestError('DRAINING', error.message);
    throw error;
  }
}

function checkEvery(everyMs: number): void {
  const { queueEveryMsMin: least, throttleMs: most } = requestLimits;
  if (everyMs >= least && everyMs <= most) return;
  const message = `\`everyMs\` is ${everyMs}; it must be from ${least} to ${most}.`;
  throw requestError('INVALID_VALUE', message);
}

/** The same feed, with an error that clients know when there come to be more kinds than are listed. */
function tellingTooMany(feed: QueueFeed): AsyncIterableIterator<Queue, undefined> {
  const told: AsyncIterableIterator<Queue, undefined> = {
    next: () =>
      feed.next().catch((error: unknown) => {
        throw error instanceof TooManyKinds ? tooManyKinds() : error;
      }),
    return: () => feed.return(),
    throw: (error: unknown) => feed.throw(error),
    [Symbol.asyncIterator]: () => told,
  };
  return told;
}

async function readArguments(args: QueueArguments, context: Context) {
  const query = await readQuery(args, context);
  const reading = await readQueue(context.store, query);
  if (reading === undefined) throw notFound({ missing: 'Topic', name: query.topicId });
  if (reading.kinds.length >= query.max) throw tooManyKinds();
  return { query, reading };
}

async function readQuery(
  { by, kinds: given }: QueueArguments,
  { store }: Context,
): Promise<QueueQuery> {
  const most = requestLimits.queueKindCount;
  const kinds = readTexts(given, { name: 'kinds', most }) ?? undefined;
  const none = { jobId: undefined, taskId: undefined, unitId: undefined };
  const names = { topic: by.name ?? undefined, topicId: by.id ?? undefined };
  const found = await findEventScope(store, { ...names, ...none });
  if (!found.isFound) throw notFound(found);
  // One more than are answered, to know whether there are more.
  return { topicId: found.scope.topicId, kinds, max: requestLimits.queueKindCountUnnamed + 1 };
}

/** A list that was cut would leave out what somebody watches. */
function tooManyKinds() {
  return requestError(
    'QUEUE_TOO_LARGE',
    `The Topic has more than ${requestLimits.queueKindCountUnnamed} kinds. Name those that you want in \`kinds\`: up to ${requestLimits.queueKindCount}.`,
  );
}
