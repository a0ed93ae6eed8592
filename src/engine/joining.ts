/** Those who join one batch with their claims, until it is known what has come of it. */
import type { ClaimWaiters, JoiningClaim } from './claim-waiters.ts';
import type { EngineFault } from './engine-fault.ts';

export type Join = ClaimWaiters['join'];

export class Joining {
  readonly #join: Join;
  readonly #claims: JoiningClaim[] = [];

  constructor(join: Join) {
    this.#join = join;
  }

  readonly join: Join = (topicId, listClaimable) => {
    const claims = this.#join(topicId, listClaimable);
    this.#claims.push(...claims);
    return claims;
  };

  get isAny(): boolean {
    return this.#claims.length > 0;
  }

  /** What they have joined has come to nothing: they try again by themselves. */
  leave(): void {
    for (const claim of this.#claims.splice(0)) claim.leave();
  }

  /** Nobody knows what has come of it. */
  fail(fault: EngineFault): void {
    for (const claim of this.#claims.splice(0)) claim.fail(fault);
  }
}
