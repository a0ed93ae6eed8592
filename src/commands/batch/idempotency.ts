/**
 * Commands that carry an idempotency key take effect once: how such a command was answered is
 * written in its own transaction, and the same command is answered by that from then on.
 */
import type { Command, Outcome } from '../../domain/command.ts';
import type { Idempotency } from '../../domain/idempotency.ts';
import { rejection, rejectionCodes } from '../../domain/rejection.ts';
import { claimRecordKey } from '../claim/claim-units.ts';
import type { WorkingSet } from './working-set.ts';

/**
 * Under which key the command's answer is kept, if it is. Claims keep theirs under a key of their own
 * making; see claim-units.ts.
 */
export function recordKeyOf(command: Command): string | undefined {
  if (command.name === 'claimUnits') {
    const { worker, requestId } = command;
    return requestId === null ? undefined : claimRecordKey(worker, requestId);
  }
  const idempotency = idempotencyOf(command);
  return idempotency === undefined ? undefined : idempotencyRecordKey(idempotency);
}

/** The answer that the command's key already has, if it has one. */
export function findReplay(set: WorkingSet, command: Command): Outcome | undefined {
  const idempotency = idempotencyOf(command);
  if (idempotency === undefined) return undefined;
  const record = set.idempotencyRecords.get(idempotencyRecordKey(idempotency));
  if (record === undefined) return undefined;
  if (record.command === command.name && record.inputHash === idempotency.inputHash) {
    // Written by recordOutcome below and by nobody else.
    const outcome = JSON.parse(record.outcome) as Outcome;
    return outcome.isAccepted ? { ...outcome, isReplayed: true } : outcome;
  }
  const message = `The idempotency key "${idempotency.key}" was used before with another input. Repeat a request unchanged, or give a new request a key of its own.`;
  const path = ['input', 'idempotencyKey'];
  return {
    isAccepted: false,
    rejections: [rejection('IDEMPOTENCY_KEY_REUSED', message, { path })],
  };
}

/** Keeps the answer for the command's key, if it has one. */
export function recordOutcome(set: WorkingSet, command: Command, outcome: Outcome): void {
  const idempotency = idempotencyOf(command);
  // What may be accepted later must not be refused for ever.
  if (idempotency === undefined || isRetryable(outcome)) return;
  set.recordAnswer({
    key: idempotencyRecordKey(idempotency),
    scope: command.name === 'createTopic' ? '' : scopeOf(set),
    command: command.name,
    inputHash: idempotency.inputHash,
    outcome: JSON.stringify(outcome),
    createdAt: set.now,
  });
}

/** Where the keys of a batch mean what they mean: its Topic; "" while there is none. */
export function scopeOf(set: WorkingSet): string {
  return set.hasTopic ? set.topic.id : '';
}

function isRetryable(outcome: Outcome): boolean {
  return !outcome.isAccepted && rejectionCodes[outcome.rejections[0].code].isRetryable;
}

function idempotencyOf(command: Command): Idempotency | undefined {
  return 'idempotency' in command ? command.idempotency : undefined;
}

function idempotencyRecordKey({ key }: Idempotency): string {
  return `key ${key}`;
}
