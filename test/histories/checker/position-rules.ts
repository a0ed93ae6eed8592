/** The positions that answers name: nobody is taken back behind what somebody has heard of before. */
import type { Call, Operation } from '../history.ts';
import type { Evidence } from './effect-rules.ts';
import { inWords } from './in-words.ts';

export function checkPositions({ history, timeline }: Evidence): readonly string[] {
  const faults: string[] = [];
  for (const operation of history.operations) {
    for (const call of operation.calls) {
      const { answer, invokedAt } = call;
      if (answer.kind !== 'OK' || answer.position === undefined) continue;
      // What is repeated by its key names the position that it was given then.
      if (isOfBefore(operation, call)) continue;
      const { topicId, seq } = answer.position;
      const heard = timeline.heardBefore(topicId, invokedAt);
      if (seq < heard) {
        faults.push(`order: ${inWords(operation)} names ${seq}, and ${heard} was heard of before`);
      }
    }
  }
  return [...faults, ...checkReads({ history, timeline })];
}

function isOfBefore({ wish }: Operation, { answer }: Call): boolean {
  const isReplayed = answer.kind === 'OK' && answer.isReplayed;
  return isReplayed && (wish.kind === 'ASK' || wish.kind === 'SUBMIT');
}

/** A Job that is read is in a state that it was in at its cursor or later, and at the latest now. */
function checkReads({
  history,
  timeline,
}: Pick<Evidence, 'history' | 'timeline'>): readonly string[] {
  const states = new Map<string, { seq: number; state: string }[]>();
  for (const events of history.journals.values()) {
    for (const { seq, kind, jobId, to } of events) {
      if (!kind.startsWith('job.') || jobId === null || to === null) continue;
      const known = states.get(jobId);
      if (known === undefined) states.set(jobId, [{ seq, state: to }]);
      else known.push({ seq, state: to });
    }
  }
  return history.operations.flatMap((operation) => {
    const { wish, calls } = operation;
    if (wish.kind !== 'READ') return [];
    return calls.flatMap(({ answer, endedAt }) => {
      if (answer.kind !== 'OK' || answer.position === undefined) return [];
      const latest = timeline.seenAtMost(wish.topicId, endedAt);
      const from = answer.position.seq;
      const ofJob = states.get(wish.jobId) ?? [];
      const before = ofJob.filter(({ seq }) => seq <= from).at(-1);
      const possible = ofJob.filter(({ seq }) => seq > from && seq <= latest);
      const isPossible = [before, ...possible].some((entry) => entry?.state === answer.state);
      return isPossible ? [] : [`read: ${inWords(operation)} saw ${answer.state} at ${from}`];
    });
  });
}
