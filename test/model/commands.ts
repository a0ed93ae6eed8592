/** The plans of the model as commands. */
import type { Command } from '../../src/domain/command.ts';
import type { JobState } from '../../src/domain/job.ts';
import type {
  JobDefinition,
  NodeDefinition,
  TaskDefinition,
  UnitDefinition,
} from '../../src/domain/job-definition.ts';
import type { LeaseRef } from '../../src/domain/lease.ts';
import type { UnitState } from '../../src/domain/unit.ts';
import type { HoldVerb, JobVerb, Noun, ReportKind, Verb } from './actions.ts';
import type {
  ReferenceCondition,
  ReferenceJob,
  ReferenceNode,
  ReferenceTask,
  ReferenceUnit,
} from './reference-nodes.ts';

export function reportOf(kind: ReportKind, lease: LeaseRef): Command {
  const failure = { code: 'BURNT', message: 'It is black.', details: null } as const;
  const plain = { name: 'failUnit', lease, ...failure, retryAfterMs: null } as const;
  switch (kind) {
    case 'succeed':
      return { name: 'succeedUnit', lease, output: 'true' };
    case 'succeedWithFalse':
      return { name: 'succeedUnit', lease, output: 'false' };
    case 'fail':
      return { ...plain, isRetryable: true };
    case 'failForLonger':
      return { ...plain, isRetryable: true, retryAfterMs: 2_000 };
    case 'give':
      return { ...plain, isRetryable: false };
    case 'release':
      return { name: 'releaseUnit', lease };
    case 'pause':
      return { name: 'pauseHeldUnit', lease, reason: null, resumeAt: null };
    case 'snooze':
      return { name: 'snoozeUnit', lease, delayMs: 1_000 };
    case 'renew':
      return { name: 'renewLease', lease, leaseMs: null };
    case 'progress':
      return { name: 'reportProgress', lease, progress: 0.5, message: null };
    case 'checkpoint':
      return { name: 'saveCheckpoint', lease, checkpoint: '1' };
    case 'log': {
      const line = { level: 'INFO', message: 'It simmers.', fields: null } as const;
      return { name: 'appendLog', lease, lines: [line], offset: null };
    }
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
    case 'skipUnitWithTrue':
      return { name: 'skipUnit', ...named, output: 'true' };
    case 'forceSucceedUnit':
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
  now: number,
): Command {
  const named = { jobId, reason: null, ifState: ifState === null ? null : [ifState] };
  switch (verb) {
    case 'putJobFirst':
    case 'putJobLast':
      return { name: 'prioritizeJob', ...named, priority: priorityOf(verb) };
    case 'rescheduleJob':
      return { name: verb, ...named, startAt: now + putOffMs };
    default:
      return { name: verb, ...named };
  }
}

export const putOffMs = 3_000;

export function priorityOf(verb: Verb | JobVerb): number {
  return verb.endsWith('First') ? 1 : -1;
}

export function holdOn(
  verb: HoldVerb,
  { noun, id }: { readonly noun: Noun; readonly id: string },
  now: number,
): Command {
  const reason = 'because';
  if (verb === 'resume') {
    if (noun === 'Topic') return { name: 'resumeTopic', topicId: id, reason };
    if (noun === 'Job') return { name: 'resumeJob', jobId: id, reason };
    return { name: 'resumeTask', taskId: id, reason };
  }
  const resumeAt = verb === 'pauseForAWhile' ? now + pauseMs : null;
  const asked = { reason, resumeAt, interrupt: verb === 'interrupt' };
  if (noun === 'Topic') return { name: 'pauseTopic', topicId: id, ...asked };
  if (noun === 'Job') return { name: 'pauseJob', jobId: id, ...asked };
  return { name: 'pauseTask', taskId: id, ...asked };
}

export function definitionOf(job: ReferenceJob): JobDefinition {
  const { tasks, says, cancelsRest, context, key = null } = job;
  return {
    name: 'dinner',
    key,
    priority: 0,
    payload: '{"yes":true,"no":false}',
    labels: '{}',
    context: JSON.stringify(context),
    hash: '',
    onFailure: cancelsRest ? 'CANCEL_REST' : 'CONTINUE',
    ...says,
    tasks: tasks.map(taskDefinition),
  };
}

export function taskDefinition(task: ReferenceTask): TaskDefinition {
  const { says, tolerateCount, units } = task;
  const definitions = units.map(unitDefinition);
  return { ...nodeDefinition(task), ...says, name: null, tolerateCount, units: definitions };
}

export function unitDefinition(unit: ReferenceUnit): UnitDefinition {
  const { says, kind } = unit;
  return { ...nodeDefinition(unit), ...says, kind, input: 'null', priority: null };
}

function nodeDefinition({ key, dependsOn, join, condition, handles }: ReferenceNode) {
  return {
    key,
    dependsOn,
    handles,
    join: join.kind,
    joinCount: join.kind === 'AT_LEAST' ? join.count : null,
    ...(condition && { when: expressionOf(condition), onFalse: condition.onFalse }),
  } satisfies NodeDefinition;
}

function expressionOf({ look, keys }: ReferenceCondition): string {
  const [first = 'nothing', second] = keys;
  const outer = `inputs.${first}`;
  const path = second === undefined ? outer : `${outer}.${second}`;
  switch (look) {
    case 'YES':
      return 'payload.yes';
    case 'NO':
      return 'payload.no';
    case 'MISSING':
      return 'payload.missing';
    case 'CONTEXT':
      return 'has(context.hot) && context.hot';
    case 'OUTPUT':
      return `${path} == true`;
    case 'OUTPUT_IF_ANY':
      return `has(${outer}) && has(${path}) && ${path} == true`;
  }
}
