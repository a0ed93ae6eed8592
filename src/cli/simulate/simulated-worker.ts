/**
 * A worker that only pretends to work, but speaks the protocol as a real one does: it claims in
 * batches and waits on the server while there is nothing, renews its leases, reports what is done
 * and claims the next Units in the same call, stops once it holds nothing when that is asked of it,
 * and gives back what it holds when it is stopped. A
 * crash is what it is for a real worker: everything held is dropped without a word, and the next
 * worker starts under a new name.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClientError } from '../../client/client-error.ts';
import type { Client } from '../../client/create-client.ts';
import type {
  DirectivePartsFragment,
  LeasePartsFragment,
  LeaseRefInput,
  ReportAnswerPartsFragment,
  UnitReportInput,
  UnitsClaimInput,
} from '../../client/generated/operations.ts';
import type { Fate } from './fate.ts';
import type { Tally } from './tally.ts';

export interface SimulatedWorkerOptions {
  readonly name: string;
  readonly topic: string;
  /** How many Units the worker holds at most. */
  readonly batch: number;
  readonly leaseMs: number;
  /** What it claims with. */
  readonly labels?: Readonly<Record<string, string>>;
  /** A Unit with `runtimeMs` in its input takes that long, divided by this. */
  readonly timeScale: number;
  readonly decideFate: (path: string, attempt: number) => Fate;
  readonly tally: Tally;
  readonly signal: AbortSignal;
}

/** Works until the signal fires, or an operator asks it to stop. */
export async function simulateWorker(
  client: Client,
  options: SimulatedWorkerOptions,
): Promise<void> {
  const worker = new SimulatedWorker(client, options);
  try {
    while (!options.signal.aborted && !worker.isDone) await worker.step();
  } catch (error) {
    // Being stopped in the middle of something is no failure.
    if (!options.signal.aborted) throw error;
  }
  await worker.giveBack();
}

/** A Unit that the worker is pretending to work on. */
interface HeldUnit {
  readonly lease: LeaseRefInput;
  readonly fate: Fate;
  /** On this process' monotonic clock. */
  readonly doneAt: number;
}

class SimulatedWorker {
  readonly #client: Client;
  readonly #options: SimulatedWorkerOptions;
  #life = 1;
  #held: readonly HeldUnit[] = [];
  #renewAt = 0;
  #isDraining = false;
  /** The claim that was sent and whose answer has not come. */
  #openClaim: UnitsClaimInput | undefined;

  constructor(client: Client, options: SimulatedWorkerOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Whether it was asked to stop, and holds nothing any more. */
  get isDone(): boolean {
    return this.#isDraining && this.#held.length === 0;
  }

  /** Does the next thing that there is to do. */
  async step(): Promise<void> {
    const { signal } = this.#options;
    if (this.#held.length === 0) {
      const claim = this.#claim({ waitMs: claimWaitMs, doneCount: 0 });
      const { leases, directives } = await this.#client.unitsClaim(claim, { signal });
      this.#follow(directives);
      this.#take(leases);
      this.#renewAt = performance.now() + this.#options.leaseMs / 3;
      return;
    }
    const wakeAt = Math.min(this.#renewAt, ...this.#held.map(({ doneAt }) => doneAt));
    await sleep(Math.max(0, wakeAt - performance.now()), undefined, { signal });
    const done = this.#held.filter(({ doneAt }) => doneAt <= performance.now());
    if (done.some(({ fate }) => this.#held.length < fate.crashBelow)) this.#crash();
    else if (done.length > 0) await this.#report(done);
    if (performance.now() >= this.#renewAt && this.#held.length > 0) await this.#renew();
  }

  /**
   * Releases what the worker holds. A claim that was broken off may have been granted all the same,
   * so it is repeated: under its request id it answers what it was granted.
   */
  async giveBack(): Promise<void> {
    const signal = AbortSignal.timeout(giveBackMs);
    try {
      if (this.#openClaim !== undefined) {
        const claim = { ...this.#openClaim, waitMs: 0 };
        this.#take((await this.#client.unitsClaim(claim, { signal })).leases);
      }
      const reports = this.#held.map(({ lease }) => ({ release: { lease } }));
      if (reports.length > 0) await this.#client.unitsReport({ reports }, { signal });
    } catch (error) {
      // The server is gone or too slow: then the leases run out, as after a crash.
      if (!signal.aborted && !(error instanceof ClientError)) throw error;
    }
  }

  async #report(done: readonly HeldUnit[]): Promise<void> {
    const claim = this.#claim({ waitMs: 0, doneCount: done.length });
    const { answers, leases, directives } = await this.#client.unitsReport(
      { reports: done.map(reportOf), claim },
      { signal: this.#options.signal },
    );
    count(done, answers, this.#options.tally);
    this.#held = this.#held.filter((unit) => !done.includes(unit));
    this.#follow(directives);
    this.#take(leases);
  }

  async #renew(): Promise<void> {
    const { leaseMs, signal, tally } = this.#options;
    const leases = this.#held.map(({ lease }) => lease);
    const { answers, directives } = await this.#client.leasesRenew({ leases, leaseMs }, { signal });
    this.#follow(directives);
    const lost = new Set(answers.filter(({ accepted }) => !accepted).map(({ unitId }) => unitId));
    tally.lostLeaseCount += lost.size;
    this.#held = this.#held.filter(({ lease }) => !lost.has(lease.unitId));
    this.#renewAt = performance.now() + leaseMs / 3;
  }

  #crash(): void {
    this.#options.tally.crashCount += 1;
    this.#options.tally.lostLeaseCount += this.#held.length;
    this.#life += 1;
    this.#held = [];
  }

  #claim({ waitMs, doneCount }: { waitMs: number; doneCount: number }): UnitsClaimInput {
    const { name, topic, batch, leaseMs, labels = {} } = this.#options;
    this.#openClaim = {
      worker: this.#life === 1 ? name : `${name}-life-${this.#life}`,
      topics: [topic],
      labels,
      max: batch - this.#held.length + doneCount,
      leaseMs,
      waitMs,
      requestId: randomUUID(),
    };
    return this.#openClaim;
  }

  #follow(directives: readonly DirectivePartsFragment[]): void {
    if (directives.some(({ kind }) => kind === 'DRAIN')) this.#isDraining = true;
  }

  #take(leases: readonly LeasePartsFragment[]): void {
    this.#openClaim = undefined;
    this.#options.tally.claimedCount += leases.length;
    this.#held = [...this.#held, ...leases.map((lease) => beginUnit(lease, this.#options))];
  }
}

/** Well below the minute after which proxies cut a silent request off. */
const claimWaitMs = 20_000;

/** How long a worker that is stopped tries to give back what it holds. */
const giveBackMs = 2_000;

/** How long a Unit takes that does not say so itself. */
const plainRuntimeMs = 10;

function beginUnit(lease: LeasePartsFragment, options: SimulatedWorkerOptions): HeldUnit {
  const { unitId, attempt, leaseId, unit } = lease;
  return {
    lease: { unitId, attempt, leaseId },
    fate: options.decideFate(unit.path, attempt),
    doneAt: performance.now() + runtimeMsOf(unit.input, options.timeScale),
  };
}

function runtimeMsOf(input: unknown, timeScale: number): number {
  const isGiven = typeof input === 'object' && input !== null && 'runtimeMs' in input;
  return isGiven && typeof input.runtimeMs === 'number' && input.runtimeMs >= 0
    ? input.runtimeMs / timeScale
    : plainRuntimeMs;
}

function reportOf({ lease, fate }: HeldUnit): UnitReportInput {
  if (fate.isSuccess) return { succeed: { lease, output: { simulated: true } } };
  const message = 'The simulation decided that this attempt fails.';
  return { fail: { lease, code: 'SIMULATED_FAILURE', message, retryable: true } };
}

function count(
  done: readonly HeldUnit[],
  answers: readonly ReportAnswerPartsFragment[],
  tally: Tally,
): void {
  answers.forEach(({ accepted }, index) => {
    if (!accepted) tally.lostLeaseCount += 1;
    else if (done[index]?.fate.isSuccess === true) tally.succeededCount += 1;
    else tally.failedCount += 1;
  });
}
