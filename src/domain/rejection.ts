/**
 * Every way in which a request can be refused. A rejection is a value, not an exception: it names
 * what happened, why, and what to do, and a rejected command has changed nothing. The codes are
 * documented in docs/errors.md; a test keeps the two alike.
 */
export type RejectionCategory =
  | 'VALIDATION'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'PRECONDITION_FAILED'
  | 'FORBIDDEN'
  | 'LIMIT_EXCEEDED';

interface CodeFacts {
  readonly category: RejectionCategory;
  /** Whether the same request may succeed later, unchanged. */
  readonly isRetryable: boolean;
}

export const rejectionCodes = {
  INVALID_VALUE: { category: 'VALIDATION', isRetryable: false },
  DUPLICATE_KEY: { category: 'VALIDATION', isRetryable: false },
  UNKNOWN_DEPENDENCY: { category: 'VALIDATION', isRetryable: false },
  SELF_DEPENDENCY: { category: 'VALIDATION', isRetryable: false },
  DUPLICATE_DEPENDENCY: { category: 'VALIDATION', isRetryable: false },
  DEPENDENCY_CYCLE: { category: 'VALIDATION', isRetryable: false },
  CONDITION_INVALID: { category: 'VALIDATION', isRetryable: false },
  PLACEHOLDER_INVALID: { category: 'VALIDATION', isRetryable: false },
  SCHEMA_INVALID: { category: 'VALIDATION', isRetryable: false },
  PARAMS_INVALID: { category: 'VALIDATION', isRetryable: false },
  LABEL_RESERVED: { category: 'VALIDATION', isRetryable: false },
  JOIN_UNSATISFIABLE: { category: 'VALIDATION', isRetryable: false },
  CURSOR_INVALID: { category: 'VALIDATION', isRetryable: false },
  TOPIC_NOT_FOUND: { category: 'NOT_FOUND', isRetryable: false },
  JOB_NOT_FOUND: { category: 'NOT_FOUND', isRetryable: false },
  TASK_NOT_FOUND: { category: 'NOT_FOUND', isRetryable: false },
  UNIT_NOT_FOUND: { category: 'NOT_FOUND', isRetryable: false },
  TEMPLATE_NOT_FOUND: { category: 'NOT_FOUND', isRetryable: false },
  LIMIT_NOT_FOUND: { category: 'NOT_FOUND', isRetryable: false },
  SCHEDULE_NOT_FOUND: { category: 'NOT_FOUND', isRetryable: false },
  WORKER_NOT_FOUND: { category: 'NOT_FOUND', isRetryable: false },
  LEASE_UNKNOWN: { category: 'NOT_FOUND', isRetryable: false },
  TOPIC_NAME_TAKEN: { category: 'CONFLICT', isRetryable: false },
  JOB_KEY_TAKEN: { category: 'CONFLICT', isRetryable: false },
  IDEMPOTENCY_KEY_REUSED: { category: 'CONFLICT', isRetryable: false },
  INTAKE_CLOSED: { category: 'PRECONDITION_FAILED', isRetryable: true },
  SCHEDULE_BUSY: { category: 'PRECONDITION_FAILED', isRetryable: true },
  TEMPLATE_DEPRECATED: { category: 'PRECONDITION_FAILED', isRetryable: false },
  STATE_NOT_AS_EXPECTED: { category: 'PRECONDITION_FAILED', isRetryable: false },
  JOB_BEGUN: { category: 'PRECONDITION_FAILED', isRetryable: false },
  JOB_NOT_IN_STATE: { category: 'PRECONDITION_FAILED', isRetryable: false },
  NODE_STARTED: { category: 'PRECONDITION_FAILED', isRetryable: false },
  JOB_FINISHED: { category: 'PRECONDITION_FAILED', isRetryable: false },
  TASK_FINISHED: { category: 'PRECONDITION_FAILED', isRetryable: false },
  UNIT_NOT_IN_STATE: { category: 'PRECONDITION_FAILED', isRetryable: false },
  UNIT_FINISHED: { category: 'PRECONDITION_FAILED', isRetryable: false },
  LEASE_LOST: { category: 'PRECONDITION_FAILED', isRetryable: false },
  TOO_LARGE: { category: 'LIMIT_EXCEEDED', isRetryable: false },
  TOO_MANY: { category: 'LIMIT_EXCEEDED', isRetryable: false },
  OVERLOADED: { category: 'LIMIT_EXCEEDED', isRetryable: true },
  DRAINING: { category: 'PRECONDITION_FAILED', isRetryable: true },
} as const satisfies Record<string, CodeFacts>;

export type RejectionCode = keyof typeof rejectionCodes;

export interface Rejection {
  readonly code: RejectionCode;
  readonly message: string;
  /** Where in the input the fault is, from the input's root; empty when it is not in one place. */
  readonly path: readonly string[];
  /** Facts for programs, e.g. the reason of a lost lease or the keys of a cycle. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export function rejection(
  code: RejectionCode,
  message: string,
  more: { path?: readonly string[]; details?: Readonly<Record<string, unknown>> } = {},
): Rejection {
  const path = more.path ?? [];
  return more.details === undefined
    ? { code, message, path }
    : { code, message, path, details: more.details };
}

export function jobNotFound(jobId: string): Rejection {
  return rejection('JOB_NOT_FOUND', `There is no Job ${jobId}. Check the id.`, {
    details: { jobId },
  });
}

export function taskNotFound(taskId: string): Rejection {
  return rejection('TASK_NOT_FOUND', `There is no Task ${taskId}. Check the id.`, {
    details: { taskId },
  });
}

export function limitNotFound(limitId: string): Rejection {
  return rejection('LIMIT_NOT_FOUND', `There is no Limit ${limitId}. Check the id.`, {
    details: { limitId },
  });
}

export function unitNotFound(unitId: string): Rejection {
  return rejection('UNIT_NOT_FOUND', `There is no Unit ${unitId}. Check the id.`, {
    details: { unitId },
  });
}

export function scheduleNotFound(scheduleId: string): Rejection {
  const message = `There is no Schedule ${scheduleId}. It may have been removed; check the id.`;
  return rejection('SCHEDULE_NOT_FOUND', message, { details: { scheduleId } });
}

/** @param worker its name or its id */
export function workerNotFound(worker: string): Rejection {
  const message = `There is no Worker "${worker}" here. Check the name; a Worker is known once it has claimed.`;
  return rejection('WORKER_NOT_FOUND', message, { details: { worker } });
}
