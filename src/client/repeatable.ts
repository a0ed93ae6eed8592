import type { OperationKind } from './operation.ts';

/**
 * Whether a call may be sent again when its answer was lost, without anything happening twice.
 *
 * Queries change nothing. A mutation is safe when its input says which call it is: an
 * `idempotencyKey`, a job `key`, a claim's `requestId`, or the leases that a worker reports for,
 * which count once. A report that also claims is safe only if that claim has a `requestId`.
 */
export function isRepeatable(kind: OperationKind, variables: object): boolean {
  if (kind !== 'mutation') return kind === 'query';
  const input: unknown = 'input' in variables ? variables.input : undefined;
  if (!isRecord(input)) return false;
  if (isRecord(input['claim']) && !isText(input['claim']['requestId'])) return false;
  const isNamed = callNames.some((name) => isText(input[name]));
  return isNamed || leaseFields.some((name) => input[name] !== undefined);
}

const callNames = ['idempotencyKey', 'key', 'requestId'];
const leaseFields = ['lease', 'leases', 'reports'];

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
