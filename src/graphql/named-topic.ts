import type { Refused } from '../domain/command.ts';
import { rejection } from '../domain/rejection.ts';
import { findTopicsByName, sourceOf } from '../store/command-rows.ts';
import type { Store } from '../store/port.ts';
import type { Context } from './context.ts';

/** The id of the Topic that the input of a mutation names, or the refusal when there is none. */
export async function findNamedTopic(
  context: Pick<Context, 'store'>,
  name: string,
): Promise<{ readonly id: string } | Refused> {
  const id = knownOf(context.store).get(name) ?? (await findNamedTopics(context, [name])).get(name);
  return id === undefined ? topicNotFound(name) : { id };
}

/** The ids of the Topics with these names, by their names; of those that there are. */
export async function findNamedTopics(
  { store }: Pick<Context, 'store'>,
  names: Iterable<string>,
): Promise<ReadonlyMap<string, string>> {
  const known = knownOf(store);
  const found = new Map<string, string>();
  const unknown: string[] = [];
  for (const name of names) {
    const id = known.get(name);
    if (id === undefined) unknown.push(name);
    else found.set(name, id);
  }
  if (unknown.length === 0) return found;
  for (const { id, name } of await findTopicsByName(sourceOf(store), unknown)) {
    if (known.size >= knownCountMax) known.clear();
    known.set(name, id);
    found.set(name, id);
  }
  return found;
}

export function topicNotFound(name: string): Refused {
  const message = `There is no Topic "${name}". Create it with topicCreate, or check the name.`;
  const fault = rejection('TOPIC_NOT_FOUND', message, { path: ['input', 'topic'] });
  return { isAccepted: false, rejections: [fault] };
}

/** A Topic keeps its name, and stays: whoever submits need not look it up each time. */
const knownByStore = new WeakMap<Store, Map<string, string>>();

const knownCountMax = 10_000;

function knownOf(store: Store): Map<string, string> {
  let known = knownByStore.get(store);
  if (known === undefined) {
    known = new Map();
    knownByStore.set(store, known);
  }
  return known;
}
