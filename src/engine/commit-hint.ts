/** What a commit tells those who wait for something, here and at other servers. */
import type { WorkingSet } from '../commands/batch/working-set.ts';
import { freeCountFor } from '../commands/limit/slots.ts';
import { jobDeadlineColumns } from '../domain/job.ts';
import { type LaneTraits, laneKey } from '../domain/lane.ts';
import type { Attempt } from '../domain/lease.ts';
import { deadlineOf } from '../domain/unit.ts';

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

/** What the commit of this batch means. */
export function hintOf(set: WorkingSet): CommitHint {
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
export function listClaimable(set: WorkingSet): readonly ClaimableUnits[] {
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
