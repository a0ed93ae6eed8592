/** Rows of the store as models of Prisma, which keep instants as BigInt. Used where a row that did
 * not come through Prisma answers a field of a type that is bound to a model. */

import type { Job } from '../../domain/job.ts';
import type { Attempt } from '../../domain/lease.ts';
import type { Limit } from '../../domain/limit.ts';
import type { LogLine } from '../../domain/log-line.ts';
import type { Pause } from '../../domain/pause.ts';
import type { Schedule, ScheduleFiring } from '../../domain/schedule.ts';
import type { Task } from '../../domain/task.ts';
import type { Template } from '../../domain/template.ts';
import type { Topic } from '../../domain/topic.ts';
import type { Unit } from '../../domain/unit.ts';
import type { Worker } from '../../domain/worker.ts';
import type {
  Attempt as AttemptModel,
  Job as JobModel,
  Limit as LimitModel,
  LogLine as LogLineModel,
  ScheduleFiring as ScheduleFiringModel,
  Schedule as ScheduleModel,
  Task as TaskModel,
  Template as TemplateModel,
  Topic as TopicModel,
  Unit as UnitModel,
  Worker as WorkerModel,
} from './generated/client/client.ts';

export type {
  AttemptModel,
  JobModel,
  LimitModel,
  LogLineModel,
  ScheduleFiringModel,
  ScheduleModel,
  TaskModel,
  TemplateModel,
  TopicModel,
  UnitModel,
  WorkerModel,
};

export function topicModel(topic: Topic): TopicModel {
  return {
    ...topic,
    createdAt: BigInt(topic.createdAt),
    lastSeq: BigInt(topic.lastSeq),
    lastAt: BigInt(topic.lastAt),
    revision: BigInt(topic.revision),
    firstSeq: BigInt(topic.firstSeq),
    servedPlace: BigInt(topic.servedPlace),
    retentionMs: instant(topic.retentionMs),
    deletesAt: instant(topic.deletesAt),
    ...pause(topic),
    intakeClosedAt: instant(topic.intakeClosedAt),
    intakeOpensAt: instant(topic.intakeOpensAt),
  };
}

export function jobModel(job: Job): JobModel {
  return {
    ...job,
    ...lifetime(job),
    ...pause(job),
    startAt: instant(job.startAt),
    finishBy: instant(job.finishBy),
    beginsAt: instant(job.beginsAt),
    cancelsAt: instant(job.cancelsAt),
    collapseSince: instant(job.collapseSince),
    deletingAt: instant(job.deletingAt),
  };
}

export function templateModel(template: Template): TemplateModel {
  return {
    ...template,
    createdAt: BigInt(template.createdAt),
    deprecatedAt: instant(template.deprecatedAt),
  };
}

export function taskModel(task: Task): TaskModel {
  return {
    ...task,
    ...lifetime(task),
    ...pause(task),
    conditionMetAt: instant(task.conditionMetAt),
  };
}

export function unitModel(unit: Unit): UnitModel {
  return {
    ...unit,
    ...lifetime(unit),
    leaseUntil: instant(unit.leaseUntil),
    availableAt: instant(unit.availableAt),
    rank: instant(unit.rank),
    ...pause(unit),
    conditionMetAt: instant(unit.conditionMetAt),
    deadlineAt: instant(unit.deadlineAt),
    failsAt: instant(unit.failsAt),
    readyAt: instant(unit.readyAt),
    claimedAt: instant(unit.claimedAt),
  };
}

export function attemptModel(attempt: Attempt): AttemptModel {
  return {
    ...attempt,
    claimedAt: BigInt(attempt.claimedAt),
    finishedAt: BigInt(attempt.finishedAt),
    toldAt: instant(attempt.toldAt),
  };
}

export function limitModel(limit: Limit): LimitModel {
  return { ...limit, createdAt: BigInt(limit.createdAt), setAt: BigInt(limit.setAt) };
}

export function workerModel(worker: Worker): WorkerModel {
  return {
    ...worker,
    changedAt: instant(worker.changedAt),
    modeAt: instant(worker.modeAt),
    toldAt: instant(worker.toldAt),
    firstSeenAt: BigInt(worker.firstSeenAt),
    lastSeenAt: BigInt(worker.lastSeenAt),
  };
}

export function logLineModel(line: LogLine): LogLineModel {
  return { ...line, at: BigInt(line.at) };
}

export function scheduleModel(schedule: Schedule): ScheduleModel {
  return {
    ...schedule,
    ...pause(schedule),
    anchorAt: instant(schedule.anchorAt),
    onceAt: instant(schedule.onceAt),
    startsAt: instant(schedule.startsAt),
    endsAt: instant(schedule.endsAt),
    nextAt: instant(schedule.nextAt),
    wakesAt: instant(schedule.wakesAt),
    createdAt: BigInt(schedule.createdAt),
    updatedAt: BigInt(schedule.updatedAt),
  };
}

export function firingModel(firing: ScheduleFiring): ScheduleFiringModel {
  return {
    ...firing,
    dueAt: BigInt(firing.dueAt),
    lastDueAt: BigInt(firing.lastDueAt),
    firedAt: BigInt(firing.firedAt),
  };
}

interface Lifetime {
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

function lifetime({ createdAt, startedAt, finishedAt }: Lifetime) {
  return {
    createdAt: BigInt(createdAt),
    startedAt: instant(startedAt),
    finishedAt: instant(finishedAt),
  };
}

function pause({ pausedAt, resumeAt }: Pause) {
  return { pausedAt: instant(pausedAt), resumeAt: instant(resumeAt) };
}

function instant(at: number | null): bigint | null {
  return at === null ? null : BigInt(at);
}
