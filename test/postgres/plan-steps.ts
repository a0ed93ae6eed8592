/** Plans as PostgreSQL tells them by `EXPLAIN (FORMAT JSON)`: a step, and what it takes its rows from. */
export interface PlanStep {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  /** Of what extends this, the steps below are of the same kind. */
  readonly Plans?: readonly this[];
}

/** The step and all below it. */
export function* stepsOf<Step extends PlanStep>(step: Step): Generator<Step> {
  yield step;
  for (const inner of step.Plans ?? []) yield* stepsOf(inner);
}
