/**
 * An exhaustive walk of the rules alone, without a database: every small Job, and from its submission
 * everything that can be asked, in every order, up to so many actions. After each step all that can
 * be recomputed is: see state-faults.ts for what holds always, step-faults.ts for every step,
 * expectations.ts for the answers and effects.ts for what may follow them.
 *
 * Here in the gate the walk is cut short. `JUNJO_WALK_UNITS=3 JUNJO_WALK_DEPTH=7` walks all graphs of
 * up to three Units in up to two Tasks, with every choice of joins, for seven commands; that takes as
 * long as it takes.
 *
 * To walk more: actions.ts for a new command, the list of variations in graphs.ts for Jobs.
 */
import { env, stdout } from 'node:process';
import { describe, expect, test } from 'vitest';
import { isWalked, movesOf } from './effects.ts';
import { type GraphBounds, listGraphs } from './graphs.ts';
import { Walked, type WalkOptions, walk } from './walk.ts';

type Walking = WalkOptions & GraphBounds;

const fine = { grain: 'FINE', isBatched: true } as const;
const coarse = { grain: 'COARSE', isBatched: false } as const;
const inTurn = { grain: 'COARSE', isBatched: true, isOneKind: true } as const;

const inTheGate: readonly Walking[] = [
  { unitCount: 0, taskCount: 2, joins: 'ALL', depth: 3, ...fine },
  { unitCount: 1, taskCount: 1, joins: 'ALL', depth: 3, ...fine },
  { unitCount: 1, taskCount: 2, joins: 'PLAIN', depth: 3, ...fine },
  { unitCount: 2, taskCount: 1, joins: 'PLAIN', depth: 3, ...fine },
  { unitCount: 2, taskCount: 2, joins: 'PLAIN', depth: 2, ...fine, isOneKind: true },
  { unitCount: 2, taskCount: 1, joins: 'ALL', depth: 5, ...coarse },
  { unitCount: 2, taskCount: 2, joins: 'ONE', depth: 3, ...coarse },
  { unitCount: 2, taskCount: 2, joins: 'PLAIN', depth: 4, ...coarse, isBatched: true },
  { unitCount: 3, taskCount: 1, joins: 'NONE', depth: 3, ...coarse },
  { unitCount: 3, taskCount: 2, joins: 'PLAIN', depth: 2, ...coarse },
  { unitCount: 3, taskCount: 3, joins: 'PLAIN', depth: 3, ...inTurn, unitCountPerTask: 1 },
  { unitCount: 4, taskCount: 1, joins: 'PLAIN', depth: 2, ...coarse },
];

const unitCountMax = Number(env['JUNJO_WALK_UNITS'] ?? 3);
const depth = env['JUNJO_WALK_DEPTH'];
const walkings = depth === undefined ? inTheGate : atLength(Number(depth));

/** No end is set to a walk that somebody asks for. */
const timeoutMs = depth === undefined ? 120_000 : 0;

const walked = new Walked();

describe('every invariant holds after every command', () => {
  test.each(walkings)(
    'on all graphs of $unitCount Units in up to $taskCount Tasks, $depth $grain actions deep',
    (walking) => {
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

  test('and everything that can happen has happened on the way', () => {
    expect([...walked.eventKinds].sort()).toEqual(Object.keys(movesOf).filter(isWalked).sort());
  });
});

function atLength(commandCount: number): readonly Walking[] {
  const common = { joins: 'ALL', depth: commandCount, grain: 'FINE', isBatched: true } as const;
  return Array.from({ length: unitCountMax + 1 }, (_, unitCount) => ({
    unitCount,
    taskCount: 2,
    ...common,
  }));
}
