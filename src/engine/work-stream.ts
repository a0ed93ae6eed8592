/**
 * Units for one worker as they become claimable, as long as it has credits for them, and what it has
 * to know of those that it holds. It pulls: nothing is claimed before it is asked for, so whoever
 * does not read is given nothing. Asking for the next message says that the one before was written.
 *
 * The invariant: what is out, offered by it or held from before, and not over, never exceeds the
 * credits by its own doing; and whatever ends a lease gives its credit back, once.
 */
import { attemptKey } from '../commands/batch/working-set.ts';
import type { Command, CommandName, Outcome } from '../domain/command.ts';
import type { LeasedUnit } from '../domain/command-results.ts';
import { type Attempt, isEndedByHolder, type LeaseRef } from '../domain/lease.ts';
import type { LeaseDirective } from '../domain/lease-directive.ts';
import { AskedTopics } from './asked-topics.ts';
import type { ClaimDesk } from './claim-desk.ts';
import type { ClaimRequest, Tried } from './claim-request.ts';
import { type ClaimWaiter, lookAgainMs } from './claim-waiters.ts';
import type { HeldLease, HeldLeases, Holder } from './held-leases.ts';
import { renewLeases } from './renew-leases.ts';
import { ToldDirectives } from './told-directives.ts';
import { claimFor, type WorkOffer, WorkRefused, type WorkRequest } from './work-request.ts';

export interface WorkStreamOptions {
  readonly request: WorkRequest;
  readonly topicIds: readonly string[];
  readonly desk: ClaimDesk;
  readonly held: HeldLeases;
  execute<N extends CommandName>(command: Command<N>): Promise<Outcome<N>>;
  readonly onFault: (fault: unknown) => void;
  readonly onClose: (stream: WorkStream) => void;
}

interface Looked extends Pick<Tried, 'heldBackIn'> {
  readonly offer: WorkOffer;
}

type Step = IteratorResult<WorkOffer, undefined>;

export class WorkStream implements AsyncIterableIterator<WorkOffer>, Holder {
  readonly worker: string;
  readonly #options: WorkStreamOptions;
  readonly #claim: ClaimRequest;
  readonly #asked = new AskedTopics();
  readonly #told: ToldDirectives;
  readonly #out = new Map<string, HeldLease>();
  /** What is over by others' doing, and the worker was not told yet. */
  #over: LeaseRef[] = [];
  /** What has ended while leases were on their way here; undefined while none are. */
  #endedMeanwhile: Map<string, Attempt> | undefined;
  #isInDoubt = false;
  /** Offered by the last message, which may not have been written. */
  #unwritten: readonly LeasedUnit[] = [];
  #waiter: ClaimWaiter | undefined;
  #hasBegun = false;
  #hasToldDrained = false;
  #isFinishing = false;
  #isClosed = false;
  #lastPull: Promise<unknown> = Promise.resolve();
  #givingBack: Promise<void> = Promise.resolve();

  constructor(options: WorkStreamOptions) {
    this.#options = options;
    this.worker = options.request.worker;
    this.#told = new ToldDirectives(options.request.topics);
    this.#claim = claimFor(options.request, () => this.#countFree());
    options.held.enter(this);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The first message comes at once, empty or not; later ones when there is something to tell. */
  next(): Promise<Step> {
    this.#unwritten = [];
    const pull = this.#lastPull.then(() => this.#pull());
    this.#lastPull = pull.catch(() => undefined);
    return pull;
  }

  /** Resolves once everything that was not written is given back. */
  async return(): Promise<Step> {
    this.close();
    await this.#lastPull;
    await this.#givingBack;
    return end;
  }

  async throw(error: unknown): Promise<Step> {
    await this.return();
    throw error;
  }

  /** Ends it: what was offered and not written is given back, everything else stays leased. */
  close(): void {
    if (this.#isClosed) return;
    this.#givingBack = this.#giveBack();
    this.#leave();
  }

  /** Ends it once what is under way is told: there are no more Units from here. */
  finish(): void {
    this.#isFinishing = true;
    this.#waiter?.wake();
  }

  leases(): Iterable<HeldLease> {
    return this.#out.values();
  }

  end(lease: HeldLease, attempt: Attempt | undefined): void {
    const wasFull = this.#countFree() === 0;
    this.#out.delete(attemptKey(lease.unitId, lease.attempt));
    const isKnown = attempt !== undefined && isEndedByHolder(attempt);
    if (!isKnown) this.#over.push(lease);
    // Whoever had credits left waits for Units already, and not for credits.
    if (!isKnown || wasFull || this.#isDrained()) this.#waiter?.wake();
  }

  endUnknown(attempt: Attempt): void {
    this.#endedMeanwhile?.set(attemptKey(attempt.unitId, attempt.number), attempt);
  }

  doubt(): void {
    this.#isInDoubt = this.#endedMeanwhile !== undefined;
  }

  call(topicId: string): void {
    const { request, topicIds } = this.#options;
    this.#asked.forget(topicId);
    this.#told.forget(request.topics[topicIds.indexOf(topicId)]);
    this.#hasToldDrained = false;
  }

  /** Whether the worker was told to stop, and nothing keeps it from that any more. */
  #isDrained(): boolean {
    return this.#out.size === 0 && this.#over.length === 0 && this.#told.isToStop();
  }

  #countFree(): number {
    return Math.max(0, this.#options.request.credits - this.#out.size);
  }

  async #pull(): Promise<Step> {
    const { desk, topicIds } = this.#options;
    let handed: Tried | undefined;
    try {
      while (handed !== undefined || !(this.#isClosed || this.#isFinishing)) {
        // Waiting begins before looking, so that what is committed in between is not missed.
        const waiter = desk.enter(this.#claim, topicIds);
        this.#waiter = waiter;
        try {
          const { offer, heldBackIn } = await this.#look(handed);
          // What was under way when it was closed has come too late.
          if (this.#isClosed) await this.#giveBack();
          if (this.#isClosed) break;
          if (this.#isWorthTelling(offer)) return { done: false, value: offer };
          await desk.wait(waiter, { waitMs: lookAgainMs, heldBackIn, signal: undefined });
          handed = this.#followed(desk.joinedOf(waiter));
        } finally {
          waiter.leave();
          this.#waiter = undefined;
        }
      }
    } catch (error) {
      this.close();
      // A server that stops has nothing more to give, and that is no fault.
      if (!(this.#isFinishing && error instanceof WorkRefused)) throw error;
    }
    this.#leave();
    return end;
  }

  #isWorthTelling(offer: WorkOffer): boolean {
    const { leases, leaseDirectives, directives, isDrained } = offer;
    const isFirst = !this.#hasBegun;
    const isDrainedNow = isDrained && !this.#hasToldDrained;
    this.#hasBegun = true;
    this.#hasToldDrained ||= isDrained;
    return (
      isFirst || isDrainedNow || leases.length + leaseDirectives.length + directives.length > 0
    );
  }

  /** @param handed what a batch has handed out that was joined while waiting */
  async #look(handed: Tried | undefined): Promise<Looked> {
    const told = this.#hasBegun ? await this.#tellEnds() : await this.#takeUp();
    // What is over is told at once; the next look is for what else there is.
    const { answer, heldBackIn } =
      handed ?? (this.#hasBegun && told.length > 0 ? nothing : await this.#claimNow());
    if (!answer.isAccepted) throw new WorkRefused(answer);
    this.#unwritten = answer.leases;
    // A Unit may have been taken away and claimed again meanwhile.
    const leaseDirectives = [...told, ...(await this.#tellEnds())];
    const directives = this.#told.listNew(answer.directives);
    this.#told.note(directives);
    const freeCreditCount = this.#countFree();
    const isDrained = this.#isDrained();
    return {
      offer: { leases: answer.leases, leaseDirectives, directives, freeCreditCount, isDrained },
      heldBackIn,
    };
  }

  /** What the worker holds from before is renewed, and followed as if it had been offered here. */
  async #takeUp(): Promise<readonly LeaseDirective[]> {
    const { holding } = this.#options.request;
    const distinct = new Map(holding.map((lease) => [JSON.stringify(lease), lease]));
    return await this.#noting(() => this.#renew([...distinct.values()]));
  }

  async #tellEnds(): Promise<readonly LeaseDirective[]> {
    const over = this.#over;
    this.#over = [];
    return over.length === 0 ? [] : await this.#noting(() => this.#renew(over));
  }

  async #renew(leases: readonly LeaseRef[]): Promise<readonly LeaseDirective[]> {
    const { held, over } = await renewLeases(this.#options.execute, leases);
    // What is over by now is told with the next look.
    for (const lease of held) if (!this.#follow(lease)) this.#over.push(lease);
    return over;
  }

  async #claimNow(): Promise<Tried> {
    const { desk, topicIds } = this.#options;
    return await this.#noting(async () => {
      const tried = await desk.claimNow(this.#claim, { topicIds, asked: this.#asked });
      return this.#followed(tried) ?? tried;
    });
  }

  /** With those leases only that are not over by now. */
  #followed(tried: Tried | undefined): Tried | undefined {
    if (tried === undefined || !tried.answer.isAccepted) return undefined;
    const leases = tried.answer.leases.filter(({ unit, attempt, leaseId }) =>
      this.#follow({ unitId: unit.id, attempt, leaseId, topicId: unit.topicId }),
    );
    return { answer: { ...tried.answer, leases }, heldBackIn: tried.heldBackIn };
  }

  /** Notes what ends while leases are on their way here: nobody follows them yet. */
  async #noting<T>(take: () => Promise<T>): Promise<T> {
    this.#endedMeanwhile = new Map();
    try {
      return await take();
    } finally {
      this.#endedMeanwhile = undefined;
      if (this.#isInDoubt) this.#options.held.look(this);
      this.#isInDoubt = false;
    }
  }

  /** Follows a lease from now on; false when it is over by now. */
  #follow(lease: HeldLease): boolean {
    const key = attemptKey(lease.unitId, lease.attempt);
    if (this.#endedMeanwhile?.get(key)?.leaseId === lease.leaseId) return false;
    this.#out.set(key, lease);
    if (!this.#isClosed) this.#options.held.follow(this, lease);
    return true;
  }

  #leave(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#options.held.leave(this);
    this.#out.clear();
    this.#waiter?.wake();
    this.#options.onClose(this);
  }

  /** Gives back what may not have been written and is not over. */
  async #giveBack(): Promise<void> {
    const { execute, onFault } = this.#options;
    const leased = this.#unwritten.filter((each) => this.#out.has(keyOf(each)));
    this.#unwritten = [];
    const released = leased.map(({ unit, attempt, leaseId }) =>
      execute({ name: 'releaseUnit', lease: { unitId: unit.id, attempt, leaseId } }),
    );
    // What cannot be given back now comes back when its lease runs out.
    for (const result of await Promise.allSettled(released)) {
      if (result.status === 'rejected') onFault(result.reason);
    }
  }
}

function keyOf({ unit, attempt }: LeasedUnit): string {
  return attemptKey(unit.id, attempt);
}

const end: Step = { done: true, value: undefined };

const nothing: Tried = {
  answer: { isAccepted: true, leases: [], directives: [], isReplayed: false },
  heldBackIn: new Set(),
};
