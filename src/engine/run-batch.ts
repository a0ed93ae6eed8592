/**
 * One batch of commands of one Topic within a transaction: lock the Topic, have the commands decided
 * over what they need of it, write what changed.
 */
import { type Answer, decideBatch, isAlone } from '../commands/batch/decide-batch.ts';
import type { Context } from '../commands/batch/handler.ts';
import type { Step } from '../commands/batch/needs.ts';
import { WorkingSet } from '../commands/batch/working-set.ts';
import { freeCountFor } from '../commands/limit/slots.ts';
import type { Command, Outcome } from '../domain/command.ts';
import { jobDeadlineColumns } from '../domain/job.ts';
import { type LaneTraits, laneKey } from '../domain/lane.ts';
import type { Attempt } from '../domain/lease.ts';
import { rejection } from '../domain/rejection.ts';
import { deadlineOf } from '../domain/unit.ts';
import { lockTopic, sourceOf } from '../store/command-rows.ts';
import type { Store, Transaction } from '../store/port.ts';
import type { JoiningClaim } from './claim-waiters.ts';
import type { WarmSource } from './find-rows.ts';
import type { Join } from './joining.ts';
import { loadLimits } from './load-limits.ts';
import { loadNeeds } from './load-needs.ts';
import { Turns } from './turns.ts';
import type { KnownRows, WarmTopics } from './warm-rows.ts';
import { writeChanges } from './write-changes.ts';

export interface BatchResult {
  /** In the order of the commands. */
  readonly answers: readonly Answer[];
  readonly hint: CommitHint | undefined;
  /** What those are told who waited and joined, once the batch is committed. */
  readonly joined: readonly JoinedClaim[];
  /** What is known once the batch is committed; undefined where nobody may rely on it. */
  readonly known: KnownRows | undefined;
}

/** What a commit means for those who wait. */
export interface CommitHint {
  readonly topicId: string;
  /** The head of the Topic's journal. */
  readonly seq: number;
  /** What was left claimable, as far as the batch saw it. */
  readonly claimable: readonly ClaimableUnits[];
  /** The names of Workers of whom something else is asked than before. */
  readonly calledWorkers: ReadonlySet<string>;
  /** The names of Workers that hold less than before. */
  readonly freedWorkers: ReadonlySet<string>;
  /** The attempts that have ended; undefined of another server's commit, which does not tell them. */
  readonly endedAttempts: readonly Attempt[] | undefined;
  /** The earliest instant at which something the batch touched waits for the clock. */
  readonly deadlineAt: number | undefined;
}

/** How many Units can be claimed that are alike for whoever claims. */
export interface ClaimableUnits extends Pick<LaneTraits, 'kind' | 'requires'> {
  readonly count: number;
}

export interface BatchOptions {
  readonly store: Store;
  readonly transaction: Transaction;
  readonly context: Context;
  readonly warm: WarmTopics;
  /** Has those who wait join whom the batch can serve. */
  readonly join: Join;
}

/** A claim that has joined, and how it was decided. */
export interface JoinedClaim {
  readonly claim: JoiningClaim;
  readonly answer: Answer;
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
  const set = new WorkingSet(Math.max(now, topic?.lastAt ?? 0), topic);
  // What is alone may change rows that it has not in hand, so that nothing that is known stands.
  const isAnyAlone = commands.some(isAlone);
  const warm =
    topic === undefined || isAnyAlone ? undefined : options.warm.take(topicId, topic.revision);
  const source = { ...sourceOf(store, target), warm };
  await loadLimits(source, set);
  const loading = { source, set, turns };
  const answers = await drive(decideBatch(set, commands, context), loading);
  const joined = set.hasTopic && !isAnyAlone ? await letJoin(options, loading) : [];
  if (hasChangedRows(set) || (isAnyAlone && answers.some(isAccepted))) raiseRevision(set);
  await writeChanges(target, store, set);
  const hint = set.hasTopic ? hintOf(set) : undefined;
  return { answers, joined, hint, known: set.hasTopic && !isAnyAlone ? { set, warm } : undefined };
}

/** What commands have left claimable is claimed at once by those who wait for it. */
async function letJoin(options: BatchOptions, loading: Loading): Promise<readonly JoinedClaim[]> {
  const { set } = loading;
  const claims = options.join(set.topic.id, () => listClaimable(set));
  if (claims.length === 0) return [];
  const commands = claims.map(({ command }) => command);
  const answers = await drive(decideBatch(set, commands, options.context), loading);
  return claims.flatMap((claim, index) => {
    const answer = answers[index];
    return answer === undefined ? [] : [{ claim, answer }];
  });
}

/** Whether anything of that is not as it was which may be kept in memory between batches. */
function hasChangedRows({ jobs, tasks, units, lanes, workers }: WorkingSet): boolean {
  return [jobs, tasks, units, lanes, workers.rows].some(({ hasChanges }) => hasChanges);
}

/** Nobody may rely any more on what he knows of the Topic. */
function raiseRevision({ topics, topic }: WorkingSet): void {
  topics.change(topic, { revision: topic.revision + 1 });
}

function isAccepted(answer: Answer): boolean {
  return 'outcome' in answer && answer.outcome.isAccepted;
}

interface Loading {
  readonly source: WarmSource;
  readonly set: WorkingSet;
  readonly turns: Turns;
}

/** Goes through the decisions step by step: loads what they need, and lets others have their turn. */
async function drive<Result>(
  steps: Generator<Step, Result, void>,
  { source, set, turns }: Loading,
): Promise<Result> {
  let step = steps.next();
  while (step.done !== true) {
    if (step.value === undefined) {
      // Waiting for nothing would cost each command a turn of the promises.
      if (turns.areDue()) await turns.give();
      step = steps.next();
    } else {
      step = await loadNeeds(source, set, step.value).then(
        () => steps.next(),
        // What breaks down in loading does so for the command that needs it, and for no other.
        (fault: unknown) => steps.throw(fault),
      );
    }
  }
  return step.value;
}

function hintOf(set: WorkingSet): CommitHint {
  let deadlineAt = Number.POSITIVE_INFINITY;
  for (const unit of set.units.values()) {
    deadlineAt = Math.min(deadlineAt, deadlineOf(unit));
  }
  for (const scopes of [set.tasks, set.jobs, set.topics]) {
    for (const { resumeAt } of scopes.values()) {
      deadlineAt = Math.min(deadlineAt, resumeAt ?? deadlineAt);
    }
  }
  for (const job of set.jobs.values()) {
    for (const column of jobDeadlineColumns) {
      deadlineAt = Math.min(deadlineAt, job[column] ?? deadlineAt);
    }
  }
  for (const { opensAt } of set.limits.uses.values()) {
    deadlineAt = Math.min(deadlineAt, opensAt ?? deadlineAt);
  }
  for (const { wakesAt } of set.schedules.rows.values()) {
    deadlineAt = Math.min(deadlineAt, wakesAt ?? deadlineAt);
  }
  deadlineAt = Math.min(deadlineAt, set.topic.intakeOpensAt ?? deadlineAt);
  return {
    topicId: set.topic.id,
    seq: set.topic.lastSeq,
    claimable: listClaimable(set),
    calledWorkers: set.workers.called,
    freedWorkers: new Set(set.appended.attempts.map(({ worker }) => worker)),
    endedAttempts: set.appended.attempts,
    deadlineAt: deadlineAt === Number.POSITIVE_INFINITY ? undefined : deadlineAt,
  };
}

/** Lanes that differ only in their concurrency keys are one for those who wait. */
function listClaimable(set: WorkingSet): readonly ClaimableUnits[] {
  // Nobody is woken for what a held Topic does not hand out.
  if (set.topic.pausedAt !== null) return [];
  const byTraits = new Map<string, ClaimableUnits>();
  for (const lane of set.lanes.values()) {
    const { kind, requires, claimableCount, isOpen } = lane;
    if (isOpen === 0 || claimableCount === 0) continue;
    const key = laneKey({ kind, requires, concurrencyKey: '' });
    const startable = Math.min(claimableCount, freeCountFor(set, lane));
    const count = (byTraits.get(key)?.count ?? 0) + startable;
    byTraits.set(key, { kind, requires, count });
  }
  // Together they get no more than the Limits of their kind and Topic leave.
  return [...byTraits.values()].flatMap((units) => {
    const free = freeCountFor(set, { kind: units.kind, concurrencyKey: '' });
    const count = Math.min(units.count, free);
    return count > 0 ? [{ ...units, count }] : [];
  });
}

function topicNotFound(topicId: string, commands: readonly Command[]): BatchResult {
  const refusal = rejection('TOPIC_NOT_FOUND', `There is no Topic ${topicId}. Check the id.`);
  const outcome: Outcome = { isAccepted: false, rejections: [refusal] };
  const answers = commands.map(() => ({ outcome }));
  return { answers, joined: [], hint: undefined, known: undefined };
}
