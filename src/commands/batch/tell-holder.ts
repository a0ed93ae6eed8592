import type { Command, Refused } from '../../domain/command.ts';
import { isEndedByHolder } from '../../domain/lease.ts';
import { attemptKey, type WorkingSet } from './working-set.ts';

/**
 * Writes down when a holder was first told that its lease is over, which somebody else has ended: up
 * to then it may have been working on. That is all that a refused report leaves behind.
 */
export function tellHolder(set: WorkingSet, command: Command, refusal: Refused): void {
  if (!('lease' in command) || refusal.rejections[0].code !== 'LEASE_LOST') return;
  const key = attemptKey(command.lease.unitId, command.lease.attempt);
  const attempt = set.attempts.get(key);
  if (attempt === undefined || attempt.toldAt !== null || isEndedByHolder(attempt)) return;
  const told = { ...attempt, toldAt: set.now };
  set.attempts.set(key, told);
  set.toldAttempts.push(told);
}
