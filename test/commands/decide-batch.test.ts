import { expect, test } from 'vitest';
import { decideBatch } from '../../src/commands/batch/decide-batch.ts';
import type { Needs } from '../../src/commands/batch/needs.ts';
import { WorkingSet } from '../../src/commands/batch/working-set.ts';
import type { Command } from '../../src/domain/command.ts';
import { definition } from '../engine/kitchen.ts';
import { loadPicture } from '../walk/load-picture.ts';
import { emptyPicture, type Picture } from '../walk/picture.ts';
import { contextOf, runBatch } from '../walk/run-batch.ts';

test('a command whose rows cannot be loaded is undone alone, and the others go on', () => {
  const before = openPicture();
  const egg = unitId(before, 'egg');
  const rerun = { name: 'rerunUnit', unitId: egg, reason: null } as const;
  // What comes behind the plate is asked for only once the egg and the plate have been put back.
  const plate = unitId(before, 'plate');
  const { answers, set } = decide([submission, rerun, submission], before, {
    isLost: ({ dependantsOfUnits }) => dependantsOfUnits.has(plate),
  });
  expect(answers).toMatchObject([
    { outcome: { isAccepted: true } },
    { fault: lost },
    { outcome: { isAccepted: true } },
  ]);
  expect(set.units.get(egg).state).toBe('SUCCEEDED');
  const kinds = set.appended.events.map(({ kind }) => kind);
  const submitted = ['job.submitted', 'task.opened', 'unit.ready'];
  expect(kinds).toEqual([...submitted, ...submitted]);
});

test('what the whole batch needs and cannot be loaded breaks down the whole batch', () => {
  const before = openPicture();
  expect(() => decide([submission], before, { isLost: () => true })).toThrow(lost);
});

const topicId = 'topic_000000001';
const lost = new Error('The disk is gone.');
const units = { egg: [], plate: ['egg'], serve: ['plate'] };
const submission: Command = {
  name: 'submitJob',
  topicId,
  job: definition({ breakfast: { units } }),
};

/** One Job, of which every Unit has succeeded. */
function openPicture(): Picture {
  const create = { name: 'createTopic', topicName: 'kitchen', description: null } as const;
  const created = runBatch(emptyPicture, [create]).after;
  const submitted = runBatch(created, [submission]).after;
  const ends = ['egg', 'plate', 'serve'].map((key): Command => {
    const asked = { reason: 'It is done.', output: 'null' };
    return { name: 'forceSucceedUnit', unitId: unitId(submitted, key), ...asked };
  });
  return runBatch(submitted, ends).after;
}

function unitId({ units }: Picture, key: string): string {
  const unit = [...units.values()].find((each) => each.key === key);
  if (unit === undefined) throw new Error(`There is no Unit "${key}".`);
  return unit.id;
}

/** Decides a batch over a picture, of which some rows are lost. */
function decide(
  commands: readonly Command[],
  before: Picture,
  { isLost }: { readonly isLost: (needs: Needs) => boolean },
) {
  const [topic] = before.topics.values();
  const set = new WorkingSet(before.now, topic && { ...topic });
  const steps = decideBatch(set, commands, contextOf(topic?.lastSeq ?? 0));
  let step = steps.next();
  while (step.done !== true) {
    if (step.value !== undefined && isLost(step.value)) step = steps.throw(lost);
    else {
      if (step.value !== undefined) loadPicture(before, set, step.value);
      step = steps.next();
    }
  }
  return { answers: step.value, set };
}
