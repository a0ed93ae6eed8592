/**
 * Random graphs and random commands, done by the engine on a real database and by the reference
 * side by side. Commands of one step are sent at the same moment, so that they are decided in one
 * batch; whatever was done, both have to answer alike and to end up in the same states.
 */
import { describe, expect, test } from 'vitest';
import {
  openEngineDriver,
  openSlowlyCommittingDriver,
  openTwoEnginesDriver,
} from './engine-driver.ts';
import { tryRuns } from './try-runs.ts';

describe('the engine and the reference', () => {
  test('answer every command alike and end in the same states', { timeout: 0 }, async () => {
    expect(await tryRuns(openEngineDriver, { runCount: 40, stepCount: 40 })).toBeUndefined();
  });

  test('do so also when commands are decided before the last are committed', {
    timeout: 0,
  }, async () => {
    const runs = { runCount: 40, stepCount: 40 };
    expect(await tryRuns(openSlowlyCommittingDriver, runs)).toBeUndefined();
  });

  test('do so also when two engines take turns on one database', { timeout: 0 }, async () => {
    const runs = { runCount: 20, stepCount: 40 };
    expect(await tryRuns(openTwoEnginesDriver, runs)).toBeUndefined();
  });
});
