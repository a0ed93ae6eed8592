/**
 * What a submission asks for beside the definition of its Job, whichever way it comes in: when the
 * Job is to begin and to have finished, and what becomes of it beside others that are there.
 */
import { type Collapse, checkCollapse } from './collapse.ts';
import { type Rejection, rejection } from './rejection.ts';

/** What becomes of a submission whose key a Job of the Topic has. */
export type OnConflict = 'RETURN_EXISTING' | 'REJECT' | 'REPLACE';

export interface Submission {
  /** @default RETURN_EXISTING */
  readonly onConflict?: OnConflict | undefined;
  /** When the Job is to begin, epoch milliseconds; null for at once. */
  readonly startAt?: number | null | undefined;
  /** When what is unfinished of it is cancelled, epoch milliseconds; null for never. */
  readonly finishBy?: number | null | undefined;
  readonly collapse?: Collapse | null | undefined;
}

/** The Job that a submission was answered with. */
export interface TakenJob {
  readonly jobId: string;
  /** THROTTLE: it is one that came shortly before, and nothing was made. */
  readonly isCollapsed?: true;
  /** It was there under the key, submitted with another definition. */
  readonly isOther?: true;
  /** Those in whose place it came. */
  readonly replacedJobIds?: readonly string[];
}

/** What is wrong with a submission as far as that can be seen without looking at anything else. */
export function checkSubmission(
  { startAt, finishBy, collapse }: Submission,
  path: readonly string[],
): readonly Rejection[] {
  const faults: Rejection[] = [];
  if (startAt != null && finishBy != null && finishBy <= startAt) {
    const message =
      'The Job would have to finish before it begins. Give a finishBy that is after startAt.';
    faults.push(rejection('INVALID_VALUE', message, { path: [...path, 'finishBy'] }));
  }
  if (collapse == null) return faults;
  if (startAt != null && collapse.mode === 'DEBOUNCE') {
    const message = 'Both startAt and DEBOUNCE say when the Job begins. Leave one of them out.';
    faults.push(rejection('INVALID_VALUE', message, { path: [...path, 'startAt'] }));
  }
  return [...faults, ...checkCollapse(collapse, [...path, 'collapse'])];
}

/** Why a submission comes too late, if it does: its Job would be cancelled as soon as it is there. */
export function checkFinishBy(
  finishBy: number | null | undefined,
  now: number,
): Rejection | undefined {
  if (finishBy == null || finishBy > now) return undefined;
  const message = `The Job would have had to finish by ${new Date(finishBy).toISOString()}, which is past. Give a finishBy that is to come, or leave it out.`;
  return rejection('INVALID_VALUE', message, { path: ['input', 'finishBy'] });
}
