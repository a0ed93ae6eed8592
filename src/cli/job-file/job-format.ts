/**
 * Junjo's own job file: the input of `jobSubmit`, made pleasant to write. What each field means
 * and may hold is in docs/job-file.md; whether the graph makes sense is the domain's to say, in
 * the same words as the server would.
 */
import { z } from 'zod';
import type {
  CollapseInput,
  JobSubmitInput,
  TaskInput,
  UnitInput,
} from '../../client/generated/operations.ts';
import type { Collapse } from '../../domain/collapse.ts';
import { type JobDefinition, readJobDefinition } from '../../domain/job-definition.ts';
import { atOnce } from '../../domain/portions.ts';
import type { Join } from '../../domain/readiness.ts';
import type { RetryPolicy } from '../../domain/retry.ts';
import { checkSubmission, type Submission } from '../../domain/submission.ts';
import type { UnitDefaults } from '../../domain/unit-defaults.ts';
import type { JobFileFault, ReadFormat } from './job-file.ts';

export function readJobFormat(data: unknown): ReadFormat {
  const parsed = jobSchema.safeParse(data);
  if (!parsed.success) {
    return { isValid: false, faults: parsed.error.issues.flatMap(schemaFaults) };
  }
  const { topic, tasks, units, name = '', ...rest } = parsed.data;
  const job = { ...rest, name, tasks: tasks ?? [{ key: singleTaskKey, units: units ?? [] }] };
  const faults = graphFaults(job).map(({ path, message }) => ({
    message,
    path: tasks === undefined ? pathWithoutTask(path) : path,
  }));
  return faults.length > 0 ? { isValid: false, faults } : { isValid: true, file: { topic, job } };
}

/** The one Task of a file that lists its Units at the top. */
const singleTaskKey = 'main';

/** What is wrong with the graph, with its keys, or with the size of anything in it. */
export function graphFaults(job: Omit<JobSubmitInput, 'topic'>): readonly JobFileFault[] {
  const definition = atOnce(readJobDefinition(definitionOf(job)));
  const faults = [
    ...checkSubmission(submissionOf(job), ['input']),
    ...(definition.isValid ? [] : definition.rejections),
  ];
  return faults.map(({ message, path }) => ({ message, path: path.slice(1) }));
}

function submissionOf({ startAt, finishBy, collapse }: Omit<JobSubmitInput, 'topic'>): Submission {
  return {
    startAt: startAt == null ? null : Date.parse(startAt),
    finishBy: finishBy == null ? null : Date.parse(finishBy),
    collapse: collapse == null ? null : collapseOf(collapse),
  };
}

function collapseOf({ key, mode, windowMs, maxWaitMs }: CollapseInput): Collapse {
  return { key, mode, windowMs: windowMs ?? null, maxWaitMs: maxWaitMs ?? null };
}

/** Exactly what the server makes of the input before it judges it. */
function definitionOf(job: Omit<JobSubmitInput, 'topic'>): JobDefinition {
  return {
    // A file without a name is named after the file, by whoever knows that one.
    name: job.name === '' ? 'job' : job.name,
    key: job.key ?? null,
    priority: job.priority ?? 0,
    onFailure: job.onFailure ?? 'CONTINUE',
    ...unitDefaultsOf(job),
    payload: jsonText(job.payload ?? {}),
    labels: jsonText(job.labels ?? {}),
    context: jsonText(job.context ?? {}),
    hash: '',
    tasks: job.tasks.map((task) => ({
      key: task.key,
      name: task.name ?? null,
      dependsOn: task.dependsOn ?? [],
      ...joinOf(task.join),
      tolerateCount: task.tolerate?.count ?? null,
      tolerateShare: task.tolerate?.share ?? null,
      ...conditionOf(task),
      ...unitDefaultsOf(task),
      units: task.units.map((unit) => ({
        key: unit.key,
        kind: unit.kind,
        input: jsonText(unit.input ?? null),
        dependsOn: unit.dependsOn ?? [],
        ...joinOf(unit.join),
        priority: unit.priority ?? null,
        ...(unit.targets == null ? {} : { targets: unit.targets }),
        ...conditionOf(unit),
        ...unitDefaultsOf(unit),
      })),
    })),
  };
}

function joinOf(join: TaskInput['join']): Join {
  return { join: join?.kind ?? 'ALL_SUCCEEDED', joinCount: join?.count ?? null };
}

/** What the Job, its Tasks and its Units may all say for Units. */
type JobLevel = Pick<
  JobSubmitInput,
  'retry' | 'attemptTimeoutMs' | 'startByMs' | 'deadlineMs' | 'requires' | 'concurrencyKey'
>;

function conditionOf({ when, onFalse, handles }: TaskInput | UnitInput) {
  return { when: when ?? null, onFalse: onFalse ?? null, handles: handles ?? false };
}

function unitDefaultsOf(level: JobLevel): UnitDefaults {
  return {
    retry: retryOf(level.retry),
    attemptTimeoutMs: level.attemptTimeoutMs ?? null,
    startByMs: level.startByMs ?? null,
    deadlineMs: level.deadlineMs ?? null,
    requires: level.requires == null ? null : jsonText(level.requires),
    concurrencyKey: level.concurrencyKey ?? null,
  };
}

function jsonText(value: unknown): string {
  return JSON.stringify(value);
}

function retryOf(input: JobSubmitInput['retry']): Partial<RetryPolicy> | undefined {
  if (input === undefined || input === null) return undefined;
  const given = Object.entries(input).filter(([, value]) => value !== undefined && value !== null);
  // Leaving out the missing fields of a retry policy leaves a partial retry policy.
  return Object.fromEntries(given) as Partial<RetryPolicy>;
}

function pathWithoutTask(path: JobFileFault['path']): JobFileFault['path'] {
  return path[0] === 'tasks' ? path.slice(2) : path;
}

const dependsOn = z
  .union([z.string().transform((key) => [key]), z.array(z.string())], {
    error: 'expected a key or a list of keys',
  })
  .exactOptional();

const joinKinds = ['ALL_SUCCEEDED', 'ALL_FINISHED', 'ANY_SUCCEEDED', 'ANY_FAILED'] as const;

const join = z
  .union(
    [
      z.enum(joinKinds).transform((kind) => ({ kind })),
      z
        .strictObject({ AT_LEAST: z.int() })
        .transform(({ AT_LEAST: count }) => ({ kind: 'AT_LEAST' as const, count })),
    ],
    { error: `expected ${joinKinds.join(', ')} or { AT_LEAST: number }` },
  )
  .exactOptional();

const retrySchema = z
  .strictObject({
    maxAttempts: z.int(),
    backoff: z.enum(['FIXED', 'LINEAR', 'EXPONENTIAL', 'TABLE']),
    delayMs: z.int(),
    maxDelayMs: z.int(),
    delaysMs: z.array(z.int()),
    budgetMs: z.int(),
    jitter: z.enum(['NONE', 'FULL']),
  })
  .partial();

/** What every level may say for Units. */
const unitDefaults = {
  retry: retrySchema.exactOptional(),
  attemptTimeoutMs: z.int().exactOptional(),
  startByMs: z.int().exactOptional(),
  deadlineMs: z.int().exactOptional(),
  requires: z.record(z.string(), z.string()).exactOptional(),
  concurrencyKey: z.string().exactOptional(),
};

const condition = {
  when: z.string().exactOptional(),
  onFalse: z.enum(['SKIP', 'SKIP_DOWNSTREAM', 'FAIL']).exactOptional(),
  handles: z.boolean().exactOptional(),
};

const unitSchema = z.strictObject({
  key: z.string(),
  kind: z.string(),
  input: z.json().exactOptional(),
  dependsOn,
  join,
  priority: z.int().exactOptional(),
  targets: z.array(z.string()).exactOptional(),
  ...condition,
  ...unitDefaults,
});

const taskSchema = z.strictObject({
  key: z.string(),
  name: z.string().exactOptional(),
  dependsOn,
  join,
  tolerate: z
    .strictObject({ count: z.int().exactOptional(), share: z.number().exactOptional() })
    .exactOptional(),
  ...condition,
  ...unitDefaults,
  units: z.array(unitSchema),
});

const instant = z.iso
  .datetime({ offset: true, error: 'expected an instant such as 2026-01-31T12:00:00Z' })
  .exactOptional();

/** When the job begins and has to have finished, and what becomes of it beside others. */
const submissionFields = {
  onConflict: z.enum(['RETURN_EXISTING', 'REJECT', 'REPLACE']).exactOptional(),
  startAt: instant,
  finishBy: instant,
  collapse: z
    .strictObject({
      key: z.string(),
      mode: z.enum(['DEBOUNCE', 'THROTTLE', 'KEEP_LATEST']),
      windowMs: z.int().exactOptional(),
      maxWaitMs: z.int().exactOptional(),
    })
    .exactOptional(),
};

const jobSchema = z
  .strictObject({
    topic: z.string().exactOptional(),
    name: z.string().exactOptional(),
    key: z.string().exactOptional(),
    payload: z.json().exactOptional(),
    context: z.record(z.string(), z.json()).exactOptional(),
    labels: z.record(z.string(), z.string()).exactOptional(),
    priority: z.int().exactOptional(),
    onFailure: z.enum(['CONTINUE', 'CANCEL_REST']).exactOptional(),
    ...submissionFields,
    ...unitDefaults,
    tasks: z.array(taskSchema).exactOptional(),
    units: z.array(unitSchema).exactOptional(),
  })
  .refine(({ tasks, units }) => (tasks === undefined) !== (units === undefined), {
    error: 'give either "tasks" or, for a job of one task, "units"',
  });

function schemaFaults(issue: z.core.$ZodIssue): readonly JobFileFault[] {
  const path = issue.path.map((segment) =>
    typeof segment === 'symbol' ? segment.toString() : segment,
  );
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      message: `there is no field "${key}" here; see docs/job-file.md for those there are`,
      path: [...path, key],
    }));
  }
  const field = path.at(-1);
  if (issue.message.endsWith('received undefined') && field !== undefined) {
    return [{ message: `"${field}" is missing`, path }];
  }
  return [{ message: issue.message.replace(/^Invalid (input|option): /, ''), path }];
}
