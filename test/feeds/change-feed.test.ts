/** What Events say has changed, told once for what is gathered, and alike to all who follow alike. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Event } from '../../src/domain/event.ts';
import { createChangeFeed } from '../../src/feeds/change-feed.ts';
import type { ChangeMessage } from '../../src/feeds/change-messages.ts';
import type { ChangeRequest } from '../../src/feeds/change-set.ts';
import type { EventBatch } from '../../src/feeds/event-batch.ts';
import type { Store } from '../../src/store/port.ts';
import { type Followed, oneUnit, openFollow } from './open-follow.ts';

const job = { jobId: 'job_1' };
const task = { ...job, taskId: 'task_1' };
const unit = { ...task, unitId: 'unit_1' };

function eventOf(seq: number, kind: string, facts: Partial<Event>): Event {
  const none = { jobId: null, taskId: null, unitId: null, attempt: null, worker: null, data: null };
  return { topicId: 'topic_1', seq, at: seq, kind, from: null, to: null, ...none, ...facts };
}

function batchOf(events: readonly Event[], isCaughtUp = true): EventBatch {
  return { topicId: 'topic_1', events, seq: events.at(-1)?.seq ?? 0, isCaughtUp };
}

/** Answers what a test says, and nothing without. */
function storeOf(query: () => Promise<readonly object[]> = () => Promise.resolve([])): Store {
  const fragments = { rows: () => '', joinSelected: () => '', joinEach: () => '' };
  // What follows changes reads by such statements, and asks for nothing else.
  return { ...fragments, query } as unknown as Store;
}

function follow(
  batches: Iterable<EventBatch>,
  request: ChangeRequest,
  store: Store = storeOf(),
): AsyncIterableIterator<ChangeMessage, undefined> {
  return createChangeFeed({ store, events: feedOf(batches), request });
}

async function* feedOf(batches: Iterable<EventBatch>): AsyncGenerator<EventBatch, undefined> {
  yield* batches;
  return undefined;
}

async function all(feed: AsyncIterableIterator<ChangeMessage, undefined>) {
  const messages: ChangeMessage[] = [];
  for await (const message of feed) messages.push(message);
  return messages;
}

/** What one Event changes, for those who follow each noun. */
async function changedBy(kind: string, facts: Partial<Event>) {
  const of = async (noun: ChangeRequest['of']) => {
    const [message] = await all(follow([batchOf([eventOf(1, kind, facts)])], { of: noun }));
    return [...(message?.ids ?? []), ...(message?.removedIds ?? []).map((id) => `no ${id}`)];
  };
  return { jobs: await of('JOB'), tasks: await of('TASK'), units: await of('UNIT') };
}

describe('an Event', () => {
  test.each<[string, Partial<Event>, object]>([
    ['job.started', job, { jobs: ['job_1'], tasks: [], units: [] }],
    ['task.opened', task, { jobs: ['job_1'], tasks: ['task_1'], units: [] }],
    ['task.paused', task, { jobs: [], tasks: ['task_1'], units: [] }],
    ['unit.claimed', unit, { jobs: ['job_1'], tasks: ['task_1'], units: ['unit_1'] }],
    ['unit.progressed', unit, { jobs: [], tasks: [], units: ['unit_1'] }],
    ['unit.logged', unit, { jobs: [], tasks: [], units: [] }],
    ['unit.removed', unit, { jobs: ['job_1'], tasks: ['task_1'], units: ['no unit_1'] }],
    ['job.deleted', job, { jobs: ['no job_1'], tasks: ['no job_1'], units: ['no job_1'] }],
    [
      'unit.dependencyAdded',
      { ...unit, data: '{"predecessorId":"unit_0"}' },
      { jobs: [], tasks: ['task_1'], units: ['unit_1', 'unit_0'] },
    ],
    [
      'task.dependencyRemoved',
      { ...task, data: '{"predecessorId":"task_0"}' },
      { jobs: ['job_1'], tasks: ['task_1', 'task_0'], units: [] },
    ],
    ['worker.quieted', { worker: 'ann' }, { jobs: [], tasks: [], units: [] }],
    ['unit.polished', unit, { jobs: ['job_1'], tasks: ['task_1'], units: ['unit_1'] }],
  ])('%s changes what it is about, and what counts that', async (kind, facts, expected) => {
    expect(await changedBy(kind, facts)).toEqual(expected);
  });

  test('changes nothing for those who follow another Task or Unit', async () => {
    const batch = batchOf([eventOf(1, 'unit.claimed', unit)]);
    const requests: readonly ChangeRequest[] = [
      { of: 'TASK', taskId: 'task_2' },
      { of: 'UNIT', taskId: 'task_2' },
      { of: 'UNIT', taskId: 'task_1', unitId: 'unit_2' },
    ];
    for (const request of requests) {
      expect(await all(follow([batch], request))).toMatchObject([{ ids: [], seq: 1 }]);
    }
  });
});

describe('messages', () => {
  test('tell of all batches that come before there is nothing newer, each object once', async () => {
    const batches = [
      batchOf([eventOf(1, 'unit.claimed', unit)], false),
      batchOf([eventOf(2, 'unit.progressed', unit)], false),
      batchOf([
        eventOf(3, 'unit.succeeded', unit),
        eventOf(4, 'unit.ready', { ...unit, unitId: 'unit_2' }),
      ]),
      batchOf([eventOf(5, 'unit.claimed', { ...unit, unitId: 'unit_2' })]),
    ];
    expect(await all(follow(batches, { of: 'UNIT' }))).toMatchObject([
      { ids: ['unit_1', 'unit_2'], seq: 4, isCaughtUp: true },
      { ids: ['unit_2'], seq: 5, isCaughtUp: true },
    ]);
  });

  test('hold no more than 500 objects, and none but the last of them moves the position', async () => {
    const events = Array.from({ length: 1_200 }, (_, at) =>
      eventOf(at + 7, 'unit.ready', { ...unit, unitId: `unit_${at}` }),
    );
    const messages = await all(follow([batchOf(events)], { of: 'UNIT' }));
    expect(messages.map(({ ids, seq, isCaughtUp }) => [ids.length, seq, isCaughtUp])).toEqual([
      [500, 6, false],
      [500, 6, false],
      [200, 1_206, true],
    ]);
  });

  test('are the same objects for all who get the same batches', async () => {
    const batches = [
      batchOf([eventOf(1, 'unit.claimed', unit)], false),
      batchOf([eventOf(2, 'unit.failed', unit)]),
    ];
    const [[one], [other], [ofTasks]] = await Promise.all([
      all(follow(batches, { of: 'UNIT' })),
      all(follow(batches, { of: 'UNIT' })),
      all(follow(batches, { of: 'TASK' })),
    ]);
    expect(one).toBeDefined();
    expect(other).toBe(one);
    expect(ofTasks).not.toBe(one);
  });

  test('say how far it is from time to time, though nothing has changed', async () => {
    const batches = Array.from({ length: 30 }, (_, at) =>
      batchOf(
        Array.from({ length: 100 }, (__, nth) => eventOf(at * 100 + nth, 'unit.logged', unit)),
      ),
    );
    const messages = await all(follow(batches, { of: 'UNIT' }));
    expect(messages.map(({ ids, seq }) => [ids, seq])).toEqual([
      [[], 99],
      [[], 1_199],
      [[], 2_299],
    ]);
  });

  test('begin with the object that was asked for, once', async () => {
    const batches = [batchOf([]), batchOf([eventOf(1, 'unit.claimed', unit)])];
    const messages = await all(follow(batches, { of: 'JOB', initialId: 'job_0' }));
    expect(messages.map(({ ids }) => ids)).toEqual([['job_0'], ['job_1']]);
  });

  test('that could not be made are made anew for those who come later', async () => {
    let isBroken = true;
    const store = storeOf(() =>
      isBroken
        ? Promise.reject(new Error('gone'))
        : Promise.resolve([{ parentId: 'job_1', id: 'unit_1', state: 'READY' }]),
    );
    const submitted = { ...job, data: '{"unitCount":1,"taskCount":1}' };
    const batches = [batchOf([eventOf(1, 'job.submitted', submitted)])];
    await expect(all(follow(batches, { of: 'UNIT' }, store))).rejects.toThrow('gone');
    isBroken = false;
    expect(await all(follow(batches, { of: 'UNIT' }, store))).toMatchObject([{ ids: ['unit_1'] }]);
  });
});

describe('a throttle', () => {
  let followed: Followed;

  beforeEach(async () => {
    followed = await openFollow();
    return () => followed.close();
  });

  test('gathers what changes, and tells it once when its time is over', async () => {
    const { kitchen, timers } = followed;
    const jobId = await kitchen.submit({ meal: { units: { cook: [], bake: ['cook'] } } });
    const feed = createChangeFeed({
      store: kitchen.store,
      events: await followed.follow({ throttleMs: 1_000 }),
      request: { of: 'JOB' },
    });
    await feed.next();
    await kitchen.claim();
    expect((await feed.next()).value).toMatchObject({ ids: [jobId] });
    let told = 0;
    const waiting = feed.next().then(({ value }) => {
      told += 1;
      return value;
    });
    await kitchen.submit(oneUnit);
    await kitchen.workOff();
    const head = await followed.headSeq();
    await followed.settle();
    timers.pass(500);
    await followed.settle();
    expect(told).toBe(0);
    timers.pass(500);
    const message = await waiting;
    expect(message).toMatchObject({ seq: head, isCaughtUp: true });
    expect(message?.ids).toHaveLength(1);
    await feed.return();
  });
});
