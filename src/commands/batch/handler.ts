/** What a command file exports: the three pure parts of doing it. */
import type { Accepted, Command, CommandName, Refused } from '../../domain/command.ts';
import type { Results } from '../../domain/command-results.ts';
import type { IdSource } from '../../domain/id.ts';
import type { Rejection } from '../../domain/rejection.ts';
import type { Needs, Step } from './needs.ts';
import type { WorkingSet } from './working-set.ts';

interface Preparation<N extends CommandName> {
  /** The faults of the input that can be seen without looking at anything else. */
  check(command: Command<N>): readonly Rejection[] | LongCheck;
  /** Adds what the command has to see; of the set, only idempotency records are loaded yet. */
  addNeeds(command: Command<N>, needs: Needs, set: WorkingSet): void;
}

/** The check of an input that may be very long, with stops in between. */
export type LongCheck = Generator<undefined, readonly Rejection[], void>;

export interface Handler<N extends CommandName> extends Preparation<N> {
  /** Accepts, having changed the working set, or refuses; a refusal is undone by decideBatch. */
  decide(command: Command<N>, set: WorkingSet, context: Context): Decision<N>;
}

/** The handler of a command that may touch very many rows, or sees only as it goes what it needs. */
export interface LongHandler<N extends CommandName> extends Preparation<N> {
  /** Decides as any other, with stops in between. */
  decideInPortions(
    command: Command<N>,
    set: WorkingSet,
    context: Context,
  ): Generator<Step, Decision<N>, void>;
}

/** Time is the working set's `now`; this is the rest that a pure function can't make up itself. */
export interface Context {
  readonly ids: IdSource;
  /** A random number from 0 up to 1. */
  chance(): number;
}

export type Decision<N extends CommandName> = AcceptedDecision<N> | Refused;

export type AcceptedDecision<N extends CommandName = CommandName> = Pick<
  Accepted<N>,
  'isAccepted' | 'result' | 'isReplayed'
>;

export function accepted<N extends CommandName>(result: Results[N]): Decision<N> {
  return { isAccepted: true, result, isReplayed: false };
}

/** The command took effect before: nothing changes, the answer is the same. */
export function replayed<N extends CommandName>(result: Results[N]): Decision<N> {
  return { isAccepted: true, result, isReplayed: true };
}

/** Refuses for every fault of a list that has some. */
export function refusedAll(rejections: readonly Rejection[]): Refused {
  const [first, ...more] = rejections;
  if (first === undefined) throw new Error('A refusal without a fault.');
  return refused(first, ...more);
}

export function refused(rejection: Rejection, ...more: readonly Rejection[]): Refused {
  return { isAccepted: false, rejections: [rejection, ...more] };
}
