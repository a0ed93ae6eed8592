import type { Flag } from './flag.ts';

/**
 * When the predecessors of a Unit or Task let it start. The answer follows from counts that are
 * kept on the dependant, so finding it costs the same for one predecessor and for 100,000.
 */
export type JoinKind =
  | 'ALL_SUCCEEDED'
  | 'ALL_FINISHED'
  | 'ANY_SUCCEEDED'
  | 'AT_LEAST'
  | 'ANY_FAILED';

export interface Join {
  readonly join: JoinKind;
  /** How many have to succeed, for AT_LEAST; null otherwise. */
  readonly joinCount: number | null;
}

export interface PredecessorCounts {
  readonly predecessorCount: number;
  /** Those that satisfy a dependant: succeeded, or plainly skipped. */
  readonly succeededPredecessorCount: number;
  readonly failedPredecessorCount: number;
  readonly cancelledPredecessorCount: number;
  /** Those that were skipped with all that depends on them. */
  readonly skippedPredecessorCount: number;
}

/**
 * SATISFIED: it can start. WAITING: that is not decided yet. SKIPPED: it is not needed any more, and
 * neither is what depends on it. UNSATISFIABLE: it is blocked, until a predecessor is tried again.
 */
export type JoinOutcome = 'SATISFIED' | 'WAITING' | 'SKIPPED' | 'UNSATISFIABLE';

export function joinOutcome(node: Join & PredecessorCounts): JoinOutcome {
  const succeeded = node.succeededPredecessorCount;
  const wentWrong = node.failedPredecessorCount + node.cancelledPredecessorCount;
  const openCount = node.predecessorCount - succeeded - wentWrong - node.skippedPredecessorCount;
  // What can't be satisfied any more is not needed if nothing went wrong, and blocked otherwise.
  const tooLate = wentWrong > 0 ? 'UNSATISFIABLE' : 'SKIPPED';
  switch (node.join) {
    case 'ALL_SUCCEEDED':
      if (node.skippedPredecessorCount > 0) return 'SKIPPED';
      if (wentWrong > 0) return 'UNSATISFIABLE';
      return openCount === 0 ? 'SATISFIED' : 'WAITING';
    case 'ALL_FINISHED':
      return openCount === 0 ? 'SATISFIED' : 'WAITING';
    case 'ANY_SUCCEEDED':
    case 'AT_LEAST': {
      const asked = node.join === 'AT_LEAST' ? (node.joinCount ?? 1) : 1;
      const wanted = Math.min(asked, node.predecessorCount);
      if (succeeded >= wanted) return 'SATISFIED';
      return succeeded + openCount >= wanted ? 'WAITING' : tooLate;
    }
    case 'ANY_FAILED':
      if (node.failedPredecessorCount > 0) return 'SATISFIED';
      return openCount > 0 ? 'WAITING' : 'SKIPPED';
  }
}

/** Whether so many predecessors can satisfy the join at all, however they end. */
export function isJoinPossible({ join, joinCount }: Join, predecessorCount: number): boolean {
  if (join === 'ANY_FAILED') return predecessorCount > 0;
  if (join !== 'AT_LEAST') return true;
  return joinCount !== null && joinCount >= 1 && joinCount <= predecessorCount;
}

/** What becomes of a Unit or Task whose condition says no. */
export type OnFalse = 'SKIP' | 'SKIP_DOWNSTREAM' | 'FAIL';

/** What a node says about its start and its end beyond the join, as Units and Tasks have it. */
export interface NodeRules {
  /** A condition in CEL that is looked at once the join is satisfied; null for none. */
  readonly when: string | null;
  /** Of a node with a condition; null otherwise. */
  readonly onFalse: OnFalse | null;
  /** When the condition held, epoch milliseconds; null while it has not been looked at. */
  readonly conditionMetAt: number | null;
  /** Whether its success makes up for the failure of those that it depends on. */
  readonly handles: Flag;
  /** How many of those that depend on it handle failures and have succeeded. */
  readonly succeededHandlerCount: number;
}

/** How an ended predecessor counts for those that depend on it. */
export type Ending = 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'SKIPPED';

export const predecessorCounterOf = {
  SUCCEEDED: 'succeededPredecessorCount',
  FAILED: 'failedPredecessorCount',
  CANCELLED: 'cancelledPredecessorCount',
  SKIPPED: 'skippedPredecessorCount',
} as const satisfies Record<Ending, keyof PredecessorCounts>;

/** PLAIN satisfies those that depend on it like success; CASCADING skips them, too. */
export type SkipKind = 'PLAIN' | 'CASCADING';

/** How a Unit or Task counts for its dependants, or undefined while it has not ended. */
export function endingOf(node: {
  readonly state: string;
  readonly skipKind: SkipKind | null;
}): Ending | undefined {
  switch (node.state) {
    case 'SUCCEEDED':
    case 'FAILED':
    case 'CANCELLED':
      return node.state;
    case 'SKIPPED':
      return node.skipKind === 'CASCADING' ? 'SKIPPED' : 'SUCCEEDED';
    default:
      return undefined;
  }
}
