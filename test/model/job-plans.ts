/** The Jobs of the model, at random: their graphs, and all that a definition may say. */
import fc from 'fast-check';
import type { JoinKind, OnFalse } from '../../src/domain/readiness.ts';
import type { OnConflict } from '../../src/domain/submission.ts';
import type { UnitDefaults } from '../../src/domain/unit-defaults.ts';

export interface JobPlan {
  /** Few keys, so that they are taken now and then. */
  readonly key: string | undefined;
  readonly onConflict: OnConflict;
  /** After how long it begins, and has to have finished, in milliseconds. */
  readonly startsInMs: number | undefined;
  readonly finishesInMs: number | undefined;
  readonly cancelsRest: boolean;
  readonly says: UnitDefaults;
  readonly tasks: readonly TaskPlan[];
}

export interface TaskPlan extends NodePlan {
  readonly tolerateCount: number;
  readonly says: UnitDefaults;
  readonly units: readonly UnitPlan[];
}

export interface UnitPlan extends NodePlan {
  readonly kind: number;
  readonly says: UnitDefaults;
}

/** Dependencies on nodes before, so that the graph has no cycle; the numbers are taken modulo. */
interface NodePlan {
  readonly dependsOn: readonly number[];
  readonly join: JoinPlan;
  readonly condition: ConditionPlan | undefined;
  readonly handles: boolean;
}

/** The kind, and for AT_LEAST a number that is taken modulo the predecessors. */
export interface JoinPlan {
  readonly kind: JoinKind;
  readonly count: number;
}

export interface ConditionPlan {
  readonly look: ConditionLook;
  readonly onFalse: OnFalse;
  /** Which Unit of a Task before, for conditions that look at one. */
  readonly unit: number;
}

/**
 * What a condition looks at: a field of the payload that holds, does not, or is not there; what the
 * first predecessor put out, with a look before whether it is there or without; the shared context.
 */
export type ConditionLook = 'YES' | 'NO' | 'MISSING' | 'OUTPUT' | 'OUTPUT_IF_ANY' | 'CONTEXT';

export const kinds = ['boil', 'chop', 'bake'];

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

const conditionArbitrary: fc.Arbitrary<ConditionPlan> = fc.record({
  look: fc.constantFrom(
    'YES',
    'NO',
    'MISSING',
    'OUTPUT',
    'OUTPUT',
    'OUTPUT_IF_ANY',
    'CONTEXT',
    'CONTEXT',
  ),
  onFalse: fc.constantFrom('SKIP', 'SKIP_DOWNSTREAM', 'FAIL'),
  unit: fc.nat(3),
});

const retryArbitrary: fc.Arbitrary<UnitDefaults['retry']> = fc.constantFrom(
  { maxAttempts: 1 },
  { maxAttempts: 2 },
  { maxAttempts: 9 },
  { maxAttempts: 9, budgetMs: 3_000 },
  { maxAttempts: 4, backoff: 'TABLE', delaysMs: [0, 2_000] },
  { backoff: 'LINEAR', delayMs: 700, maxDelayMs: 1_000 },
  { backoff: 'EXPONENTIAL', delayMs: 500 },
  { delayMs: 300 },
);

/** Nothing, and once in so many times something. */
function onceIn<Value>(count: number, value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.oneof(
    { weight: count - 1, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: value },
  );
}

function saysArbitrary(count: number): fc.Arbitrary<UnitDefaults> {
  return fc
    .record({
      retry: onceIn(Math.ceil(count / 2), retryArbitrary),
      attemptTimeoutMs: onceIn(count, fc.constantFrom(4_000, 7_000)),
      startByMs: onceIn(count, fc.constantFrom(2_000, 6_000)),
      deadlineMs: onceIn(count, fc.constantFrom(3_000, 9_000)),
      requires: onceIn(count, fc.constantFrom('{}', '{"hat":"white"}', '{"worker":"cook"}')),
      concurrencyKey: onceIn(count, fc.constantFrom('', 'acme', 'corp')),
    })
    .map(withoutUndefined);
}

/** What a Topic says for its Units, of each kind as well. */
export const defaultsArbitrary = fc
  .tuple(saysArbitrary(3), saysArbitrary(3), fc.constantFrom(...kinds))
  .map(([own, ofKind, kind]) => ({ ...own, kinds: [{ ...ofKind, kind }] }));

const nodeArbitrary = {
  join: joinArbitrary,
  condition: onceIn(3, conditionArbitrary),
  handles: fc.constantFrom(false, false, false, true),
};

/** What handles failures waits for them, most of the time. */
function waitingForFailures<Plan extends NodePlan>(plan: Plan): Plan {
  const { join, handles } = plan;
  if (!handles || join.kind === 'AT_LEAST') return plan;
  const kind = join.count % 3 === 0 ? 'ALL_FINISHED' : 'ANY_FAILED';
  return { ...plan, join: { ...join, kind } };
}

const unitArbitrary: fc.Arbitrary<UnitPlan> = fc
  .record({
    kind: fc.nat(2),
    dependsOn: fc.array(fc.nat(9), { maxLength: 3 }),
    ...nodeArbitrary,
    says: saysArbitrary(6),
  })
  .map(waitingForFailures);

export const taskArbitrary: fc.Arbitrary<TaskPlan> = fc
  .record({
    dependsOn: fc.array(fc.nat(9), { maxLength: 2 }),
    ...nodeArbitrary,
    tolerateCount: fc.constantFrom(0, 0, 0, 1),
    says: saysArbitrary(8),
    units: fc.oneof(
      { weight: 3, arbitrary: fc.array(unitArbitrary, { maxLength: 3 }) },
      { weight: 1, arbitrary: fc.array(unitArbitrary, { maxLength: 6 }) },
    ),
  })
  .map(waitingForFailures);

export const jobArbitrary: fc.Arbitrary<JobPlan> = fc.record({
  key: onceIn(3, fc.constantFrom('one', 'other')),
  onConflict: fc.constantFrom('RETURN_EXISTING', 'REJECT', 'REPLACE', 'REPLACE'),
  startsInMs: onceIn(4, fc.constantFrom(0, 700, 2_000)),
  finishesInMs: onceIn(6, fc.constantFrom(2_500, 6_000)),
  cancelsRest: fc.constantFrom(false, false, true),
  says: saysArbitrary(8),
  tasks: fc.array(taskArbitrary, { maxLength: 4 }),
});

function withoutUndefined(
  says: { readonly [K in keyof UnitDefaults]: UnitDefaults[K] | undefined },
) {
  // Only fields that are given are left, each of its own type.
  return Object.fromEntries(
    Object.entries(says).filter(([, value]) => value !== undefined),
  ) as UnitDefaults;
}
