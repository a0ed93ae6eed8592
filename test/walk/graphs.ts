/**
 * The Jobs that are walked: every shape, with its joins varied, and with what else a definition may
 * say. To walk more kinds of Jobs, add a line to `variations`.
 */
import type {
  JobDefinition,
  TaskDefinition,
  UnitDefinition,
} from '../../src/domain/job-definition.ts';
import type { Join } from '../../src/domain/readiness.ts';
import { type Dag, listShapes, product, type Shape, type ShapeBounds } from './shapes.ts';

/**
 * ALL: every choice of joins for all nodes together. ONE: for one node at a time. NONE: as by default.
 * With all of these go the variations; PLAIN is as by default and without them.
 */
export type JoinVariety = 'ALL' | 'ONE' | 'NONE' | 'PLAIN';

/** How long everything takes that takes time, in milliseconds; a lease is twice as long. */
export const delayMs = 1_000;

export interface GraphBounds extends ShapeBounds {
  readonly joins: JoinVariety;
  /** Whether all Units are of one kind, so that claims choose; otherwise each has a kind of its own. */
  readonly isOneKind?: boolean;
}

export function listGraphs(bounds: GraphBounds): readonly JobDefinition[] {
  const { joins, isOneKind = false } = bounds;
  return listShapes(bounds).flatMap((shape) => {
    const plain = definitionOf(shape, isOneKind);
    if (joins === 'PLAIN') return [plain];
    return [...withJoins(plain, joins), ...variations.flatMap((vary) => vary(plain) ?? [])];
  });
}

/** What else a definition may say; undefined where it would make no difference. */
const variations: readonly Vary[] = [
  (plain) => {
    if (plain.tasks.length === 1) return undefined;
    return { ...plain, name: `${plain.name} CANCEL_REST`, onFailure: 'CANCEL_REST' };
  },
  (plain) => {
    const tasks = plain.tasks.map((task) => ({ ...task, tolerateCount: 1 }));
    return { ...plain, name: `${plain.name} tolerate 1`, tasks };
  },
  (plain) => {
    if (plain.tasks.every(({ units }) => units.length < 2)) return undefined;
    const tasks = plain.tasks.map((task) => ({ ...task, tolerateShare: 0.5 }));
    return { ...plain, name: `${plain.name} tolerate half`, tasks };
  },
  ofFew((plain) => ({ ...plain, name: `${plain.name} timeout`, attemptTimeoutMs: 3 * delayMs })),
  ofFew((plain) => ({ ...plain, name: `${plain.name} short`, attemptTimeoutMs: delayMs })),
  ofFew((plain) => withLastTask(plain, 'context', { when: told, onFalse: 'FAIL' })),
  ofFew((plain) => withLastUnit(plain, 'context', { when: told, onFalse: 'SKIP_DOWNSTREAM' })),
  ofFew((plain) => ({ ...plain, name: `${plain.name} start by`, startByMs: 3 * delayMs })),
  ofFew((plain) => ({ ...plain, name: `${plain.name} deadline`, deadlineMs: 3 * delayMs })),
  (plain) => withLastUnit(plain, 'handles', { join: 'ANY_FAILED', handles: true }),
  (plain) => {
    if (plain.tasks.at(-1)?.dependsOn.length === 0) return undefined;
    return withLastTask(plain, 'handles', { join: 'ANY_FAILED', handles: true });
  },
  ofFew((plain) => withLastTask(plain, 'never', { when: 'false', onFalse: 'FAIL' })),
  ...(['SKIP', 'SKIP_DOWNSTREAM', 'FAIL'] as const).flatMap((onFalse) => [
    ofFew((plain) => withLastUnit(plain, onFalse, { when: seen, onFalse })),
    ofFew((plain) => withLastTask(plain, onFalse, { when: seen, onFalse })),
  ]),
];

type Vary = (plain: JobDefinition) => JobDefinition | undefined;

/** What more Units would show nothing new of. */
function ofFew(vary: Vary): Vary {
  return (plain) =>
    plain.tasks.reduce((sum, { units }) => sum + units.length, 0) > 2 ? undefined : vary(plain);
}

/** Holds when something before has succeeded with an output, which a skipped Unit has not. */
export const seen = 'inputs.exists(key, true)';

/** Holds while the Job's context says so, which workers and operators change. */
export const told = 'has(context.told)';

/** The last Unit of the first Task with this as well, if it depends on anything. */
function withLastUnit(
  plain: JobDefinition,
  name: string,
  more: Partial<UnitDefinition>,
): JobDefinition | undefined {
  const [task, ...others] = plain.tasks;
  const last = task?.units.at(-1);
  if (task === undefined || last === undefined || last.dependsOn.length === 0) return undefined;
  const units = task.units.with(-1, { ...last, ...more });
  return { ...plain, name: `${plain.name} unit ${name}`, tasks: [{ ...task, units }, ...others] };
}

/** The last Task with this as well. */
function withLastTask(
  plain: JobDefinition,
  name: string,
  more: Partial<TaskDefinition>,
): JobDefinition | undefined {
  const last = plain.tasks.at(-1);
  if (last === undefined) return undefined;
  const tasks = plain.tasks.with(-1, { ...last, ...more });
  return { ...plain, name: `${plain.name} task ${name}`, tasks };
}

/** Every Unit is tried once more. */
export const retry = { maxAttempts: 2, backoff: 'FIXED', delayMs, jitter: 'NONE' } as const;

function definitionOf(shape: Shape, isOneKind: boolean): JobDefinition {
  const tasks = shape.tasks.map((dependsOn, place): TaskDefinition => {
    const units = shape.units[place] ?? [];
    return {
      key: `t${place}`,
      name: null,
      dependsOn: dependsOn.map((each) => `t${each}`),
      units: units.map((unitDependsOn, unit) => ({
        key: `u${unit}`,
        kind: isOneKind ? 'boil' : `t${place}u${unit}`,
        input: 'null',
        dependsOn: unitDependsOn.map((each) => `u${each}`),
        priority: null,
        retry,
      })),
    };
  });
  const name = `${textOf(shape.tasks)} of ${shape.units.map(textOf).join(' ')}`;
  return { name, key: null, priority: 0, payload: 'null', labels: '{}', hash: '', tasks };
}

/** Each node with those it depends on: 0 1<0 2<0,1. */
function textOf(dag: Dag): string {
  const nodes = dag.map((dependsOn, node) =>
    dependsOn.length === 0 ? `${node}` : `${node}<${dependsOn.join(',')}`,
  );
  return `(${nodes.join(' ')})`;
}

function withJoins(plain: JobDefinition, variety: JoinVariety): readonly JobDefinition[] {
  const nodes = plain.tasks.flatMap((task) => [task, ...task.units]);
  const choices = nodes.map(({ dependsOn }) => joinsOver(dependsOn.length));
  return choose(choices, variety).map((joins) => joined(plain, joins));
}

function choose(
  choices: readonly (readonly Join[])[],
  variety: JoinVariety,
): readonly (readonly Join[])[] {
  if (variety === 'ALL') return product(choices);
  const plain = choices.map(() => all);
  if (variety === 'NONE') return [plain];
  const single = choices.flatMap((joins, place) =>
    joins.filter((join) => join !== all).map((join) => plain.with(place, join)),
  );
  return [plain, ...single];
}

const all: Join = { join: 'ALL_SUCCEEDED', joinCount: null };

function joinsOver(predecessorCount: number): readonly Join[] {
  if (predecessorCount === 0) return [all];
  const joins: Join[] = [
    all,
    { join: 'ALL_FINISHED', joinCount: null },
    { join: 'ANY_SUCCEEDED', joinCount: null },
    { join: 'ANY_FAILED', joinCount: null },
  ];
  // Of one, one at least is any; of more, two at least is neither any nor, of three, all.
  return predecessorCount === 1 ? joins : [...joins, { join: 'AT_LEAST', joinCount: 2 }];
}

/** The joins in the order in which `withJoins` lists the nodes. */
function joined(plain: JobDefinition, joins: readonly Join[]): JobDefinition {
  let place = 0;
  const next = () => joins[place++] ?? all;
  const tasks = plain.tasks.map((task) => ({
    ...task,
    ...next(),
    units: task.units.map((unit) => ({ ...unit, ...next() })),
  }));
  const named =
    joins.filter((join) => join !== all).length === 0 ? '' : ` ${joins.map(textOfJoin)}`;
  return { ...plain, name: plain.name + named, tasks };
}

function textOfJoin({ join, joinCount }: Join): string {
  return joinCount === null ? join : `${join} ${joinCount}`;
}
