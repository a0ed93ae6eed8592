/** The work that all are given, and the shape of the graph in it. */
import type { WorkloadName } from './peer.ts';

export interface Workload {
  readonly name: WorkloadName;
  readonly title: string;
  /** Units; of 'idle', samples. */
  readonly unitCount: number;
}

export const workloads: readonly Workload[] = [
  { name: 'dag', title: '500 Jobs of 10 Units, 1 → 4 → 4 → 1', unitCount: 5_000 },
  { name: 'batched', title: '20,000 independent Units in batches', unitCount: 20_000 },
  { name: 'single', title: '5,000 independent Units, one in a request', unitCount: 5_000 },
  { name: 'idle', title: 'Pick-up on an idle system', unitCount: 300 },
];

/** One Unit, four that wait for it, four that each wait for all of those, and one for all of these. */
export const diamond: readonly (readonly string[])[] = [
  ['a'],
  ['b1', 'b2', 'b3', 'b4'],
  ['c1', 'c2', 'c3', 'c4'],
  ['d'],
];

export const diamondSize = diamond.flat().length;

/** The nodes of a diamond in an order in which predecessors come first. */
export const diamondNodes = diamond.flatMap((level, index) =>
  level.map((key) => ({ key, dependsOn: diamond[index - 1] ?? [] })),
);
