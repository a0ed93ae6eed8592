/** The work as rows of a table, for the adapters that speak with a database themselves. */
import { diamondNodes, diamondSize } from '../workloads.ts';

export interface Row {
  readonly id: number;
  readonly predecessors: readonly number[];
}

export const independent = (id: number): Row => ({ id, predecessors: [] });

/** The rows of one Job, numbered so that each key has its place in it. */
export function diamondRows(job: number): Row[] {
  const idOf = (key: string) =>
    job * diamondSize + diamondNodes.findIndex((one) => one.key === key);
  return diamondNodes.map(({ key, dependsOn }) => ({
    id: idOf(key),
    predecessors: dependsOn.map(idOf),
  }));
}
