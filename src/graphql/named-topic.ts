import type { Refused } from '../domain/command.ts';
import { rejection } from '../domain/rejection.ts';
import { TopicNames } from '../engine/topic-names.ts';
import { sourceOf } from '../store/command-rows.ts';
import type { Store } from '../store/port.ts';
import type { Context } from './context.ts';

/** The id of the Topic that the input of a mutation names, or the refusal when there is none. */
export async function findNamedTopic(
  { store }: Pick<Context, 'store'>,
  name: string,
): Promise<{ readonly id: string } | Refused> {
  const [id] = await namesOf(store).find([name]);
  return id === undefined ? topicNotFound(name) : { id };
}

/** The ids of the Topics with these names, in their order; undefined where there is none. */
export function findNamedTopics(
  { store }: Pick<Context, 'store'>,
  names: readonly string[],
): Promise<readonly (string | undefined)[]> {
  return namesOf(store).find(names);
}

export function topicNotFound(name: string): Refused {
  const message = `There is no Topic "${name}". Create it with topicCreate, or check the name.`;
  const fault = rejection('TOPIC_NOT_FOUND', message, { path: ['input', 'topic'] });
  return { isAccepted: false, rejections: [fault] };
}

/** Whoever submits need not have his Topic looked up each time. */
const namesByStore = new WeakMap<Store, TopicNames>();

function namesOf(store: Store): TopicNames {
  let names = namesByStore.get(store);
  if (names === undefined) {
    names = new TopicNames(sourceOf(store));
    namesByStore.set(store, names);
  }
  return names;
}
