/**
 * What a worker sends in one request: what it has done, and what it claims next. All of it enters the
 * queue in one turn and in this order, the claim behind the reports, so that one commit answers it
 * and Units that become ready by the reports are claimed before they were ever written as ready.
 */
import type { Command, CommandName, Outcome } from '../domain/command.ts';
import type { ClaimDesk } from './claim-desk.ts';
import type { ClaimAnswer, ClaimRequest } from './claim-request.ts';
import type { Entrance } from './entrance.ts';
import { answersOf } from './settle-all.ts';

export interface ReportRequest<N extends CommandName> {
  readonly reports: readonly Command<N>[];
  /** What to claim once the reports are decided. */
  readonly claim?: ClaimRequest | undefined;
}

export interface ReportAnswer<N extends CommandName> {
  /** In the order of the reports. */
  readonly outcomes: readonly Outcome<N>[];
  readonly claim: ClaimAnswer | undefined;
}

export interface Reporting {
  readonly desk: ClaimDesk;
  readonly entrance: Entrance;
  /** Ends the waiting of the claim. */
  readonly signal: AbortSignal | undefined;
}

export async function reportAndClaim<N extends CommandName>(
  { reports, claim }: ReportRequest<N>,
  { desk, entrance, signal }: Reporting,
): Promise<ReportAnswer<N>> {
  if (claim === undefined) {
    return { outcomes: await entrance.executeAll(reports), claim: undefined };
  }
  // Whatever has to be looked up is looked up before, or the claim could overtake a report.
  const [isDirect, ways] = await Promise.all([desk.isDirect(claim), entrance.prepare(reports)]);
  const entered = entrance.enter(ways);
  const reported = async () => answersOf(await entered);
  const claimed = claimAfter(reported, { desk, claim, isDirect, signal });
  // The claim may break down before the reports are answered.
  const [outcomes, last] = await Promise.all([entered, Promise.allSettled([claimed])]);
  const answers = answersOf<Outcome | ClaimAnswer>([...outcomes, ...last], isChange);
  // In the order in which they were asked for, so the claim comes last.
  return { outcomes: answers.slice(0, -1) as readonly Outcome<N>[], claim: await claimed };
}

interface Claiming extends Pick<Reporting, 'desk' | 'signal'> {
  readonly claim: ClaimRequest;
  /** Whether it enters the queue without looking anything up. */
  readonly isDirect: boolean;
}

async function claimAfter(
  reported: () => Promise<unknown>,
  { desk, claim, isDirect, signal }: Claiming,
): Promise<ClaimAnswer> {
  // Which of several Topics have something to claim can be read only once the reports are committed.
  if (!isDirect) await reported();
  return await desk.claim(claim, signal, reported);
}

/** Whether something was changed just now, which a repetition would find. */
function isChange(answer: Outcome | ClaimAnswer): boolean {
  if (!answer.isAccepted || answer.isReplayed) return false;
  return 'leases' in answer ? answer.leases.length > 0 : true;
}
