/** Many reports of a worker in one call, and the next Units with the answer. */
import { bounds } from '../domain/bounds.ts';
import type { Outcome } from '../domain/command.ts';
import { type Rejection, rejection } from '../domain/rejection.ts';
import type { ClaimAnswer, ClaimRequest } from '../engine/claim-request.ts';
import { builder } from './builder.ts';
import { leaseCost, readClaim, UnitsClaimInput } from './claim-mutations.ts';
import type { Context } from './context.ts';
import { Lease, LeaseRefInput } from './lease.ts';
import { movePath, moveRefusal } from './moved-refusal.ts';
import {
  type ReportCommand,
  type ReportName,
  readReport,
  renewLease,
  UnitReportInput,
} from './report-input.ts';
import { UnitState } from './unit-state.ts';
import { UserError } from './user-error.ts';
import { distinct, WorkerDirective } from './worker.ts';

interface Answer {
  readonly unitId: string;
  readonly outcome: Outcome<ReportName>;
}

const ReportAnswer = builder.objectRef<Answer>('ReportAnswer').implement({
  description: 'How one report was answered.',
  fields: (t) => ({
    unitId: t.exposeID('unitId', { description: 'The Unit that it was about.' }),
    accepted: t.boolean({
      description: 'Whether the report counts.',
      resolve: ({ outcome }) => outcome.isAccepted,
    }),
    replayed: t.boolean({
      description: 'Whether the same report was accepted before; this one changed nothing more.',
      resolve: ({ outcome }) => outcome.isAccepted && outcome.isReplayed,
    }),
    state: t.field({
      type: UnitState,
      nullable: true,
      description: 'Where the Unit stands now; null when the report was refused.',
      resolve: ({ outcome }) => (outcome.isAccepted ? outcome.result.state : null),
    }),
    leaseMs: t.int({
      nullable: true,
      description: 'What is left of the lease, in milliseconds; null when it is over.',
      resolve: ({ outcome }) => (outcome.isAccepted ? outcome.result.leaseMs : null),
    }),
    error: t.field({
      type: UserError,
      nullable: true,
      description: 'Why the report was refused; null when it was accepted.',
      resolve: ({ outcome }) => (outcome.isAccepted ? null : outcome.rejections[0]),
    }),
    cursor: t.string({
      nullable: true,
      description:
        'The position in the journal at which the change is visible; null when it was refused.',
      resolve: ({ outcome }, _, { cursors }) =>
        outcome.isAccepted ? cursors.encode(outcome) : null,
    }),
  }),
});

const UnitsReportInput = builder.inputType('UnitsReportInput', {
  description: 'Reports, and what to claim after them.',
  fields: (t) => ({
    reports: t.field({
      type: [UnitReportInput],
      required: true,
      description: 'The reports: up to 1,000. Each is accepted or refused by itself.',
    }),
    claim: t.field({
      type: UnitsClaimInput,
      description: 'What to claim once the reports have been answered.',
    }),
  }),
});

interface ReportsAnswer {
  readonly answers: readonly Answer[];
  readonly claim: ClaimAnswer | undefined;
  readonly rejections: readonly Rejection[];
}

const UnitsReportPayload = builder.objectRef<ReportsAnswer>('UnitsReportPayload').implement({
  description: 'How `unitsReport` was answered.',
  fields: (t) => ({
    answers: t.expose('answers', {
      type: [ReportAnswer],
      description: 'An answer for each report, in the order of the reports.',
      complexity: { field: 1, multiplier: 1 },
    }),
    leases: t.field({
      type: [Lease],
      description: 'The Units claimed; empty when none was asked for.',
      complexity: { field: 1, multiplier: 1 },
      resolve: ({ claim }) => (claim?.isAccepted ? claim.leases : []),
    }),
    directives: t.field({
      type: [WorkerDirective],
      description: 'What is asked of the worker, Topic by Topic; most often nothing.',
      complexity: { field: 1, multiplier: 1 },
      resolve: directivesOf,
    }),
    userErrors: t.field({
      type: [UserError],
      description: 'Why the call as a whole, or its claim, was refused. Reports have their own.',
      resolve: ({ rejections }) => rejections,
    }),
  }),
});

const LeasesRenewInput = builder.inputType('LeasesRenewInput', {
  description: 'Leases to renew.',
  fields: (t) => ({
    leases: t.field({
      type: [LeaseRefInput],
      required: true,
      description: 'The leases: up to 1,000.',
    }),
    leaseMs: t.int({
      description: 'How long they last from now on, in milliseconds; as long as before if null.',
    }),
  }),
});

const LeasesRenewPayload = builder.objectRef<ReportsAnswer>('LeasesRenewPayload').implement({
  description: 'How `leasesRenew` was answered.',
  fields: (t) => ({
    answers: t.expose('answers', {
      type: [ReportAnswer],
      description: 'An answer for each lease, in the order of the leases.',
      complexity: { field: 1, multiplier: 1 },
    }),
    directives: t.field({
      type: [WorkerDirective],
      description: 'What is asked of the worker, Topic by Topic; most often nothing.',
      complexity: { field: 1, multiplier: 1 },
      resolve: directivesOf,
    }),
    userErrors: t.field({
      type: [UserError],
      description: 'Why the call as a whole was refused. Leases have their own.',
      resolve: ({ rejections }) => rejections,
    }),
  }),
});

builder.mutationFields((t) => ({
  unitsReport: t.field({
    type: UnitsReportPayload,
    description:
      'Reports on many Units in one call. It may be repeated as it is if the answer was lost: what already counts is answered as before. Its claim is repeated safely with a `requestId`.',
    args: {
      input: t.arg({ type: UnitsReportInput, required: true, description: 'The reports.' }),
    },
    complexity: ({ input }) => ({
      field: 1,
      multiplier: Math.max(reportCost(input.reports.length), leaseCost(input.claim)),
    }),
    resolve: (_, { input }, context) => reportUnits(input, context),
  }),
  leasesRenew: t.field({
    type: LeasesRenewPayload,
    description:
      'Keeps Units: their leases last on. It may be repeated at any time. A refusal with LEASE_LOST says that the worker should stop.',
    args: {
      input: t.arg({ type: LeasesRenewInput, required: true, description: 'The leases.' }),
    },
    complexity: ({ input }) => ({ field: 1, multiplier: reportCost(input.leases.length) }),
    resolve: (_, { input }, context) => renewLeases(input, context),
  }),
}));

/** Each report brings what is asked of the worker, and so does the claim. */
function directivesOf({ answers, claim }: ReportsAnswer) {
  const ofReports = answers.flatMap(({ outcome }) =>
    outcome.isAccepted ? (outcome.result.directive ?? []) : [],
  );
  return distinct([...ofReports, ...(claim?.isAccepted ? claim.directives : [])]);
}

/** As for claims: a tenth of their number is counted. */
function reportCost(count: number): number {
  return Math.max(1, Math.ceil(count / 10));
}

async function reportUnits(
  input: typeof UnitsReportInput.$inferInput,
  context: Context,
): Promise<ReportsAnswer> {
  const refusal = checkCount(input.reports.length, 'reports');
  if (refusal !== undefined) return { answers: [], claim: undefined, rejections: [refusal] };
  const reports = input.reports.map(readReport);
  const claim = input.claim == null ? undefined : readClaim(input.claim);
  const answered = await answerAll({ reports, claim }, context, (index) => [
    'reports',
    `${index}`,
    reports[index]?.member ?? '',
  ]);
  const rejections =
    answered.claim?.isAccepted === false ? answered.claim.rejections.map(movePath(['claim'])) : [];
  return { ...answered, rejections };
}

async function renewLeases(
  { leases, leaseMs }: typeof LeasesRenewInput.$inferInput,
  context: Context,
): Promise<ReportsAnswer> {
  const refusal = checkCount(leases.length, 'leases');
  if (refusal !== undefined) return { answers: [], claim: undefined, rejections: [refusal] };
  const renewals = leases.map((lease) => ({ command: renewLease({ lease, leaseMs }) }));
  return { ...(await answerAll({ reports: renewals }, context, () => [])), rejections: [] };
}

interface Reports {
  readonly reports: readonly { readonly command: ReportCommand }[];
  readonly claim?: ClaimRequest | undefined;
}

/** Has the engine do all of it together, so that it shares a commit. */
async function answerAll(
  { reports, claim }: Reports,
  { engine, signal }: Context,
  placeOf: (index: number) => readonly string[],
): Promise<Omit<ReportsAnswer, 'rejections'>> {
  const commands = reports.map(({ command }) => command);
  const answer = await engine.report<ReportName>({ reports: commands, claim }, signal);
  const answers = answer.outcomes.map((outcome, index) => ({
    unitId: commands[index]?.lease.unitId ?? '',
    outcome: outcome.isAccepted ? outcome : moveRefusal(outcome, placeOf(index)),
  }));
  return { answers, claim: answer.claim };
}

function checkCount(count: number, noun: 'reports' | 'leases'): Rejection | undefined {
  if (count <= bounds.reportCount) return undefined;
  const message = `There are ${count} ${noun}; at most ${bounds.reportCount} are accepted in one call. Nothing was done; send them in several calls.`;
  return rejection('TOO_MANY', message, {
    path: ['input', noun],
    details: { count, most: bounds.reportCount },
  });
}
