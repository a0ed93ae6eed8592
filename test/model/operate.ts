/** What operators do with Units and whole Jobs, done by the reference. */
import type { JobVerb, Verb } from './actions.ts';
import { pauseMs, priorityOf } from './commands.ts';
import type { Reference } from './reference.ts';
import { prioritizeJob } from './reference-jobs.ts';
import type { ReferenceJob, ReferenceUnit } from './reference-rules.ts';

export function operate(reference: Reference, verb: Verb, unit: ReferenceUnit): string {
  switch (verb) {
    case 'cancelUnit':
      return reference.cancelUnit(unit);
    case 'skipUnit':
      return reference.skip(unit);
    case 'retryUnit':
      return reference.retry(unit);
    case 'rerunUnit':
      return reference.rerun(unit);
    case 'pauseUnit':
      return reference.pause(unit, undefined);
    case 'pauseForAWhile':
      return reference.pause(unit, pauseMs);
    case 'resumeUnit':
      return reference.resume(unit);
    case 'forceSucceedUnit':
      return reference.forceSucceed(unit);
    case 'putUnitFirst':
    case 'putUnitLast':
      return reference.prioritize(unit, priorityOf(verb));
  }
}

export function operateJob(reference: Reference, verb: JobVerb, job: ReferenceJob): string {
  switch (verb) {
    case 'cancelJob':
      return reference.cancelJob(job);
    case 'retryJob':
      return reference.retryJob(job);
    case 'rerunJob':
      return reference.rerunJob(job);
    case 'putJobFirst':
    case 'putJobLast':
      return prioritizeJob(job, priorityOf(verb));
  }
}
