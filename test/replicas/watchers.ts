/** What is watched while servers come and go, and what each watcher has to have seen in the end. */
import { expect } from 'vitest';
import { createClient } from '../../src/client/create-client.ts';
import type { EventFilter } from '../../src/client/generated/operations.ts';
import { until } from '../server/open-api.ts';
import { topic } from './busy-clients.ts';
import { StockWatcher, type Transport } from './stock-watcher.ts';

export interface Watching {
  /** How many things it has been told of. */
  count(): number;
  /** Looks that it knows all that there is, and that it was cut off on the way. */
  finish(): Promise<void>;
}

/** Events under a filter: each once, in order. */
export function watchEvents(
  url: string,
  transport: Transport,
  { filter, throttleMs }: { readonly filter: EventFilter; readonly throttleMs: number },
): Watching {
  const seqs: string[] = [];
  const watcher = new StockWatcher<EventsData>({
    url: `${url}/graphql`,
    transport,
    text: `subscription($filter: EventFilter!, $after: String, $throttleMs: Int!) {
      events(filter: $filter, after: $after, throttleMs: $throttleMs, batch: 50) {
        events { seq }
        cursor
      }
    }`,
    variables: { filter, throttleMs },
    take: ({ events }) => {
      seqs.push(...events.events.map(({ seq }) => seq));
      return events.cursor;
    },
  });
  return {
    count: () => seqs.length,
    finish: async () => {
      const wanted = await listSeqs(url, filter);
      await until(() => seqs.length >= wanted.length);
      await end(watcher);
      expect(seqs, watcher.name).toEqual(wanted);
    },
  };
}

/** The log lines of all Units: of each attempt each line once. */
export function watchLogs(url: string, transport: Transport): Watching {
  const lines: string[] = [];
  const watcher = new StockWatcher<LogsData>({
    url: `${url}/graphql`,
    transport,
    text: `subscription($topic: String!, $after: String) {
      logs(filter: { topic: $topic }, after: $after, batch: 20) {
        lines { unitId attempt line }
        cursor
      }
    }`,
    variables: { topic },
    take: ({ logs }) => {
      lines.push(...logs.lines.map(({ unitId, attempt, line }) => `${unitId} ${attempt} ${line}`));
      return logs.cursor;
    },
  });
  return {
    count: () => lines.length,
    finish: async () => {
      const units = await listNodes(url, 'units', 'state');
      // Each Unit is done with its first attempt, in which the worker has said one thing.
      const wanted = units.map(({ id }) => `${id} 1 1`);
      await until(() => lines.length >= wanted.length);
      await end(watcher);
      expect([...lines].sort()).toEqual(wanted.sort());
    },
  };
}

/** A cache of all Jobs, or of all Units, by what changes of them: in the end it is what there is. */
export function watchChanges(
  url: string,
  transport: Transport,
  { of, selection }: { readonly of: 'job' | 'unit'; readonly selection: string },
): Watching {
  const cache = new Map<string, object>();
  let messageCount = 0;
  const list = `${of}s`;
  const watcher = new StockWatcher<Readonly<Record<string, ChangesData>>>({
    url: `${url}/graphql`,
    transport,
    text: `subscription($topic: String!, $after: String) {
      ${of}Changed(filter: { topic: $topic }, after: $after, throttleMs: 20) {
        ${list} { id ${selection} } removedIds cursor
      }
    }`,
    variables: { topic },
    take: ({ [`${of}Changed`]: changes }) => {
      messageCount += 1;
      // Its shape is what the text above selects.
      const found = (changes as unknown as Readonly<Record<string, readonly Node[]>>)[list] ?? [];
      for (const node of found) cache.set(node.id, node);
      for (const id of changes?.removedIds ?? []) cache.delete(id);
      return changes?.cursor ?? '';
    },
  });
  return {
    count: () => messageCount,
    finish: async () => {
      const wanted = await listNodes(url, list, selection);
      const isKnown = () =>
        wanted.every((node) => JSON.stringify(cache.get(node.id)) === JSON.stringify(node));
      await until(() => isKnown() && cache.size === wanted.length);
      await end(watcher);
    },
  };
}

async function end(watcher: StockWatcher<never>): Promise<void> {
  await watcher.stop();
  expect(watcher.connectCount, watcher.name).toBeGreaterThan(1);
}

interface EventsData {
  readonly events: {
    readonly events: readonly { readonly seq: string }[];
    readonly cursor: string;
  };
}

interface LogsData {
  readonly logs: {
    readonly lines: readonly {
      readonly unitId: string;
      readonly attempt: number;
      readonly line: number;
    }[];
    readonly cursor: string;
  };
}

interface ChangesData {
  readonly removedIds: readonly string[];
  readonly cursor: string;
}

interface Node {
  readonly id: string;
}

async function listSeqs(url: string, filter: EventFilter): Promise<readonly string[]> {
  const client = createClient({ url });
  const seqs: string[] = [];
  for (let after = 'start'; ; ) {
    const batch = await client.listEvents(filter, { after, batch: 1_000 });
    seqs.push(...batch.events.map(({ seq }) => seq));
    if (batch.caughtUp) return seqs;
    after = batch.cursor;
  }
}

async function listNodes(url: string, list: string, selection: string): Promise<readonly Node[]> {
  const query = `query($topic: String!, $after: String) {
    ${list}(filter: { topic: $topic }, first: 100, after: $after) {
      nodes { id ${selection} }
      pageInfo { hasNextPage endCursor }
    }
  }`;
  const nodes: Node[] = [];
  for (let after: string | null = null; ; ) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { topic, after } }),
    });
    // Its shape is what the text above selects.
    const { data } = (await response.json()) as { data: Readonly<Record<string, Page>> };
    const page: Page | undefined = data[list];
    nodes.push(...(page?.nodes ?? []));
    if (page?.pageInfo.hasNextPage !== true) return nodes;
    after = page.pageInfo.endCursor;
  }
}

interface Page {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}
