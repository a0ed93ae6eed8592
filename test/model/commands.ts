/** The plans of the model as commands to the engine. */
import type { Command } from '../../src/domain/command.ts';
import type { JobState } from '../../src/domain/job.ts';
import type { JobDefinition } from '../../src/domain/job-definition.ts';
import type { LeaseRef } from '../../src/domain/lease.ts';
import type { UnitState } from '../../src/domain/unit.ts';
import type { HoldVerb, JobVerb, JoinPlan, Noun, Verb } from './actions.ts';
import type { ReferenceJob, ReferenceJoin } from './reference-rules.ts';

export function reportOf(kind: string, lease: LeaseRef): Command {
  const failure = { code: 'BURNT', message: 'It is black.', details: null, retryAfterMs: null };
  switch (kind) {
    case 'succeed':
      return { name: 'succeedUnit', lease, output: 'true' };
    case 'fail':
      return { name: 'failUnit', lease, ...failure, isRetryable: true };
    case 'give':
      return { name: 'failUnit', lease, ...failure, isRetryable: false };
    case 'release':
      return { name: 'releaseUnit', lease };
    case 'pause':
      return { name: 'pauseHeldUnit', lease, reason: null, resumeAt: null };
    case 'snooze':
      return { name: 'snoozeUnit', lease, delayMs: 1_000 };
    default:
      return { name: 'renewLease', lease, leaseMs: null };
  }
}

export const pauseMs = 2_000;

export function operationOn(
  verb: Verb,
  { unitId, ifState }: { readonly unitId: string; readonly ifState: UnitState | null },
  now: number,
): Command {
  const named = { unitId, reason: 'because', ifState: ifState === null ? null : [ifState] };
  switch (verb) {
    case 'skipUnit':
      return { name: verb, ...named, output: null };
    case 'forceSucceedUnit':
      // The output that workers report, too: so it is always a repetition of a success.
      return { name: verb, ...named, output: 'true' };
    case 'pauseUnit':
      return { name: verb, ...named, resumeAt: null };
    case 'pauseForAWhile':
      return { name: 'pauseUnit', ...named, resumeAt: now + pauseMs };
    case 'putUnitFirst':
    case 'putUnitLast':
      return { name: 'prioritizeUnit', ...named, priority: priorityOf(verb) };
    default:
      return { name: verb, ...named };
  }
}

export function operationOnJob(
  verb: JobVerb,
  { jobId, ifState }: { readonly jobId: string; readonly ifState: JobState | null },
): Command {
  const named = { jobId, reason: null, ifState: ifState === null ? null : [ifState] };
  switch (verb) {
    case 'putJobFirst':
    case 'putJobLast':
      return { name: 'prioritizeJob', ...named, priority: priorityOf(verb) };
    default:
      return { name: verb, ...named };
  }
}

export function priorityOf(verb: Verb | JobVerb): number {
  return verb.endsWith('First') ? 1 : -1;
}

export function holdOn(verb: HoldVerb, { noun, id }: { noun: Noun; id: string }, now: number) {
  const asked = {
    reason: 'because',
    resumeAt: verb === 'pauseForAWhile' ? now + pauseMs : null,
    interrupt: verb === 'interrupt',
  };
  const isResuming = verb === 'resume';
  switch (noun) {
    case 'Topic':
      return { name: isResuming ? 'resumeTopic' : 'pauseTopic', topicId: id, ...asked } as const;
    case 'Job':
      return { name: isResuming ? 'resumeJob' : 'pauseJob', jobId: id, ...asked } as const;
    case 'Task':
      return { name: isResuming ? 'resumeTask' : 'pauseTask', taskId: id, ...asked } as const;
  }
}

export function keysBefore(
  prefix: string,
  places: readonly number[],
  index: number,
): readonly string[] {
  return index === 0 ? [] : [...new Set(places.map((place) => `${prefix}${place % index}`))];
}

/** A join that can be satisfied: a count within the predecessors, and a failure of one of them. */
export function joinOver(
  { join }: { readonly join: JoinPlan },
  keys: readonly string[],
): ReferenceJoin {
  const kind = keys.length === 0 ? 'ALL_SUCCEEDED' : join.kind;
  return { kind, count: 1 + (join.count % Math.max(1, keys.length)) };
}

export function definitionOf(tasks: ReferenceJob['tasks'], cancelsRest: boolean): JobDefinition {
  return {
    name: 'dinner',
    key: null,
    priority: 0,
    payload: 'null',
    labels: '{}',
    hash: '',
    onFailure: cancelsRest ? 'CANCEL_REST' : 'CONTINUE',
    tasks: tasks.map(({ key, dependsOn, join, tolerateCount, units }) => ({
      key,
      name: null,
      dependsOn,
      ...joinDefinition(join),
      tolerateCount,
      units: units.map((unit) => ({
        key: unit.key,
        kind: unit.kind,
        input: 'null',
        dependsOn: unit.dependsOn,
        ...joinDefinition(unit.join),
        priority: null,
        attemptTimeoutMs: unit.attemptTimeoutMs ?? null,
        retry: {
          maxAttempts: unit.maxAttempts,
          backoff: 'FIXED',
          delayMs: 1_000,
          jitter: 'NONE',
        },
      })),
    })),
  };
}

function joinDefinition({ kind, count }: ReferenceJoin) {
  return { join: kind, joinCount: kind === 'AT_LEAST' ? count : null };
}
