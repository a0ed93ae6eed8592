/** What subscriptions to changes follow, and how what has changed is read. */
import type DataLoader from 'dataloader';
import { createChangeFeed } from '../feeds/change-feed.ts';
import type { ChangeMessage } from '../feeds/change-messages.ts';
import type { ChangeScope } from '../feeds/changed-nodes.ts';
import type { Store } from '../store/port.ts';
import type { Context } from './context.ts';
import { type EventArguments, findScope, followEvents } from './event-reads.ts';
import { Loaders } from './loaders.ts';

export interface ChangeArguments {
  readonly filter: Omit<EventArguments['filter'], 'kinds' | 'categories'>;
  readonly after?: string | null | undefined;
  readonly throttleMs: number;
}

/** Follows what changes of one kind: Jobs, Tasks or Units. */
export async function followChanges(
  of: ChangeScope['of'],
  args: ChangeArguments,
  context: Context,
): Promise<AsyncIterableIterator<ChangeMessage, undefined>> {
  const { filter, after, throttleMs } = args;
  const { topicId, jobId, taskId, unitId } = await findScope(filter, context);
  // What changes a Task or a Unit is also told of by Events of its whole Job.
  const { worker, labels } = filter;
  const events = await followEvents(
    { filter: { topicId, jobId, worker, labels }, after, batch: batchSize, throttleMs },
    context,
  );
  const named = { JOB: filter.jobId, TASK: filter.taskId, UNIT: filter.unitId }[of] ?? undefined;
  const initialId = after == null ? named : undefined;
  return createChangeFeed({
    store: context.store,
    events,
    request: { of, taskId, unitId, initialId },
  });
}

const batchSize = 1_000;

export interface ReadChanges<Model> {
  /** What has changed, as it is when it is read. */
  readonly changed: readonly Model[];
  /** The ids of what is not there any more. */
  readonly removedIds: readonly string[];
}

type ReadsChanges<Model> = (
  message: ChangeMessage,
  context: Context,
) => Promise<ReadChanges<Model>>;

/**
 * Reads what a message is about, once for all that are told of it. What messages are about that come
 * at the same moment is read with one statement: thousands may each follow a Job of their own.
 */
export function readingChanges<Model>(
  loaderOf: (loaders: Loaders) => DataLoader<string, Model | null>,
  isRemoved: (model: Model) => boolean,
): ReadsChanges<Model> {
  const reads = new WeakMap<ChangeMessage, Promise<ReadChanges<Model>>>();
  return (message, { store }) => {
    let read = reads.get(message);
    if (read === undefined) {
      read = readChanges(message, { loader: loaderOf(loadersOf(store)), isRemoved });
      reads.set(message, read);
      // What could not be read is tried again by the next who asks.
      read.catch(() => reads.delete(message));
    }
    return read;
  };
}

/** They remember nothing, so they may be those of all. */
function loadersOf(store: Store): Loaders {
  let loaders = gathering.get(store);
  if (loaders === undefined) {
    loaders = new Loaders(store);
    gathering.set(store, loaders);
  }
  return loaders;
}

const gathering = new WeakMap<Store, Loaders>();

async function readChanges<Model>(
  { ids, removedIds: knownIds }: ChangeMessage,
  {
    loader,
    isRemoved,
  }: {
    readonly loader: DataLoader<string, Model | null>;
    readonly isRemoved: (model: Model) => boolean;
  },
): Promise<ReadChanges<Model>> {
  const models = await Promise.all(ids.map((id) => loader.load(id)));
  const changed: Model[] = [];
  const removedIds: string[] = [];
  models.forEach((model, place) => {
    if (model !== null && !isRemoved(model)) changed.push(model);
    else removedIds.push(...ids.slice(place, place + 1));
  });
  return { changed, removedIds: [...removedIds, ...knownIds] };
}
