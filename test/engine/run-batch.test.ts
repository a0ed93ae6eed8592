import { expect, onTestFinished, test } from 'vitest';
import type { Command } from '../../src/domain/command.ts';
import { createIdSource } from '../../src/engine/id-source.ts';
import { runBatch } from '../../src/engine/run-batch.ts';
import { WarmTopics } from '../../src/engine/warm-rows.ts';
import type { Transaction } from '../../src/store/port.ts';
import { definition, type Kitchen, openKitchen } from './kitchen.ts';

const meal = { meal: { units: { a: [], b: ['a'], c: ['b'] } } };

test('rows that cannot be read break down the command that needs them, and no other', async () => {
  const kitchen = await openKitchen();
  onTestFinished(kitchen.closeAudited);
  await kitchen.submit(meal);
  await kitchen.workOff();
  const { topicId } = kitchen;
  const submission: Command = { name: 'submitJob', topicId, job: definition(meal) };
  const rerun = { name: 'rerunUnit', unitId: await kitchen.unitId('a'), reason: null } as const;
  const before = await kitchen.eventKinds();
  const answers = await run(kitchen, [submission, rerun, submission]);
  expect(answers).toMatchObject([
    { outcome: { isAccepted: true } },
    { fault: { message: 'The disk is gone.' } },
    { outcome: { isAccepted: true } },
  ]);
  const submitted = ['job.submitted', 'task.opened', 'unit.ready'];
  expect(await kitchen.eventKinds()).toEqual([...before, ...submitted, ...submitted]);
});

/** Runs a batch while nobody can read who depends on b, which a rerun of a asks for as it goes. */
async function run({ store, topicId, unitId }: Kitchen, commands: readonly Command[]) {
  const lostId = await unitId('b');
  const context = { ids: createIdSource(() => store.now()), chance: () => 1 };
  const result = await store.transaction((transaction) => {
    const forgetful: Transaction = {
      ...transaction,
      query: (sql, parameters) => {
        const isLost = sql.includes('"UnitDependency"') && `${parameters?.[0]}`.includes(lostId);
        if (isLost) return Promise.reject(new Error('The disk is gone.'));
        return transaction.query(sql, parameters);
      },
    };
    return runBatch(
      { store, transaction: forgetful, context, warm: new WarmTopics(), join: () => [] },
      topicId,
      commands,
    );
  });
  return result.answers;
}
