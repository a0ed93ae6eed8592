/**
 * What commands that change a graph ask about it, and what was found: nodes by their keys, which
 * dependencies there are, and what lies behind a node. None of it follows later changes, which it
 * need not: a command that changes a graph is alone in its batch (see commit-queue.ts).
 */
import type { Dependency } from '../../domain/dependency.ts';

/** The two kinds of nodes, as the fields that belong to each are called. */
export type Level = 'units' | 'tasks';

export class GraphNeeds {
  /** Tasks by Job and key, Units by Task and key. */
  readonly keys: Readonly<Record<Level, (readonly [string, string])[]>> = { units: [], tasks: [] };
  /** Dependencies of which it is not known whether they are there. */
  readonly dependencies: Readonly<Record<Level, Dependency[]>> = { units: [], tasks: [] };
  /** Units of which all that they depend on is needed. */
  readonly predecessorsOfUnits = new Set<string>();
  /** The dependencies behind nodes, if others lie behind them. */
  readonly behind: Readonly<Record<Level, Behind[]>> = { units: [], tasks: [] };
}

/** All that lies behind `fromIds` is needed if one of `toIds` lies there. */
export interface Behind {
  readonly fromIds: readonly string[];
  readonly toIds: readonly string[];
}

export class FoundGraph {
  /** Ids by nodeKey. */
  readonly idByKey = new Map<string, string>();
  /** By dependencyKey, those asked for that are there. */
  readonly dependencies = new Set<string>();
  readonly predecessorsOfUnits: Dependency[] = [];
  readonly behind: Dependency[] = [];
}

/** Keys are unique within a parent, and no id contains a slash. */
export function nodeKey(parentId: string, key: string): string {
  return `${parentId}/${key}`;
}
