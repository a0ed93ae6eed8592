/** Answers against one another: whoever repeats is answered alike. */
import type { Accepted, History, Operation } from '../history.ts';
import { inWords } from './in-words.ts';

export function checkRepetitions({ operations }: History): readonly string[] {
  return operations.flatMap((operation) => {
    const { wish, calls } = operation;
    const accepted = calls.flatMap(({ answer }) => (answer.kind === 'OK' ? answer : []));
    const [first, ...others] = accepted;
    const isDone = first !== undefined;
    const refused = calls.find(
      ({ answer }, index) =>
        answer.kind === 'REFUSED' &&
        !answer.isRetryable &&
        calls.slice(0, index).some((call) => call.answer.kind === 'OK'),
    );
    const isKept = wish.kind !== 'REPORT' || endings.has(wish.report);
    if (isDone && refused !== undefined && isKept && wish.kind !== 'READ') {
      return [`alike: ${inWords(operation)} was done, and its repetition refused`];
    }
    if (first === undefined || others.every((other) => isAlike(operation, first, other))) return [];
    return [`alike: ${inWords(operation)} was answered otherwise when it was repeated`];
  });
}

const endings = new Set(['succeed', 'fail', 'release', 'snooze']);

function isAlike({ wish, calls }: Operation, first: Accepted, other: Accepted): boolean {
  switch (wish.kind) {
    case 'SUBMIT':
    case 'ASK': {
      const isSameJob = first.jobId === other.jobId;
      // By its key alone a Job is looked up anew, and the answer names the position of now.
      const isByKey = wish.kind === 'SUBMIT' && wish.key !== undefined;
      return other.isReplayed && isSameJob && (isByKey || samePosition(first, other));
    }
    case 'CLAIM': {
      const given = new Set((first.leases ?? []).map(leaseName));
      // One that was not answered may still be under way, in the Topics that this one found empty.
      const isUnderWay = calls.some(({ answer }) => answer.kind === 'UNKNOWN');
      const known = new Set((first.leases ?? []).map(({ topicId }) => topicId));
      const compared = (other.leases ?? []).filter(
        ({ topicId }) => !isUnderWay || known.has(topicId),
      );
      // A claim that found nothing is not remembered.
      return given.size === 0 || compared.every((lease) => given.has(leaseName(lease)));
    }
    case 'REPORT':
      return other.isReplayed || !endings.has(wish.report);
    case 'READ':
      return true;
  }
}

function samePosition(first: Accepted, other: Accepted): boolean {
  return (
    first.position?.seq === other.position?.seq &&
    first.position?.topicId === other.position?.topicId
  );
}

function leaseName(lease: { unitId: string; attempt: number; leaseId: string }): string {
  return `${lease.unitId}/${lease.attempt}/${lease.leaseId}`;
}
