/** The same as the model of the engine, on the rules alone: no database, and no time spent on one. */
import { describe, expect, test } from 'vitest';
import { openPictureDriver } from './picture-driver.ts';
import { tryRuns } from './try-runs.ts';

describe('the rules and the reference', () => {
  test('answer every command alike and end in the same states', { timeout: 0 }, async () => {
    const open = () => openPictureDriver();
    expect(await tryRuns(open, { runCount: 150, stepCount: 40 })).toBeUndefined();
  });
});
