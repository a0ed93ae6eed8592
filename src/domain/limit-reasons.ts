/** Which Limits keep a Unit from starting, who holds what it waits for, and when that is over. */
import type { Limit } from './limit.ts';
import { currentRate, freeSlotCount, type LimitUse, standingOfUse } from './limit-use.ts';
import { nameSome } from './name-some.ts';
import type { WaitReason } from './waiting.ts';

/** A Limit that holds for a Unit, and what is used of it. */
export interface LimitInUse {
  readonly limit: Limit;
  readonly use: LimitUse;
}

/** A Unit that runs and counts for a Limit. */
export interface Holder {
  /** As people call it. */
  readonly name: string;
  readonly worker: string | null;
}

/** Whether nothing more can start under it. */
export function isShut({ limit, use }: LimitInUse, now: number): boolean {
  // A use that time has opened stays closed until the clock has said so.
  return use.isClosed === 1 || freeSlotCount(limit, use, now) === 0;
}

/** Whether it is shut by what runs: then time alone does not open it. */
export function isFull({ limit, use }: LimitInUse): boolean {
  return limit.runningMax !== null && use.runningCount >= limit.runningMax;
}

/** What a Unit waits for that is kept back by a Limit which is shut. */
export function limitReason(
  inUse: LimitInUse,
  { holders, now }: { readonly holders: readonly Holder[]; readonly now: number },
): WaitReason {
  const { limit, use } = inUse;
  const structure = { limitId: limit.id, subject: use.subject, runningCount: use.runningCount };
  if (isFull(inUse)) {
    const message = `${nameOf(inUse)} is full: ${use.runningCount} of ${limit.runningMax} run${heldBy(holders, use.runningCount)}. One of them has to end first.`;
    return { kind: 'LIMIT', message, endsAt: null, ...structure };
  }
  const endsAt = use.opensAt ?? standingOfUse(limit, use, now).opensAt;
  const until = endsAt === null ? '' : ` before ${new Date(endsAt).toISOString()}`;
  const isSilent = use.closedUntil !== null && use.closedUntil > now;
  const rate = `${currentRate(limit, use)} of them start in ${limit.intervalMs} milliseconds`;
  const message = isSilent
    ? `A worker was refused for being one too many, so that nothing starts${until} under ${nameOf(inUse)}.`
    : `${nameOf(inUse)} lets ${rate}, and as many have: none does${until}.`;
  return { kind: 'RATE', message, endsAt, ...structure };
}

function nameOf({ limit, use }: LimitInUse): string {
  if (limit.scope === 'TOPIC') return 'The Limit of its Topic';
  const noun = limit.scope === 'KIND' ? 'kind' : 'concurrency key';
  const pattern = limit.pattern === use.subject ? '' : `, set for "${limit.pattern}",`;
  return `The Limit of the ${noun} "${use.subject}"${pattern}`;
}

function heldBy(holders: readonly Holder[], runningCount: number): string {
  if (holders.length === 0) return '';
  const names = holders.map(({ name, worker }) =>
    worker === null ? `"${name}"` : `"${name}" (worker "${worker}")`,
  );
  return `${holders.length < runningCount ? ', among them' : ':'} ${nameSome(names)}`;
}
