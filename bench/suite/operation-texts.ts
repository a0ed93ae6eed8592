/**
 * The operations of a worker that asks for what it needs to do a Unit, and no more: the lease, what
 * to do and with what. (Junjo's own client asks for all that some worker may need.)
 */
export const submit =
  'mutation ($input: JobSubmitInput!) { jobSubmit(input: $input) { job { id } userErrors { code message } } }';

export const submitMany =
  'mutation ($input: JobsSubmitInput!) { jobsSubmit(input: $input) { answers { jobId userErrors { code message } } userErrors { code message } } }';

const lease = 'leases { unitId attempt leaseId unit { key kind input } }';

export const claim = `mutation ($input: UnitsClaimInput!) { unitsClaim(input: $input) { ${lease} } }`;

export const report = `mutation ($input: UnitsReportInput!) { unitsReport(input: $input) { answers { accepted error { code message } } ${lease} } }`;

export interface Submitted {
  readonly jobSubmit: {
    readonly job: { readonly id: string } | null;
    readonly userErrors: readonly unknown[];
  };
}

export interface SubmittedMany {
  readonly jobsSubmit: {
    readonly answers: readonly {
      readonly jobId: string | null;
      readonly userErrors: readonly unknown[];
    }[];
    readonly userErrors: readonly unknown[];
  };
}

export interface Lease {
  readonly unitId: string;
  readonly attempt: number;
  readonly leaseId: string;
}

export interface Claimed {
  readonly unitsClaim: { readonly leases: readonly Lease[] };
}

export interface Reported {
  readonly unitsReport: {
    readonly answers: readonly { readonly accepted: boolean; readonly error: unknown }[];
    readonly leases: readonly Lease[];
  };
}
