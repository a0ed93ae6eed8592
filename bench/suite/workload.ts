/** What a workload is: it says what is to be done, and a stage has it done and measures it. */
import type { Shape } from '../job-shapes.ts';
import type { SubmitOrder, WorkOrder } from './load-order.ts';

export interface Workload {
  readonly name: string;
  /** For people, in a table. */
  readonly title: string;
  /** How many Units are done in a full run. */
  readonly unitCount: number;
  /** How many are done before it is measured. */
  readonly warmUpUnitCount: number;
  /** In how many Topics it is done. @default 1 */
  readonly topicCount?: number;
  /** What is there before it is measured. */
  prepare?(stage: Stage, topics: readonly string[]): Promise<unknown>;
  /** Does so many Units in Topics that are empty but for that. */
  run(stage: Stage, work: Work): Promise<readonly Span[]>;
}

export interface Work {
  readonly topics: readonly string[];
  readonly unitCount: number;
}

/** A part of the work, from its first request to its last answer. */
export interface Span {
  readonly name: 'submit' | 'work';
  readonly beganAtNs: bigint;
  readonly endedAtNs: bigint;
  /** How long each request took that did something, in milliseconds. */
  readonly requestMs: readonly number[];
  /** The most that the server had in memory at once meanwhile, bytes. */
  readonly peakBytes: number | undefined;
}

/** Producers and workers in processes of their own, on a server that is measured. */
export interface Stage {
  submit(order: Omit<SubmitOrder, 'what'>): Promise<Span>;
  work(order: Omit<WorkOrder, 'what'>): Promise<Span>;
}

/** 1 → 4 → 4 → 1 Units, each of which waits for all of the row before it. */
export const diamond: Shape = {
  name: 'one Task, 1 → 4 → 4 → 1',
  tasksOf: () => {
    const rows = [['a'], ['b1', 'b2', 'b3', 'b4'], ['c1', 'c2', 'c3', 'c4'], ['d']];
    const units = rows.flatMap((keys, row) =>
      keys.map((key) => ({ key, kind: 'bench', dependsOn: rows[row - 1] ?? [] })),
    );
    return [{ key: 'all', dependsOn: [], units }];
  },
};

/** So many Units in one Task, none of which waits for another. */
export const independent: Shape = {
  name: 'one Task, Units that depend on nothing',
  tasksOf: (unitCount) => {
    const keys = Array.from({ length: unitCount }, (_, index) => `n${index}`);
    const units = keys.map((key) => ({ key, kind: 'bench', dependsOn: [] }));
    return [{ key: 'all', dependsOn: [], units }];
  },
};
