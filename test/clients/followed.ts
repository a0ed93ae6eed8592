/** What one client has followed in one test, and how to wait for more of it. */
import { onTestFinished } from 'vitest';
import { until } from '../server/open-api.ts';
import type { Follow, StockClient } from './stock-clients.ts';

export interface Followed {
  /** The numbers of the Events, in the order in which they came. */
  readonly seqs: readonly number[];
  /** Why it has ended, if it has. */
  readonly codes: readonly unknown[];
  /** Waits until so many Events have come, or it has ended. */
  reach(eventCount: number): Promise<void>;
  stop(): void;
}

export const eventsSubscription = `
  subscription Follow($filter: EventFilter!, $after: String, $batch: Int! = 100) {
    events(filter: $filter, after: $after, batch: $batch) {
      events { seq kind unitId from to }
      cursor
      caughtUp
    }
  }
`;

/** Follows the Topic `workshop` from its first Event on, unless the variables say otherwise. */
export function follow(client: StockClient, request: Partial<Follow> & { url: string }): Followed {
  const { variables, take, ...more } = request;
  const seqs: number[] = [];
  const codes: unknown[] = [];
  const stop = client.follow({
    query: eventsSubscription,
    variables: { filter: { topic: 'workshop' }, after: 'start', ...variables },
    silenceMs: 30_000,
    take: (batch) => {
      seqs.push(...batch.events.map(({ seq }) => Number(seq)));
      take?.(batch);
    },
    end: (told) => codes.push(...told),
    ...more,
  });
  onTestFinished(stop);
  return {
    seqs,
    codes,
    stop,
    reach: (eventCount) => until(() => seqs.length >= eventCount || codes.length > 0),
  };
}

/** 1, 2, 3 and so on: what comes of a Topic when nothing is missing, repeated or out of order. */
export function firstNumbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
