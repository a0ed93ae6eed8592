/** How subscriptions are executed: once for all who share, with a context of its own each time. */
import { parse } from 'graphql';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../src/graphql/context.ts';
import { maskError } from '../../src/graphql/mask-error.ts';
import {
  createSubscriptions,
  isResultStream,
  type ResultStream,
  type Subscriptions,
} from '../../src/graphql/open-subscription.ts';
import { requestError } from '../../src/graphql/request-error.ts';
import { createTicks, type Ticks } from './ticks.ts';

let ticks: Ticks;
let faults: unknown[];
let subscriptions: Subscriptions;

beforeEach(() => {
  ticks = createTicks();
  faults = [];
  subscriptions = createSubscriptions({
    schema: ticks.schema,
    // The schema of this test asks nothing of its context.
    createContext: (signal) => ({ signal }) as Context,
    countMax: 4,
    mask: (error) => maskError(error, (fault) => faults.push(fault)),
  });
});

async function open(query: string, variableValues: Record<string, unknown> = {}) {
  const opened = await subscriptions.open({ document: parse(query), variableValues });
  if (!isResultStream(opened)) throw new Error(JSON.stringify(opened));
  return opened;
}

async function refusalOf(query: string, variableValues: Record<string, unknown> = {}) {
  const opened = await subscriptions.open({ document: parse(query), variableValues });
  return isResultStream(opened) ? [] : (opened.errors ?? []);
}

async function nextOf(stream: ResultStream): Promise<unknown> {
  const result = await stream.next();
  return result === undefined ? undefined : JSON.parse(result.json);
}

const query = `subscription ($after: Int, $size: Int) {
  ticks(after: $after) { ...Parts } }
  fragment Parts on Tick { count text(size: $size) }`;

describe('a selection', () => {
  test('is executed once for all who select the same of a value, wherever they began', async () => {
    const streams = await Promise.all([1, 2, 3, 3].map((after) => open(query, { after, size: 2 })));
    ticks.feed.say({ count: 7 });
    const results = await Promise.all(streams.map((stream) => stream.next()));
    expect(JSON.parse(results[0]?.json ?? '')).toEqual({
      data: { ticks: { count: 7, text: 'xx' } },
    });
    expect(new Set(results).size).toBe(1);
    expect(ticks.executed).toHaveLength(1);
  });

  test('has one frame for each transport', async () => {
    const streams = [await open(query), await open(query)];
    ticks.feed.say({ count: 1 });
    let madeCount = 0;
    const encode = (json: string) => {
      madeCount += 1;
      return Buffer.from(json);
    };
    const frames = await Promise.all(
      streams.map(async (stream) => (await stream.next())?.frame(encode)),
    );
    expect(frames[0]).toBe(frames[1]);
    expect(madeCount).toBe(1);
  });

  test('is executed for each who selects something else', async () => {
    const streams = [
      await open(query, { size: 1 }),
      await open(query, { size: 2 }),
      await open('subscription { ticks { text(size: 3) } }'),
      await open('subscription ($with: Boolean!) { ticks { text @include(if: $with) count } }', {
        with: false,
      }),
    ];
    ticks.feed.say({ count: 7 });
    expect(await Promise.all(streams.map(nextOf))).toEqual([
      { data: { ticks: { count: 7, text: 'x' } } },
      { data: { ticks: { count: 7, text: 'xx' } } },
      { data: { ticks: { text: 'xxx' } } },
      { data: { ticks: { count: 7 } } },
    ]);
    expect(ticks.executed.map(({ size }) => size)).toEqual([1, 2, 3]);
  });

  test('is executed with a context of its own for each value', async () => {
    const stream = await open(query);
    for (const count of [1, 2]) {
      ticks.feed.say({ count });
      await stream.next();
    }
    expect(ticks.executed[0]?.context).not.toBe(ticks.executed[1]?.context);
  });

  test('that has failed is executed again for whoever comes to the value later', async () => {
    const first = await open(query);
    ticks.feed.say({ count: 1 });
    ticks.isBroken = true;
    expect(await nextOf(first)).toMatchObject({
      errors: [{ path: ['ticks', 'text'], extensions: { code: 'INTERNAL' } }],
    });
    ticks.isBroken = false;
    expect(await nextOf(await open(query))).toEqual({ data: { ticks: { count: 1, text: 'x' } } });
    expect(faults).toEqual([new Error('a secret of the inside')]);
  });
});

describe('a subscription', () => {
  test.each<[string, string, string, Record<string, unknown>]>([
    ['whose variables are wrong', 'BAD_USER_INPUT', query, { after: 'x' }],
    [
      'that its resolver refuses',
      'CURSOR_INVALID',
      'subscription { ticks(refuse: true) { count } }',
      {},
    ],
  ])('%s does not begin', async (_, code, text, variables) => {
    const errors = await refusalOf(text, variables);
    expect(errors.map(({ extensions }) => extensions['code'])).toEqual([code]);
    expect(subscriptions.count()).toBe(0);
  });

  test('beyond those that may be open is refused, and not once one has ended', async () => {
    const streams = await Promise.all([1, 2, 3, 4].map(() => open(query)));
    expect(await refusalOf(query)).toMatchObject([
      { extensions: { code: 'TOO_MANY_SUBSCRIPTIONS', http: { status: 503 } } },
    ]);
    streams[0]?.close();
    await refusalOf('subscription { ticks(refuse: true) { count } }');
    streams.push(await open(query));
    expect(await refusalOf(query)).toHaveLength(1);
    for (const stream of streams) stream.close();
  });

  test('whose feed breaks is told why, as the last', async () => {
    const stream = await open(query);
    ticks.feed.say(requestError('CURSOR_EXPIRED', 'It is too old.'));
    expect(await nextOf(stream)).toEqual({
      errors: [{ message: 'It is too old.', extensions: { code: 'CURSOR_EXPIRED' } }],
    });
    expect(await stream.next()).toBeUndefined();
    expect(subscriptions.count()).toBe(0);
  });

  test('learns nothing of the inside from a fault of its feed', async () => {
    const stream = await open(query);
    ticks.feed.say(new Error('a secret of the inside'));
    const told = JSON.stringify(await nextOf(stream));
    expect(told).toContain('INTERNAL');
    expect(told).not.toContain('secret');
  });

  test('ends with its feed', async () => {
    const stream = await open(query);
    ticks.feed.say('end');
    expect(await stream.next()).toBeUndefined();
    expect(subscriptions.count()).toBe(0);
  });

  test('that is closed leaves its feed, also while it waits', async () => {
    const stream = await open(query);
    const waiting = stream.next();
    expect(subscriptions.count()).toBe(1);
    stream.close();
    stream.close();
    expect([subscriptions.count(), ticks.feed.returnCount]).toEqual([0, 1]);
    ticks.feed.say({ count: 1 });
    expect(await waiting).toBeUndefined();
    expect(ticks.executed).toEqual([]);
  });
});
