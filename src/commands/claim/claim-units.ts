import { bounds } from '../../domain/bounds.ts';
import type { Command } from '../../domain/command.ts';
import type { LeasedUnit } from '../../domain/command-results.ts';
import { checkLabels, readLabels } from '../../domain/labels.ts';
import { type ClaimScope, workerLabel } from '../../domain/lane.ts';
import { isHeldBy, type LeaseRef, leaseEnd } from '../../domain/lease.ts';
import { type Rejection, rejection } from '../../domain/rejection.ts';
import type { Unit } from '../../domain/unit.ts';
import { checkName, checkNumber } from '../../domain/value-checks.ts';
import { accepted, type Context, type LongHandler, replayed } from '../batch/handler.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { checkLeaseMs } from '../report/worker-report.ts';
import { moveUnit, unitFacts } from '../rules/move-unit.ts';
import { register, tellWorker } from '../worker/worker-registry.ts';
import { takeUnits } from './take-units.ts';

/**
 * Hands the first Units in claim order to a worker, each under a lease of its own. A claim of none is
 * a sign of life, and tells the worker what is asked of it.
 */
export const claimUnits: LongHandler<'claimUnits'> = {
  check: ({ worker, kinds, labels, max, leaseMs, capacity, requestId }) => [
    ...checkName(worker, ['input', 'worker']),
    ...(requestId === null ? [] : checkName(requestId, ['input', 'requestId'])),
    ...(kinds ?? []).flatMap((kind, index) => checkName(kind, ['input', 'kinds', `${index}`])),
    ...checkClaimLabels(labels, ['input', 'labels']),
    ...checkNumber(max, { least: 0, most: bounds.claimUnitCount, path: ['input', 'max'] }),
    ...checkLeaseMs(leaseMs, ['input', 'leaseMs']),
    ...(capacity == null
      ? []
      : checkNumber(capacity, {
          least: 1,
          most: bounds.workerCapacity,
          path: ['input', 'capacity'],
        })),
  ],

  addNeeds: (command, needs, set) => {
    needs.workers.names.add(command.worker);
    if (command.capacity != null) needs.workers.heldBy.add(command.worker);
    const handedOut = leasesOfRequest(command, set);
    if (handedOut !== undefined) for (const { unitId } of handedOut) needs.unitIds.add(unitId);
    else if (set.topic.pausedAt === null && command.max > 0) {
      needs.claims.push({ scope: claimScope(command), max: command.max });
    }
  },

  *decideInPortions(command, set, context) {
    const handedOut = leasesOfRequest(command, set);
    if (handedOut !== undefined) {
      const directive = tellWorker(set, set.workers.findByName(command.worker));
      return replayed({ leases: stillHeld(handedOut, set), directive, isHeldBack: false });
    }
    const worker = register(set, command, context);
    const directive = tellWorker(set, worker);
    const freeCount = worker.mode === 'ACTIVE' ? freeCountOf(command, set) : 0;
    // Nothing is handed out of a held Topic, however many Units stand there ready.
    const max = set.topic.pausedAt === null ? Math.min(command.max, freeCount) : 0;
    const leases: LeasedUnit[] = [];
    if (max > 0) {
      yield* takeUnits(set, { scope: claimScope(command), max }, (unit) => {
        leases.push(lease(unit, { command, set, context }));
      });
    }
    if (command.requestId !== null && leases.length > 0) recordRequest(command, set, leases);
    return accepted({ leases, directive, isHeldBack: leases.length >= freeCount });
  },
};

/** How many more Units the worker may hold: slots follow from its leases, so that none can leak. */
function freeCountOf({ worker, capacity }: Command<'claimUnits'>, set: WorkingSet): number {
  if (capacity == null) return Number.POSITIVE_INFINITY;
  return Math.max(0, capacity - set.workers.held.count(worker, set.units));
}

/** Under which key the answer to a claim with a request id is kept. */
export function claimRecordKey(worker: string, requestId: string): string {
  return `claim ${JSON.stringify([worker, requestId])}`;
}

/** What somebody may be served from who claims like this. */
export function claimScope({
  worker,
  kinds,
  labels,
}: Pick<Command<'claimUnits'>, 'worker' | 'kinds' | 'labels'>): ClaimScope {
  return { kinds, labels: new Map([...readLabels(labels ?? '{}'), [workerLabel, worker]]) };
}

export function checkClaimLabels(
  json: string | undefined,
  path: readonly string[],
): readonly Rejection[] {
  if (json === undefined) return [];
  const faults = checkLabels(json, path, bounds.claimLabelCount);
  if (faults.length > 0 || !readLabels(json).has(workerLabel)) return faults;
  const message = `The label "${workerLabel}" is the name of the worker itself, always. Leave it out, and say the name in worker.`;
  return [rejection('LABEL_RESERVED', message, { path: [...path, workerLabel] })];
}

interface Claiming {
  readonly command: Command<'claimUnits'>;
  readonly set: WorkingSet;
  readonly context: Context;
}

function lease(unit: Unit, { command, set, context }: Claiming): LeasedUnit {
  const { worker, leaseMs } = command;
  const attempt = unit.attempt + 1;
  const leaseId = context.ids.nextLeaseId();
  const { attemptTimeoutMs, deadlineAt } = unit;
  const limits = { attemptTimeoutMs, deadlineAt, claimedAt: set.now };
  const leaseUntil = leaseEnd(limits, set.now, leaseMs);
  moveUnit(set, unit, {
    action: 'claim',
    to: 'RUNNING',
    change: {
      attempt,
      leaseId,
      leaseMs,
      leaseUntil,
      worker,
      claimedAt: set.now,
      startedAt: unit.startedAt ?? set.now,
      logCount: 0,
    },
  });
  set.workers.held.add(worker, unit.id);
  const job = set.jobs.get(unit.jobId);
  if (job.startedAt === null) {
    set.jobs.change(job, { startedAt: set.now });
    set.emit('job.started', { jobId: job.id, from: job.state, to: job.state });
  }
  const facts = { attempt, worker, from: 'READY', to: 'RUNNING' };
  set.emit('unit.claimed', unitFacts(unit, facts));
  // Its deadline may have passed without the clock having looked yet.
  // As it is handed out, whatever the next commands make of it before this is answered.
  return { unit: { ...unit }, attempt, leaseId, leaseMs: Math.max(0, leaseUntil - set.now) };
}

function recordRequest(
  command: Command<'claimUnits'>,
  set: WorkingSet,
  leases: readonly LeasedUnit[],
): void {
  const refs = leases.map(({ unit, attempt, leaseId }) => ({ unitId: unit.id, attempt, leaseId }));
  set.recordAnswer({
    key: claimRecordKey(command.worker, command.requestId ?? ''),
    scope: set.topic.id,
    command: command.name,
    inputHash: '',
    outcome: JSON.stringify(refs),
    createdAt: set.now,
  });
}

/** What a claim with this request id was answered before, if it was. */
function leasesOfRequest(
  { worker, requestId }: Command<'claimUnits'>,
  set: WorkingSet,
): readonly LeaseRef[] | undefined {
  if (requestId === null) return undefined;
  const record = set.idempotencyRecords.get(claimRecordKey(worker, requestId));
  if (record === undefined) return undefined;
  // Written by recordRequest above and by nobody else.
  return JSON.parse(record.outcome) as readonly LeaseRef[];
}

/** The Units of an earlier answer that are still the worker's, with what is left of their leases. */
function stillHeld(refs: readonly LeaseRef[], set: WorkingSet): readonly LeasedUnit[] {
  return refs.flatMap((ref) => {
    const unit = set.units.find(ref.unitId);
    if (unit === undefined || unit.leaseUntil === null || !isHeldBy(unit, ref)) return [];
    const leaseMs = Math.max(0, unit.leaseUntil - set.now);
    return [{ unit: { ...unit }, attempt: ref.attempt, leaseId: ref.leaseId, leaseMs }];
  });
}
