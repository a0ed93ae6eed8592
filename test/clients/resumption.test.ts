/** After which ends of a subscription the clients go on, from where, and after which they do not. */
import { expect, test } from 'vitest';
import { until } from '../server/open-api.ts';
import { type Followed, follow } from './followed.ts';
import { openScripted, type ScriptedAnswer } from './scripted-subscriptions.ts';
import { stockClients } from './stock-clients.ts';

function batch(seq: number): object {
  const event = { seq: `${seq}`, kind: 'unit.ready', unitId: 'unit_1', from: null, to: 'READY' };
  return { data: { events: { events: [event], cursor: `c${seq}`, caughtUp: true } } };
}

function refusal(code: string): object {
  return { errors: [{ message: 'That is so.', extensions: { code } }] };
}

function ended(...results: readonly object[]): ScriptedAnswer {
  return { results, isComplete: true };
}

/** What each client makes of these answers, and after which cursors it has asked for them. */
async function askAll(answers: readonly ScriptedAnswer[], reach: (followed: Followed) => boolean) {
  const told = stockClients.map(async (client) => {
    const { url, askedAfter } = await openScripted(answers);
    const followed = follow(client, { url });
    await until(() => reach(followed));
    return [client.name, { seqs: followed.seqs, codes: followed.codes, askedAfter }] as const;
  });
  return Object.fromEntries(await Promise.all(told));
}

function everybody<T>(what: T): Readonly<Record<string, T>> {
  return Object.fromEntries(stockClients.map(({ name }) => [name, what]));
}

test('every client goes on after the last cursor when a stream ends, or for what will pass', async () => {
  const answers = [
    ended(batch(1), batch(2)),
    ended(batch(3), refusal('SLOW_CONSUMER')),
    ended(refusal('DRAINING')),
    ended(batch(4), refusal('DATABASE_UNAVAILABLE')),
    { results: [batch(5)], isComplete: false },
  ];
  const told = await askAll(answers, ({ seqs }) => seqs.length >= 5);
  const askedAfter = ['start', 'c2', 'c3', 'c3', 'c4'];
  expect(told).toEqual(everybody({ seqs: [1, 2, 3, 4, 5], codes: [], askedAfter }));
});

test('every client tells of a cursor that has expired meanwhile, and asks no more', async () => {
  const answers = [ended(batch(1)), ended(refusal('CURSOR_EXPIRED')), ended(batch(2))];
  const told = await askAll(answers, ({ codes }) => codes.length > 0);
  const askedAfter = ['start', 'c1'];
  expect(told).toEqual(everybody({ seqs: [1], codes: ['CURSOR_EXPIRED'], askedAfter }));
});
