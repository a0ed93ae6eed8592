import { describe, expect, test } from 'vitest';
import { answerOtherwise, type Breach, deliver, place } from './breach.ts';
import { checkHistory } from './check-history.ts';
import {
  ask,
  claim,
  done,
  goodHistory,
  leased,
  lost,
  refused,
  report,
  topicId,
} from './hand-made.ts';

const unit = { jobId: 'job_1', taskId: 'task_1', unitId: 'unit_1' };
const next = { ...unit, unitId: 'unit_2' };

const breaches: readonly Breach[] = [
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
