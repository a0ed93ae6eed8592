/** The object that the Units of a Job share: how it is changed, field by field. */
import type { Job } from '../../domain/job.ts';
import type { Rejection } from '../../domain/rejection.ts';
import { checkJson } from '../../domain/value-checks.ts';
import type { EventFacts, WorkingSet } from '../batch/working-set.ts';

/** Whether the context would become too large. */
export function checkMerged(job: Job, values: string): readonly Rejection[] {
  return checkJson(JSON.stringify(merged(job, values)), ['input', 'context']);
}

interface Merge {
  /** JSON text of an object. */
  readonly values: string;
  /** On whose behalf, if a Unit's. */
  readonly facts?: EventFacts;
  /** What else there is to say. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Changes the context of a Job; answers whether that made a difference. */
export function mergeValues(set: WorkingSet, job: Job, { values, facts, more }: Merge): boolean {
  const context = JSON.stringify(merged(job, values));
  if (context === job.context) return false;
  set.jobs.change(job, { context });
  const data = { keys: Object.keys(fieldsOf(values)), ...more };
  set.emit('job.contextMerged', { ...facts, jobId: job.id, data });
  return true;
}

function merged(job: Job, values: string): Readonly<Record<string, unknown>> {
  const fields = { ...fieldsOf(job.context), ...fieldsOf(values) };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

function fieldsOf(json: string): Readonly<Record<string, unknown>> {
  // Contexts and what is merged into them are checked to be objects when they come in.
  return JSON.parse(json) as Readonly<Record<string, unknown>>;
}
