/**
 * What has to be true of every step from one picture to the next: what was answered, that the Events
 * lead from the one to the other, what came of leases and attempts, and what a rerun takes with it.
 */

import { JournalFold, type Nodes } from '../../src/audit/node-rules.ts';
import type { Answer } from '../../src/commands/batch/decide-batch.ts';
import { attemptKey } from '../../src/commands/batch/working-set.ts';
import type { Command } from '../../src/domain/command.ts';
import type { Unit } from '../../src/domain/unit.ts';
import { listDue } from './claims.ts';
import { contextFaults, timeoutFaults } from './clock-faults.ts';
import { editFaults } from './edit-faults.ts';
import { effectFaults } from './effects.ts';
import { expectedAnswer, observedAnswer } from './expectations.ts';
import { delayMs } from './graphs.ts';
import type { Picture } from './picture.ts';
import { recordedAnswer, recordFaults, repeatFaults } from './repeats.ts';
import type { BatchResult } from './run-batch.ts';

export interface Step {
  readonly before: Picture;
  readonly commands: readonly Command[];
  readonly result: BatchResult;
}

export function stepFaults(step: Step, nodes: Nodes): readonly string[] {
  const { before, commands, result } = step;
  const canCancelRest = [...result.after.jobs.values()].some(
    ({ onFailure }) => onFailure === 'CANCEL_REST',
  );
  return [
    ...answerFaults(before, commands, result.answers),
    ...effectFaults(commands, result.events, canCancelRest),
    ...journalFaults(step, nodes),
    ...attemptFaults(step),
    ...claimFaults(step),
    ...restartFaults(step, nodes),
    ...cancelRestFaults(step),
    ...editFaults(step, nodes),
    ...recordFaults(before, commands, result.after),
    ...timeoutFaults(step),
    ...contextFaults(step),
  ];
}

/** Whether each command was answered as the picture before the batch says. */
export function answerFaults(
  before: Picture,
  commands: readonly Command[],
  answers: readonly Answer[],
): string[] {
  const repeated = repeatFaults(before, commands, answers);
  const faults = commands.flatMap((command, index) => {
    const expected = expectedAnswer(before, command);
    const answer = answers[index];
    if (answer === undefined) return [`${command.name} was not answered`];
    if ('fault' in answer) return [`${command.name} breaks down: ${answer.fault}`];
    const observed = observedAnswer(answer.outcome);
    return observed === expected ? [] : [`${command.name}: ${observed}, not ${expected}`];
  });
  return [...faults, ...repeated];
}

/** Whose attempt somebody else has ended is told so once; nobody else is told anything. */
export function toldFaults(
  before: Picture,
  commands: readonly Command[],
  { after }: BatchResult,
): readonly string[] {
  const wanted = new Set(
    commands.flatMap((command) => {
      const expected = expectedAnswer(before, command);
      const isTold = expected.startsWith('LEASE_LOST') && !expected.endsWith('COMPLETED');
      return isTold && 'lease' in command
        ? [attemptKey(command.lease.unitId, command.lease.attempt)]
        : [];
    }),
  );
  return [...after.attempts].flatMap(([key, { toldAt }]) => {
    const old = before.attempts.get(key)?.toldAt ?? null;
    const expected = old ?? (wanted.has(key) ? before.now : null);
    return toldAt === expected ? [] : [`${key}: is told at ${toldAt}, not ${expected}`];
  });
}

/** The Events go on where those before have ended, and lead to just the states that are there. */
function journalFaults({ before, result }: Step, nodes: Nodes): readonly string[] {
  const events = result.events.map((event) => {
    const ofWorker = event.kind.startsWith('worker.') ? `worker ${event.worker}` : undefined;
    const subject = ofWorker ?? event.unitId ?? event.taskId ?? event.jobId ?? event.topicId;
    return { ...event, subject };
  });
  const fold = new JournalFold(nodes, events);
  for (const [id, { lastSeq, lastAt }] of before.topics) {
    fold.heads.set(id, { seq: lastSeq, at: lastAt });
  }
  for (const { id, state } of before.jobs.values()) fold.states.set(id, state);
  for (const { name, mode } of before.workers.values()) fold.states.set(`worker ${name}`, mode);
  for (const { id, state, skipKind } of [...before.tasks.values(), ...before.units.values()]) {
    fold.states.set(id, state);
    fold.skipKinds.set(id, skipKind);
  }
  for (const event of events) fold.take(event);
  const found = fold.found;
  for (const { id, lastSeq, lastAt } of result.after.topics.values()) {
    const head = fold.heads.get(id);
    if (head?.seq !== lastSeq || head.at !== lastAt) found.push(`${id}: ends at ${lastSeq}`);
  }
  const { jobs, tasks, units } = result.after;
  for (const { id, state } of [...jobs.values(), ...tasks.values(), ...units.values()]) {
    const folded = fold.stateOf(id);
    if (folded !== state) found.push(`${id}: is ${state}, its Events say ${folded}`);
  }
  for (const { name, mode } of result.after.workers.values()) {
    const folded = fold.stateOf(`worker ${name}`);
    if (folded !== mode) found.push(`${name}: is ${mode}, its Events say ${folded}`);
  }
  return found;
}

/** Every attempt that is under way goes on or is written down as ended, once, under its own number. */
function attemptFaults({ before, result }: Step): readonly string[] {
  const found: string[] = [];
  const ended = new Map(
    result.attempts.map((each) => [attemptKey(each.unitId, each.number), each]),
  );
  let endedCount = 0;
  for (const unit of result.after.units.values()) {
    const old = before.units.get(unit.id);
    const isClaimed = unit.leaseId !== null && unit.leaseId !== old?.leaseId;
    if (unit.attempt !== (old?.attempt ?? 0) + (isClaimed ? 1 : 0)) {
      found.push(`${unit.id}: attempt ${unit.attempt} after ${old?.attempt}`);
    }
    if (isClaimed && isLeaseKnown(before, unit.leaseId)) found.push(`${unit.id}: an old lease`);
    if (old === undefined || old.leaseId === null || old.leaseId === unit.leaseId) continue;
    const attempt = ended.get(attemptKey(unit.id, old.attempt));
    endedCount += 1;
    if (attempt?.leaseId !== old.leaseId || attempt.worker !== old.worker) {
      found.push(`${unit.id}: attempt ${old.attempt} has ended and is not written down`);
    }
    if ((attempt?.outcome === 'SUCCEEDED') !== (unit.output !== null && !isForced(result))) {
      found.push(`${unit.id}: ${attempt?.outcome} with the output ${unit.output}`);
    }
  }
  if (endedCount !== result.attempts.length) found.push('An attempt ends that was not under way.');
  return found;
}

function isLeaseKnown({ attempts, units }: Picture, leaseId: string | null): boolean {
  return (
    [...attempts.values()].some((attempt) => attempt.leaseId === leaseId) ||
    [...units.values()].some((unit) => unit.leaseId === leaseId)
  );
}

function isForced({ events }: BatchResult): boolean {
  return events.some(({ data }) => (data ?? '').includes('isForced'));
}

/** A claim takes the first in order of those that it may, and no others. */
function claimFaults({ before, commands, result }: Step): readonly string[] {
  return commands.flatMap((command, index) => {
    const answer = result.answers[index];
    if (command.name !== 'claimUnits' || answer === undefined || 'fault' in answer) return [];
    if (recordedAnswer(before, command) !== undefined) return [];
    const { outcome } = answer;
    const leased =
      outcome.isAccepted && 'leases' in outcome.result
        ? outcome.result.leases.map(({ unit }) => unit.id)
        : [];
    const expected = listDue(before, command).map(({ id }) => id);
    return leased.join() === expected.join() ? [] : [`claimed ${leased}, not ${expected}`];
  });
}

/**
 * What fails is tried once more, of the two attempts that each Unit has; what is done again begins
 * anew, and takes with it all that has begun behind it.
 */
function restartFaults({ before, commands, result }: Step, nodes: Nodes): readonly string[] {
  const found: string[] = [];
  const { units } = result.after;
  const restarted = new Set(
    result.events.flatMap(({ kind, unitId }) => (kind === 'unit.reopened' ? [unitId] : [])),
  );
  const reopened = new Set(
    result.events.flatMap(({ kind, taskId }) => (kind === 'task.reopened' ? [taskId] : [])),
  );
  const isRerun = commands.some(({ name }) => name === 'rerunUnit' || name === 'rerunJob');
  for (const unit of units.values()) {
    if (restarted.has(unit.id) && unit.failureCount + unit.lossCount > 0) {
      found.push(`${unit.id}: is restarted with ${unit.failureCount} failures`);
    }
    const old = before.units.get(unit.id);
    const hasBegun = old !== undefined && old.state !== 'PENDING' && old.state !== 'PAUSED';
    const isBehind = (nodes.predecessors.get(unit.id) ?? []).some((id) => restarted.has(id));
    if (isRerun && isBehind && hasBegun && !restarted.has(unit.id)) {
      found.push(`${unit.id}: came of what is done again, and is not`);
    }
  }
  for (const task of result.after.tasks.values()) {
    const hasBegun = before.tasks.get(task.id)?.startedAt != null;
    const isBehind = (nodes.predecessors.get(task.id) ?? []).some((id) => reopened.has(id));
    if (isRerun && isBehind && hasBegun && !reopened.has(task.id)) {
      found.push(`${task.id}: came of what is done again, and is not`);
    }
  }
  for (const command of commands) {
    if (command.name !== 'failUnit') continue;
    const { unitId } = command.lease;
    found.push(...tryFaults(before.units.get(unitId), units.get(unitId), command.isRetryable));
  }
  return found;
}

/** Of a Job that does not go on without a Task, nothing is left that could. */
function cancelRestFaults({ result }: Step): readonly string[] {
  const { jobs, units } = result.after;
  const failed = new Set(
    result.events.flatMap(({ kind, jobId }) => (kind === 'task.failed' ? [jobId] : [])),
  );
  return [...jobs.values()].flatMap(({ id, state, onFailure }) => {
    if (onFailure !== 'CANCEL_REST' || !failed.has(id)) return [];
    const isOver = [...units.values()].every(
      (unit) => unit.jobId !== id || unit.finishedAt !== null,
    );
    return isOver && state !== 'RUNNING' ? [] : [`${id}: goes on without a Task, and is ${state}`];
  });
}

function tryFaults(
  before: Unit | undefined,
  after: Unit | undefined,
  isRetryable: boolean,
): readonly string[] {
  if (before === undefined || after === undefined) return [];
  const hasAnother = isRetryable && before.failureCount === 0;
  const state = hasAnother ? 'READY' : 'FAILED';
  const failedAt = hasAnother ? after.readyAt : after.finishedAt;
  const availableAt = hasAnother && failedAt !== null ? failedAt + delayMs : null;
  const isRight = after.state === state && after.availableAt === availableAt;
  return isRight ? [] : [`${after.id}: ${after.state} at ${after.availableAt}, not ${state}`];
}
