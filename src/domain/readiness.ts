/**
 * When the predecessors of a Unit or Task let it start. The answer follows from three counts that
 * are kept on the dependant, so finding it costs the same for one predecessor and for 100,000.
 */
export interface Predecessors {
  readonly predecessorCount: number;
  /** Those that satisfy a dependant: succeeded, or skipped. */
  readonly succeededPredecessorCount: number;
  /** Those that ended otherwise: failed, or cancelled. */
  readonly failedPredecessorCount: number;
}

export type JoinOutcome = 'SATISFIED' | 'WAITING' | 'UNSATISFIABLE';

/** The join ALL_SUCCEEDED: every predecessor has to succeed. */
export function joinOutcome(predecessors: Predecessors): JoinOutcome {
  if (predecessors.failedPredecessorCount > 0) return 'UNSATISFIABLE';
  return predecessors.succeededPredecessorCount === predecessors.predecessorCount
    ? 'SATISFIED'
    : 'WAITING';
}
