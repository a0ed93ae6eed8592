/**
 * The clock's work is done once however many servers do it: several engines on one database, each with
 * its own clock, and for every deadline one Event. Once they go by the database's clock and wake
 * by themselves; once all of them look at the same instant, again and again.
 */
import { afterEach, expect, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import type { Event } from '../../src/domain/event.ts';
import { createEngine, type Engine } from '../../src/engine/create-engine.ts';
import { readEvents } from '../../src/store/journal.ts';
import { migrate } from '../../src/store/migrate.ts';
import { type OpenStore, openStore } from '../../src/store/open-store.ts';
import { accepted } from '../engine/kitchen.ts';
import { everyTenMinutes } from '../engine/scheduled-kitchen.ts';
import { takeDatabase } from '../test-database.ts';
import { arrangeDeadlines, type DeadlinesScene, retentionMs } from './deadlines-scene.ts';

const engineCount = 3;
const scheduleCount = 3;
const everyMs = 1_000;
const firingCount = 4;

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Servers {
  readonly engines: readonly Engine[];
  readonly store: OpenStore;
  readonly engine: Engine;
  readonly faults: readonly unknown[];
}

/** Engines with a store each, on one database. */
async function openServers(now?: () => number): Promise<Servers> {
  const { database, release } = await takeDatabase();
  closing.push(release);
  const engines: Engine[] = [];
  const stores: OpenStore[] = [];
  const faults: unknown[] = [];
  for (let count = 0; count < engineCount; count += 1) {
    const store = await openStore({ database, now });
    await migrate(store);
    const onFault = (fault: unknown) => faults.push(fault);
    const engine = createEngine({ store, onFault, startGraceMs: 0 });
    closing.push(async () => {
      await engine.stop();
      await store.close();
    });
    engines.push(engine);
    stores.push(store);
  }
  const [engine, store] = [engines[0], stores[0]];
  if (engine === undefined || store === undefined) throw new Error('There are no servers.');
  return { engines, engine, store, faults };
}

/** The Events of some Topics as they come, some of which do not stay for long. */
class Journals {
  readonly #store: OpenStore;
  readonly #positions: Map<string, number>;
  readonly events: Event[] = [];

  constructor(store: OpenStore, topicIds: readonly string[]) {
    this.#store = store;
    this.#positions = new Map(topicIds.map((id) => [id, 0]));
  }

  async read(): Promise<void> {
    for (const [topicId, after] of this.#positions) {
      const events = await readEvents(this.#store, { topicId, after, limit: 10_000 });
      this.#positions.set(topicId, events.at(-1)?.seq ?? after);
      this.events.push(...events);
    }
  }

  /** How many subjects each sort of deadline was met for, and whom it was met for more than once. */
  tally(scene: DeadlinesScene) {
    const subjects = new Map<string, string[]>();
    for (const told of this.events.map((event) => scene.tellOf(event))) {
      if (told === undefined) continue;
      const known = subjects.get(told.what);
      if (known === undefined) subjects.set(told.what, [told.subject]);
      else known.push(told.subject);
    }
    const counts = Object.fromEntries([...subjects].map(([what, all]) => [what, all.length]));
    const repeated = [...subjects].filter(([, all]) => new Set(all).size < all.length);
    return { counts, repeated };
  }
}

test('clocks that run side by side meet each deadline once', async () => {
  const servers = await openServers();
  const { engines, engine, store } = servers;
  for (const one of engines) one.start();
  const scene = await arrangeDeadlines(engine, () => store.now());
  const scheduleTopicId = await setSchedules(engine);
  const journals = new Journals(store, scene.topicIds);
  for (;;) {
    await journals.read();
    const isAllTold = totalOf(journals.tally(scene).counts) >= totalOf(scene.expected);
    if (isAllTold && (await firingsOf(store)).length >= scheduleCount * firingCount) break;
  }
  await expectOnce(servers, scene, journals);
  await expectFirings(store, scheduleTopicId);
}, 60_000);

test('clocks that look at the same instant meet each deadline once', async () => {
  let now = 1_700_000_000_000;
  const servers = await openServers(() => now);
  const { engines, engine, store } = servers;
  const scene = await arrangeDeadlines(engine, () => now);
  const scheduleTopicId = await setSchedules(engine);
  const journals = new Journals(store, scene.topicIds);
  const endsAt = now + 2 * retentionMs;
  while (now < endsAt) {
    now += 100;
    await Promise.all(engines.flatMap((one) => [one.tick(), one.tick()]));
    await journals.read();
  }
  await expectOnce(servers, scene, journals);
  await expectFirings(store, scheduleTopicId);
  const times = (2 * retentionMs) / everyMs;
  expect(await firingsOf(store)).toHaveLength(scheduleCount * times);
}, 60_000);

async function expectOnce(
  { engines, store, faults }: Servers,
  scene: DeadlinesScene,
  journals: Journals,
): Promise<void> {
  // Whoever would meet a deadline again has the time to.
  await Promise.all(engines.map((one) => one.tick()));
  await Promise.all(engines.map((one) => one.stop()));
  await journals.read();
  const { counts, repeated } = journals.tally(scene);
  expect(repeated).toEqual([]);
  expect(counts).toEqual(scene.expected);
  expect(faults).toEqual([]);
  expect(await audit(store)).toEqual([]);
}

async function setSchedules(engine: Engine): Promise<string> {
  const topic = { name: 'createTopic', topicName: 'timed', description: null } as const;
  const { topicId } = accepted(await engine.execute(topic)).result;
  const tasks = [{ key: 'kitchen', units: [{ key: 'cook', kind: 'cook' }] }];
  const template = {
    name: 'lunch',
    description: null,
    definition: JSON.stringify({ tasks }),
    paramsSchema: '{"type":"object","properties":{}}',
    hash: 'lunch',
  };
  accepted(await engine.execute({ name: 'publishTemplate', topicId, template, by: null }));
  for (let index = 0; index < scheduleCount; index += 1) {
    const times = { everyMs, anchorAt: 0, missed: 'ALL' } as const;
    const schedule = { ...everyTenMinutes, ...times, name: `lunch ${index}` };
    accepted(await engine.execute({ name: 'setSchedule', topicId, schedule }));
  }
  return topicId;
}

interface FiringRow {
  readonly id: string;
  readonly scheduleId: string;
  readonly dueAt: number;
  readonly jobId: string | null;
}

async function firingsOf(store: OpenStore): Promise<readonly FiringRow[]> {
  return await store.query<FiringRow>(
    'SELECT "id", "scheduleId", "dueAt", "jobId" FROM "ScheduleFiring" ORDER BY "scheduleId", "dueAt"',
  );
}

/** Each time has its firing, its Job and its Event, each of them once, and no time is left out. */
async function expectFirings(store: OpenStore, topicId: string): Promise<void> {
  const firings = await firingsOf(store);
  for (const [index, { scheduleId, dueAt }] of firings.entries()) {
    const before = firings[index - 1];
    if (before?.scheduleId === scheduleId) expect(dueAt - before.dueAt).toBe(everyMs);
  }
  const jobs = await store.query<{ id: string }>('SELECT "id" FROM "Job" WHERE "topicId" = ?1', [
    topicId,
  ]);
  const jobIds = firings.map(({ jobId }) => jobId).toSorted();
  expect(jobs.map(({ id }) => id).toSorted()).toEqual(jobIds);
  const events = await readEvents(store, { topicId, after: 0, limit: 10_000 });
  const fired = events.filter(({ kind }) => kind === 'schedule.fired');
  expect(fired.map(({ jobId }) => jobId).toSorted()).toEqual(jobIds);
}

function totalOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
