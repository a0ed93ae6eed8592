import type { Refused } from '../domain/command.ts';
import { rejection } from '../domain/rejection.ts';
import { findTopicsByName, sourceOf } from '../store/command-rows.ts';
import type { Context } from './context.ts';

/** The id of the Topic that the input of a mutation names, or the refusal when there is none. */
export async function findNamedTopic(
  { store }: Context,
  name: string,
): Promise<{ readonly id: string } | Refused> {
  const [topic] = await findTopicsByName(sourceOf(store), [name]);
  if (topic !== undefined) return topic;
  const message = `There is no Topic "${name}". Create it with topicCreate, or check the name.`;
  const fault = rejection('TOPIC_NOT_FOUND', message, { path: ['input', 'topic'] });
  return { isAccepted: false, rejections: [fault] };
}
