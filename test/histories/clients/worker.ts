/**
 * Claims Units and reports on them in all the ways there are: at once, after signs of life, too late,
 * twice, against what it has said before, or never.
 */
import { ClientError } from '../../../src/client/client-error.ts';
import type { Client } from '../../../src/client/create-client.ts';
import type { UnitReportInput } from '../../../src/client/generated/operations.ts';
import type { Lease, ReportAnswer } from '../../../src/client/index.ts';
import { reportedCode } from '../checker/causes.ts';
import type { Accepted, Answer, LeaseAnswer, ReportKind, Wish } from '../history.ts';
import type { Known } from './known.ts';
import { accepted } from './producer.ts';
import { type Campaign, pause, perform } from './send.ts';

export async function work(campaign: Campaign, name: string, known: Known): Promise<void> {
  const { chance, topics, ending } = campaign;
  while (!ending.aborted) {
    const first = Math.floor(chance() * topics.length);
    const count = chance() < 0.3 ? 2 : 1;
    const chosen = Array.from({ length: count }, (_, at) => topics[(first + at) % topics.length]);
    const claim = {
      topics: chosen.flatMap((topic) => topic ?? []),
      max: 1 + Math.floor(chance() * 3),
      leaseMs: 400 + Math.floor(chance() * 800),
      waitMs: chance() < 0.5 ? 100 : 0,
      kinds: ['even', 'odd', 'scarce'],
    };
    const answer = await claimUnits(campaign, { client: name, ...claim });
    const leases = answer.kind === 'OK' ? (answer.leases ?? []) : [];
    if (leases.length === 0) await pause(chance() * 60);
    await Promise.all(
      leases.map((lease) =>
        attend(campaign, { lease, worker: name, leaseMs: claim.leaseMs }, known),
      ),
    );
    await comeBack(campaign, known);
  }
}

export interface Claim {
  readonly client: string;
  readonly topics: readonly { readonly id: string; readonly name: string }[];
  readonly kinds: readonly string[];
  readonly max: number;
  readonly leaseMs: number;
  readonly waitMs: number;
  readonly server?: number | undefined;
}

export async function claimUnits(campaign: Campaign, claim: Claim): Promise<Answer> {
  const { client, topics, kinds, max, leaseMs, waitMs, server } = claim;
  const topicIds = topics.map(({ id }) => id);
  const wish: Wish = { kind: 'CLAIM', topicIds, worker: client, max, leaseMs };
  const names = topics.map(({ name }) => name);
  return await perform(campaign, { client, wish, server }, async (at, id) => {
    const input = { worker: client, topics: names, kinds, max, leaseMs, waitMs, requestId: id };
    const { leases, replayed } = await at.unitsClaim(input);
    return { kind: 'OK', position: undefined, isReplayed: replayed, leases: leases.map(leaseOf) };
  });
}

function leaseOf({ unitId, attempt, leaseId, payload }: Lease): LeaseAnswer {
  return { unitId, attempt, leaseId, topicId: topicIn(payload) };
}

/** What the submitter has put there for the holder. */
function topicIn(payload: unknown): string {
  if (typeof payload !== 'object' || payload === null || !('topicId' in payload)) return '';
  return String(payload.topicId);
}

interface Attending {
  readonly lease: LeaseAnswer;
  readonly worker: string;
  readonly leaseMs: number;
}

/** What becomes of a Unit. */
async function attend(campaign: Campaign, attending: Attending, known: Known): Promise<void> {
  const { chance } = campaign;
  const { lease, worker, leaseMs } = attending;
  known.units.add(lease);
  const say = (report: ReportKind, line?: number) =>
    reportOn(campaign, { lease, worker, report, line });
  if (chance() < 0.25) await say('progress');
  if (chance() < 0.2) for (const line of [1, 2]) await say('log', line);
  if (chance() < 0.2) await say('renew');
  const fate = chance();
  if (fate < 0.06) {
    // Comes back once the lease is over and somebody else may have the Unit.
    await pause(leaseMs * (0.9 + chance() * 0.6));
    await say('succeed');
  } else if (fate < 0.12) known.stalledLeases.add({ ...lease, worker });
  else if (fate < 0.2) await say('fail');
  else if (fate < 0.26) await say('release');
  else if (fate < 0.31) await say('snooze');
  else {
    await say('succeed');
    // Whoever says the contrary afterwards is not believed.
    if (chance() < 0.05) await say('fail');
    known.endedUnits.add(lease);
  }
}

/** A worker that was given up long ago says that it is done. */
async function comeBack(campaign: Campaign, known: Known): Promise<void> {
  if (campaign.chance() >= 0.1) return;
  const lease = known.stalledLeases.take();
  if (lease === undefined) return;
  const { worker } = lease;
  await reportOn(campaign, { lease, worker, report: 'succeed', line: undefined });
}

export interface Report {
  readonly lease: LeaseAnswer;
  readonly worker: string;
  readonly report: ReportKind;
  readonly line?: number | undefined;
  readonly server?: number | undefined;
}

export async function reportOn(campaign: Campaign, said: Report): Promise<Answer> {
  const { lease, worker, report, line, server } = said;
  const { unitId, attempt, topicId } = lease;
  const wish: Wish = { kind: 'REPORT', topicId, report, unitId, attempt, worker, line };
  const client = worker;
  return await perform(campaign, { client, wish, server }, async (at, id) => {
    if (report !== 'renew') return await tell(at, reportInput(said, id));
    const { answers } = await at.leasesRenew({ leases: [refOf(lease)] });
    return acceptedReport(answers[0]);
  });
}

async function tell(at: Client, report: UnitReportInput): Promise<Accepted> {
  const { answers } = await at.unitsReport({ reports: [report] });
  return acceptedReport(answers[0]);
}

function acceptedReport(answer: ReportAnswer | undefined): Accepted {
  if (answer === undefined) throw new Error('A report was not answered.');
  const { error, cursor, replayed, state } = answer;
  if (error === null) return { ...accepted(cursor, replayed), state: state ?? undefined };
  const { code, message, category, details, retryable } = error;
  throw new ClientError({ code, message, category, details, isRetryable: retryable });
}

function reportInput({ lease: held, report, line = 1 }: Report, id: string): UnitReportInput {
  const lease = refOf(held);
  switch (report) {
    case 'succeed':
      return { succeed: { lease, output: { by: id } } };
    case 'fail':
      return { fail: { lease, code: reportedCode, message: id, retryAfterMs: 20 } };
    case 'release':
      return { release: { lease } };
    case 'snooze':
      return { snooze: { lease, delayMs: 30 } };
    case 'progress':
      return { progress: { lease, progress: 0.5, message: id } };
    case 'log':
      return { log: { lease, lines: [{ message: id }], offset: line - 1 } };
    case 'renew':
      return { renew: { lease } };
  }
}

function refOf({ unitId, attempt, leaseId }: LeaseAnswer) {
  return { unitId, attempt, leaseId };
}
