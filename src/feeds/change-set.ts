/**
 * What has changed over one or several batches of Events that follow one another. Everybody who
 * follows the same scope and gets the same batches gets the same set, and from it the same messages:
 * so what has changed is worked out, and read, once for all of them.
 */
import type { Store } from '../store/port.ts';
import { type ChangeMessage, messagesOf } from './change-messages.ts';
import {
  type ChangedNodes,
  type ChangeScope,
  changeCountMax,
  noChanges,
  noteChanges,
} from './changed-nodes.ts';
import type { EventBatch } from './event-batch.ts';
import { MadeOfBatch } from './made-of-batch.ts';
import { MessageSequence } from './message-sequence.ts';

/** What a set is about, and what is in it from the beginning, changed or not. */
export interface ChangeRequest extends ChangeScope {
  readonly initialId?: string | undefined;
}

/** What is changed by Events in one batch; the same for the same batch and request. */
export function changesOf(batch: EventBatch, request: ChangeRequest): ChangeSet {
  const { of, taskId, unitId, initialId } = request;
  const key = JSON.stringify([of, taskId, unitId, initialId]);
  return changeSets.take({ batch, key }, () => {
    const nodes = noChanges();
    if (initialId !== undefined) nodes.jobIds.set(initialId, '');
    return new ChangeSet({ request, nodes, batch, before: undefined });
  });
}

const changeSets = new MadeOfBatch<ChangeSet>();

interface ChangeSetOptions {
  readonly request: ChangeRequest;
  /** What had changed before the batch, in the set alone. */
  readonly nodes: ChangedNodes;
  readonly batch: EventBatch;
  readonly before: Pick<ChangeSet, 'sinceSeq' | 'batchCount'> | undefined;
}

export class ChangeSet {
  readonly of: ChangeScope['of'];
  readonly nodes: ChangedNodes;
  readonly topicId: string;
  /** The position before all of it. */
  readonly sinceSeq: number;
  /** The position after all of it. */
  readonly seq: number;
  readonly isCaughtUp: boolean;
  readonly batchCount: number;
  readonly #request: ChangeRequest;
  readonly #later = new WeakMap<EventBatch, ChangeSet>();
  #messages: MessageSequence<ChangeMessage> | undefined;

  constructor({ request, nodes, batch, before }: ChangeSetOptions) {
    for (const event of batch.events) noteChanges(nodes, event, request);
    this.#request = request;
    this.of = request.of;
    this.nodes = nodes;
    this.topicId = batch.topicId;
    this.sinceSeq = before?.sinceSeq ?? (batch.events[0]?.seq ?? batch.seq + 1) - 1;
    this.seq = batch.seq;
    this.isCaughtUp = batch.isCaughtUp;
    this.batchCount = (before?.batchCount ?? 0) + 1;
  }

  /** This and what the next batch changes. */
  plus(batch: EventBatch): ChangeSet {
    let set = this.#later.get(batch);
    if (set === undefined) {
      const { jobIds, removedIds, wholes } = this.nodes;
      const nodes = {
        jobIds: new Map(jobIds),
        removedIds: new Set(removedIds),
        wholes: new Map(wholes),
      };
      set = new ChangeSet({ request: this.#request, nodes, batch, before: this });
      this.#later.set(batch, set);
    }
    return set;
  }

  get isEmpty(): boolean {
    const { jobIds, removedIds, wholes } = this.nodes;
    return jobIds.size + removedIds.size + wholes.size === 0;
  }

  /** Whether it is told as it is, though there may be more to come. */
  get isFull(): boolean {
    if (this.batchCount >= batchCountMax) return true;
    let size = this.nodes.jobIds.size + this.nodes.removedIds.size;
    for (const { count } of this.nodes.wholes.values()) size += count;
    return size >= changeCountMax;
  }

  /** The messages that tell of it. Those of a set that failed are made anew for whoever comes later. */
  messages(store: Store): MessageSequence<ChangeMessage> {
    if (this.#messages === undefined || this.#messages.hasFailed) {
      this.#messages = new MessageSequence(messagesOf(this, store));
    }
    return this.#messages;
  }
}

/** After how many batches a message comes though others follow, so that resuming goes on from there. */
const batchCountMax = 10;
