import type { OperationKind } from './operation.ts';

/**
 * Whether a call may be sent again when its answer was lost, without anything happening twice.
 *
 * Queries change nothing. A mutation is safe when its input says which call it is: an
 * `idempotencyKey`, a job `key` that answers the Job there is (of many Jobs each has one or the other), a claim's `requestId`, or the leases
 * that a worker reports for, which count once. Log lines count once only where their `offset` says
 * which they are, and a report that also claims is safe only if that claim has a `requestId`.
 */
export function isRepeatable(kind: OperationKind, variables: object): boolean {
  if (kind !== 'mutation') return kind === 'query';
  const input: unknown = 'input' in variables ? variables.input : undefined;
  if (!isRecord(input)) return false;
  if (isRecord(input['claim']) && !isText(input['claim']['requestId'])) return false;
  if (isText(input['idempotencyKey']) || isText(input['requestId'])) return true;
  const jobs: unknown = input['jobs'];
  if (Array.isArray(jobs)) return jobs.every((job: unknown) => isRecord(job) && isOne(job));
  if (isText(input['key'])) return isOne(input);
  return leaseFields.some((name) => input[name] !== undefined) && logsOf(input).every(isPlaced);
}

/** Whether a submission takes effect once: by its key, or the key of the Job. */
function isOne(job: Readonly<Record<string, unknown>>): boolean {
  if (isText(job['idempotencyKey'])) return true;
  return isText(job['key']) && (job['onConflict'] ?? 'RETURN_EXISTING') === 'RETURN_EXISTING';
}

const leaseFields = ['lease', 'leases', 'reports'];

/** What is logged by a report, or by any of several. */
function logsOf(input: Readonly<Record<string, unknown>>): readonly unknown[] {
  const reports: unknown = input['reports'];
  if (!Array.isArray(reports)) return 'lines' in input ? [input] : [];
  return reports.flatMap((report: unknown) =>
    isRecord(report) && isRecord(report['log']) ? [report['log']] : [],
  );
}

function isPlaced(log: unknown): boolean {
  return isRecord(log) && typeof log['offset'] === 'number';
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
