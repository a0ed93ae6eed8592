/** What is left when a campaign is over: the journals as every server tells them, and what they are about. */
import { isDeepStrictEqual } from 'node:util';
import { type Client, createClient } from '../../src/client/create-client.ts';
import type { Store } from '../../src/store/port.ts';
import { type Campaign, pause } from './clients/send.ts';
import { eventOf } from './clients/watcher.ts';
import type { Cluster } from './clusters/cluster.ts';
import type { History, JournalEvent, RunningLimit, UnitPlace, Watch } from './history.ts';

export interface Finished {
  /** Lacks what only the database tells, until that is looked at. */
  readonly history: Omit<History, 'places' | 'submissions'>;
  /** What servers told differently from one another. */
  readonly disagreements: readonly string[];
}

export async function readFinished(
  { urls }: Cluster,
  { topics, operations }: Campaign,
  {
    watches,
    limits,
  }: { readonly watches: readonly Watch[]; readonly limits: readonly RunningLimit[] },
): Promise<Finished> {
  const clients = urls.map((url) => createClient({ url }));
  const journals = new Map<string, readonly JournalEvent[]>();
  const disagreements: string[] = [];
  const told = await Promise.all(topics.map(({ id }) => readQuiet(clients, id)));
  topics.forEach(({ id, name }, at) => {
    const [first = [], ...others] = told[at] ?? [];
    journals.set(id, first);
    for (const [index, other] of others.entries()) {
      if (isDeepStrictEqual(first, other)) continue;
      disagreements.push(`journal: server ${index + 1} tells ${name} otherwise than server 0`);
    }
  });
  return { history: { operations, watches, journals, limits }, disagreements };
}

/** The journal from every server, once the clock has nothing to do any more. */
async function readQuiet(
  clients: readonly Client[],
  topicId: string,
): Promise<readonly (readonly JournalEvent[])[]> {
  let before = -1;
  for (;;) {
    // Asked before the reading: what the clock still did in between would stand in no journal here.
    const isQuiet = await isAtRest(clients, topicId);
    const journals = await Promise.all(clients.map((client) => readJournal(client, topicId)));
    const longest = Math.max(...journals.map(({ length }) => length));
    if (isQuiet && longest === before) return journals;
    before = longest;
    // The clock looks every second, whatever it has heard of.
    await pause(1_200);
  }
}

async function isAtRest([client]: readonly Client[], topicId: string): Promise<boolean> {
  const topic = await client?.findTopic({ id: topicId });
  return topic?.unitCounts.running === 0;
}

async function readJournal(client: Client, topicId: string): Promise<readonly JournalEvent[]> {
  const events: JournalEvent[] = [];
  let after = 'start';
  for (;;) {
    const page = await client.listEvents({ topicId }, { after, batch: 1_000 });
    events.push(...page.events.map(eventOf));
    if (page.caughtUp) return events;
    after = page.cursor;
  }
}

/** Which Unit is which, and by which operation its Job came. */
export async function readPlaces(store: Store): Promise<Pick<History, 'places' | 'submissions'>> {
  const units = await store.query<UnitPlace & { id: string }>(
    `SELECT u."id", u."jobId", u."taskId", u."kind", t."key" || '/' || u."key" AS "path"
     FROM "Unit" u JOIN "Task" t ON t."id" = u."taskId"`,
  );
  const jobs = await store.query<{ id: string; name: string }>('SELECT "id", "name" FROM "Job"');
  return {
    places: new Map(units.map(({ id, ...place }) => [id, place])),
    submissions: new Map(jobs.map(({ id, name }) => [id, name])),
  };
}
