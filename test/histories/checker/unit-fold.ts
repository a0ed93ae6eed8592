/** The journal folded into what Units, Tasks and Jobs went through, apart from all that the product does. */
import type { JournalEvent } from '../history.ts';
import { attemptKey } from './traces.ts';

/** From a claim to whatever ended it. */
export interface Holding {
  readonly unitId: string;
  readonly attempt: number;
  readonly worker: string;
  readonly claimed: JournalEvent;
  /** Signs of life that left an Event. */
  readonly signs: JournalEvent[];
  ended: JournalEvent | undefined;
}

interface UnitNow {
  readonly state: string;
  readonly attempt: number;
}

/** Takes the Events of one Topic one after the other; `now` is what they lead to up to there. */
export class UnitFold {
  readonly faults: string[] = [];
  readonly holdings = new Map<string, Holding>();
  /** By the ids of Tasks and Jobs. */
  readonly states = new Map<string, string>();
  readonly heldScopes = new Set<string>();
  readonly #units = new Map<string, UnitNow>();
  readonly #topicId: string;

  constructor(topicId: string) {
    this.#topicId = topicId;
  }

  stateOf(unitId: string): string {
    return this.#units.get(unitId)?.state ?? 'PENDING';
  }

  /** The holding that the Unit is in, if it is in one. */
  holdingOf(unitId: string): Holding | undefined {
    const unit = this.#units.get(unitId);
    if (unit?.state !== 'RUNNING') return undefined;
    return this.holdings.get(attemptKey({ unitId, attempt: unit.attempt }));
  }

  take(event: JournalEvent): void {
    const { kind, unitId } = event;
    if (unitId !== null && kind.startsWith('unit.')) this.#takeUnit(event, unitId);
    else if (kind.endsWith('.paused')) this.heldScopes.add(scopeOf(event, this.#topicId));
    else if (kind.endsWith('.resumed')) this.heldScopes.delete(scopeOf(event, this.#topicId));
    else if (event.to !== null) {
      const id = event.taskId ?? event.jobId;
      if (id !== null) this.states.set(id, event.to);
      // A hold ends with what it holds.
      if (id !== null && event.to !== 'RUNNING') this.heldScopes.delete(id);
    }
  }

  #takeUnit(event: JournalEvent, unitId: string): void {
    const { kind, from, to, seq, attempt } = event;
    const before = this.#units.get(unitId) ?? { state: 'PENDING', attempt: 0 };
    if (from !== null && from !== before.state) {
      this.#fault(`${seq} ${kind} is from ${from}, and the Unit was ${before.state}`);
    }
    if (kind === 'unit.claimed') this.#claim(event, before);
    else if (attempt !== null && before.state === 'RUNNING' && attempt !== before.attempt) {
      this.#fault(`${seq} ${kind} is of attempt ${attempt}, and ${before.attempt} holds the Unit`);
    }
    const holding = this.holdings.get(attemptKey({ unitId, attempt: before.attempt }));
    if (before.state === 'RUNNING' && holding !== undefined) {
      if (to === 'RUNNING') holding.signs.push(event);
      else holding.ended = event;
    }
    if (endsAttempts.has(kind) && before.state !== 'RUNNING') {
      this.#fault(`${seq} ${kind} is of a Unit that nobody held`);
    }
    const claimedAttempt = kind === 'unit.claimed' ? (attempt ?? 0) : before.attempt;
    this.#units.set(unitId, { state: to ?? before.state, attempt: claimedAttempt });
  }

  #claim(event: JournalEvent, before: UnitNow): void {
    const { seq, unitId, attempt, worker } = event;
    if (before.state !== 'READY') this.#fault(`${seq} claims a Unit that is ${before.state}`);
    if (attempt !== before.attempt + 1) {
      this.#fault(`${seq} is attempt ${attempt} of a Unit that had ${before.attempt}`);
    }
    if (unitId === null || attempt === null) return;
    this.holdings.set(attemptKey({ unitId, attempt }), {
      unitId,
      attempt,
      worker: worker ?? '',
      claimed: event,
      signs: [],
      ended: undefined,
    });
  }

  #fault(text: string): void {
    this.faults.push(`fence: ${this.#topicId} ${text}`);
  }
}

/** Nothing but the end of an attempt leaves these. */
const endsAttempts = new Set(['unit.released', 'unit.snoozed', 'unit.retried', 'unit.expired']);

function scopeOf({ kind, taskId, jobId }: JournalEvent, topicId: string): string {
  if (kind.startsWith('task.')) return taskId ?? '';
  return kind.startsWith('job.') ? (jobId ?? '') : topicId;
}
