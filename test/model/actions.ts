/** What may happen in a run of the model, at random: the commands, and the time that passes. */
import fc from 'fast-check';
import type { JobState } from '../../src/domain/job.ts';
import type { UnitState } from '../../src/domain/unit.ts';
import type { TopicDefaults } from '../../src/domain/unit-defaults.ts';
import {
  defaultsArbitrary,
  type JobPlan,
  jobArbitrary,
  type TaskPlan,
  taskArbitrary,
} from './job-plans.ts';

export type Action =
  | { readonly type: 'submit'; readonly job: JobPlan }
  | {
      readonly type: 'claim';
      readonly kinds: readonly number[] | null;
      readonly max: number;
      readonly worker: number;
      readonly capacity: number | null;
      readonly labels: Readonly<Record<string, string>>;
    }
  | { readonly type: 'report'; readonly kind: ReportKind; readonly lease: number }
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
  | { readonly type: 'ask'; readonly verb: (typeof askings)[number]; readonly worker: number }
  | { readonly type: 'intake'; readonly verb: 'close' | 'closeForAWhile' | 'open' }
  | { readonly type: 'update'; readonly defaults: TopicDefaults | null }
  | EditPlan;

/** A change of a graph or a context; the numbers are taken modulo. */
export interface EditPlan {
  readonly type: 'edit';
  readonly verb: (typeof editVerbs)[number];
  readonly place: number;
  readonly one: number;
  readonly other: number;
  readonly task: TaskPlan;
  /** Whether a spawn joins, whether a dependency is one of Tasks, and what a context says. */
  readonly flag: boolean;
}

/** How workers report: those that end an attempt, and those that keep it. */
export type ReportKind = (typeof reportKinds)[number];

/** What can be held as a whole, and what operators do about that. */
export type Noun = 'Topic' | 'Job' | 'Task';
export type HoldVerb = 'pause' | 'pauseForAWhile' | 'interrupt' | 'resume';

/** What operators do with single Units. */
export type Verb = (typeof verbs)[number];

/** What operators do with whole Jobs. */
export type JobVerb = (typeof jobVerbs)[number];

export type Step =
  | { readonly type: 'pass'; readonly durationMs: number }
  | { readonly type: 'batch'; readonly actions: readonly Action[] }
  /** All that can be claimed is claimed, and each ends as said, in turn. */
  | { readonly type: 'work'; readonly ends: readonly ReportKind[] };

export const leaseMs = 5_000;

const reportKinds = [
  'succeed',
  'succeedWithFalse',
  'fail',
  'failForLonger',
  'give',
  'release',
  'snooze',
  'pause',
  'renew',
  'progress',
  'checkpoint',
  'log',
] as const;

const verbs = [
  'cancelUnit',
  'skipUnit',
  'skipUnitWithTrue',
  'retryUnit',
  'rerunUnit',
  'pauseUnit',
  'pauseForAWhile',
  'resumeUnit',
  'revokeUnit',
  'forceSucceedUnit',
  'putUnitFirst',
  'putUnitLast',
] as const;

const jobVerbs = [
  'cancelJob',
  'retryJob',
  'rerunJob',
  'putJobFirst',
  'putJobLast',
  'beginJob',
  'rescheduleJob',
] as const;

/** What is asked of workers and taken from them. */
const askings = ['quiet', 'drain', 'activate', 'revoke', 'revokeAndQuiet'] as const;

const editVerbs = [
  'addUnits',
  'addTasks',
  'addDependencies',
  'removeDependencies',
  'removeUnits',
  'spawn',
  'mergeContext',
  'mergeJobContext',
] as const;

const editArbitrary: fc.Arbitrary<EditPlan> = fc.record({
  type: fc.constant('edit'),
  verb: fc.constantFrom(...editVerbs, 'addDependencies', 'spawn', 'mergeJobContext'),
  place: fc.nat(20),
  one: fc.nat(9),
  other: fc.nat(9),
  task: taskArbitrary,
  flag: fc.boolean(),
});

const actionArbitrary: fc.Arbitrary<Action> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ type: fc.constant('submit'), job: jobArbitrary }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('claim'),
      kinds: fc.option(fc.array(fc.nat(2), { minLength: 1, maxLength: 2 })),
      max: fc.integer({ min: 1, max: 5 }),
      worker: fc.nat(2),
      capacity: fc.option(fc.integer({ min: 1, max: 3 })),
      labels: fc.constantFrom({}, { hat: 'white' }, { hat: 'black' }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('report'),
      kind: fc.oneof(
        { weight: 1, arbitrary: fc.constantFrom<ReportKind>('succeed', 'succeedWithFalse') },
        { weight: 2, arbitrary: fc.constantFrom(...reportKinds) },
      ),
      lease: fc.nat(40),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('operate'),
      verb: fc.constantFrom<Verb>(...verbs, 'retryUnit', 'rerunUnit', 'rerunUnit', 'resumeUnit'),
      unit: fc.nat(60),
      ifState: fc.constantFrom(null, null, null, 'READY', 'RUNNING', 'FAILED'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('operateJob'),
      verb: fc.constantFrom(...jobVerbs),
      job: fc.nat(10),
      ifState: fc.constantFrom(null, null, null, 'RUNNING', 'FAILED'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('hold'),
      noun: fc.constantFrom<Noun>('Job', 'Job', 'Task', 'Task', 'Topic'),
      verb: fc.constantFrom<HoldVerb>('pause', 'pauseForAWhile', 'interrupt', 'resume', 'resume'),
      place: fc.nat(20),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('ask'),
      verb: fc.constantFrom(...askings, 'activate', 'activate'),
      worker: fc.nat(1),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('intake'),
      verb: fc.constantFrom('close', 'closeForAWhile', 'open', 'open'),
    }),
  },
  { weight: 3, arbitrary: editArbitrary },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('update'),
      defaults: fc.option(defaultsArbitrary),
    }),
  },
);

export const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('pass'),
      durationMs: fc.constantFrom(500, 1_000, leaseMs),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('work'),
      ends: fc.array(
        fc.constantFrom<ReportKind>('succeed', 'succeed', 'succeedWithFalse', 'give'),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('batch'),
      actions: fc.array(actionArbitrary, { minLength: 1, maxLength: 6 }),
    }),
  },
);
