/** What workers report, as input types, and how each is read into a command. */
import type { Command } from '../domain/command.ts';
import { builder } from './builder.ts';
import { LeaseRefInput } from './lease.ts';
import { LogLevel } from './log-line.ts';
import { mergeContext, spawn, UnitMergeContextInput, UnitSpawnInput } from './spawn-input.ts';

export const UnitSucceedInput = builder.inputType('UnitSucceedInput', {
  description: 'A success to report.',
  fields: (t) => ({
    lease: t.field({ type: LeaseRefInput, required: true, description: 'The lease.' }),
    output: t.field({
      type: 'JSON',
      description: 'What the Unit produced: any JSON, `0`, `false` and `""` included.',
    }),
  }),
});

export const UnitFailInput = builder.inputType('UnitFailInput', {
  description: 'A failure to report.',
  fields: (t) => ({
    lease: t.field({ type: LeaseRefInput, required: true, description: 'The lease.' }),
    code: t.string({ required: true, description: 'What kind of failure it is, for programs.' }),
    message: t.string({ required: true, description: 'What happened, for people.' }),
    details: t.field({ type: 'JSON', description: 'Anything more, for programs.' }),
    retryable: t.boolean({
      required: true,
      defaultValue: true,
      description: 'Whether another attempt makes sense. If not, the Unit fails for good.',
    }),
    rateLimited: t.boolean({
      required: true,
      defaultValue: false,
      description:
        'Whether whatever the worker called refused it for being one too many. Then no failure is counted, the Unit is tried again in any case, and the most specific Limit of it that adapts lets half as many start, and none before `retryAfterMs`.',
    }),
    retryAfterMs: t.int({
      description: 'The delay before the next attempt, in milliseconds, instead of the policy’s.',
    }),
  }),
});

export const UnitProgressInput = builder.inputType('UnitProgressInput', {
  description: 'Progress to report.',
  fields: (t) => ({
    lease: t.field({ type: LeaseRefInput, required: true, description: 'The lease.' }),
    progress: t.float({ required: true, description: 'How far it is, from 0 to 1.' }),
    message: t.string({ description: 'What is going on, for people.' }),
  }),
});

const LogLineInput = builder.inputType('LogLineInput', {
  description: 'A line to log.',
  fields: (t) => ({
    level: t.field({
      type: LogLevel,
      required: true,
      defaultValue: 'INFO',
      description: 'How important it is.',
    }),
    message: t.string({ required: true, description: 'What it says.' }),
    fields: t.field({ type: 'JSON', description: 'Anything more, for programs.' }),
  }),
});

export const UnitLogInput = builder.inputType('UnitLogInput', {
  description: 'Lines to log.',
  fields: (t) => ({
    lease: t.field({ type: LeaseRefInput, required: true, description: 'The lease.' }),
    lines: t.field({ type: [LogLineInput], required: true, description: 'The lines, in order.' }),
    offset: t.int({
      description:
        'How many lines of this attempt were logged before. With it a repetition adds no line twice.',
    }),
  }),
});

export const UnitReleaseInput = builder.inputType('UnitReleaseInput', {
  description: 'A Unit to give back.',
  fields: (t) => ({
    lease: t.field({ type: LeaseRefInput, required: true, description: 'The lease.' }),
  }),
});

export const UnitSnoozeInput = builder.inputType('UnitSnoozeInput', {
  description: 'A Unit to put off.',
  fields: (t) => ({
    lease: t.field({ type: LeaseRefInput, required: true, description: 'The lease.' }),
    delayMs: t.int({
      required: true,
      description: 'How long nobody can claim it, in milliseconds.',
    }),
  }),
});

export const UnitCheckpointInput = builder.inputType('UnitCheckpointInput', {
  description: 'A checkpoint to keep.',
  fields: (t) => ({
    lease: t.field({ type: LeaseRefInput, required: true, description: 'The lease.' }),
    checkpoint: t.field({
      type: 'JSON',
      description: 'Anything the next attempt needs; it finds it as `Unit.checkpoint`.',
    }),
  }),
});

export const LeasePauseInput = builder.inputType('LeasePauseInput', {
  description: 'A Unit that its worker wants held.',
  fields: (t) => ({
    lease: t.field({ type: LeaseRefInput, required: true, description: 'The lease.' }),
    reason: t.string({ description: 'What it waits for, for people.' }),
    resumeAt: t.field({
      type: 'DateTime',
      description: 'When it goes on by itself; only when somebody resumes it if not given.',
    }),
  }),
});

export const UnitRenewInput = builder.inputType('UnitRenewInput', {
  description: 'A lease to renew.',
  fields: (t) => ({
    lease: t.field({ type: LeaseRefInput, required: true, description: 'The lease.' }),
    leaseMs: t.int({
      description: 'How long it lasts from now on, in milliseconds; as long as before if null.',
    }),
  }),
});

export const UnitReportInput = builder.inputType('UnitReportInput', {
  description: 'A report: one of these.',
  isOneOf: true,
  fields: (t) => ({
    succeed: t.field({ type: UnitSucceedInput, description: 'The Unit is done.' }),
    fail: t.field({ type: UnitFailInput, description: 'The attempt failed.' }),
    progress: t.field({ type: UnitProgressInput, description: 'How far the Unit is.' }),
    log: t.field({ type: UnitLogInput, description: 'Lines for the log.' }),
    release: t.field({ type: UnitReleaseInput, description: 'The worker gives the Unit back.' }),
    snooze: t.field({ type: UnitSnoozeInput, description: 'The worker puts the Unit off.' }),
    checkpoint: t.field({
      type: UnitCheckpointInput,
      description: 'What the next attempt needs to go on from here.',
    }),
    pause: t.field({
      type: LeasePauseInput,
      description:
        'The worker gives the Unit back to be held, say for a person’s yes. The attempt does not count, and the checkpoint is kept.',
    }),
    spawn: t.field({
      type: UnitSpawnInput,
      description: 'The worker adds Units and Tasks to the graph.',
    }),
    mergeContext: t.field({
      type: UnitMergeContextInput,
      description: 'The worker changes the context of the Job.',
    }),
    renew: t.field({ type: UnitRenewInput, description: 'The worker keeps the Unit.' }),
  }),
});

export type UnitReport = typeof UnitReportInput.$inferInput;

/** The commands of workers about a Unit that they hold. */
export type ReportName =
  | 'succeedUnit'
  | 'failUnit'
  | 'reportProgress'
  | 'appendLog'
  | 'releaseUnit'
  | 'snoozeUnit'
  | 'saveCheckpoint'
  | 'pauseHeldUnit'
  | 'spawn'
  | 'mergeContext'
  | 'renewLease';

export type ReportCommand = Command<ReportName>;

/** The command that a report is, and the name of the member that held it. */
export function readReport(report: UnitReport): { member: string; command: ReportCommand } {
  const { succeed, fail, progress, log, release, snooze, checkpoint, pause, renew } = report;
  if (succeed) return { member: 'succeed', command: succeedUnit(succeed) };
  if (fail) return { member: 'fail', command: failUnit(fail) };
  if (progress) return { member: 'progress', command: reportProgress(progress) };
  if (log) return { member: 'log', command: appendLog(log) };
  if (release) return { member: 'release', command: releaseUnit(release) };
  if (snooze) return { member: 'snooze', command: snoozeUnit(snooze) };
  if (checkpoint) return { member: 'checkpoint', command: saveCheckpoint(checkpoint) };
  if (pause) return { member: 'pause', command: pauseHeldUnit(pause) };
  if (report.spawn) return { member: 'spawn', command: spawn(report.spawn) };
  if (report.mergeContext) {
    return { member: 'mergeContext', command: mergeContext(report.mergeContext) };
  }
  if (renew) return { member: 'renew', command: renewLease(renew) };
  throw new Error('A report without a member passed the check of its type.');
}

export function succeedUnit(input: typeof UnitSucceedInput.$inferInput): Command<'succeedUnit'> {
  return { name: 'succeedUnit', lease: input.lease, output: input.output ?? 'null' };
}

export function failUnit(input: typeof UnitFailInput.$inferInput): Command<'failUnit'> {
  const { lease, code, message, details, retryable, rateLimited, retryAfterMs } = input;
  return {
    name: 'failUnit',
    lease,
    code,
    message,
    details: details ?? null,
    isRetryable: retryable,
    isRateLimited: rateLimited,
    retryAfterMs: retryAfterMs ?? null,
  };
}

export function reportProgress(
  input: typeof UnitProgressInput.$inferInput,
): Command<'reportProgress'> {
  const { lease, progress, message } = input;
  return { name: 'reportProgress', lease, progress, message: message ?? null };
}

export function appendLog(input: typeof UnitLogInput.$inferInput): Command<'appendLog'> {
  const lines = input.lines.map(({ level, message, fields }) => {
    return { level, message, fields: fields ?? null };
  });
  return { name: 'appendLog', lease: input.lease, lines, offset: input.offset ?? null };
}

export function releaseUnit(input: typeof UnitReleaseInput.$inferInput): Command<'releaseUnit'> {
  return { name: 'releaseUnit', lease: input.lease };
}

export function snoozeUnit(input: typeof UnitSnoozeInput.$inferInput): Command<'snoozeUnit'> {
  return { name: 'snoozeUnit', lease: input.lease, delayMs: input.delayMs };
}

export function saveCheckpoint(
  input: typeof UnitCheckpointInput.$inferInput,
): Command<'saveCheckpoint'> {
  return { name: 'saveCheckpoint', lease: input.lease, checkpoint: input.checkpoint ?? 'null' };
}

export function pauseHeldUnit(input: typeof LeasePauseInput.$inferInput): Command<'pauseHeldUnit'> {
  const { lease, reason, resumeAt } = input;
  return { name: 'pauseHeldUnit', lease, reason: reason ?? null, resumeAt: resumeAt ?? null };
}

export function renewLease(input: typeof UnitRenewInput.$inferInput): Command<'renewLease'> {
  return { name: 'renewLease', lease: input.lease, leaseMs: input.leaseMs ?? null };
}
