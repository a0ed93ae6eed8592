/** The rows of new Tasks and Units: what a definition says, what its surroundings add, and the rest. */

import { compact } from '../../domain/compact.ts';
import { noUnits } from '../../domain/counters.ts';
import type { Job } from '../../domain/job.ts';
import type {
  NodeDefinition,
  TaskDefinition,
  UnitDefinition,
} from '../../domain/job-definition.ts';
import { readLabels } from '../../domain/labels.ts';
import { type LaneTraits, laneKey, requirementText, workerLabel } from '../../domain/lane.ts';
import { notPaused } from '../../domain/pause.ts';
import {
  endingOf,
  type NodeRules,
  type PredecessorCounts,
  predecessorCounterOf,
} from '../../domain/readiness.ts';
import { type RetryPolicy, refineRetryPolicy } from '../../domain/retry.ts';
import type { Task } from '../../domain/task.ts';
import type { Topic } from '../../domain/topic.ts';
import type { Unit } from '../../domain/unit.ts';
import {
  refineUnitRules,
  systemRules,
  type TopicDefaults,
  type UnitDefaults,
  type UnitRules,
} from '../../domain/unit-defaults.ts';

/** What holds for Units where they say nothing themselves. */
export interface InheritedRules {
  /** As the levels above them say. */
  readonly rules: UnitRules;
  /** What their kind says in their Topic, which comes before the levels above. */
  readonly kinds: ReadonlyMap<string, UnitDefaults>;
}

/** What a Topic says for all that is in it. */
export function rulesOfTopic({ defaults }: Topic): InheritedRules {
  if (defaults === null) return { rules: systemRules, kinds: new Map() };
  // Written by updateTopic from checked defaults.
  const own = JSON.parse(defaults) as TopicDefaults;
  const kinds = new Map(own.kinds.map((each) => [each.kind, each]));
  return { rules: refineUnitRules(systemRules, own), kinds };
}

/** The same on the next level: what that says itself, else what the level above says. */
export function refineRules(above: InheritedRules, own: UnitDefaults): InheritedRules {
  return { ...above, rules: refineUnitRules(above.rules, own) };
}

/** What a Job or Task says for its Units, as it is kept for those that come later; null for nothing. */
export function storedDefaults(own: UnitDefaults): string | null {
  const { retry, attemptTimeoutMs, startByMs, deadlineMs, requires, concurrencyKey } = own;
  const says = { retry, attemptTimeoutMs, startByMs, deadlineMs, requires, concurrencyKey };
  return Object.values(says).every((each) => each == null) ? null : JSON.stringify(says);
}

/** What holds for Tasks that come into a Job later. */
export function rulesOfJob(topic: Topic, job: Job): InheritedRules {
  return refineRules(rulesOfTopic(topic), readDefaults(job));
}

/** What holds for Units that come into a Task later. */
export function rulesOfTask(topic: Topic, job: Job, task: Task): InheritedRules {
  return refineRules(rulesOfJob(topic, job), readDefaults(task));
}

function readDefaults({ unitDefaults }: Pick<Task, 'unitDefaults'>): UnitDefaults {
  // Written by storedDefaults above and by nobody else.
  return unitDefaults === null ? {} : (JSON.parse(unitDefaults) as UnitDefaults);
}

/** What a new node depends on; the state is missing when it is as new. */
export type Predecessor = { readonly id: string } | Task | Unit;

/** Where a new Task or Unit goes, when, and who adds it. */
interface Place {
  readonly job: Job;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly parentUnitId: string | null;
}

interface NewTask extends Place {
  readonly id: string;
  readonly predecessors: readonly Predecessor[];
}

export function newTask(given: TaskDefinition, place: NewTask): Task {
  const { id, job } = place;
  return {
    id,
    topicId: job.topicId,
    jobId: job.id,
    key: given.key,
    name: given.name ?? given.key,
    join: given.join ?? 'ALL_SUCCEEDED',
    joinCount: given.joinCount ?? null,
    tolerateCount: given.tolerateCount ?? null,
    tolerateShare: given.tolerateShare ?? null,
    unitDefaults: storedDefaults(given),
    ...nodeRules(given),
    parentUnitId: place.parentUnitId,
    ...notPaused,
    unitsHandled: 0,
    createdAt: place.now,
    state: 'PENDING',
    skipKind: null,
    ...countsOf(place.predecessors),
    startedAt: null,
    finishedAt: null,
    ...noUnits,
  };
}

interface NewUnit {
  readonly id: string;
  readonly laneId: string;
  readonly predecessors: readonly Predecessor[];
}

/** What makes the rows of one Task's Units: what they have in common is worked out once. */
export function unitMaker(
  place: Place & { readonly task: Task; readonly inherited: InheritedRules },
) {
  const { job, task, inherited, parentUnitId, now } = place;
  const storedByKind = new Map<string, RulesOfKind>();
  const ofKind = (kind: string): RulesOfKind => {
    const known = storedByKind.get(kind);
    if (known !== undefined) return known;
    const rules = refineUnitRules(inherited.rules, inherited.kinds.get(kind));
    const stored = { lane: keyedLane(kind, rules), ...storedRules(rules) };
    storedByKind.set(kind, stored);
    return stored;
  };
  /** Into which Lane a Unit comes. */
  const laneOf = ({ kind, requires, concurrencyKey, target }: UnitDefinition): KeyedLane => {
    const { lane } = ofKind(kind);
    if (requires == null && concurrencyKey == null && target === undefined) return lane;
    const own = refineUnitRules({ ...systemRules, ...lane.traits }, { requires, concurrencyKey });
    return keyedLane(kind, target === undefined ? own : requireWorker(own, target));
  };
  const make = (given: UnitDefinition, { id, laneId, predecessors }: NewUnit): Unit => ({
    ...newUnit,
    id,
    topicId: job.topicId,
    jobId: job.id,
    taskId: task.id,
    key: given.key,
    kind: given.kind,
    laneId,
    input: given.input,
    priority: given.priority ?? job.priority,
    ...ownRules(given, ofKind(given.kind)),
    join: given.join ?? 'ALL_SUCCEEDED',
    joinCount: given.joinCount ?? null,
    ...nodeRules(given),
    parentUnitId,
    ...countsOf(predecessors),
    createdAt: now,
  });
  return { laneOf, make };
}

/** The columns in which a Unit's rules are kept. */
interface StoredRules
  extends Pick<Unit, 'retryPolicy' | 'attemptTimeoutMs' | 'startByMs' | 'deadlineMs'> {
  readonly retry: RetryPolicy;
}

interface RulesOfKind extends StoredRules {
  readonly lane: KeyedLane;
}

/** A Lane by its traits, and the key that tells it from others. */
export interface KeyedLane {
  readonly key: string;
  readonly traits: LaneTraits;
}

/** Only this worker is given the Unit, if it has the labels that are required besides. */
function requireWorker(rules: UnitRules, worker: string): UnitRules {
  const labels = new Map([...readLabels(rules.requires), [workerLabel, worker]]);
  return { ...rules, requires: requirementText(labels) };
}

function keyedLane(kind: string, { requires, concurrencyKey }: UnitRules): KeyedLane {
  const traits = { kind, requires, concurrencyKey };
  return { key: laneKey(traits), traits };
}

function storedRules(
  rules: Pick<UnitRules, 'retry' | 'attemptTimeoutMs' | 'startByMs' | 'deadlineMs'>,
): StoredRules {
  const { retry, attemptTimeoutMs, startByMs, deadlineMs } = rules;
  // Most Units have the default policy, which takes no room.
  const retryPolicy = retry === systemRules.retry ? null : JSON.stringify(retry);
  return { retry, attemptTimeoutMs, startByMs, deadlineMs, retryPolicy };
}

function ownRules(given: UnitDefinition, stored: StoredRules) {
  const { retryPolicy } =
    given.retry === undefined
      ? stored
      : storedRules({ ...stored, retry: refineRetryPolicy(stored.retry, given.retry) });
  return {
    retryPolicy,
    attemptTimeoutMs: given.attemptTimeoutMs ?? stored.attemptTimeoutMs,
    startByMs: given.startByMs ?? stored.startByMs,
    deadlineMs: given.deadlineMs ?? stored.deadlineMs,
  };
}

function nodeRules({ when, onFalse, handles }: NodeDefinition): NodeRules {
  return {
    when: when ?? null,
    onFalse: when == null ? null : (onFalse ?? 'SKIP'),
    conditionMetAt: null,
    handles: handles === true ? 1 : 0,
    succeededHandlerCount: 0,
  };
}

/** How those that a new node depends on have ended, as far as they have. */
function countsOf(predecessors: readonly Predecessor[]): PredecessorCounts {
  const counts = { ...noPredecessors, predecessorCount: predecessors.length };
  for (const predecessor of predecessors) {
    const ending = 'state' in predecessor ? endingOf(predecessor) : undefined;
    if (ending !== undefined) counts[predecessorCounterOf[ending]] += 1;
  }
  return counts;
}

const noPredecessors = {
  predecessorCount: 0,
  succeededPredecessorCount: 0,
  failedPredecessorCount: 0,
  cancelledPredecessorCount: 0,
  skippedPredecessorCount: 0,
};

const noCondition = {
  when: null,
  onFalse: null,
  conditionMetAt: null,
  handles: 0,
  succeededHandlerCount: 0,
} as const;

/** A Unit as most are when they are new; what is empty here each of them says itself. */
const newUnit: Unit = compact<Unit>({
  id: '',
  topicId: '',
  jobId: '',
  taskId: '',
  key: '',
  kind: '',
  laneId: '',
  input: '',
  priority: 0,
  retryPolicy: null,
  join: 'ALL_SUCCEEDED',
  joinCount: null,
  attemptTimeoutMs: null,
  startByMs: null,
  deadlineMs: null,
  parentUnitId: null,
  ...noPredecessors,
  createdAt: 0,
  ...noCondition,
  ...notPaused,
  deadlineAt: null,
  failsAt: null,
  state: 'PENDING',
  skipKind: null,
  attempt: 0,
  failureCount: 0,
  lossCount: 0,
  leaseId: null,
  leaseMs: null,
  leaseUntil: null,
  worker: null,
  availableAt: null,
  rank: null,
  readyAt: null,
  startedAt: null,
  claimedAt: null,
  finishedAt: null,
  checkpoint: null,
  progress: null,
  progressMessage: null,
  output: null,
  failureCode: null,
  failureMessage: null,
  failureDetails: null,
  logCount: 0,
});
