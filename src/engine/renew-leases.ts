import type { Command, Outcome } from '../domain/command.ts';
import type { LeaseRef } from '../domain/lease.ts';
import { type LeaseDirective, leaseDirective } from '../domain/lease-directive.ts';
import type { HeldLease } from './held-leases.ts';
import { WorkRefused } from './work-request.ts';

/**
 * Renews leases on their holder's behalf, to hear of each that is over what a report would hear: that
 * also notes when the holder was told. All share a commit.
 */
export async function renewLeases(
  execute: (command: Command<'renewLease'>) => Promise<Outcome<'renewLease'>>,
  leases: readonly LeaseRef[],
): Promise<{ readonly held: readonly HeldLease[]; readonly over: readonly LeaseDirective[] }> {
  const answers = await Promise.all(
    leases.map(async ({ unitId, attempt, leaseId }) => {
      const lease = { unitId, attempt, leaseId };
      return { lease, outcome: await execute({ name: 'renewLease', lease, leaseMs: null }) };
    }),
  );
  const held: HeldLease[] = [];
  const over: LeaseDirective[] = [];
  for (const { lease, outcome } of answers) {
    if (outcome.isAccepted) held.push({ ...lease, topicId: outcome.topicId });
    else if (outcome.rejections[0].code === 'DRAINING') throw new WorkRefused(outcome);
    else over.push(leaseDirective(lease, outcome.rejections[0]));
  }
  return { held, over };
}
