/**
 * One batch of commands of one Topic within a transaction: lock the Topic, have the commands decided
 * over what they need of it, write what changed.
 */
import { isAlone } from '../commands/batch/decide-batch.ts';
import type { Context } from '../commands/batch/handler.ts';
import type { Command, Outcome } from '../domain/command.ts';
import { rejection } from '../domain/rejection.ts';
import { lockTopic } from '../store/command-rows.ts';
import type { Store, Transaction } from '../store/port.ts';
import type { Join } from './joining.ts';
import { type BatchResult, TopicBatch } from './topic-batch.ts';
import { Turns } from './turns.ts';
import type { WarmTopics } from './warm-rows.ts';

export interface BatchOptions {
  readonly store: Store;
  readonly transaction: Transaction;
  readonly context: Context;
  readonly warm: WarmTopics;
  /** Has those who wait join whom the batch can serve. */
  readonly join: Join;
}

/** @param topicId the Topic of all the commands; "" for the creation of one */
export async function runBatch(
  options: BatchOptions,
  topicId: string,
  commands: readonly Command[],
): Promise<BatchResult> {
  const { store, transaction, context } = options;
  const turns = new Turns();
  const target = turns.between(transaction);
  // Locked first, then the time is taken: so it never runs backwards within a Topic.
  const { row: topic, now } =
    topicId === ''
      ? { row: undefined, now: await transaction.now() }
      : await lockTopic(transaction, topicId);
  if (topicId !== '' && topic === undefined) return topicNotFound(topicId, commands);
  const isAnyAlone = commands.some(isAlone);
  // What is alone may change rows that it has not in hand, so that nothing that is known stands.
  const warm =
    topic === undefined || isAnyAlone ? undefined : options.warm.take(topicId, topic.revision);
  const head = { topic, now, warm, isAlone: isAnyAlone };
  const batch = new TopicBatch({ store, context, reader: target, turns, ...head });
  await batch.decide(commands);
  await batch.letJoin(options.join);
  return await batch.write(target);
}

function topicNotFound(topicId: string, commands: readonly Command[]): BatchResult {
  const refusal = rejection('TOPIC_NOT_FOUND', `There is no Topic ${topicId}. Check the id.`);
  const outcome: Outcome = { isAccepted: false, rejections: [refusal] };
  const answers = commands.map(() => ({ outcome }));
  return { answers, joined: [], hint: undefined, known: undefined };
}
