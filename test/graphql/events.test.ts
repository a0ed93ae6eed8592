/** Watching over the API: events as a query and as a subscription over SSE. */
import { beforeEach, describe, expect, test } from 'vitest';
import { createCursorCodec } from '../../src/feeds/cursor.ts';
import { connectionCount, type EventStream, until } from '../server/open-api.ts';
import { leaseOf, openWorkshop, taskOf, type Workshop } from '../server/workshop.ts';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

interface Batch {
  readonly events: readonly {
    readonly seq: string;
    readonly kind: string;
    readonly cursor: string;
  }[];
  readonly cursor: string;
  readonly caughtUp: boolean;
}

const batchParts = '{ events { seq kind cursor } cursor caughtUp }';
const args = 'filter: $filter, after: $after, batch: $batch';
const declared = '$filter: EventFilter!, $after: String, $batch: Int! = 100';

async function poll(variables: object): Promise<Batch> {
  const query = `query(${declared}) { events(${args}) ${batchParts} }`;
  return (
    await workshop.data<{ events: Batch }>(query, { filter: { topic: 'workshop' }, ...variables })
  ).events;
}

function follow(variables: object): Promise<EventStream> {
  const query = `subscription(${declared}) { events(${args}) ${batchParts} }`;
  return workshop.stream(query, { filter: { topic: 'workshop' }, ...variables });
}

async function nextBatch(stream: EventStream): Promise<Batch> {
  const result = await stream.next<{ events: Batch }>();
  if (result === undefined || result.errors !== undefined) throw new Error(JSON.stringify(result));
  return result.data.events;
}

/** The sequence numbers that a stream delivers until it has come to this one. */
async function readUntil(stream: EventStream, lastSeq: number) {
  const seqs: number[] = [];
  let cursor = '';
  while ((seqs.at(-1) ?? 0) < lastSeq) {
    const batch = await nextBatch(stream);
    seqs.push(...batch.events.map(({ seq }) => Number(seq)));
    cursor = batch.cursor;
  }
  return { seqs, cursor };
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);

describe('the journal as a query', () => {
  test('begins with now, or with the start if asked', async () => {
    expect(await poll({})).toMatchObject({ events: [], caughtUp: true });
    const whole = await poll({ after: 'start' });
    expect(whole.events.map(({ kind }) => kind)).toEqual(['topic.created']);
  });

  test('is read in batches without a gap or a repetition', async () => {
    const { cursor } = await poll({});
    await workshop.submit([taskOf('t', ['a', 'b', 'c'])]);
    await workshop.workOff();
    const seqs: number[] = [];
    let after = cursor;
    for (;;) {
      const batch = await poll({ after, batch: 2 });
      seqs.push(...batch.events.map(({ seq }) => Number(seq)));
      after = batch.cursor;
      if (batch.caughtUp) break;
      expect(batch.events).toHaveLength(2);
    }
    expect(seqs).toEqual(range(2, seqs.length + 1));
    expect((await poll({ after: 'start', batch: 1_000 })).events).toHaveLength(seqs.length + 1);
  });

  test('tells the same from the cursor of an Event as from that of a batch', async () => {
    await workshop.submit([taskOf('t', ['a'])]);
    const { events } = await poll({ after: 'start' });
    const { events: rest } = await poll({ after: events[1]?.cursor });
    expect(rest.map(({ seq }) => seq)).toEqual(events.slice(2).map(({ seq }) => seq));
  });

  test('is narrowed to a Job, a Task, a Unit, kinds and categories', async () => {
    const job = await workshop.submit([taskOf('t', ['a', 'b'])]);
    await workshop.submit([taskOf('t', ['c'])]);
    const { job: found } = await workshop.data<{
      job: { task: { id: string }; unit: { id: string } };
    }>(
      'query($id: ID!) { job(by: { id: $id }) { task(key: "t") { id } unit(path: "t/b") { id } } }',
      {
        id: job.id,
      },
    );
    const kinds = async (filter: object) =>
      (await poll({ after: 'start', filter })).events.map(({ kind }) => kind);
    expect(await kinds({ jobId: job.id })).toEqual([
      'job.submitted',
      'task.opened',
      'unit.ready',
      'unit.ready',
    ]);
    expect(await kinds({ taskId: found.task.id })).toEqual([
      'task.opened',
      'unit.ready',
      'unit.ready',
    ]);
    expect(await kinds({ unitId: found.unit.id, topic: 'workshop' })).toEqual(['unit.ready']);
    expect(await kinds({ topicId: workshop.topicId, kinds: ['job.submitted'] })).toHaveLength(2);
    expect(await kinds({ topic: 'workshop', categories: ['TOPIC', 'TASK'] })).toEqual([
      'topic.created',
      'task.opened',
      'task.opened',
    ]);
  });

  test('goes on without a gap from the cursor of what was read before', async () => {
    const job = await workshop.submit([taskOf('t', ['a', 'b'])]);
    const { job: seen, topic } = await workshop.data<{
      job: { cursor: string };
      topic: { cursor: string };
    }>(
      'query($id: ID!) { job(by: { id: $id }) { cursor } topic(by: { name: "workshop" }) { cursor } }',
      { id: job.id },
    );
    const [lease] = await workshop.claim({ max: 1 });
    for (const after of [seen.cursor, topic.cursor]) {
      const { events } = await poll({ filter: { jobId: job.id }, after });
      expect(events.map(({ kind }) => kind)).toEqual(['job.started', 'unit.claimed']);
    }
    const { answers } = await workshop.report([{ succeed: { lease: leaseOf(lease) } }]);
    const { events } = await poll({ after: answers[0]?.cursor });
    expect(events).toEqual([]);
  });
});

describe('the journal is refused', () => {
  test.each<[string, object]>([
    ['INVALID_VALUE', { filter: {} }],
    ['INVALID_VALUE', { filter: { kinds: ['unit.ready'] } }],
    ['INVALID_VALUE', { batch: 0 }],
    ['PAGE_SIZE_TOO_LARGE', { batch: 1_001 }],
    [
      'INVALID_VALUE',
      { filter: { topic: 'workshop', kinds: Array.from({ length: 101 }, () => 'k') } },
    ],
    ['TOPIC_NOT_FOUND', { filter: { topic: 'nowhere' } }],
    ['TOPIC_NOT_FOUND', { filter: { topicId: 'topic_x' } }],
    ['JOB_NOT_FOUND', { filter: { jobId: 'job_x' } }],
    ['TASK_NOT_FOUND', { filter: { taskId: 'task_x' } }],
    ['UNIT_NOT_FOUND', { filter: { unitId: 'unit_x' } }],
    ['CURSOR_INVALID', { after: '' }],
    ['CURSOR_INVALID', { after: 'garbage' }],
    ['CURSOR_INVALID', { after: createCursorCodec('other').encode({ topicId: 't', seq: 1 }) }],
  ])('with %s for %j, to those who poll and to those who follow', async (code, variables) => {
    const all = { filter: { topic: 'workshop' }, batch: 100, ...variables };
    const query = `query(${declared}) { events(${args}) ${batchParts} }`;
    expect((await workshop.call(query, all)).errors).toMatchObject([{ extensions: { code } }]);
    const stream = await follow(all);
    expect(await stream.next()).toMatchObject({ errors: [{ extensions: { code } }] });
    expect(await stream.next()).toBeUndefined();
  });

  test('with a cursor of another Topic or of the future', async () => {
    const { topicCreate } = await workshop.data<{ topicCreate: { cursor: string } }>(
      'mutation { topicCreate(input: { name: "other" }) { cursor } }',
    );
    const query = `query(${declared}) { events(${args}) ${batchParts} }`;
    const filter = { topic: 'workshop' };
    const foreign = await workshop.call(query, { filter, after: topicCreate.cursor });
    expect(foreign.errors).toMatchObject([{ extensions: { code: 'CURSOR_INVALID' } }]);
    const own = await poll({});
    const text = Buffer.from(own.cursor, 'base64url').toString();
    const future = Buffer.from(text.replace(/\d+$/, '99')).toString('base64url');
    const ahead = await workshop.call(query, { filter, after: future });
    expect(ahead.errors).toMatchObject([{ extensions: { code: 'CURSOR_INVALID' } }]);
  });

  test('when the names in the filter do not belong together', async () => {
    const job = await workshop.submit([]);
    await workshop.data('mutation { topicCreate(input: { name: "other" }) { cursor } }');
    const query = `query(${declared}) { events(${args}) ${batchParts} }`;
    const answer = await workshop.call(query, { filter: { topic: 'other', jobId: job.id } });
    expect(answer.errors).toMatchObject([{ extensions: { code: 'JOB_NOT_FOUND' } }]);
  });
});

describe('the journal as a subscription', () => {
  test('begins with the cursor of now and goes on with what happens', async () => {
    const stream = await follow({});
    expect(await nextBatch(stream)).toMatchObject({ events: [], caughtUp: true });
    await workshop.submit([taskOf('t', ['a'])]);
    expect((await readUntil(stream, 4)).seqs).toEqual([2, 3, 4]);
    await stream.leave();
  });

  test('goes on after a break exactly where it was left', async () => {
    const first = await follow({ after: 'start', batch: 3 });
    await workshop.submit([taskOf('t', ['a', 'b', 'c', 'd'])]);
    const seen = await readUntil(first, 4);
    await first.leave();
    await workshop.workOff();
    const second = await follow({ after: seen.cursor, batch: 3 });
    const head = Number((await poll({ after: 'start', batch: 1_000 })).events.at(-1)?.seq);
    const rest = await readUntil(second, head);
    await second.leave();
    expect([...seen.seqs, ...rest.seqs]).toEqual(range(1, head));
  });

  test('delivers all of it once to each, however they break off and come back', async () => {
    const jobCount = 12;
    const lastSeq = 1 + jobCount * 3;
    const followOn = async (batch: number, breakAfter: number) => {
      const seqs: number[] = [];
      let after = 'start';
      while ((seqs.at(-1) ?? 0) < lastSeq) {
        const stream = await follow({ after, batch });
        for (let count = 0; count < breakAfter && (seqs.at(-1) ?? 0) < lastSeq; count += 1) {
          const next = await nextBatch(stream);
          seqs.push(...next.events.map(({ seq }) => Number(seq)));
          after = next.cursor;
        }
        await stream.leave();
      }
      return seqs;
    };
    const following = [followOn(1, 2), followOn(4, 1), followOn(100, 3), followOn(2, 50)];
    for (let count = 0; count < jobCount; count += 1) await workshop.submit([taskOf('t', ['a'])]);
    for (const seqs of await Promise.all(following)) expect(seqs).toEqual(range(1, lastSeq));
  });

  test('gathers for as long as it is told to, which has a bound', async () => {
    const subscription = `subscription($ms: Int!) {
      events(filter: { topic: "workshop" }, throttleMs: $ms) ${batchParts}
    }`;
    for (const ms of [-1, 60_001]) {
      const stream = await workshop.stream(subscription, { ms });
      const refusal = { errors: [{ extensions: { code: 'INVALID_VALUE' } }] };
      expect(await stream.next()).toMatchObject(refusal);
    }
    const stream = await workshop.stream(subscription, { ms: 300 });
    await nextBatch(stream);
    await workshop.submit([taskOf('t', ['a'])]);
    expect((await nextBatch(stream)).events).toHaveLength(3);
    await workshop.submit([taskOf('t', ['b'])]);
    await workshop.submit([taskOf('t', ['c'])]);
    expect((await nextBatch(stream)).events).toHaveLength(6);
    await stream.leave();
  });

  test('is freed when its subscriber disconnects while nothing happens', async () => {
    const before = connectionCount();
    const streams = await Promise.all(Array.from({ length: 20 }, () => follow({})));
    await Promise.all(streams.map(nextBatch));
    expect(connectionCount()).toBeGreaterThan(before);
    await Promise.all(streams.map((stream) => stream.leave()));
    await until(() => connectionCount() <= before);
    await workshop.submit([taskOf('t', ['a'])]);
    expect((await poll({ after: 'start' })).events).toHaveLength(4);
  });

  test('holds up nobody when a subscriber does not read', async () => {
    const idle = await fetch(workshop.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({
        query:
          'subscription { events(filter: { topic: "workshop" }, after: "start", batch: 1) { cursor } }',
      }),
    });
    const stream = await follow({});
    await nextBatch(stream);
    for (let count = 0; count < 10; count += 1) await workshop.submit([taskOf('t', ['a'])]);
    expect((await readUntil(stream, 31)).seqs).toEqual(range(2, 31));
    await stream.leave();
    await idle.body?.cancel();
  });
});
