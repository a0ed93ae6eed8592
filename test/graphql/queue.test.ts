/** The queue of a Topic over the API: what dashboards and autoscalers ask. */
import { beforeEach, describe, expect, test } from 'vitest';
import { leaseOf, openWorkshop, type Workshop } from '../server/workshop.ts';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

interface Figures {
  readonly kind: string | null;
  readonly claimableCount: number;
  readonly runningCount: number;
  readonly oldestReadyAt: string | null;
  readonly claimedPerMinute: number;
}

interface Queue {
  readonly at: string;
  readonly cursor: string;
  readonly total: Figures;
  readonly kinds: readonly Figures[];
}

const figures = `kind claimableCount limitedCount delayedCount heldCount runningCount oldestReadyAt
  unitCounts { total ready } claimedPerMinute succeededPerMinute failedPerMinute`;
const question = `query($by: TopicBy!, $kinds: [String!]) {
  queue(by: $by, kinds: $kinds) { topicId at cursor total { ${figures} } kinds { ${figures} } } }`;

async function ask(variables: object = {}): Promise<Queue> {
  const asked = { by: { name: 'workshop' }, ...variables };
  return (await workshop.data<{ queue: Queue }>(question, asked)).queue;
}

async function codeOf(variables: object): Promise<unknown> {
  const { errors } = await workshop.call(question, { by: { name: 'workshop' }, ...variables });
  return errors?.[0]?.extensions['code'];
}

function submit(kinds: readonly string[]) {
  const units = kinds.map((kind, at) => ({ key: `u${at}`, kind }));
  return workshop.submit([{ key: 't', units }]);
}

describe('the queue', () => {
  test('tells what waits and runs of each kind and of all together', async () => {
    await submit(['saw', 'saw', 'drill']);
    const [lease] = await workshop.claim({ kinds: ['saw'], max: 1 });
    const queue = await ask();
    expect(queue.kinds).toMatchObject([
      { kind: 'drill', claimableCount: 1, runningCount: 0, claimedPerMinute: 0 },
      { kind: 'saw', claimableCount: 1, runningCount: 1 },
    ]);
    expect(queue.total).toMatchObject({
      kind: null,
      claimableCount: 2,
      runningCount: 1,
      unitCounts: { total: 3, ready: 2 },
    });
    expect(queue.total.claimedPerMinute).toBeGreaterThan(0);
    expect(Date.parse(queue.total.oldestReadyAt ?? '')).toBeLessThanOrEqual(Date.parse(queue.at));
    await workshop.report([{ succeed: { lease: leaseOf(lease) } }]);
    expect((await ask({ kinds: ['saw'] })).total).toMatchObject({
      claimableCount: 1,
      runningCount: 0,
      unitCounts: { total: 2 },
    });
  });

  test('is named by id as well, and lists kinds as they were asked for', async () => {
    await submit(['saw', 'drill']);
    const queue = await ask({ by: { id: workshop.topicId }, kinds: ['saw', 'glue', 'saw'] });
    expect(queue.kinds.map(({ kind, claimableCount }) => [kind, claimableCount])).toEqual([
      ['saw', 1],
      ['glue', 0],
    ]);
  });

  test('goes on with the Events after its cursor', async () => {
    await submit(['saw']);
    const { cursor } = await ask();
    await workshop.claim();
    const { events } = await workshop.data<{ events: { events: readonly { kind: string }[] } }>(
      `query($after: String!) { events(filter: { topic: "workshop" }, after: $after) { events { kind } } }`,
      { after: cursor },
    );
    expect(events.events.map(({ kind }) => kind)).toContain('unit.claimed');
    expect(events.events.map(({ kind }) => kind)).not.toContain('unit.ready');
  });

  test.each<[string, object, string]>([
    ['a Topic that is not there', { by: { name: 'nowhere' } }, 'TOPIC_NOT_FOUND'],
    [
      'too many kinds',
      { kinds: Array.from({ length: 101 }, (_, at) => `k${at}`) },
      'INVALID_VALUE',
    ],
  ])('of %s is refused', async (_, variables, code) => {
    expect(await codeOf(variables)).toBe(code);
  });

  test('of more kinds than are listed is refused unless some are named', async () => {
    await submit(Array.from({ length: 1_001 }, (_, at) => `k${at}`));
    expect(await codeOf({})).toBe('QUEUE_TOO_LARGE');
    expect((await ask({ kinds: ['k1000'] })).total.claimableCount).toBe(1);
  });
});

describe('the queue as a subscription', () => {
  const following = question.replace('query(', 'subscription($everyMs: Int! = 1000, ');
  const follow = (variables: object) =>
    workshop.stream(following.replace('kinds: $kinds', 'kinds: $kinds, everyMs: $everyMs'), {
      by: { name: 'workshop' },
      ...variables,
    });

  test('tells the queue, and then how it has changed', async () => {
    const stream = await follow({ everyMs: 100, kinds: ['saw'] });
    const next = async () => (await stream.next<{ queue: Queue }>())?.data.queue;
    expect((await next())?.total).toMatchObject({ claimableCount: 0, runningCount: 0 });
    await submit(['saw', 'saw', 'drill']);
    const changed = await next();
    expect(changed?.kinds).toMatchObject([{ kind: 'saw', claimableCount: 2 }]);
    await workshop.claim({ max: 1, kinds: ['saw'] });
    expect((await next())?.total).toMatchObject({ claimableCount: 1, runningCount: 1 });
    await stream.leave();
  });

  test.each<[string, object, string]>([
    ['a Topic that is not there', { by: { name: 'nowhere' } }, 'TOPIC_NOT_FOUND'],
    ['too often', { everyMs: 99 }, 'INVALID_VALUE'],
    ['too rarely', { everyMs: 60_001 }, 'INVALID_VALUE'],
  ])('of %s is refused', async (_, variables, code) => {
    const stream = await follow(variables);
    const { errors } = (await stream.next()) ?? {};
    expect(errors?.[0]?.extensions.code).toBe(code);
    expect(await stream.next()).toBeUndefined();
  });

  test('ends when the server stops, with the last that there is to tell', async () => {
    const stream = await follow({ everyMs: 60_000 });
    await stream.next();
    await submit(['saw']);
    const stopping = workshop.server.stop();
    const last = await stream.next<{ queue: Queue }>();
    expect(last?.data.queue.total.claimableCount).toBe(1);
    expect(await stream.next()).toBeUndefined();
    await stopping;
  });
});
