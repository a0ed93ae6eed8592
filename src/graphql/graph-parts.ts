/** What the graphs of Jobs and of Tasks have in common in the schema. */
import type { GraphFormat as Format } from '../domain/graph-text.ts';
import type { DurationSource as Source } from '../domain/node-duration.ts';
import { builder } from './builder.ts';
import type { EdgeView, NodeView } from './graph-view.ts';

export const GraphFormat = builder.enumType('GraphFormat', {
  description: 'How a graph is written down.',
  values: {
    DOT: { description: 'The language of Graphviz.' },
    MERMAID: { description: 'A Mermaid flowchart.' },
  } satisfies Record<Format, { description: string }>,
});

export const GraphEdge = builder.objectRef<EdgeView>('GraphEdge').implement({
  description: 'A dependency: `to` waits for `from`.',
  fields: (t) => ({
    from: t.exposeID('from', { description: 'The id of the predecessor.' }),
    to: t.exposeID('to', { description: 'The id of the dependant.' }),
    fromKey: t.exposeString('fromKey', { description: 'The key of the predecessor.' }),
    toKey: t.exposeString('toKey', { description: 'The key of the dependant.' }),
  }),
});

export const DurationSource = builder.enumType('DurationSource', {
  description: 'How it is known how long a node of a graph takes.',
  values: {
    MEASURED: { description: 'It has finished: this is how long it took.' },
    ELAPSED: {
      description: 'It has begun and not finished: this is how long it has taken so far.',
    },
    ESTIMATED: {
      description:
        'It has not finished: this is how long the Units of its kind that succeeded in the same Task took on average. If it has begun, it has not taken as long yet.',
    },
    UNKNOWN: { description: 'It has not begun, and nothing says how long it will take.' },
  } satisfies Record<Source, { description: string }>,
});

export const GraphNodeBy = builder.inputType('GraphNodeBy', {
  description: 'How to name a node of a graph, be it a Task or a Unit: by one of these.',
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: 'Its id.' }),
    key: t.string({ description: 'Its key.' }),
  }),
});

/** What a node of a graph costs: graphs are larger than pages. */
export const graphCost = { field: 10, multiplier: 100 };

/** Null where nothing is known, which is not the same as no time. */
export function knownDurationMs({ duration }: NodeView<unknown>): number | null {
  return duration.source === 'UNKNOWN' ? null : duration.durationMs;
}

export function isOnCriticalPath({ graph, position }: NodeView<unknown>): boolean {
  return graph.criticalPath().positions.has(position);
}

/** How many of them count for nothing in a sum. */
export function unknownCount(nodes: readonly NodeView<unknown>[]): number {
  return nodes.filter(({ duration }) => duration.source === 'UNKNOWN').length;
}
