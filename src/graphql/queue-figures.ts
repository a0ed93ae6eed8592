/** Reads the queue of a Topic, as a request names it. */
import { type Queue, queueAt } from '../domain/queue.ts';
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
  const { store } = context;
  const query = await readQueueArguments(args, context);
  const reading = await readQueue(store, query);
  if (reading === undefined) throw notFound({ missing: 'Topic', name: query.topicId });
  checkKindCount(reading.kinds.length);
  return queueAt(reading, query.kinds, store.now());
}

export async function readQueueArguments(
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
export function checkKindCount(kindCount: number): void {
  const most = requestLimits.queueKindCountUnnamed;
  if (kindCount <= most) return;
  throw requestError(
    'TOO_MANY',
    `The Topic has more than ${most} kinds. Name those that you want in \`kinds\`: up to ${requestLimits.queueKindCount}.`,
  );
}
