/**
 * A Job as JSON, in the form in which `jobSubmit` takes it: what it may look like, and how it becomes
 * a definition. The API's own inputs are checked by GraphQL; this is for definitions that are stored,
 * and judged once their placeholders are filled in.
 */
import type { SchemaObject, ValidateFunction } from 'ajv/dist/2020.js';
import type { OnFailure } from './job.ts';
import type { JobDefinition, TaskDefinition, UnitDefinition } from './job-definition.ts';
import { ajv } from './packages-on-demand.ts';
import { inPortions } from './portions.ts';
import type { JoinKind, OnFalse } from './readiness.ts';
import type { RetryPolicy } from './retry.ts';
import { type SchemaFault, schemaFaults } from './schema-faults.ts';
import type { UnitDefaults } from './unit-defaults.ts';

export interface JobJson extends LevelJson {
  readonly name?: string | null;
  readonly key?: string | null;
  readonly payload?: unknown;
  readonly context?: unknown;
  readonly labels?: unknown;
  readonly priority?: number | null;
  readonly onFailure?: OnFailure | null;
  readonly tasks: readonly TaskJson[];
}

export type ReadJobJson =
  | { readonly isValid: true; readonly job: JobJson }
  | { readonly isValid: false; readonly faults: readonly SchemaFault[] };

/** Reads parsed JSON; with stops, because it may be long. */
export function* readJobJson(value: unknown): Generator<undefined, ReadJobJson, void> {
  const faults = faultsOf('job', value, []);
  const { tasks } = (faults.length === 0 ? value : { tasks: [] }) as { tasks: readonly unknown[] };
  for (const [index, task] of tasks.entries()) {
    const path = ['tasks', `${index}`];
    const ofTask = faultsOf('task', task, path);
    faults.push(...ofTask);
    yield undefined;
    if (ofTask.length > 0) continue;
    // It has just been found to be a Task with a list of something.
    const { units } = task as { units: readonly unknown[] };
    yield* inPortions(units.entries(), ([place, unit]) => {
      if (faults.length < faultCountMax) {
        faults.push(...faultsOf('unit', unit, [...path, 'units', `${place}`]));
      }
    });
    if (faults.length >= faultCountMax) break;
  }
  // Job, Tasks and Units have each been found to be what their types say.
  return faults.length === 0
    ? { isValid: true, job: value as JobJson }
    : { isValid: false, faults };
}

/** What a definition says of a Job; the name and the hash are for others to say. */
export function* toDefinition(
  job: JobJson,
): Generator<undefined, Omit<JobDefinition, 'hash'>, void> {
  const tasks: TaskDefinition[] = [];
  for (const task of job.tasks) {
    const units: UnitDefinition[] = [];
    yield* inPortions(task.units, (unit) => units.push(toUnit(unit)));
    tasks.push({
      ...toNode(task),
      name: task.name ?? null,
      tolerateCount: task.tolerate?.count ?? null,
      tolerateShare: task.tolerate?.share ?? null,
      units,
    });
    yield undefined;
  }
  return {
    name: job.name ?? '',
    key: job.key ?? null,
    priority: job.priority ?? 0,
    onFailure: job.onFailure ?? 'CONTINUE',
    ...toDefaults(job),
    payload: jsonText(job.payload ?? null),
    labels: jsonText(job.labels ?? {}),
    context: jsonText(job.context ?? {}),
    tasks,
  };
}

/** The fields of each level, as a test holds them against those of `jobSubmit`. */
export function jobJsonFields(): Readonly<Record<Level, readonly string[]>> {
  const fieldsOf = ({ properties }: SchemaObject) => Object.keys(properties);
  return { job: fieldsOf(shapes.job), task: fieldsOf(shapes.task), unit: fieldsOf(shapes.unit) };
}

interface LevelJson {
  readonly retry?: Partial<RetryPolicy> | null;
  readonly attemptTimeoutMs?: number | null;
  readonly startByMs?: number | null;
  readonly deadlineMs?: number | null;
  readonly requires?: unknown;
  readonly concurrencyKey?: string | null;
}

interface NodeJson extends LevelJson {
  readonly key: string;
  readonly dependsOn?: readonly string[] | null;
  readonly join?: { readonly kind: JoinKind; readonly count?: number | null } | null;
  readonly when?: string | null;
  readonly onFalse?: OnFalse | null;
  readonly handles?: boolean | null;
}

interface TaskJson extends NodeJson {
  readonly name?: string | null;
  readonly tolerate?: { readonly count?: number | null; readonly share?: number | null } | null;
  readonly units: readonly UnitJson[];
}

interface UnitJson extends NodeJson {
  readonly kind: string;
  readonly input?: unknown;
  readonly priority?: number | null;
  readonly targets?: readonly string[] | null;
}

function toUnit(unit: UnitJson): UnitDefinition {
  return {
    ...toNode(unit),
    kind: unit.kind,
    input: jsonText(unit.input ?? null),
    priority: unit.priority ?? null,
    ...(unit.targets == null ? {} : { targets: unit.targets }),
  };
}

function toNode(node: NodeJson) {
  return {
    key: node.key,
    dependsOn: node.dependsOn ?? [],
    join: node.join?.kind ?? 'ALL_SUCCEEDED',
    joinCount: node.join?.count ?? null,
    when: node.when ?? null,
    onFalse: node.onFalse ?? null,
    handles: node.handles ?? false,
    ...toDefaults(node),
  };
}

function toDefaults(level: LevelJson): UnitDefaults {
  return {
    retry: givenOf(level.retry),
    attemptTimeoutMs: level.attemptTimeoutMs ?? null,
    startByMs: level.startByMs ?? null,
    deadlineMs: level.deadlineMs ?? null,
    requires: level.requires == null ? null : jsonText(level.requires),
    concurrencyKey: level.concurrencyKey ?? null,
  };
}

/** What of a policy was given: null says nothing. */
function givenOf(retry: LevelJson['retry']): Partial<RetryPolicy> | undefined {
  const given = Object.entries(retry ?? {}).filter(([, value]) => value !== null);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

function jsonText(value: unknown): string {
  return JSON.stringify(value);
}

type Level = 'job' | 'task' | 'unit';

const faultCountMax = 20;

const text = { type: ['string', 'null'] };
const integer = { type: ['integer', 'null'], minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };
const required = (schema: { type: string[] }) => ({ ...schema, type: schema.type[0] });

const level = {
  retry: {
    type: ['object', 'null'],
    properties: {
      maxAttempts: integer,
      backoff: { enum: ['FIXED', 'LINEAR', 'EXPONENTIAL', 'TABLE', null] },
      delayMs: integer,
      maxDelayMs: integer,
      delaysMs: { type: ['array', 'null'], items: required(integer) },
      budgetMs: integer,
      jitter: { enum: ['NONE', 'FULL', null] },
    },
    additionalProperties: false,
  },
  attemptTimeoutMs: integer,
  startByMs: integer,
  deadlineMs: integer,
  requires: true,
  concurrencyKey: text,
};

const node = {
  key: required(text),
  dependsOn: { type: ['array', 'null'], items: required(text) },
  join: {
    type: ['object', 'null'],
    required: ['kind'],
    properties: {
      kind: { enum: ['ALL_SUCCEEDED', 'ALL_FINISHED', 'ANY_SUCCEEDED', 'AT_LEAST', 'ANY_FAILED'] },
      count: integer,
    },
    additionalProperties: false,
  },
  when: text,
  onFalse: { enum: ['SKIP', 'SKIP_DOWNSTREAM', 'FAIL', null] },
  handles: { type: ['boolean', 'null'] },
  ...level,
};

/** Each level looks at its own fields; what is below it is looked at one by one. */
const shapes: Readonly<Record<Level, SchemaObject>> = {
  job: {
    type: 'object',
    required: ['tasks'],
    properties: {
      name: text,
      key: text,
      payload: true,
      context: true,
      labels: true,
      priority: integer,
      onFailure: { enum: ['CONTINUE', 'CANCEL_REST', null] },
      ...level,
      tasks: { type: 'array' },
    },
    additionalProperties: false,
  },
  task: {
    type: 'object',
    required: ['key', 'units'],
    properties: {
      ...node,
      name: text,
      tolerate: {
        type: ['object', 'null'],
        properties: { count: integer, share: { type: ['number', 'null'] } },
        additionalProperties: false,
      },
      units: { type: 'array' },
    },
    additionalProperties: false,
  },
  unit: {
    type: 'object',
    required: ['key', 'kind'],
    properties: {
      ...node,
      kind: required(text),
      input: true,
      priority: integer,
      targets: { type: ['array', 'null'], items: required(text) },
    },
    additionalProperties: false,
  },
};

/** Compiled when they are first needed: most processes never read a definition. */
const validators = new Map<Level, ValidateFunction>();

function faultsOf(level: Level, value: unknown, path: readonly string[]): SchemaFault[] {
  const validate = validatorOf(level);
  if (validate(value)) return [];
  return schemaFaults(validate.errors).map((fault) => ({
    ...fault,
    path: [...path, ...fault.path],
  }));
}

function validatorOf(level: Level): ValidateFunction {
  const known = validators.get(level);
  if (known !== undefined) return known;
  // That these are schemas is seen by their compiling; to look it up takes longer than that.
  const options = {
    validateSchema: false,
    meta: false,
    allowUnionTypes: true,
    logger: false,
  } as const;
  const { Ajv2020 } = ajv();
  const validate = new Ajv2020({ ...options, strict: true, allErrors: true }).compile(
    shapes[level],
  );
  validators.set(level, validate);
  return validate;
}
