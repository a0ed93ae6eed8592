/**
 * How long what is over is kept. A finished Job goes, with all that belongs to it, once it has been
 * finished for its Topic's retention; an Event, and the answer that is kept for a repetition, once it
 * is that old. A retention of null keeps everything for ever.
 */
import { bounds } from './bounds.ts';
import type { Event } from './event.ts';
import type { IdempotencyRecord } from './idempotency.ts';
import type { KindQueue } from './kind-queue.ts';
import type { Lane } from './lane.ts';
import type { LimitUse } from './limit-use.ts';
import type { Rejection } from './rejection.ts';
import type { Unit } from './unit.ts';
import { checkNumber } from './value-checks.ts';
import type { Worker } from './worker.ts';

const dayMs = 86_400_000;

/** What a Topic has that says nothing of it: 30 days. */
export const defaultRetentionMs = 30 * dayMs;

/** A request is repeated within a day, however short a retention is. */
const answerRetentionMsMin = dayMs;

/** How long the answers of commands are kept for their repetition. */
export function answerRetentionMs(retentionMs: number): number {
  return Math.max(retentionMs, answerRetentionMsMin);
}

/**
 * How long after a look for what is over the next one comes at the earliest: so long may things stay
 * beyond their time, and so rarely is a Topic looked at in which something ends all the time.
 */
export function lookEveryMs(retentionMs: number): number {
  return Math.min(60_000, Math.max(100, Math.floor(retentionMs / 100)));
}

/** Checks a retention as it was asked for, in whole seconds: GraphQL's Int does not hold 30 days of milliseconds. */
export function checkRetention(retentionMs: number | null | undefined): readonly Rejection[] {
  if (retentionMs == null) return [];
  const path = ['input', 'retentionSeconds'];
  const { retentionSecondsMin: least, retentionSecondsMax: most } = bounds;
  return checkNumber(retentionMs / 1_000, { least, most, path });
}

/** A Unit, as far as its removal is concerned. */
export type ExpiredUnit = Pick<
  Unit,
  'id' | 'taskId' | 'jobId' | 'laneId' | 'state' | 'succeededHandlerCount'
>;

/** What is no part of a Job, and goes by its age alone: each is one table. */
export interface LeftoverKeys {
  readonly EVENT: Pick<Event, 'topicId' | 'seq' | 'jobId'>;
  readonly ANSWER: Pick<IdempotencyRecord, 'key' | 'scope'>;
  /** A Worker that was not seen for long. */
  readonly WORKER: Pick<Worker, 'id'>;
  /** A Lane whose Units have all gone. */
  readonly LANE: Pick<Lane, 'id'>;
  /** A kind of which all Units have gone. */
  readonly KIND_QUEUE: Pick<KindQueue, 'topicId' | 'kind'>;
  /** What was used of a Limit, and is not any more. */
  readonly LIMIT_USE: Pick<LimitUse, 'id'>;
}

export type LeftoverKind = keyof LeftoverKeys;
