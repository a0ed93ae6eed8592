/**
 * What was known when. For each Topic: which position of the journal somebody had already heard of at
 * an instant, so that whatever begins later has to come behind it; and before which position all has
 * to lie that was answered by an instant.
 */
import type { History, Operation } from '../history.ts';
import { markOfOperation } from './causes.ts';
import type { Traces } from './traces.ts';

interface Point {
  readonly at: number;
  readonly seq: number;
}

export class Timeline {
  readonly #heard = new Map<string, readonly Point[]>();
  readonly #later = new Map<string, readonly Point[]>();

  constructor(history: History, traces: Traces) {
    const heard = new Map<string, Point[]>();
    const begun = new Map<string, Point[]>();
    const note = (points: Map<string, Point[]>, topicId: string, point: Point) => {
      const known = points.get(topicId);
      if (known === undefined) points.set(topicId, [point]);
      else known.push(point);
    };
    for (const operation of history.operations) {
      const [first] = operation.calls;
      for (const { topicId, seq } of effectsOf(operation, traces)) {
        if (first !== undefined) note(begun, topicId, { at: first.invokedAt, seq });
      }
      for (const { answer, endedAt } of operation.calls) {
        if (answer.kind !== 'OK') continue;
        const { position, leases = [] } = answer;
        if (position !== undefined)
          note(heard, position.topicId, { at: endedAt, seq: position.seq });
        for (const lease of leases) {
          const claimed = traces.claimOf(lease);
          if (claimed !== undefined)
            note(heard, claimed.topicId, { at: endedAt, seq: claimed.seq });
        }
      }
    }
    for (const { topicId, deliveries } of history.watches) {
      for (const { receivedAt, events } of deliveries) {
        const last = events.at(-1);
        if (last !== undefined) note(heard, topicId, { at: receivedAt, seq: last.seq });
      }
    }
    for (const [topicId, points] of heard) this.#heard.set(topicId, highest(points));
    for (const [topicId, points] of begun) this.#later.set(topicId, lowest(points));
  }

  /** The greatest seq that anybody had heard of before this instant; 0 when of none. */
  heardBefore(topicId: string, at: number): number {
    const points = this.#heard.get(topicId) ?? [];
    const count = countUntil(points, (point) => point.at < at);
    return points[count - 1]?.seq ?? 0;
  }

  /** The last position that something answered at this instant can have seen. */
  seenAtMost(topicId: string, at: number): number {
    const points = this.#later.get(topicId) ?? [];
    const next = points[countUntil(points, (point) => point.at <= at)];
    return next === undefined ? Number.POSITIVE_INFINITY : next.seq - 1;
  }
}

/** Where in the journals the operation shows. */
function effectsOf(operation: Operation, traces: Traces) {
  const mark = markOfOperation(operation);
  if (mark !== undefined) return traces.marked(mark);
  return operation.calls.flatMap(({ answer }) =>
    answer.kind === 'OK'
      ? (answer.leases ?? []).flatMap((lease) => traces.claimOf(lease) ?? [])
      : [],
  );
}

/** By time, each with the greatest seq up to then. */
function highest(points: readonly Point[]): readonly Point[] {
  let seq = 0;
  return byTime(points).map((point) => {
    seq = Math.max(seq, point.seq);
    return { at: point.at, seq };
  });
}

/** By time, each with the least seq from then on. */
function lowest(points: readonly Point[]): readonly Point[] {
  let seq = Number.POSITIVE_INFINITY;
  return byTime(points)
    .reverse()
    .map((point) => {
      seq = Math.min(seq, point.seq);
      return { at: point.at, seq };
    })
    .reverse();
}

function byTime(points: readonly Point[]): Point[] {
  return [...points].sort((a, b) => a.at - b.at);
}

/** How many elements there are before the first of which it does not hold. */
function countUntil<T>(points: readonly T[], holds: (point: T) => boolean): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const point = points[middle];
    if (point !== undefined && holds(point)) low = middle + 1;
    else high = middle;
  }
  return low;
}
