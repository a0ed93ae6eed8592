/**
 * What the commands of one batch, all of one Topic, work on: the rows they asked for, and what they
 * made of them. The engine loads it, lets each command decide over it, and writes what changed.
 * Later commands of a batch see the changes of earlier ones; a refused command is rolled back.
 */
import type { Asked } from '../../domain/asked.ts';
import type { EventKind } from '../../domain/event.ts';
import type { IdempotencyRecord } from '../../domain/idempotency.ts';
import type { Job } from '../../domain/job.ts';
import type { Lane } from '../../domain/lane.ts';
import type { Attempt } from '../../domain/lease.ts';
import type { LimitUse } from '../../domain/limit-use.ts';
import type { Ending } from '../../domain/readiness.ts';
import type { Task } from '../../domain/task.ts';
import type { Template, TemplateText } from '../../domain/template.ts';
import type { Topic } from '../../domain/topic.ts';
import type { Unit } from '../../domain/unit.ts';
import { type LookupFacts, lookupFactsOf } from '../../domain/unit-lookup.ts';
import { ClaimOrder } from '../claim/claim-order.ts';
import { LaneGroups } from '../claim/lane-groups.ts';
import { FoundGraph } from '../graph/found-graph.ts';
import { KnownLimits } from '../limit/known-limits.ts';
import { FoundExpired, noRows, type RemovedRows } from '../retention/expired-rows.ts';
import type { Unmet } from '../rules/conditions.ts';
import { Dependants } from '../rules/dependants.ts';
import { FoundSchedules } from '../schedule/found-schedules.ts';
import { FoundWorkers } from '../worker/found-workers.ts';
import { AppendedRows } from './appended-rows.ts';
import {
  type JobColumn,
  jobChangeGroups,
  type LaneColumn,
  laneChangeGroups,
  type TaskColumn,
  type TemplateColumn,
  type TopicColumn,
  taskChangeGroups,
  templateChangeGroups,
  topicChangeGroups,
  type UnitColumn,
  unitChangeGroups,
} from './change-groups.ts';
import { QueueChanges } from './queue-changes.ts';
import { RowSet } from './row-set.ts';

export class WorkingSet {
  readonly topics = new RowSet<Topic, TopicColumn>(topicChangeGroups, (row) => ({ ...row }));
  readonly jobs = new RowSet<Job, JobColumn>(jobChangeGroups, (row) => ({ ...row }));
  readonly tasks = new RowSet<Task, TaskColumn>(taskChangeGroups, (row) => ({ ...row }));
  readonly units = new RowSet<Unit, UnitColumn, LookupFacts>(
    unitChangeGroups,
    (row) => ({ ...row }),
    lookupFactsOf,
  );
  readonly lanes = new RowSet<Lane, LaneColumn>(laneChangeGroups, (row) => ({ ...row }));
  readonly templates = new RowSet<Template, TemplateColumn>(templateChangeGroups, (row) => ({
    ...row,
  }));
  readonly limits = new KnownLimits();
  readonly queues = new QueueChanges();

  readonly schedules = new FoundSchedules();
  readonly workers = new FoundWorkers();

  /** Who depends on a Unit or Task, for those that were asked for. */
  readonly dependantUnits = new Dependants();
  readonly dependantTasks = new Dependants();
  /** On whom a Unit or Task depends, for those that were asked for. */
  readonly predecessorUnits = new Map<string, string[]>();
  readonly predecessorTasks = new Map<string, string[]>();
  /** The Units of a Task that no other depends on, for the Tasks that were asked for. */
  readonly lastUnits = new Map<string, readonly string[]>();
  /** What those commands found that change a graph. */
  readonly graph = new FoundGraph();
  /** The waiting Units of a Task that may start with it, for the Tasks that were asked for. */
  readonly startingUnits = new Map<string, string[]>();
  readonly jobIdByKey = new Map<string, string>();
  readonly topicIdByName = new Map<string, string>();
  /** What Templates say, by the ids of their versions, for those that are to be started. */
  readonly templateTexts = new Map<string, TemplateText>();
  readonly idempotencyRecords = new Map<string, IdempotencyRecord>();
  /** Finished attempts by attemptKey: those asked for, and those that end in this batch. */
  readonly attempts = new Map<string, Attempt>();
  /** Those of them whose holders were told in this batch that they are over. */
  readonly toldAttempts: Attempt[] = [];
  /** What was found of what is kept no longer, and what of it goes. */
  readonly expired = new FoundExpired();
  removed: RemovedRows = noRows();
  readonly claimOrder = new ClaimOrder();
  /** Which Lanes the database has for claims, as far as that was asked. */
  readonly laneGroups = new LaneGroups();
  readonly laneIdByKey = new Map<string, string>();
  /** How many Units this batch has taken from Lanes, and what their paces were before. */
  readonly pacedLanes = new Map<string, PacedLane>();

  /** New rows of the tables that are only ever appended to. */
  readonly appended = new AppendedRows();

  /** What is held or goes on as a whole; see follow-holds.ts. */
  readonly changedHolds: HoldChange[] = [];
  /** What goes back to waiting because something before it is done again; see rerun.ts. */
  readonly rerunUnits: Unit[] = [];
  readonly rerunTasks: Task[] = [];
  /** What waits anew, or has lost or won a predecessor: it may start or be skipped. */
  readonly waitingUnits: Unit[] = [];
  readonly waitingTasks: Task[] = [];
  /** What has changed in a way that others follow, and was not yet followed up; see propagate.ts. */
  readonly changedUnits: EndingChange<Unit>[] = [];
  readonly changedTasks: EndingChange<Task>[] = [];
  /** Handlers of failures that have succeeded, or no longer have; see handling.ts. */
  readonly handlingUnits: HandlingChange<Unit>[] = [];
  readonly handlingTasks: HandlingChange<Task>[] = [];
  readonly skippedTasks: Task[] = [];
  /** Tasks that fail instead of opening, because of their condition. */
  readonly unmetTasks: { readonly task: Task; readonly unmet: Unmet }[] = [];
  readonly openedTasks: Task[] = [];
  readonly touchedTasks: Task[] = [];
  readonly touchedJobs: Job[] = [];
  /** Jobs that have begun: their first Tasks open. */
  readonly begunJobs: Job[] = [];
  /** Jobs that have ended and may have others behind them; see beginning.ts. */
  readonly clearedJobs: Job[] = [];
  /** Jobs of Schedules that have ended: firings may wait for that. */
  readonly endedOfSchedules: Job[] = [];
  /** Jobs of which a Task has failed and the rest is to be cancelled. */
  readonly failingJobs: Job[] = [];
  /** Of kinds and the Topic, what can start again: whoever waits for it has to hear of it. */
  readonly openedUses: LimitUse[] = [];

  /** The time of this transaction, epoch milliseconds: never behind the Topic's last. */
  readonly now: number;
  #topic: Topic | undefined;
  readonly #rowSets: readonly { begin(): void; rollback(): void }[] = [
    this.topics,
    this.jobs,
    this.tasks,
    this.units,
    this.lanes,
    this.workers,
    this.templates,
    this.schedules,
    this.limits,
    this.queues,
  ];

  constructor(now: number, topic: Topic | undefined) {
    this.now = now;
    this.#topic = topic;
    if (topic !== undefined) this.topics.load(topic);
  }

  get topic(): Topic {
    if (this.#topic === undefined) throw new Error('A command acts on a Topic that is not there.');
    return this.#topic;
  }

  get hasTopic(): boolean {
    return this.#topic !== undefined;
  }

  /** The batch goes on in a Topic that it has just created. */
  createTopic(topic: Topic): void {
    this.topics.insert(topic);
    this.topicIdByName.set(topic.name, topic.id);
    this.#topic = topic;
  }

  /** Appends an Event to the Topic's journal, with the next sequence number. */
  emit(kind: EventKind, facts: EventFacts = {}): void {
    const { topic } = this;
    this.topics.count(topic, 'lastSeq', 1);
    if (topic.lastAt !== this.now) this.topics.change(topic, { lastAt: this.now });
    this.appended.events.push({
      topicId: topic.id,
      seq: topic.lastSeq,
      at: this.now,
      kind,
      jobId: facts.jobId ?? null,
      taskId: facts.taskId ?? null,
      unitId: facts.unitId ?? null,
      attempt: facts.attempt ?? null,
      from: facts.from ?? null,
      to: facts.to ?? null,
      worker: facts.worker ?? null,
      data: facts.data === undefined ? null : JSON.stringify(facts.data),
    });
  }

  /** Keeps how a command was answered, for the same command when it comes again. */
  recordAnswer(record: IdempotencyRecord): void {
    this.appended.idempotencyRecords.push(record);
    this.idempotencyRecords.set(record.key, record);
  }

  /** Takes in a Unit as the database has it, unless the set knows better. */
  loadUnit(unit: Unit): void {
    if (this.units.isKnown(unit.id)) return;
    this.units.load(unit);
    if (unit.rank !== null) this.claimOrder.load(unit);
  }

  /** The Lane with these traits, if it was asked for and is there; see laneKey. */
  findLane(key: string): Lane | undefined {
    return this.lanes.find(this.laneIdByKey.get(key) ?? '');
  }

  begin(): void {
    this.claimOrder.begin();
    for (const rows of this.#rowSets) rows.begin();
    this.appended.begin();
  }

  /** Undoes all that was done since `begin`. */
  rollback(): void {
    for (const attempt of this.appended.lateAttempts()) {
      this.attempts.delete(attemptKey(attempt.unitId, attempt.number));
    }
    for (const { key } of this.appended.lateRecords()) {
      this.idempotencyRecords.delete(key);
    }
    for (const rows of this.#rowSets) rows.rollback();
    this.claimOrder.rollback(this.units.values());
    this.appended.rollback();
    for (const list of followUpLists) this[list].length = 0;
    // Whoever removes such rows is alone in its batch.
    this.removed = noRows();
    this.dependantUnits.rollback();
    this.dependantTasks.rollback();
    if (this.#topic !== undefined && !this.topics.has(this.#topic.id)) this.#forgetTopic();
  }

  #forgetTopic(): void {
    this.topicIdByName.delete(this.topic.name);
    this.#topic = undefined;
  }
}

interface PacedLane {
  readonly before: Pick<Lane, 'paceMs' | 'pacedAt'>;
  readonly takenCount: number;
}

/** A Topic, Job or Task that was paused or resumed. */
export interface HoldChange {
  readonly of: 'TOPIC' | 'JOB' | 'TASK';
  readonly id: string;
  /** By whose word its running Units are taken from their holders; undefined when they go on. */
  readonly interruption: Asked | undefined;
}

/** A Unit or Task that counts for its dependants differently now; undefined is "not ended". */
export interface EndingChange<Node> {
  readonly node: Node;
  readonly before: Ending | undefined;
  readonly after: Ending | undefined;
}

/** A Unit or Task that handles failures has succeeded (1), or no longer has (-1). */
export interface HandlingChange<Node> {
  readonly node: Node;
  readonly step: 1 | -1;
}

export function attemptKey(unitId: string, number: number): string {
  return `${unitId}/${number}`;
}

/** What of a command is still to be followed up: nothing, once it is undone. */
const followUpLists = [
  'changedHolds',
  'rerunUnits',
  'rerunTasks',
  'waitingUnits',
  'waitingTasks',
  'changedUnits',
  'changedTasks',
  'handlingUnits',
  'handlingTasks',
  'skippedTasks',
  'unmetTasks',
  'openedTasks',
  'touchedTasks',
  'touchedJobs',
  'begunJobs',
  'clearedJobs',
  'failingJobs',
  'endedOfSchedules',
  'openedUses',
] as const satisfies readonly (keyof WorkingSet)[];

export interface EventFacts {
  readonly jobId?: string;
  readonly taskId?: string;
  readonly unitId?: string;
  readonly attempt?: number;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly worker?: string | null;
  readonly data?: Readonly<Record<string, unknown>>;
}
