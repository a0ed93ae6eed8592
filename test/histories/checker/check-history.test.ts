import { describe, expect, test } from 'vitest';
import type { Call, JournalEvent, Operation } from '../history.ts';
import { checkHistory } from './check-history.ts';
import {
  ask,
  claim,
  done,
  goodHistory,
  type HandMade,
  leased,
  lost,
  refused,
  report,
  topicId,
} from './hand-made.ts';

const unit = { jobId: 'job_1', taskId: 'task_1', unitId: 'unit_1' };
const next = { ...unit, unitId: 'unit_2' };

test('a good history has nothing against it', () => {
  const made = goodHistory();
  made.watch('all');
  expect(checkHistory(made.history())).toEqual([]);
});

test('what nobody was told of may be there or not', () => {
  const made = goodHistory();
  made.operate('op-11', claim('w1'), lost);
  const facts = { ...next, attempt: 1, worker: 'w1', from: 'READY', to: 'RUNNING' };
  made.event('unit.claimed', facts);
  made.operate('op-12', ask('unitCancel', 'unit_1'), lost);
  expect(checkHistory(made.history())).toEqual([]);
});

/** A change that breaks a promise, and the rule that has to see it. */
type Breach = readonly [what: string, rule: string, change: (made: HandMade) => void];

const breaches: readonly Breach[] = [
  ['a gap in the journal', 'journal', (made) => made.alter(14, { seq: 15 })],
  ['a journal that goes back in time', 'journal', (made) => made.alter(14, { at: 1 })],
  ['a success that is lost', 'lost', (made) => replace(made, 13, 'unit.reopened')],
  ['a Job that is lost', 'lost', (made) => made.alter(2, { data: { name: 'another' } })],
  ['an operation that is lost', 'lost', (made) => made.alter(9, { data: { reason: 'another' } })],
  [
    'a claim that is lost',
    'lost',
    (made) => void made.operate('op-11', claim('w1'), leased(1, 'unit_2')),
  ],
  [
    'an operation that took effect twice',
    'once',
    (made) => {
      made.event('unit.paused', { ...next, from: 'READY', to: 'PAUSED', data: { reason: 'op-4' } });
      made.event('unit.paused', { ...unit, from: 'SUCCEEDED', data: { reason: 'op-4' } });
    },
  ],
  [
    'a refusal that took effect',
    'definite',
    (made) => {
      const facts = { from: 'READY', to: 'CANCELLED', data: { reason: 'op-11' } };
      made.operate('op-11', ask('unitCancel', 'unit_2'), refused('UNIT_FINISHED'));
      made.event('unit.cancelled', { ...next, ...facts });
    },
  ],
  [
    'a refusal after a lost answer that took effect all the same',
    'definite',
    (made) => {
      const facts = { from: 'READY', to: 'CANCELLED', data: { reason: 'op-11' } };
      made.operate('op-11', ask('unitCancel', 'unit_2'), lost, refused('UNIT_FINISHED'));
      made.event('unit.cancelled', { ...next, ...facts });
    },
  ],
  [
    'an Event that nobody asked for',
    'cause',
    (made) => {
      const facts = { from: 'READY', to: 'CANCELLED', data: { reason: 'nobody' } };
      made.event('unit.cancelled', { ...next, ...facts });
    },
  ],
  [
    'a claim that nobody asked for',
    'cause',
    (made) => {
      const facts = { ...next, attempt: 1, worker: 'w1', from: 'READY', to: 'RUNNING' };
      made.event('unit.claimed', facts);
    },
  ],
  [
    'more claims than whoever was not answered may have made',
    'cause',
    (made) => {
      made.operate('op-11', claim('w1'), lost);
      const facts = { ...next, worker: 'w1', from: 'READY', to: 'RUNNING' };
      made.event('unit.claimed', { ...facts, attempt: 1 });
      made.event('unit.expired', { ...facts, attempt: 1, from: 'RUNNING', to: 'READY' });
      made.event('unit.claimed', { ...facts, attempt: 2 });
    },
  ],
  ['something that follows from nothing', 'cause', (made) => made.alter(11, { at: 1_100 })],
  [
    'an effect before what was known when it began',
    'order',
    (made) => {
      const [operation] = made.operations;
      if (operation !== undefined) answerEarly(made, 3, operation);
    },
  ],
  [
    'an answer that takes back behind what was known',
    'order',
    (made) => void made.operate('op-11', report('renew', 2, 'w1'), done(12)),
  ],
  [
    'an effect before what a watcher had been told',
    'order',
    (made) => {
      made.event('unit.paused', {
        ...next,
        from: 'READY',
        to: 'PAUSED',
        data: { reason: 'op-11' },
      });
      made.watch('all');
      made.operate('op-11', ask('unitPause', 'unit_2'), done(15));
    },
  ],
  ['an answer that names a place before its effect', 'place', (made) => rename(made, 'op-4', 8)],
  ['an answer that names the place of another', 'place', (made) => rename(made, 'op-3', 9)],
  ['an answer that names a place before all of it', 'place', (made) => rename(made, 'op-6', 10)],
  [
    'a repetition that is answered otherwise',
    'alike',
    (made) => repeat(made, 'op-4', done(13, { isReplayed: true })),
  ],
  ['a repetition that is done again', 'alike', (made) => repeat(made, 'op-4', done(9))],
  [
    'a repetition that is refused',
    'alike',
    (made) => repeat(made, 'op-9', refused('LEASE_LOST', 'COMPLETED')),
  ],
  [
    'a claim that is given something else when it is repeated',
    'alike',
    (made) => repeat(made, 'op-7', { ...leased(1, 'unit_2'), isReplayed: true }),
  ],
  [
    'an attempt that two hold',
    'claim',
    (made) => void made.operate('op-11', claim('w1'), leased(2)),
  ],
  ['a Unit that was given to another', 'claim', (made) => made.alter(12, { worker: 'w2' })],
  ['an attempt that is left out', 'fence', (made) => made.alter(12, { attempt: 3 })],
  [
    'two leases at once',
    'fence',
    (made) => {
      made.operate('op-11', claim('w2'), lost);
      const held = { ...next, attempt: 1, worker: 'w2', from: 'READY', to: 'RUNNING' };
      made.event('unit.claimed', held);
      made.operate('op-12', claim('w2'), leased(2, 'unit_2'));
      made.event('unit.claimed', { ...held, attempt: 2 });
    },
  ],
  ['a result of a superseded attempt', 'fence', (made) => made.alter(13, { attempt: 1 })],
  [
    'a second result',
    'fence',
    (made) => {
      const facts = { attempt: 2, worker: 'w1', from: 'RUNNING', to: 'READY' };
      made.event('unit.released', { ...unit, ...facts });
    },
  ],
  [
    'a heartbeat that counts after the lease was lost',
    'fence',
    (made) => void made.operate('op-11', report('renew', 1, 'w1'), done(14)),
  ],
  [
    'a refusal of whoever holds the Unit',
    'fence',
    (made) => {
      made.operate('op-11', claim('w1'), leased(1, 'unit_2'));
      const facts = { ...next, attempt: 1, worker: 'w1', from: 'READY', to: 'RUNNING' };
      made.event('unit.claimed', facts);
      const wish = { ...report('succeed', 1, 'w1'), unitId: 'unit_2' };
      made.operate('op-12', wish, refused('LEASE_LOST', 'EXPIRED'));
    },
  ],
  [
    'a refusal for another reason',
    'fence',
    (made) => answerOtherwise(made, 'op-5', refused('LEASE_LOST', 'EXPIRED')),
  ],
  [
    'a lease that nobody knows of',
    'fence',
    (made) => answerOtherwise(made, 'op-5', refused('LEASE_UNKNOWN')),
  ],
  [
    'a claim before the success of what is before it',
    'early',
    (made) => {
      made.places.set('unit_3', { ...place(made), path: 'only/c' });
      made.operate('op-11', claim('w1'), leased(1, 'unit_3'));
      const facts = { ...unit, unitId: 'unit_3', attempt: 1, worker: 'w1' };
      made.event('unit.claimed', { ...facts, to: 'RUNNING' });
    },
  ],
  [
    'a claim of what is held',
    'early',
    (made) => {
      made.event('topic.paused', { data: { reason: 'op-11' } });
      made.operate('op-11', ask('topicPause', topicId), done(15));
      made.operate('op-12', claim('w1'), leased(1, 'unit_2'));
      made.event('unit.claimed', {
        ...next,
        attempt: 1,
        worker: 'w1',
        from: 'READY',
        to: 'RUNNING',
      });
    },
  ],
  [
    'a lease that is taken away before its time',
    'early',
    (made) => {
      made.operate('op-11', claim('w1'), leased(1, 'unit_2'));
      const facts = { ...next, attempt: 1, worker: 'w1' };
      const { at } = made.event('unit.claimed', { ...facts, from: 'READY', to: 'RUNNING' });
      made.event('unit.expired', { ...facts, from: 'RUNNING', to: 'READY', at: at + 499 });
    },
  ],
  [
    'more at once than a Limit allows',
    'limit',
    (made) => void made.limits.push({ topicId, unitKind: 'even', runningMax: 0 }),
  ],
  [
    'a read of a state that it was not in',
    'read',
    (made) => answerOtherwise(made, 'op-10', done(14, { state: 'SUCCEEDED' })),
  ],
  [
    'an Event that a watcher did not get',
    'watch',
    (made) => deliver(made, (all) => all.toSpliced(4, 1)),
  ],
  [
    'an Event that a watcher got twice',
    'watch',
    (made) => deliver(made, (all) => all.toSpliced(4, 0, ...all.slice(4, 5))),
  ],
  ['Events in another order', 'watch', (made) => deliver(made, (all) => [...all].reverse())],
  [
    'an end that a watcher did not get',
    'watch',
    (made) => deliver(made, (all) => all.slice(0, -1)),
  ],
  [
    'another Event than the journal has',
    'watch',
    (made) => deliver(made, (all) => all.map((event) => ({ ...event, worker: 'w9' }))),
  ],
];

describe('the checker', () => {
  test.each(breaches)('sees %s', (_, rule, change) => {
    const made = goodHistory();
    change(made);
    const found = checkHistory(made.history());
    expect(found.filter((fault) => fault.startsWith(`${rule}: `))).not.toEqual([]);
  });
});

function replace(made: HandMade, seq: number, kind: string): void {
  made.alter(seq, { kind });
}

function get(made: HandMade, id: string): Operation {
  const operation = made.operations.find((one) => one.id === id);
  if (operation === undefined) throw new Error(`There is no operation ${id}.`);
  return operation;
}

/** The operation's last call, answered like this instead. */
function answerOtherwise(made: HandMade, id: string, answer: Call['answer']): void {
  const { calls } = get(made, id);
  const last = calls.pop();
  if (last !== undefined) calls.push({ ...last, answer });
}

function rename(made: HandMade, id: string, seq: number): void {
  answerOtherwise(made, id, done(seq));
}

function repeat(made: HandMade, id: string, answer: Call['answer']): void {
  const { calls } = get(made, id);
  const at = made.operations.at(-1)?.calls.at(-1)?.endedAt ?? 0;
  calls.push({ server: 1, invokedAt: at + 1, endedAt: at + 2, answer });
}

/** The position of this Event was known before the operation began. */
function answerEarly(made: HandMade, seq: number, operation: Operation): void {
  const before = (operation.calls[0]?.invokedAt ?? 0) - 5;
  const calls = [{ server: 0, invokedAt: before, endedAt: before + 1, answer: done(seq) }];
  const wish = { kind: 'READ', topicId, jobId: 'job_1' } as const;
  made.operations.push({ id: 'early', client: 'hand', wish, calls });
}

function deliver(
  made: HandMade,
  change: (events: readonly JournalEvent[]) => readonly JournalEvent[],
): void {
  const watch = made.watch('all');
  const [delivery] = watch.deliveries.splice(0);
  if (delivery === undefined) return;
  const events = change(delivery.events);
  watch.deliveries.push({ ...delivery, events, cursorSeq: events.at(-1)?.seq ?? 0 });
}

function place(made: HandMade) {
  const known = made.places.get('unit_1');
  if (known === undefined) throw new Error('The first Unit has no place.');
  return known;
}
