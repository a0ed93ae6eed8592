/** A Topic reached over the API, and short ways to say what producers and workers do in it. */
import type { ServerOptions } from '../../src/server/create-server.ts';
import { type Api, openApi } from './open-api.ts';

export interface Workshop extends Api {
  readonly topicId: string;
  submit(tasks: readonly object[], more?: object): Promise<SubmittedJob>;
  claim(more?: object): Promise<readonly Lease[]>;
  report(reports: readonly object[], more?: object): Promise<ReportsAnswer>;
  /** Claims and has everything succeed until nothing is left; answers the paths, in rounds. */
  workOff(): Promise<readonly (readonly string[])[]>;
}

export interface SubmittedJob {
  readonly id: string;
  readonly key: string | null;
  readonly state: string;
}

export interface LeaseRef {
  readonly unitId: string;
  readonly attempt: number;
  readonly leaseId: string;
}

export interface Lease extends LeaseRef {
  readonly leaseMs: number;
  readonly inputs: unknown;
  readonly payload: unknown;
  readonly unit: { readonly key: string; readonly path: string };
}

export interface UserError {
  readonly code: string;
  readonly path: readonly string[];
}

export interface Refusal extends UserError {
  readonly category: string;
  readonly retryable: boolean;
  readonly message: string;
  readonly details: unknown;
}

export interface ReportsAnswer {
  readonly answers: readonly { readonly accepted: boolean; readonly cursor: string | null }[];
  readonly leases: readonly Lease[];
  readonly userErrors: readonly UserError[];
}

export async function openWorkshop(options: ServerOptions = {}): Promise<Workshop> {
  const api = await openApi(options);
  const { topicCreate } = await api.data<{ topicCreate: { topic: { id: string } } }>(
    'mutation { topicCreate(input: { name: "workshop" }) { topic { id } userErrors { code } } }',
  );
  const claim = async (more: object = {}) => {
    const input = { worker: 'ann', topics: ['workshop'], max: 100, ...more };
    const { unitsClaim } = await api.data<{
      unitsClaim: { leases: readonly Lease[]; userErrors: readonly UserError[] };
    }>(claimUnits, { input });
    if (unitsClaim.userErrors.length > 0) throw new Error(JSON.stringify(unitsClaim.userErrors));
    return unitsClaim.leases;
  };
  const report = async (reports: readonly object[], more: object = {}) => {
    const input = { reports, ...more };
    return (await api.data<{ unitsReport: ReportsAnswer }>(reportUnits, { input })).unitsReport;
  };
  return {
    ...api,
    topicId: topicCreate.topic.id,
    claim,
    report,
    submit: async (tasks, more) => {
      const input = { topic: 'workshop', name: 'order', tasks, ...more };
      const { jobSubmit } = await api.data<{
        jobSubmit: { job: SubmittedJob | null; userErrors: readonly UserError[] };
      }>(submitJob, { input });
      if (jobSubmit.job === null) throw new Error(JSON.stringify(jobSubmit.userErrors));
      return jobSubmit.job;
    },
    workOff: async () => {
      const rounds: string[][] = [];
      for (;;) {
        const leases = await claim();
        if (leases.length === 0) return rounds;
        rounds.push(leases.map((lease) => lease.unit.path).sort());
        await report(leases.map((lease) => ({ succeed: { lease: leaseOf(lease) } })));
      }
    },
  };
}

/** The refusals of the first mutation in an answer. */
export async function refusalsOf(
  api: Api,
  query: string,
  variables: object,
): Promise<readonly Refusal[]> {
  const data = await api.data<Record<string, { userErrors: readonly Refusal[] }>>(query, variables);
  return Object.values(data)[0]?.userErrors ?? [];
}

/** Where the journal of the Topic stands: it moves with every change. */
export async function positionOf(api: Api): Promise<string> {
  const { topic } = await api.data<{ topic: { cursor: string } }>(
    '{ topic(by: { name: "workshop" }) { cursor } }',
  );
  return topic.cursor;
}

/** The parts of a lease that a report names. */
export function leaseOf(lease: Lease | undefined): LeaseRef {
  if (lease === undefined) throw new Error('There was nothing to claim.');
  const { unitId, attempt, leaseId } = lease;
  return { unitId, attempt, leaseId };
}

/** A Task of Units without dependencies. */
export function taskOf(key: string, unitKeys: readonly string[], more: object = {}): object {
  return { key, units: unitKeys.map((unitKey) => ({ key: unitKey, kind: 'saw' })), ...more };
}

export const errorParts = 'userErrors { category code message path retryable details }';

export const submitJob = `mutation Submit($input: JobSubmitInput!) {
  jobSubmit(input: $input) { job { id key state } cursor replayed ${errorParts} }
}`;

export const claimUnits = `mutation Claim($input: UnitsClaimInput!) {
  unitsClaim(input: $input) {
    leases { unitId attempt leaseId leaseMs inputs payload unit { key path kind state input } }
    replayed
    ${errorParts}
  }
}`;

export const reportUnits = `mutation Report($input: UnitsReportInput!) {
  unitsReport(input: $input) {
    answers {
      unitId accepted replayed state leaseMs cursor
      error { category code path retryable details }
    }
    leases { unitId attempt leaseId unit { path } }
    ${errorParts}
  }
}`;
