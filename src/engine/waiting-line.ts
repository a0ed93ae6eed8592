/**
 * Commands that wait for a batch, in the order in which they came. What came in one request is answered
 * as a whole, so that it enters one batch as a whole, if that can be; so do reports and their claim.
 */
import type { Command, Outcome } from '../domain/command.ts';
import type { EngineFault } from './engine-fault.ts';

/** The answer to a command, or what broke down. */
export type Settled = PromiseSettledResult<Outcome>;

/** A command that waits for its answer. */
export class Entry {
  readonly topicId: string;
  readonly command: Command;
  /** How much work it is, in Units. */
  readonly weight: number;
  readonly request: Request;
  readonly #place: number;

  /** @param place of the command in its request */
  constructor(topicId: string, command: Command, request: Request, place: number) {
    this.topicId = topicId;
    this.command = command;
    this.weight = weightOf(command);
    this.request = request;
    this.#place = place;
  }

  resolve(value: Outcome): void {
    this.request.settle(this.#place, { status: 'fulfilled', value });
  }

  reject(reason: EngineFault): void {
    this.request.settle(this.#place, { status: 'rejected', reason });
  }
}

/** Commands that came together: a promise for all takes much less than one for each. */
class Request {
  /** In the order of the commands, when there is one to each. */
  readonly answers: Promise<readonly Settled[]>;
  readonly #settled: Settled[] = [];
  #openCount: number;
  #resolve: (answers: readonly Settled[]) => void = () => undefined;

  constructor(commandCount: number) {
    this.#openCount = commandCount;
    this.answers = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  settle(place: number, settled: Settled): void {
    this.#settled[place] = settled;
    this.#openCount -= 1;
    if (this.#openCount === 0) this.#resolve(this.#settled);
  }
}

/** What a batch has room for. */
export interface Room {
  /** The work that is in it already, in Units. */
  readonly weight: number;
  /** How much there should be, roughly, and how much there may be at most. */
  readonly fairWeight: number;
  readonly weightMax: number;
  readonly canEnter: (entry: Entry) => boolean;
}

export class WaitingLine {
  #entries: Entry[] = [];
  #weight = 0;

  /** Resolves when all of them are answered; there is at least one. */
  add(topicId: string, commands: readonly Command[]): Promise<readonly Settled[]> {
    const request = new Request(commands.length);
    for (const [place, command] of commands.entries()) {
      const entry = new Entry(topicId, command, request, place);
      this.#weight += entry.weight;
      this.#entries.push(entry);
    }
    return request.answers;
  }

  get length(): number {
    return this.#entries.length;
  }

  /** The work of all that waits, in Units. */
  get weight(): number {
    return this.#weight;
  }

  get first(): Entry | undefined {
    return this.#entries[0];
  }

  isOfOneTopic(): boolean {
    const topicId = this.first?.topicId;
    return this.#entries.every((entry) => entry.topicId === topicId);
  }

  take(count: number): readonly Entry[] {
    const taken = this.#entries.slice(0, count);
    this.#entries = this.#entries.slice(count);
    for (const { weight } of taken) this.#weight -= weight;
    return taken;
  }

  /**
   * How many can enter a batch, one after the other: requests as wholes, as many of them as come nearest to
   * its fair weight. A request that is larger than any batch should be enters in parts, each of them alone.
   */
  countFor({ weight, fairWeight, weightMax, canEnter }: Room): number {
    let count = 0;
    let total = weight;
    while (count < this.#entries.length) {
      const whole = this.#wholeFrom(count, canEnter);
      const isEmpty = total === 0;
      const isTooMuch = total + whole.weight > weightMax || total + whole.weight / 2 > fairWeight;
      if (whole.count === 0 || (isTooMuch && !isEmpty)) break;
      if (whole.weight > weightMax) return count + this.#partFrom(count, whole.count, weightMax);
      total += whole.weight;
      count += whole.count;
    }
    return count;
  }

  /** The commands of one request from a place on, as far as they can enter, with the claim behind them. */
  #wholeFrom(start: number, canEnter: Room['canEnter']) {
    const request = this.#entries[start]?.request;
    let weight = 0;
    let count = 0;
    for (let at = start; ; at += 1) {
      const entry = this.#entries[at];
      if (entry === undefined || !canEnter(entry)) break;
      // What a worker claims with its reports enters by itself, right behind them.
      const isBehind = entry.request !== request;
      if (isBehind && entry.command.name !== 'claimUnits') break;
      weight += entry.weight;
      count += 1;
      if (isBehind) break;
    }
    return { weight, count };
  }

  /** How many of the next commands fit into a batch of their own: one at least. */
  #partFrom(start: number, countMax: number, weightMax: number): number {
    let weight = 0;
    let count = 0;
    while (count < countMax) {
      weight += this.#entries[start + count]?.weight ?? 0;
      if (count > 0 && weight > weightMax) break;
      count += 1;
    }
    return count;
  }
}

function weightOf(command: Command): number {
  switch (command.name) {
    case 'submitJob':
      return command.job.tasks.reduce((sum, { units }) => sum + 1 + units.length, 1);
    case 'claimUnits':
      return command.max;
    default:
      return 1;
  }
}
