/** The actions of a run as commands, each with what the reference does for it. */
import type { WorkerMode } from '../../src/domain/worker.ts';
import { type Action, type JobVerb, leaseMs, type ReportKind, type Verb } from './actions.ts';
import {
  definitionOf,
  holdOn,
  operationOn,
  operationOnJob,
  pauseMs,
  priorityOf,
  putOffMs,
  reportOf,
} from './commands.ts';
import { kinds } from './job-plans.ts';
import { at, type Known, leaseAt, type Plan, preferred } from './plan.ts';
import { planEdit } from './plan-edit.ts';
import { plannedJob } from './planned-job.ts';
import type { Reference } from './reference.ts';
import { beginJob, rescheduleJob } from './reference-beginnings.ts';
import { type ReferenceScope, resumeScope } from './reference-holds.ts';
import { type ReferenceJob, unitsOf } from './reference-nodes.ts';
import { ask, revoke, revokeAll } from './reference-workers.ts';

/** Undefined when there is nothing yet that the action could be about. */
export function planAction(known: Known, action: Action): Plan | undefined {
  switch (action.type) {
    case 'submit':
      return planSubmission(known, action);
    case 'claim':
      return planClaim(known, action);
    case 'report':
      return planReport(known, action.kind, action.lease);
    case 'operate':
      return planOperation(known, action);
    case 'operateJob':
      return planJobOperation(known, action);
    case 'hold':
      return planHold(known, action);
    case 'ask':
      return planAsking(known, action);
    case 'intake':
      return planIntake(known, action);
    case 'update':
      return planUpdate(known, action);
    case 'edit':
      return planEdit(known, action);
  }
}

type Of<Type extends Action['type']> = Extract<Action, { type: Type }>;

function planSubmission({ topicId, reference: now }: Known, { job: plan }: Of<'submit'>): Plan {
  const { onConflict } = plan;
  const job = plannedJob(plan, now.now);
  const { startAt, finishBy } = job;
  const submission = { onConflict, startAt, finishBy };
  return {
    command: { name: 'submitJob', topicId, job: definitionOf(job), submission },
    apply: (reference, { jobId }) =>
      reference.submit({ ...structuredClone(job), id: jobId ?? 'refused' }, onConflict),
  };
}

function planClaim({ topicId }: Known, action: Of<'claim'>): Plan {
  const { max, capacity, labels } = action;
  const worker = workers[action.worker] ?? '';
  const claimed = action.kinds?.map((kind) => kinds[kind] ?? '') ?? null;
  const asked = { worker, kinds: claimed, max, leaseMs, capacity, requestId: null };
  return {
    command: { name: 'claimUnits', topicId, ...asked, labels: JSON.stringify(labels) },
    apply: (reference) =>
      reference
        .claim({ worker, kinds: claimed, max, capacity, labels }, leaseMs)
        .map(({ id }) => id)
        .join(),
  };
}

export function planReport(known: Known, kind: ReportKind, place = 0): Plan | undefined {
  const lease = leaseAt(known, place);
  if (lease === undefined) return undefined;
  return {
    command: reportOf(kind, lease),
    apply: (reference) => {
      const unit = reference.findUnit(lease.unitId);
      return unit === undefined ? 'UNIT_NOT_FOUND' : reference.report(unit, lease.attempt, kind);
    },
  };
}

function planOperation({ reference: now }: Known, action: Of<'operate'>): Plan | undefined {
  const { verb, ifState } = action;
  const fitting = now.units().filter(({ state }) => fittingStates[verb].includes(state));
  const unitId = preferred(fitting, now.units(), action.unit)?.id;
  if (unitId === undefined) return undefined;
  return {
    command: operationOn(verb, { unitId, ifState }, now.now),
    apply: (reference) => operate(reference, verb, { unitId, ifState }),
  };
}

const unfinished = ['PENDING', 'READY', 'RUNNING', 'PAUSED'];
const finished = ['SUCCEEDED', 'FAILED', 'SKIPPED', 'CANCELLED'];

/** What the verbs are for; what is in another state is tried as well. */
const fittingStates: Readonly<Record<Verb, readonly string[]>> = {
  cancelUnit: unfinished,
  skipUnit: ['PENDING', 'READY', 'PAUSED', 'FAILED'],
  skipUnitWithTrue: ['PENDING', 'READY', 'PAUSED', 'FAILED'],
  retryUnit: ['FAILED', 'CANCELLED'],
  rerunUnit: finished,
  pauseUnit: unfinished,
  pauseForAWhile: unfinished,
  resumeUnit: ['PAUSED'],
  revokeUnit: ['RUNNING'],
  forceSucceedUnit: [...unfinished, 'FAILED', 'SKIPPED', 'CANCELLED'],
  putUnitFirst: unfinished,
  putUnitLast: unfinished,
};

function operate(
  reference: Reference,
  verb: Verb,
  { unitId, ifState }: { readonly unitId: string; readonly ifState: string | null },
): string {
  const unit = reference.findUnit(unitId);
  if (unit === undefined) return 'UNIT_NOT_FOUND';
  if (ifState !== null && unit.state !== ifState) return 'STATE_NOT_AS_EXPECTED';
  switch (verb) {
    case 'cancelUnit':
      return reference.cancelUnit(unit);
    case 'skipUnit':
      return reference.skip(unit, undefined);
    case 'skipUnitWithTrue':
      return reference.skip(unit, 'true');
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
    case 'revokeUnit':
      return revoke(reference, unit);
    case 'forceSucceedUnit':
      return reference.forceSucceed(unit, 'true');
    case 'putUnitFirst':
    case 'putUnitLast':
      return reference.prioritize(unit, priorityOf(verb));
  }
}

function planJobOperation({ reference: now }: Known, action: Of<'operateJob'>): Plan | undefined {
  const { verb, ifState } = action;
  const jobId = at(now.jobs, action.job)?.id;
  if (jobId === undefined) return undefined;
  return {
    command: operationOnJob(verb, { jobId, ifState }, now.now),
    apply: (reference) => {
      const job = reference.job(jobId);
      if (ifState !== null && job.state !== ifState) return 'STATE_NOT_AS_EXPECTED';
      return operateJob(reference, verb, job);
    },
  };
}

function operateJob(reference: Reference, verb: JobVerb, job: ReferenceJob): string {
  switch (verb) {
    case 'cancelJob':
      return reference.cancelJob(job);
    case 'retryJob':
      return reference.retryJob(job);
    case 'rerunJob':
      return reference.rerunJob(job);
    case 'putJobFirst':
    case 'putJobLast':
      return reference.prioritizeJob(job, priorityOf(verb));
    case 'beginJob':
    case 'rescheduleJob': {
      const { now } = reference;
      const answer =
        verb === 'beginJob' ? beginJob(job, now) : rescheduleJob(job, now + putOffMs, now);
      reference.follow();
      return answer;
    }
  }
}

function planHold(known: Known, { verb, noun, place }: Of<'hold'>): Plan | undefined {
  const { jobs, now } = known.reference;
  const tasks = jobs.flatMap((job) => job.tasks);
  const ids = {
    Topic: known.topicId,
    Job: preferred(jobs.filter(isOpen), jobs, place)?.id,
    Task: preferred(tasks.filter(isOpen), tasks, place)?.id,
  };
  const id = ids[noun];
  if (id === undefined) return undefined;
  const resumeAt = verb === 'pauseForAWhile' ? now + pauseMs : undefined;
  return {
    command: holdOn(verb, { noun, id }, now),
    apply: (reference) => {
      const scope = scopeIn(reference, { noun, id });
      if (verb === 'resume') return resumeScope(scope);
      return reference.hold(scope, { resumeAt, interrupt: verb === 'interrupt' });
    },
  };
}

function isOpen({ state }: { readonly state: string }): boolean {
  return state === 'PENDING' || state === 'RUNNING';
}

function scopeIn(
  reference: Reference,
  { noun, id }: { readonly noun: ReferenceScope['noun']; readonly id: string },
): ReferenceScope {
  if (noun === 'Topic') return { noun, held: reference.topic, units: reference.units() };
  if (noun === 'Task') return { noun, held: reference.task(id), units: reference.task(id).units };
  return { noun, held: reference.job(id), units: unitsOf(reference.job(id)) };
}

function planAsking({ reference: now }: Known, action: Of<'ask'>): Plan | undefined {
  const { verb } = action;
  const name = workers[action.worker] ?? '';
  const workerId = now.workers.find((worker) => worker.name === name)?.id;
  if (workerId === undefined) return undefined;
  const named = { workerId, reason: 'because' };
  const isQuieting = verb === 'revokeAndQuiet';
  const mode = modeOf[verb];
  return {
    command:
      mode === undefined
        ? { name: 'revokeWorker', ...named, isQuieting }
        : { name: 'setWorkerMode', ...named, mode },
    apply: (reference) =>
      mode === undefined ? revokeAll(reference, name, isQuieting) : ask(reference, name, mode),
  };
}

const modeOf: Readonly<Record<Of<'ask'>['verb'], WorkerMode | undefined>> = {
  quiet: 'QUIET',
  drain: 'DRAINING',
  activate: 'ACTIVE',
  revoke: undefined,
  revokeAndQuiet: undefined,
};

/** Of the last nothing is asked, so that work goes on. */
const workers = ['cook', 'maid', 'chef'];

function planIntake({ topicId, reference: now }: Known, { verb }: Of<'intake'>): Plan {
  const asked = { topicId, reason: null };
  const opensAt = verb === 'closeForAWhile' ? now.now + pauseMs : null;
  return {
    command:
      verb === 'open'
        ? { name: 'openIntake', ...asked }
        : { name: 'closeIntake', ...asked, opensAt },
    apply: (reference) => {
      const { intake } = reference;
      const resumeAt = opensAt ?? undefined;
      reference.intake = verb === 'open' ? undefined : { resumeAt };
      const isSo = (intake === undefined) === (verb === 'open');
      const isTheSame = isSo && (verb === 'open' || intake?.resumeAt === resumeAt);
      return isTheSame ? 'REPEATED' : 'ACCEPTED';
    },
  };
}

function planUpdate({ topicId }: Known, { defaults }: Of<'update'>): Plan {
  return {
    command: { name: 'updateTopic', topicId, description: undefined, defaults },
    apply: (reference) => {
      reference.defaults = defaults ?? undefined;
      return 'ACCEPTED';
    },
  };
}
