/** What may happen in a run of the model, at random: the graphs that are submitted, the commands, the time that passes. */
import fc from 'fast-check';
import type { JobState } from '../../src/domain/job.ts';
import type { JoinKind } from '../../src/domain/readiness.ts';
import type { UnitState } from '../../src/domain/unit.ts';

/** Dependencies on nodes before, so that the graph has no cycle; the numbers are taken modulo. */
export interface UnitPlan {
  readonly kind: number;
  readonly dependsOn: readonly number[];
  readonly join: JoinPlan;
  readonly maxAttempts: number;
  readonly attemptTimeoutMs: number | undefined;
}

/** The kind, and for AT_LEAST a number that is taken modulo the predecessors. */
export interface JoinPlan {
  readonly kind: JoinKind;
  readonly count: number;
}

export type Action =
  | { readonly type: 'submit'; readonly tasks: readonly TaskPlan[]; readonly cancelsRest: boolean }
  | { readonly type: 'claim'; readonly kinds: readonly number[] | null; readonly max: number }
  | { readonly type: 'report'; readonly kind: string; readonly lease: number }
  | {
      readonly type: 'operate';
      readonly verb: Verb;
      readonly unit: number;
      readonly ifState: UnitState | null;
    }
  | {
      readonly type: 'operateJob';
      readonly verb: JobVerb;
      readonly job: number;
      readonly ifState: JobState | null;
    }
  | { readonly type: 'hold'; readonly noun: Noun; readonly verb: HoldVerb; readonly place: number }
  | EditPlan
  | { readonly type: 'intake'; readonly verb: 'close' | 'closeForAWhile' | 'open' };

/** A change of a graph or a context; the numbers are taken modulo. */
export interface EditPlan {
  readonly type: 'edit';
  readonly verb: EditVerb;
  readonly place: number;
  readonly one: number;
  readonly other: number;
  readonly units: readonly UnitPlan[];
  /** Whether a spawn joins, and whether a dependency is one of Tasks. */
  readonly flag: boolean;
}

export type EditVerb =
  | 'addUnits'
  | 'addTasks'
  | 'addDependencies'
  | 'removeDependencies'
  | 'removeUnits'
  | 'spawn'
  | 'mergeContext';

/** What can be held as a whole, and what operators do about that. */
export type Noun = 'Topic' | 'Job' | 'Task';
export type HoldVerb = 'pause' | 'pauseForAWhile' | 'interrupt' | 'resume';

/** What operators do with single Units. */
export type Verb =
  | 'cancelUnit'
  | 'skipUnit'
  | 'retryUnit'
  | 'rerunUnit'
  | 'pauseUnit'
  | 'pauseForAWhile'
  | 'resumeUnit'
  | 'forceSucceedUnit'
  | 'putUnitFirst'
  | 'putUnitLast';

/** What operators do with whole Jobs. */
export type JobVerb = 'cancelJob' | 'retryJob' | 'rerunJob' | 'putJobFirst' | 'putJobLast';

export interface TaskPlan {
  readonly dependsOn: readonly number[];
  readonly join: JoinPlan;
  readonly tolerateCount: number;
  readonly units: readonly UnitPlan[];
}

export type Step =
  | { readonly type: 'pass'; readonly durationMs: number }
  | { readonly type: 'batch'; readonly actions: readonly Action[] };

export const kinds = ['boil', 'chop', 'bake'];
export const leaseMs = 5_000;

const joinArbitrary: fc.Arbitrary<JoinPlan> = fc.record({
  kind: fc.constantFrom(
    'ALL_SUCCEEDED',
    'ALL_SUCCEEDED',
    'ALL_SUCCEEDED',
    'ALL_FINISHED',
    'ANY_SUCCEEDED',
    'AT_LEAST',
    'ANY_FAILED',
  ),
  count: fc.nat(9),
});

const unitArbitrary: fc.Arbitrary<UnitPlan> = fc.record({
  kind: fc.nat(2),
  dependsOn: fc.array(fc.nat(9), { maxLength: 3 }),
  join: joinArbitrary,
  maxAttempts: fc.constantFrom(1, 2, 3, 9),
  attemptTimeoutMs: fc.constantFrom(undefined, undefined, 7_000),
});

const submitArbitrary: fc.Arbitrary<Action> = fc.record({
  type: fc.constant('submit' as const),
  cancelsRest: fc.constantFrom(false, false, true),
  tasks: fc.array(
    fc.record({
      dependsOn: fc.array(fc.nat(9), { maxLength: 2 }),
      join: joinArbitrary,
      tolerateCount: fc.constantFrom(0, 0, 0, 1),
      units: fc.array(unitArbitrary, { maxLength: 6 }),
    }),
    { maxLength: 4 },
  ),
});

const editArbitrary: fc.Arbitrary<Action> = fc.record({
  type: fc.constant('edit' as const),
  verb: fc.constantFrom<EditVerb>(
    'addUnits',
    'addTasks',
    'addDependencies',
    'addDependencies',
    'removeDependencies',
    'removeDependencies',
    'removeUnits',
    'spawn',
    'spawn',
    'mergeContext',
  ),
  place: fc.nat(20),
  one: fc.nat(9),
  other: fc.nat(9),
  units: fc.array(unitArbitrary, { minLength: 1, maxLength: 3 }),
  flag: fc.boolean(),
});

const actionArbitrary: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: editArbitrary },
  { weight: 2, arbitrary: submitArbitrary },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('claim' as const),
      kinds: fc.option(fc.array(fc.nat(2), { minLength: 1, maxLength: 2 })),
      max: fc.integer({ min: 1, max: 5 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('report' as const),
      kind: fc.constantFrom(
        'succeed',
        'succeed',
        'succeed',
        'fail',
        'give',
        'release',
        'snooze',
        'pause',
        'renew',
      ),
      lease: fc.nat(40),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('operate' as const),
      verb: fc.constantFrom(
        'cancelUnit',
        'skipUnit',
        'retryUnit',
        'retryUnit',
        'rerunUnit',
        'rerunUnit',
        'pauseUnit',
        'pauseForAWhile',
        'resumeUnit',
        'forceSucceedUnit',
        'putUnitFirst',
        'putUnitLast',
      ),
      unit: fc.nat(60),
      ifState: fc.constantFrom<UnitState | null>(null, null, null, 'READY', 'RUNNING', 'FAILED'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('operateJob' as const),
      verb: fc.constantFrom('cancelJob', 'retryJob', 'rerunJob', 'putJobFirst', 'putJobLast'),
      job: fc.nat(10),
      ifState: fc.constantFrom<JobState | null>(null, null, null, 'RUNNING', 'FAILED'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('hold' as const),
      noun: fc.constantFrom<Noun>('Job', 'Job', 'Task', 'Task', 'Topic'),
      verb: fc.constantFrom<HoldVerb>('pause', 'pauseForAWhile', 'interrupt', 'resume', 'resume'),
      place: fc.nat(20),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('intake' as const),
      verb: fc.constantFrom('close', 'closeForAWhile', 'open', 'open'),
    }),
  },
);

export const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('pass' as const),
      durationMs: fc.constantFrom(500, 1_000, leaseMs),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('batch' as const),
      actions: fc.array(actionArbitrary, { minLength: 1, maxLength: 6 }),
    }),
  },
);
