/** Units brought into a state over the API, and the mutations with which operators move them. */
import {
  errorParts,
  type Lease,
  type LeaseRef,
  leaseOf,
  type Refusal,
  type Workshop,
} from '../server/workshop.ts';

export type Operation =
  | 'unitSkip'
  | 'unitRetry'
  | 'unitRerun'
  | 'unitPause'
  | 'unitResume'
  | 'unitForceSucceed';

export interface OperatorPayload {
  readonly unit: { readonly id: string; readonly state: string } | null;
  readonly cursor: string | null;
  readonly replayed: boolean;
  readonly userErrors: readonly Refusal[];
}

export interface MadeUnit {
  readonly jobId: string;
  readonly unitId: string;
  /** Under which the Unit can be claimed alone, and the one after it. */
  readonly kind: string;
  readonly nextKind: string;
  /** The last lease of the Unit, if it had any. */
  readonly lease: Lease | undefined;
}

/** The middle Unit of a chain of three, in this state. */
export async function makeUnit(workshop: Workshop, state: string): Promise<MadeUnit> {
  const kind = crypto.randomUUID();
  const nextKind = `${kind}-next`;
  const { id: jobId } = await workshop.submit([
    {
      key: 't',
      units: [
        { key: 'before', kind: `${kind}-before` },
        { key: 'unit', kind, dependsOn: ['before'] },
        { key: 'next', kind: nextKind, dependsOn: ['unit'] },
      ],
    },
  ]);
  const unitId = await unitIdOf(workshop, jobId, 't/unit');
  if (state === 'PENDING') return { jobId, unitId, kind, nextKind, lease: undefined };
  const [before] = await workshop.claim({ kinds: [`${kind}-before`] });
  await workshop.report([{ succeed: { lease: leaseOf(before) } }]);
  const lease = await bringInto(workshop, { unitId, kind, state });
  return { jobId, unitId, kind, nextKind, lease };
}

/** Answers the lease, if the Unit had one on the way. */
async function bringInto(
  workshop: Workshop,
  { unitId, kind, state }: { unitId: string; kind: string; state: string },
): Promise<Lease | undefined> {
  if (state === 'SKIPPED') await operate(workshop, 'unitSkip', { unitId });
  if (state === 'CANCELLED') await cancelUnit(workshop, unitId);
  if (state === 'PAUSED') await pauseUnit(workshop, unitId);
  if (!['RUNNING', 'SUCCEEDED', 'FAILED'].includes(state)) return undefined;
  const [lease] = await workshop.claim({ kinds: [kind] });
  if (state === 'SUCCEEDED') await workshop.report([{ succeed: { lease: leaseOf(lease) } }]);
  if (state === 'FAILED') await workshop.report([failureOf(leaseOf(lease))]);
  return lease;
}

/** The report that the Unit has failed for good. */
export function failureOf(lease: LeaseRef): object {
  return { fail: { lease, code: 'BROKE', message: 'snap', retryable: false } };
}

/** Sends the mutation; a reason is given where one is required. */
export async function operate(
  workshop: Workshop,
  operation: Operation,
  input: object,
): Promise<OperatorPayload> {
  const reason = operation === 'unitForceSucceed' ? { reason: 'seen by hand' } : {};
  const data = await workshop.data<Record<string, OperatorPayload>>(
    `mutation($input: ${operation.replace('unit', 'Unit')}Input!) { ${operation}(input: $input) {
      unit { id state output hasOutput failureCount failure { code } } cursor replayed ${errorParts}
    } }`,
    { input: { ...reason, ...input } },
  );
  const payload = data[operation];
  if (payload === undefined) throw new Error(`There is no answer to ${operation}.`);
  return payload;
}

export async function cancelUnit(workshop: Workshop, unitId: string): Promise<void> {
  await workshop.data(
    'mutation($unitId: ID!) { unitCancel(input: { unitId: $unitId }) { unit { state } } }',
    { unitId },
  );
}

async function pauseUnit(workshop: Workshop, unitId: string): Promise<void> {
  await workshop.data(
    'mutation($unitId: ID!) { unitPause(input: { unitId: $unitId }) { unit { state } } }',
    { unitId },
  );
}

export async function unitIdOf(workshop: Workshop, jobId: string, path: string): Promise<string> {
  const { job } = await workshop.data<{ job: { unit: { id: string } } }>(
    'query($jobId: ID!, $path: String!) { job(by: { id: $jobId }) { unit(path: $path) { id } } }',
    { jobId, path },
  );
  return job.unit.id;
}

export async function unitStateOf(workshop: Workshop, id: string): Promise<string> {
  const query = 'query($id: ID!) { unit(by: { id: $id }) { state } }';
  return (await workshop.data<{ unit: { state: string } }>(query, { id })).unit.state;
}

export async function jobStateOf(workshop: Workshop, id: string): Promise<string> {
  const query = 'query($id: ID!) { job(by: { id: $id }) { state } }';
  return (await workshop.data<{ job: { state: string } }>(query, { id })).job.state;
}

/** What the journal tells of a Unit. */
export async function eventsOf(workshop: Workshop, unitId: string): Promise<readonly object[]> {
  const { events } = await workshop.data<{ events: { events: readonly object[] } }>(
    `query($unitId: ID!) { events(filter: { unitId: $unitId }, after: "start") {
      events { kind from to attempt data }
    } }`,
    { unitId },
  );
  return events.events;
}
