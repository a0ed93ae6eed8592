/**
 * Who held what when: attempts of a Unit come one after the other, each ends once, nothing is claimed
 * before its time or beyond a Limit, no lease is taken away early, and whoever was superseded is refused.
 */
import type { Call, History, JournalEvent, Operation, Wish } from '../history.ts';
import { predecessorsOf, shapes } from '../shapes.ts';
import type { Evidence } from './effect-rules.ts';
import { inWords } from './in-words.ts';
import type { Timeline } from './timeline.ts';
import { attemptKey } from './traces.ts';
import { type Holding, UnitFold } from './unit-fold.ts';

export function checkFences(evidence: Evidence): readonly string[] {
  const { history, timeline } = evidence;
  const faults: string[] = [];
  const holdings = new Map<string, Holding>();
  for (const [topicId, events] of history.journals) {
    const fold = new UnitFold(topicId);
    const running = new RunningCount(history, topicId);
    for (const event of events) {
      if (event.kind === 'unit.claimed')
        faults.push(...checkClaim(event, { fold, history, topicId }));
      fold.take(event);
      faults.push(...running.take(event));
    }
    faults.push(...fold.faults);
    for (const [key, holding] of fold.holdings) holdings.set(key, holding);
  }
  for (const holding of holdings.values()) faults.push(...checkEarly(holding, leasesOf(history)));
  for (const operation of history.operations) {
    const { wish } = operation;
    if (wish.kind !== 'REPORT') continue;
    const holding = holdings.get(attemptKey(wish));
    for (const call of operation.calls) {
      faults.push(...checkReport(operation, call, { wish, holding, timeline }));
    }
  }
  return faults;
}

interface Claiming {
  readonly fold: UnitFold;
  readonly history: History;
  readonly topicId: string;
}

/** All that the Unit waits for has succeeded, and nothing holds it. */
function checkClaim(
  { seq, unitId, taskId, jobId }: JournalEvent,
  { fold, history, topicId }: Claiming,
): readonly string[] {
  const place = history.places.get(unitId ?? '');
  const shape = shapes[shapeOf(history, place?.jobId)];
  if (place === undefined || shape === undefined) return [`claim: ${seq} is of an unknown Unit`];
  const held = [taskId, jobId, topicId].find((id) => id !== null && fold.heldScopes.has(id));
  if (held !== undefined) return [`early: ${seq} was claimed while ${held} was held`];
  const { units, tasks } = predecessorsOf(shape, place.path);
  const ofJob = placesOfJob(history, place.jobId);
  const early = [
    ...units.filter((path) => fold.stateOf(ofJob.units.get(path) ?? '') !== 'SUCCEEDED'),
    ...tasks.filter((key) => fold.states.get(ofJob.tasks.get(key) ?? '') !== 'SUCCEEDED'),
  ];
  return early.map((path) => `early: ${seq} was claimed before the success of ${path}`);
}

/** How many run at once of kinds that are limited. */
class RunningCount {
  readonly #history: History;
  readonly #topicId: string;
  readonly #running = new Map<string, Set<string>>();

  constructor(history: History, topicId: string) {
    this.#history = history;
    this.#topicId = topicId;
  }

  take({ kind, unitId, seq, from, to }: JournalEvent): readonly string[] {
    const unitKind = this.#history.places.get(unitId ?? '')?.kind;
    if (unitKind === undefined || unitId === null || !kind.startsWith('unit.')) return [];
    const running = this.#running.get(unitKind) ?? new Set<string>();
    this.#running.set(unitKind, running);
    if (to === 'RUNNING') running.add(unitId);
    else if (from === 'RUNNING') running.delete(unitId);
    return this.#history.limits
      .filter((limit) => limit.topicId === this.#topicId && limit.unitKind === unitKind)
      .filter(({ runningMax }) => running.size > runningMax)
      .map(({ runningMax }) => `limit: ${seq} runs ${running.size}, and ${runningMax} may`);
  }
}

/** A lease that ran out had its time, from the claim and from each sign of life. */
function checkEarly(
  { unitId, attempt, claimed, signs, ended }: Holding,
  leases: ReadonlyMap<string, number>,
): readonly string[] {
  const leaseMs = leases.get(attemptKey({ unitId, attempt }));
  if (ended?.kind !== 'unit.expired' || leaseMs === undefined) return [];
  const last = signs.at(-1) ?? claimed;
  return ended.at - last.at >= leaseMs
    ? []
    : [`early: ${ended.seq} takes a lease of ${leaseMs} ms after ${ended.at - last.at}`];
}

interface Reporting {
  readonly wish: Extract<Wish, { kind: 'REPORT' }>;
  readonly holding: Holding | undefined;
  readonly timeline: Timeline;
}

function checkReport(
  operation: Operation,
  { answer, endedAt }: Call,
  { wish, holding, timeline }: Reporting,
): readonly string[] {
  if (holding === undefined) return [`fence: ${inWords(operation)} is of an unknown attempt`];
  const { claimed, ended } = holding;
  if (answer.kind === 'OK') {
    const seq = answer.position?.seq ?? 0;
    if (seq < claimed.seq) return [`fence: ${inWords(operation)} counts before its claim`];
    // A repetition tells of what was; whatever ends an attempt is where the journal says.
    const isHeld = ended === undefined || ended.seq > seq;
    return isHeld || answer.isReplayed || !keepsUnit.has(wish.report)
      ? []
      : [`fence: ${inWords(operation)} counts at ${seq}, after ${ended.seq} ${ended.kind}`];
  }
  if (answer.kind === 'UNKNOWN') return [];
  if (answer.code === 'LEASE_UNKNOWN') return [`fence: ${inWords(operation)} is not known`];
  if (answer.code !== 'LEASE_LOST') return [];
  const latest = timeline.seenAtMost(wish.topicId, endedAt);
  if (ended === undefined || ended.seq > latest) {
    return [`fence: ${inWords(operation)} was refused while it held the Unit`];
  }
  const possible = reasonsOf[ended.kind];
  return possible === undefined || possible.includes(answer.reason ?? '')
    ? []
    : [`fence: ${inWords(operation)} was lost by ${ended.kind}, and told ${answer.reason}`];
}

const keepsUnit = new Set(['progress', 'log', 'renew']);

/** What a holder is told that lost its Unit by this. */
const reasonsOf: Readonly<Record<string, readonly string[]>> = {
  'unit.expired': ['EXPIRED', 'RECLAIMED'],
  'unit.cancelled': ['CANCELLED'],
  'unit.paused': ['PAUSED'],
  'unit.interrupted': ['PAUSED'],
  'unit.reopened': ['RERUN'],
  'unit.revoked': ['REVOKED'],
  'unit.released': ['COMPLETED'],
  'unit.snoozed': ['COMPLETED'],
  'unit.retried': ['COMPLETED'],
  // By its holder, or by an operator.
  'unit.succeeded': ['COMPLETED', 'REVOKED'],
};

const leasesOf = onceFor((history: History) => {
  const leases = new Map<string, number>();
  for (const { wish, calls } of history.operations) {
    if (wish.kind !== 'CLAIM') continue;
    for (const { answer } of calls) {
      if (answer.kind !== 'OK') continue;
      for (const lease of answer.leases ?? []) leases.set(attemptKey(lease), wish.leaseMs);
    }
  }
  return leases;
});

function shapeOf(history: History, jobId: string | undefined): string {
  const id = history.submissions.get(jobId ?? '');
  const wish = wishes(history).get(id ?? '');
  return wish?.kind === 'SUBMIT' ? wish.shape : '';
}

const wishes = onceFor(
  ({ operations }: History) => new Map(operations.map(({ id, wish }) => [id, wish])),
);

interface JobPlaces {
  readonly units: Map<string, string>;
  readonly tasks: Map<string, string>;
}

function placesOfJob(history: History, jobId: string): JobPlaces {
  return jobPlaces(history).get(jobId) ?? { units: new Map(), tasks: new Map() };
}

const jobPlaces = onceFor(({ places }: History) => {
  const jobs = new Map<string, JobPlaces>();
  for (const [unitId, { jobId, taskId, path }] of places) {
    const job = jobs.get(jobId) ?? { units: new Map(), tasks: new Map() };
    jobs.set(jobId, job);
    job.units.set(path, unitId);
    job.tasks.set(path.split('/')[0] ?? '', taskId);
  }
  return jobs;
});

/** Works something out once for each history. */
function onceFor<T>(work: (history: History) => T): (history: History) => T {
  const known = new WeakMap<History, T>();
  return (history) => {
    const found = known.get(history);
    if (found !== undefined) return found;
    const made = work(history);
    known.set(history, made);
    return made;
  };
}
