/** The clock gets to what is due, however often it is told of it, and lets others have their turn. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { Clock } from '../../src/engine/clock.ts';
import { accepted, openKitchen } from './kitchen.ts';

const meal = { mains: { units: { cook: [] } } };

test('a deadline that is past and told again and again does not put the clock off', async () => {
  const kitchen = await openKitchen();
  const { engine, store } = kitchen;
  await kitchen.submit(meal);
  const unitId = await kitchen.unitId('cook');
  const pause = { name: 'pauseUnit', unitId, reason: null, resumeAt: 1 } as const;
  accepted(await engine.execute(pause));
  const done: string[] = [];
  const clock = new Clock({
    store,
    execute: (command) => {
      done.push(command.name);
      return engine.execute(command);
    },
    onFault: (fault) => done.push(String(fault)),
    startGraceMs: 0,
  });
  onTestFinished(() => clock.stop());
  clock.start();
  while (done.length === 0) {
    clock.expect(1);
    await nextTurn();
  }
  expect(done[0]).toBe('resumeDue');
  await clock.stop();
  await kitchen.closeAudited();
});

test('a clock that runs deletes while others keep the engine busy', async () => {
  const kitchen = await openKitchen();
  const { engine } = kitchen;
  const jobId = await kitchen.submit({ all: { units: keys(2_000) } });
  accepted(await engine.execute({ name: 'cancelJob', jobId, reason: null }));
  accepted(await engine.execute({ name: 'deleteJob', jobId, reason: null }));
  engine.start();
  while ((await kitchen.jobState(jobId)) !== undefined) {
    await kitchen.submit(meal);
    await kitchen.workOff();
  }
  await kitchen.closeAudited();
});

function keys(count: number): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, []]));
}
