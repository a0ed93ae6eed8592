/** What is kept, and how long, over the API: of a Topic, of a Job that goes, and of cursors. */
import { beforeEach, describe, expect, test } from 'vitest';
import { until } from '../server/open-api.ts';
import { errorParts, openWorkshop, taskOf, type Workshop } from '../server/workshop.ts';

const dayMs = 86_400_000;
const clock = { now: 0 };
let workshop: Workshop;

beforeEach(async () => {
  clock.now = 1_700_000_000_000;
  workshop = await openWorkshop({ now: () => clock.now });
  return workshop.close;
});

interface Shown {
  readonly id: string;
  readonly retentionSeconds: number | null;
  readonly firstSeq: string;
  readonly cursor: string;
  readonly jobCounts: { readonly succeeded: number };
}

async function topic(): Promise<Shown> {
  const query = `{ topic(by: { name: "workshop" }) {
    id retentionSeconds firstSeq cursor jobCounts { succeeded }
  } }`;
  return (await workshop.data<{ topic: Shown }>(query)).topic;
}

async function mutate(mutation: string, fields: string, input: object) {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const query = `mutation($input: ${type}!) { ${mutation}(input: $input) { ${fields} ${errorParts} } }`;
  return (await workshop.data<Record<string, object>>(query, { input }))[mutation];
}

function keep(retentionSeconds: number | null) {
  const { topicId } = workshop;
  return mutate('topicUpdate', 'topic { retentionSeconds }', { topicId, retentionSeconds });
}

async function finishJob(more: object = {}): Promise<string> {
  const { id } = await workshop.submit([taskOf('t', ['a', 'b'])], more);
  await workshop.workOff();
  return id;
}

const findAll = `query($id: ID!, $key: String!) {
  node(id: $id) { id }
  byId: job(by: { id: $id }) { id }
  byKey: job(by: { key: { topic: "workshop", key: $key } }) { id }
  jobs(first: 10) { nodes { id } }
  search: jobs(first: 10, filter: { topic: "workshop", text: "job" }) { nodes { id } }
  topic(by: { name: "workshop" }) { jobs(first: 10) { nodes { id } } }
}`;

const nothing = { nodes: [] };
const nowhere = {
  node: null,
  byId: null,
  byKey: null,
  jobs: nothing,
  search: nothing,
  topic: { jobs: nothing },
};

describe('the retention of a Topic', () => {
  test('is thirty days unless it says otherwise, and null keeps for ever', async () => {
    expect(await topic()).toMatchObject({ retentionSeconds: 2_592_000, firstSeq: '1' });
    expect(await keep(null)).toMatchObject({ topic: { retentionSeconds: null }, userErrors: [] });
    expect(await keep(60)).toMatchObject({ topic: { retentionSeconds: 60 } });
    const unsaid = { topicId: workshop.topicId, description: 'wood' };
    const fields = 'topic { retentionSeconds }';
    expect(await mutate('topicUpdate', fields, unsaid)).toMatchObject({
      topic: { retentionSeconds: 60 },
    });
    const created = { name: 'archive', retentionSeconds: null };
    expect(await mutate('topicCreate', fields, created)).toMatchObject({
      topic: { retentionSeconds: null },
    });
  });

  test('is refused when it is no second or more than ten years', async () => {
    for (const seconds of [0, -1, 315_360_001]) {
      expect(await keep(seconds)).toMatchObject({
        topic: null,
        userErrors: [{ code: 'INVALID_VALUE', path: ['input', 'retentionSeconds'] }],
      });
    }
  });

  test('lets finished Jobs go, and what is not finished stay', async () => {
    const id = await finishJob({ key: 'old' });
    await workshop.submit([taskOf('t', ['a'])], { key: 'open' });
    clock.now += 2 * dayMs;
    await keep(86_400);
    await until(async () => (await topic()).jobCounts.succeeded === 0);
    const found = await workshop.data(findAll, { id, key: 'old' });
    expect(found).toMatchObject({ node: null, byId: null, byKey: null });
    const [lease] = await workshop.claim();
    expect(lease?.unit.path).toBe('t/a');
  });
});

describe('a Job', () => {
  test('that is deleted is found nowhere from then on', async () => {
    const id = await finishJob({ key: 'gone' });
    const sent = { jobId: id, by: 'ops', reason: 'private', idempotencyKey: 'once' };
    const deleted = await mutate('jobDelete', 'jobId cursor replayed', sent);
    expect(deleted).toMatchObject({ jobId: id, replayed: false, userErrors: [] });
    expect(await workshop.data(findAll, { id, key: 'gone' })).toEqual(nowhere);
    const again = await mutate('jobDelete', 'jobId cursor replayed', sent);
    expect(again).toEqual({ ...deleted, replayed: true });
    const anew = await mutate('jobDelete', 'jobId', { jobId: id });
    expect(anew).toMatchObject({ jobId: null, userErrors: [{ code: 'JOB_NOT_FOUND' }] });
  });

  test('is deleted when it has ended, and as it was expected to', async () => {
    const running = await workshop.submit([taskOf('t', ['a'])]);
    expect(await mutate('jobDelete', 'jobId', { jobId: running.id })).toMatchObject({
      userErrors: [{ code: 'JOB_NOT_IN_STATE' }],
    });
    const failed = { jobId: await finishJob(), ifState: ['FAILED'] };
    expect(await mutate('jobDelete', 'jobId', failed)).toMatchObject({
      userErrors: [{ code: 'STATE_NOT_AS_EXPECTED' }],
    });
  });

  test('is deleted with all that match, once it was tried dry', async () => {
    await finishJob();
    await finishJob();
    await workshop.submit([taskOf('t', ['a'])]);
    const fields = 'matchedCount changedCount refusedCount hasMore';
    const input = { filter: { topic: 'workshop' } };
    const counts = { matchedCount: 3, changedCount: 2, refusedCount: 1, hasMore: false };
    const dry = await mutate('jobsDelete', fields, { ...input, dryRun: true });
    expect(dry).toMatchObject({ ...counts, userErrors: [] });
    expect(await mutate('jobsDelete', fields, input)).toMatchObject(counts);
    const { jobs } = await workshop.data<{ jobs: { nodes: readonly object[] } }>(
      '{ jobs(first: 10) { nodes { state } } }',
    );
    expect(jobs.nodes).toEqual([{ state: 'RUNNING' }]);
  });
});

describe('a cursor', () => {
  const events = 'events(filter: { topic: "workshop" }, after: $after, batch: 1)';
  const poll = `query($after: String) { ${events} { cursor events { seq } } }`;
  const follow = `subscription($after: String) { ${events} { cursor } }`;

  async function age(): Promise<void> {
    clock.now += 2 * dayMs;
    await keep(86_400);
    await until(async () => Number((await topic()).firstSeq) > 5);
  }

  test('before the first Event that is kept is refused, to those who poll and who follow', async () => {
    const { cursor } = await topic();
    await finishJob();
    await age();
    const polled = await workshop.call(poll, { after: cursor });
    expect(polled.errors).toMatchObject([{ extensions: { code: 'CURSOR_EXPIRED' } }]);
    const stream = await workshop.stream(follow, { after: cursor });
    expect(await stream.next()).toMatchObject({
      errors: [{ extensions: { code: 'CURSOR_EXPIRED' } }],
    });
    expect(await stream.next()).toBeUndefined();
    const { firstSeq, cursor: now } = await topic();
    const first = await workshop.data(poll, { after: 'start' });
    expect(first).toMatchObject({ events: { events: [{ seq: firstSeq }] } });
    expect((await workshop.call(poll, { after: now })).errors).toBeUndefined();
  });

  test.each([
    ['jobChanged', 'jobs { id }'],
    ['taskChanged', 'tasks { id }'],
    ['unitChanged', 'units { id }'],
    ['logs', 'lines { message }'],
  ])('before the first Event that is kept is refused by %s', async (field, parts) => {
    const { cursor } = await topic();
    await finishJob();
    await age();
    const stream = await workshop.stream(
      `subscription($after: String) {
        ${field}(filter: { topic: "workshop" }, after: $after) { ${parts} cursor } }`,
      { after: cursor },
    );
    expect(await stream.next()).toMatchObject({
      errors: [{ extensions: { code: 'CURSOR_EXPIRED' } }],
    });
  });
});

describe('what is kept no longer', () => {
  test('is named to those who follow what changes', async () => {
    const streams = await Promise.all(
      ['jobChanged', 'taskChanged', 'unitChanged'].map((field) =>
        workshop.stream(
          `subscription { ${field}(filter: { topic: "workshop" }) { removedIds caughtUp } }`,
        ),
      ),
    );
    for (const stream of streams) await stream.next();
    const id = await finishJob();
    clock.now += 2 * dayMs;
    await keep(86_400);
    for (const stream of streams) {
      const removedIds = new Set<string>();
      while (!removedIds.has(id)) {
        const message = await stream.next<Record<string, { removedIds: readonly string[] }>>();
        const [changes] = Object.values(message?.data ?? {});
        for (const removedId of changes?.removedIds ?? []) removedIds.add(removedId);
      }
      expect(removedIds).toContain(id);
    }
  });

  test('of Events leaves the log lines of a Job that runs, which are read and not tailed', async () => {
    await workshop.submit([taskOf('t', ['a'])]);
    const [lease] = await workshop.claim({ leaseMs: 86_400_000 });
    const { unitId = '', attempt = 0, leaseId = '' } = lease ?? {};
    const log = (message: string) => {
      const lines = [{ level: 'INFO', message }];
      return workshop.report([{ log: { lease: { unitId, attempt, leaseId }, lines } }]);
    };
    await log('old');
    clock.now += dayMs / 2;
    await log('still old');
    await keep(60);
    await until(async () => Number((await topic()).firstSeq) > 5);
    clock.now += 30_000;
    await log('new');
    const { unit } = await workshop.data<{ unit: { logs: { nodes: readonly object[] } } }>(
      'query ($id: ID!) { unit(by: { id: $id }) { logs { nodes { message } } } }',
      { id: unitId },
    );
    const messages = ['old', 'still old', 'new'].map((message) => ({ message }));
    expect(unit.logs.nodes).toEqual(messages);
    const stream = await workshop.stream(
      'subscription ($id: ID!) { logs(filter: { unitId: $id }, after: "start") { lines { message } } }',
      { id: unitId },
    );
    const tailed: object[] = [];
    while (JSON.stringify(tailed.at(-1)) !== '{"message":"new"}') {
      const message = await stream.next<{ logs: { lines: readonly object[] } }>();
      tailed.push(...(message?.data.logs.lines ?? []));
    }
    expect(messages.slice(-tailed.length)).toEqual(tailed);
    expect(tailed.length).toBeLessThan(3);
  });
});
