import { describe, expect, test } from 'vitest';
import { answerEarly, type Breach, rename, repeat } from './breach.ts';
import { checkHistory } from './check-history.ts';
import { ask, claim, done, goodHistory, leased, lost, refused, report } from './hand-made.ts';

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

const breaches: readonly Breach[] = [
  ['a gap in the journal', 'journal', (made) => made.alter(14, { seq: 15 })],
  ['a journal that goes back in time', 'journal', (made) => made.alter(14, { at: 1 })],
  ['a success that is lost', 'lost', (made) => made.alter(13, { kind: 'unit.reopened' })],
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
];

describe('the checker', () => {
  test.each(breaches)('sees %s', (_, rule, change) => {
    const made = goodHistory();
    change(made);
    const found = checkHistory(made.history());
    expect(found.filter((fault) => fault.startsWith(`${rule}: `))).not.toEqual([]);
  });
});
