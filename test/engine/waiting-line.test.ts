import { describe, expect, test } from 'vitest';
import { refused } from '../../src/commands/batch/handler.ts';
import type { Command } from '../../src/domain/command.ts';
import { rejection } from '../../src/domain/rejection.ts';
import { EngineFault } from '../../src/engine/engine-fault.ts';
import { type Room, WaitingLine } from '../../src/engine/waiting-line.ts';
import { jobOf } from './kitchen.ts';

/** A command that is so much work, of 2 and more. */
function submission(weight: number): Command {
  return { name: 'submitJob', topicId: 't', job: jobOf(weight - 2) };
}

function claim(max: number): Command {
  const whose = { worker: 'w', kinds: null, leaseMs: 1_000, requestId: null };
  return { name: 'claimUnits', topicId: 't', max, ...whose };
}

/** How many commands enter a batch, where each list of weights is a request. */
function countOf(requests: readonly (readonly number[])[], room: Partial<Room>): number {
  const line = new WaitingLine();
  for (const weights of requests) void line.add('t', weights.map(submission));
  const endless = Number.POSITIVE_INFINITY;
  const all = { weight: 0, fairWeight: endless, weightMax: endless, canEnter: () => true };
  return line.countFor({ ...all, ...room });
}

describe('what enters a batch', () => {
  const requests = [[10, 10], [20], [10, 10, 10], [5]];

  test.each([
    ['all that there is room for', {}, 7],
    ['whole requests, as many as come nearest to what is fair', { fairWeight: 50 }, 3],
    ['also where that is a little more', { fairWeight: 55 }, 6],
    ['and what is in it counts', { fairWeight: 50, weight: 35 }, 2],
    ['whole requests up to the most that there may be', { weightMax: 69 }, 3],
    ['nothing that is too much beside what is in it', { weight: 1, weightMax: 20 }, 0],
    ['of a request that is too much for any, a part', { weightMax: 15 }, 1],
    ['of that one command at least', { weightMax: 5 }, 1],
    ['nothing behind what cannot enter', { canEnter: ({ weight }) => weight !== 20 }, 2],
  ] satisfies [string, Partial<Room>, number][])('%s', (_, room, count) => {
    expect(countOf(requests, room)).toBe(count);
  });
});

test('a claim that comes behind a request enters with it', () => {
  const line = new WaitingLine();
  void line.add('t', [submission(10), submission(10)]);
  void line.add('t', [claim(100)]);
  void line.add('t', [claim(100)]);
  const room = { weight: 0, fairWeight: 20, weightMax: 1_000, canEnter: () => true };
  expect(line.countFor(room)).toBe(3);
});

test('what is taken does not wait any more', () => {
  const line = new WaitingLine();
  void line.add('t', [submission(3), submission(4)]);
  void line.add('t', [submission(5)]);
  expect(line.take(2).map(({ weight }) => weight)).toEqual([3, 4]);
  expect(line).toMatchObject({ length: 1, weight: 5 });
});

test('a request is answered when all of its commands are, in their order', async () => {
  const line = new WaitingLine();
  const answers = line.add('t', [submission(2), submission(3)]);
  const [first, second] = line.take(2);
  const fault = new EngineFault('INTERNAL', { cause: undefined });
  const refusal = refused(rejection('UNIT_NOT_FOUND', 'There is no such Unit.'));
  second?.resolve(refusal);
  first?.reject(fault);
  expect(await answers).toEqual([
    { status: 'rejected', reason: fault },
    { status: 'fulfilled', value: refusal },
  ]);
});
