/**
 * What commands have to see before they can decide. A command adds what it needs; the engine loads
 * the needs of a whole batch with one statement per kind. The rows around a Unit (its Task, its Job,
 * its Lane) come with it.
 */
import type { Deadline } from '../../domain/deadline.ts';
import type { ClaimScope, LaneTraits } from '../../domain/lane.ts';
import type { TemplateRef } from '../../domain/template.ts';
import type { LaneGroup } from '../claim/lane-groups.ts';
import { GraphNeeds } from '../graph/found-graph.ts';
import { LimitNeeds } from '../limit/limit-needs.ts';
import type { ExpiredNeed } from '../retention/expired-rows.ts';
import { ScheduleNeeds } from '../schedule/found-schedules.ts';
import { WorkerNeeds } from '../worker/found-workers.ts';

export class Needs {
  readonly unitIds = new Set<string>();
  readonly jobIds = new Set<string>();
  /** Units that may finish: who depends on them. */
  readonly dependantsOfUnits = new Set<string>();
  /** Tasks that may finish: who depends on them. */
  readonly dependantsOfTasks = new Set<string>();
  /** Units and Tasks of which is needed on whom they depend. */
  readonly predecessorsOfUnits = new Set<string>();
  readonly predecessorsOfTasks = new Set<string>();
  /** Tasks of which the Units are needed that no other depends on. */
  readonly lastUnitsOfTasks = new Set<string>();
  /** Tasks that may open: their Units that may start with them. */
  readonly startingUnitsOfTasks = new Set<string>();
  /** Jobs that begin: their Tasks that may open with them. */
  readonly startingTasksOfJobs = new Set<string>();
  /** Tasks of which every Unit is needed. */
  readonly unitsOfTasks = new Set<string>();
  /** Jobs of which every unfinished Task and Unit is needed. */
  readonly unfinishedOfJobs = new Set<string>();
  /** Jobs of which every Task, and of which every Unit, is needed. */
  readonly tasksOfJobs = new Set<string>();
  readonly unitsOfJobs = new Set<string>();
  /** Units in one state of a Topic, Job or Task. */
  readonly unitsInState: UnitsInState[] = [];
  readonly taskIds = new Set<string>();
  readonly jobKeys = new Set<string>();
  /** Keys by which submissions are collapsed: their newest Job, the newest that waits and the newest that does not. */
  readonly collapseKeys = new Set<string>();
  /** Jobs of which are needed those that begin after them. */
  readonly behindJobs = new Set<string>();
  readonly topicNames = new Set<string>();
  /** Templates of which all versions are needed. */
  readonly templateNames = new Set<string>();
  /** Templates to be started, with their texts. */
  readonly startedTemplates: TemplateRef[] = [];
  /** Under which the answers of commands are kept that came before. */
  readonly recordKeys = new Set<string>();
  /** Finished attempts, by Unit id and number. */
  readonly attempts: (readonly [string, number])[] = [];
  /** What waits for the clock by one of these, and whose time has come. */
  readonly deadlines = new Set<Deadline>();
  /** What is asked about that is kept no longer. */
  readonly expired: ExpiredNeed[] = [];
  /** Claims, as far as can be foreseen what they will take. */
  readonly claims: { readonly scope: ClaimScope; readonly max: number }[] = [];
  /** How many more Lanes of some groups, and how many more claimable Units of a Lane, by its id. */
  readonly lanesOfGroups: { readonly groups: readonly LaneGroup[]; readonly max: number }[] = [];
  readonly claimableOfLanes = new Map<string, number>();
  /** The Lanes into which new Units come. */
  readonly laneTraits: LaneTraits[] = [];
  /** Whether is needed what of the Topic can be claimed by whom: a Lane of each group at least. */
  isEveryGroupNeeded = false;
  /** Whether all Lanes are needed that have something to claim. */
  isEveryWaitingLaneNeeded = false;
  /** The same of these kinds alone. */
  readonly groupsOfKinds = new Set<string>();
  /** What is needed to change a graph. */
  readonly graph = new GraphNeeds();
  readonly schedules = new ScheduleNeeds();
  readonly limitUses = new LimitNeeds();
  readonly workers = new WorkerNeeds();

  /** A Unit that this command may finish. */
  addFinishingUnit(unitId: string): void {
    this.unitIds.add(unitId);
    this.dependantsOfUnits.add(unitId);
  }
}

/** The Units of a Topic, Job or Task in one state; of a Topic only those that run can be asked for. */
export type UnitsInState =
  | { readonly of: 'JOB' | 'TASK'; readonly id: string; readonly state: 'READY' | 'RUNNING' }
  | { readonly of: 'JOB'; readonly id: string; readonly state: 'FAILED' | 'CANCELLED' }
  | { readonly of: 'TOPIC'; readonly id: string; readonly state: 'RUNNING' };

/** How many Units one command of the clock takes at most; it comes back for the rest. */
export const clockUnitCount = 500;

/**
 * Yields what is needed if there is anything: whoever drives the generator loads it.
 *
 * @param collect answers whether it has added anything
 */
export function* ensure(collect: (needs: Needs) => boolean): Generator<Needs, void, void> {
  const needs = unused ?? new Needs();
  unused = undefined;
  if (collect(needs)) yield needs;
  else unused = needs;
}

/** Mostly nothing is needed that is not there, and what was left empty serves the next who asks. */
let unused: Needs | undefined;

/** Where a rule stops: for rows that it needs, or, undefined, only for others to have their turn. */
export type Step = Needs | undefined;
