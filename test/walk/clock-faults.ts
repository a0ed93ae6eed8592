/** What has to become of attempts whose time is over, and of conditions over the context of a Job. */
import type { Unit } from '../../src/domain/unit.ts';
import { fieldsOf } from './edit-expectations.ts';
import { delayMs, told } from './graphs.ts';
import type { Step } from './step-faults.ts';

/** A lease that ends because the attempt is over costs an attempt with a delay, a lost one costs none. */
export function timeoutFaults({ before, commands, result }: Step): readonly string[] {
  if (!commands.some(({ name }) => name === 'expireLeases')) return [];
  return [...before.units.values()].flatMap((unit) => {
    if (unit.leaseUntil === null || unit.leaseUntil > before.now) return [];
    const after = result.after.units.get(unit.id);
    const { code, isOver, availableAt } = endingOf(unit, before.now);
    const event = result.events.find(
      ({ unitId, kind }) => unitId === unit.id && /expired|failed/.test(kind),
    );
    const state = isOver ? 'FAILED' : 'READY';
    const isRight =
      (event?.data ?? '').includes(`"${code}"`) &&
      event?.to === state &&
      (isOver || after?.availableAt === availableAt);
    const observed = `${event?.to} ${event?.data} until ${after?.availableAt}`;
    return isRight ? [] : [`${unit.id}: ${observed}, not ${state} by ${code}`];
  });
}

function endingOf(unit: Unit, now: number) {
  const attemptEnd = (unit.claimedAt ?? now) + (unit.attemptTimeoutMs ?? Number.POSITIVE_INFINITY);
  if (unit.deadlineAt !== null && unit.deadlineAt <= now) {
    return { code: 'DEADLINE_EXCEEDED', isOver: true, availableAt: null };
  }
  const isOver = unit.failureCount > 0;
  if (attemptEnd > now) return { code: 'LEASE_EXPIRED', isOver, availableAt: null };
  return { code: 'ATTEMPT_TIMEOUT', isOver, availableAt: now + delayMs };
}

/** What starts by the context of its Job starts by what that says now, and so does what does not. */
export function contextFaults({ before, result }: Step): readonly string[] {
  const { jobs, units, tasks } = result.after;
  return result.events.flatMap(({ unitId, taskId, jobId, data }) => {
    const id = unitId ?? taskId ?? '';
    const node = units.get(id) ?? tasks.get(id);
    if (node?.when !== told) return [];
    const isTold = 'told' in fieldsOf(jobs.get(jobId ?? '')?.context ?? '{}');
    const wasMet = (before.units.get(id) ?? before.tasks.get(id))?.conditionMetAt != null;
    const isMet = node.conditionMetAt !== null && !wasMet;
    if (isMet && !isTold) return [`${id}: starts untold`];
    const isUnmet = (data ?? '').includes('CONDITION_FALSE');
    return isUnmet && isTold ? [`${id}: is told and does not start`] : [];
  });
}
