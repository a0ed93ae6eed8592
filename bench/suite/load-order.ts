/** What the processes that submit and work are told to do, and what they answer. */
import type { TaskInput } from '../job-shapes.ts';

export interface SubmitOrder {
  readonly what: 'submit';
  /** To each in turn. */
  readonly topics: readonly string[];
  readonly jobCount: number;
  readonly tasks: readonly TaskInput[];
  readonly payload?: unknown;
  /** How many requests are under way at once. */
  readonly connectionCount: number;
  /** How many Jobs a request has; one of a single Job is sent by `jobSubmit`. @default 1 */
  readonly jobsPerRequest?: number;
}

export interface WorkOrder {
  readonly what: 'work';
  /** Each worker has its share of them; where there are more workers, several have the same one. */
  readonly topics: readonly string[];
  /** All that there is to do; the order is done with the last of them. */
  readonly unitCount: number;
  readonly workerCount: number;
  /** How many Units a worker claims, and then reports with one request that claims the next. */
  readonly claimCount: number;
  /** Whether more comes while they work: they wait for it. */
  readonly isWaiting: boolean;
  /** What each Unit's output is. */
  readonly output?: unknown;
}

export type LoadOrder = SubmitOrder | WorkOrder;

/** Nanoseconds of the one monotonic clock that all processes have. */
export interface LoadAnswer {
  readonly beganAtNs: string;
  readonly endedAtNs: string;
  /** How long each request took that did something, in milliseconds. */
  readonly requestMs: readonly number[];
}

/** What the Units are that are worked on. */
export const unitKind = 'bench';
