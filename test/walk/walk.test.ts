/**
 * An exhaustive walk of the rules alone, without a database: every small Job, and from its submission
 * everything that can be asked, in every order, up to so many actions. After each step all that can
 * be recomputed is: see state-faults.ts for what holds always, step-faults.ts for every step,
 * edit-faults.ts for those that change a graph, expectations.ts and edit-expectations.ts for the
 * answers and effects.ts for what may follow them.
 *
 * Here in the gate the walk is cut short, to some 25 s of one core. For a long one say how many Units
 * there are, how many actions, and whether every command is one (FINE) or a whole attempt (COARSE);
 * `-t 'joins PLAIN, no edits'` chooses one of its parts:
 *
 *     JUNJO_WALK_UNITS=2 JUNJO_WALK_DEPTH=5 JUNJO_WALK_GRAIN=COARSE npx vitest run test/walk
 *
 * What has been walked, with PLAIN joins, and how long that took on two busy cores:
 *
 *     units depth grain   edits      states      steps
 *         1     7 FINE    none        1,429     68,375     22 s
 *         2     5 FINE    none       16,211    559,629    182 s
 *         3     5 COARSE  none       11,869    124,530     37 s
 *         4     3 COARSE  none       81,966    422,478    148 s
 *         2     4 COARSE  one        38,471    158,042     79 s
 *         2     3 FINE    one        59,195    519,783    312 s
 *         3     3 COARSE  one        89,407    264,283     79 s
 *         2     3 COARSE  one       131,647    368,112    114 s  with joins NONE and all variations
 *
 * To walk more: actions.ts for a new command, edits.ts for one that changes a graph, the list of
 * variations in graphs.ts for Jobs.
 */
import { env, stdout } from 'node:process';
import { describe, expect, test } from 'vitest';
import { movesOf } from './effects.ts';
import { type GraphBounds, listGraphs } from './graphs.ts';
import { Walked, type WalkOptions, walk } from './walk.ts';

type Walking = WalkOptions & GraphBounds;

const untouched = { editCount: 0, isRepeating: false };
const fine = { ...untouched, grain: 'FINE', isBatched: true } as const;
const coarse = { ...untouched, grain: 'COARSE', isBatched: false } as const;
const edited = { ...coarse, editCount: 1 } as const;
const repeated = { ...coarse, isBatched: true, isRepeating: true } as const;
const delayed = { ...coarse, isBatched: true, isDelayed: true } as const;
const inTurn = { ...untouched, grain: 'COARSE', isBatched: true, isOneKind: true } as const;

const inTheGate: readonly Walking[] = [
  { unitCount: 0, taskCount: 2, joins: 'ALL', depth: 3, ...fine },
  { unitCount: 1, taskCount: 1, joins: 'ALL', depth: 3, ...fine },
  { unitCount: 1, taskCount: 1, joins: 'PLAIN', depth: 4, ...repeated },
  { unitCount: 1, taskCount: 1, joins: 'PLAIN', depth: 4, ...delayed },
  { unitCount: 1, taskCount: 2, joins: 'NONE', depth: 2, ...delayed },
  { unitCount: 1, taskCount: 2, joins: 'PLAIN', depth: 3, ...fine },
  { unitCount: 1, taskCount: 2, joins: 'PLAIN', depth: 2, ...fine, editCount: 2 },
  { unitCount: 2, taskCount: 1, joins: 'PLAIN', depth: 3, ...fine },
  { unitCount: 2, taskCount: 1, joins: 'ALL', depth: 3, ...coarse },
  { unitCount: 2, taskCount: 1, joins: 'PLAIN', depth: 3, ...coarse, editCount: 2 },
  { unitCount: 2, taskCount: 1, joins: 'NONE', depth: 2, ...edited },
  { unitCount: 2, taskCount: 2, joins: 'NONE', depth: 2, ...coarse },
  { unitCount: 2, taskCount: 2, joins: 'PLAIN', depth: 3, ...coarse, isBatched: true },
  { unitCount: 2, taskCount: 2, joins: 'PLAIN', depth: 3, ...edited, unitCountPerTask: 1 },
  { unitCount: 3, taskCount: 1, joins: 'NONE', depth: 2, ...coarse },
  { unitCount: 3, taskCount: 2, joins: 'PLAIN', depth: 2, ...coarse },
  { unitCount: 3, taskCount: 3, joins: 'PLAIN', depth: 2, ...inTurn, unitCountPerTask: 1 },
  { unitCount: 4, taskCount: 1, joins: 'PLAIN', depth: 2, ...coarse },
];

const depth = env['JUNJO_WALK_DEPTH'];
const walkings = depth === undefined ? inTheGate : atLength(Number(depth));

/** No end is set to a walk that somebody asks for. */
const timeoutMs = depth === undefined ? 120_000 : 0;

const walked = new Walked();

describe('every invariant holds after every command', () => {
  for (const walking of walkings) {
    test(
      `for ${textOf(walking)}`,
      () => {
        const own = new Walked();
        for (const graph of listGraphs(walking)) walk(graph, walking, own);
        stdout.write(
          `${own.graphCount} graphs, ${own.stateCount} states, ${own.stepCount} steps and ${own.idleCount} commands that change nothing\n`,
        );
        for (const kind of own.eventKinds) walked.eventKinds.add(kind);
        expect(own.faults.slice(0, 5)).toEqual([]);
        expect(own.stepCount).toBeGreaterThan(own.graphCount);
      },
      timeoutMs,
    );
  }

  test.runIf(depth === undefined)('and everything that can happen has happened on the way', () => {
    // Templates, Schedules and Limits have tests of their own: what is made of a Template is a Job like others.
    const wanted = Object.keys(movesOf).filter(
      (kind) => !/^(template|schedule|limit)\.|^job\.deleted$/.test(kind),
    );
    expect([...walked.eventKinds].sort()).toEqual(wanted.sort());
  });
});

/** On graphs as they are submitted, with edits of them, and with what comes again; the short ones first. */
function atLength(commandCount: number): readonly Walking[] {
  const unitCount = Number(env['JUNJO_WALK_UNITS'] ?? 2);
  const grain = env['JUNJO_WALK_GRAIN'] === 'COARSE' ? coarse : fine;
  const common = { unitCount, taskCount: 2, depth: commandCount, ...grain } as const;
  return [
    { ...common, joins: 'PLAIN' },
    { ...common, joins: 'PLAIN', editCount: 1 },
    { ...common, joins: 'PLAIN', isRepeating: true },
    { ...common, joins: 'PLAIN', isDelayed: true },
    { ...common, joins: 'NONE' },
    { ...common, joins: 'NONE', editCount: 1 },
    { ...common, joins: 'ALL' },
  ];
}

function textOf(walking: Walking): string {
  const { unitCount, taskCount, joins, grain, editCount, isRepeating } = walking;
  const actions = `${walking.depth} ${grain} actions${isRepeating ? ' that come again' : ''}`;
  const delay = walking.isDelayed === true ? ', to begin later' : '';
  const edits = editCount === 0 ? 'no edits' : `edits ${editCount}`;
  return `${unitCount} Units in up to ${taskCount} Tasks, joins ${joins}${delay}, ${edits}, ${actions}`;
}
