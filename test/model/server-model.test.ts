/**
 * The same as the model of the engine, on a running server. Commands of one moment come by different
 * connections, so they are done in an order that nobody knows; but there has to be one in which the
 * reference gives the same answers and ends in the same states.
 */
import { describe, expect, test } from 'vitest';
import { openServerDriver } from './server-driver.ts';
import { tryRuns } from './try-runs.ts';

describe('a running server and the reference', () => {
  test('answer every command alike and end in the same states', { timeout: 0 }, async () => {
    expect(await tryRuns(openServerDriver, { runCount: 8, stepCount: 25 })).toBeUndefined();
  });
});
