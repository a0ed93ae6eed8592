/**
 * Commands that may come again under a key of their own: claims with a request id, and what carries
 * an idempotency key. They take effect once, whatever has happened since.
 */
import type { Answer } from '../../src/commands/batch/decide-batch.ts';
import type { Command, Outcome } from '../../src/domain/command.ts';
import type { IdempotencyRecord } from '../../src/domain/idempotency.ts';
import type { LeaseRef } from '../../src/domain/lease.ts';
import { type RejectionCode, rejectionCodes } from '../../src/domain/rejection.ts';
import { retry } from './graphs.ts';
import type { Picture } from './picture.ts';

/** Under one key twice the same and others, of which the first alone counts; and what is refused. */
export function listRepeats(picture: Picture, claim: Command<'claimUnits'>): readonly Command[] {
  const [unit] = picture.units.values();
  const [task] = picture.tasks.values();
  const claiming = { ...claim, requestId: 'again' };
  if (unit === undefined || task === undefined) return [claiming];
  const named = { unitId: unit.id, reason: 'because' };
  const idempotency = { key: 'once', inputHash: 'one' };
  const units = [{ key: 'k', kind: 'k', input: 'null', dependsOn: [], priority: null, retry }];
  return [
    claiming,
    { name: 'cancelUnit', ...named, idempotency },
    { name: 'cancelUnit', ...named, idempotency: { ...idempotency, inputHash: 'other' } },
    { name: 'pauseUnit', ...named, resumeAt: null, idempotency },
    { name: 'retryUnit', ...named, idempotency: { ...idempotency, key: 'early' } },
    { name: 'addUnits', taskId: task.id, units, idempotency },
    { name: 'keepAnswer', topicId: unit.topicId, answer: 'done', idempotency },
  ];
}

/** Whether the command will be remembered by its key, and is not yet. */
export function isFirst(picture: Picture, command: Command): boolean {
  return 'idempotency' in command && recordOf(picture, command) === undefined;
}

/** How the command has to be answered because of its key, if it came before. */
export function recordedAnswer(
  picture: Picture,
  command: Command,
): 'REPEATED' | RejectionCode | undefined {
  const record = recordOf(picture, command);
  if (record === undefined) return undefined;
  if (command.name === 'claimUnits') return 'REPEATED';
  if (!isSameInput(command, record)) return 'IDEMPOTENCY_KEY_REUSED';
  const outcome = outcomeOf(record);
  return outcome.isAccepted ? 'REPEATED' : outcome.rejections[0].code;
}

/** What comes again is answered as the first time; a claim, with what is still held of it. */
export function repeatFaults(
  before: Picture,
  commands: readonly Command[],
  answers: readonly Answer[],
): readonly string[] {
  return commands.flatMap((command, index) => {
    const record = recordOf(before, command);
    const answer = answers[index];
    if (record === undefined || answer === undefined || 'fault' in answer) return [];
    const { outcome } = answer;
    if (command.name === 'claimUnits') return leaseFaults(before, record, outcome);
    if (!isSameInput(command, record)) return [];
    const first = outcomeOf(record);
    const expected = JSON.stringify(first.isAccepted ? { ...first, isReplayed: true } : first);
    const observed = JSON.stringify(outcome);
    return observed === expected ? [] : [`${command.name}: ${observed}, not ${expected}`];
  });
}

/** Under each key is kept how its first command was answered, unless that may be accepted later. */
export function recordFaults(
  before: Picture,
  commands: readonly Command[],
  after: Picture,
): readonly string[] {
  return commands.flatMap((command) => {
    if (!isFirst(before, command)) return [];
    const record = recordOf(after, command);
    const outcome = record === undefined ? undefined : outcomeOf(record);
    if (outcome === undefined) return isIntakeClosed(before) ? [] : [`${command.name}: forgotten`];
    const isLasting = outcome.isAccepted || !rejectionCodes[outcome.rejections[0].code].isRetryable;
    return isLasting ? [] : [`${command.name}: is refused for ever`];
  });
}

/** All that is remembered, as far as it makes a difference to later commands. */
export function codeOfRecords(picture: Picture): string {
  const codes = [...picture.idempotencyRecords.values()].map((record) => {
    if (record.command === 'claimUnits') return `${record.key}${heldOf(picture, record)}`;
    const outcome = outcomeOf(record);
    const code = outcome.isAccepted ? '' : outcome.rejections[0].code;
    return `${record.key}${record.command}${record.inputHash}${code}`;
  });
  return codes.sort().join();
}

function leaseFaults(
  before: Picture,
  record: IdempotencyRecord,
  outcome: Outcome,
): readonly string[] {
  const leases =
    outcome.isAccepted && 'leases' in outcome.result
      ? outcome.result.leases.map(({ unit, leaseId }) => `${unit.id}/${leaseId}`)
      : [];
  const expected = heldOf(before, record);
  return leases.join() === expected.join() ? [] : [`claimed ${leases} again, not ${expected}`];
}

/** Which of the Units of the claim are held as it took them. */
function heldOf({ units }: Picture, record: IdempotencyRecord): readonly string[] {
  // The walk's own claims are all there is under this name.
  const refs = JSON.parse(record.outcome) as readonly LeaseRef[];
  return refs
    .filter(({ unitId, leaseId }) => units.get(unitId)?.leaseId === leaseId)
    .map(({ unitId, leaseId }) => `${unitId}/${leaseId}`);
}

function recordOf(
  { idempotencyRecords }: Picture,
  command: Command,
): IdempotencyRecord | undefined {
  const records = [...idempotencyRecords.values()];
  if (command.name === 'claimUnits') {
    return records.find(({ key }) => key.includes(JSON.stringify(command.requestId)));
  }
  if (!('idempotency' in command)) return undefined;
  return records.find(({ key }) => key.endsWith(` ${command.idempotency?.key}`));
}

function isSameInput(command: Command, record: IdempotencyRecord): boolean {
  const hash = 'idempotency' in command ? command.idempotency?.inputHash : undefined;
  return record.command === command.name && record.inputHash === hash;
}

function outcomeOf({ outcome }: IdempotencyRecord): Outcome {
  // Of all records but those of claims.
  return JSON.parse(outcome) as Outcome;
}

function isIntakeClosed({ topics }: Picture): boolean {
  return [...topics.values()].some(({ intakeClosedAt }) => intakeClosedAt !== null);
}
