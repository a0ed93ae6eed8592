/**
 * Random graphs and random commands, done by the engine on a real database and by the reference
 * side by side. Commands of one step are sent at the same moment, so that they are decided in one
 * batch; whatever was done, both have to answer alike and to end up in the same states.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { audit } from '../audit.ts';
import { type Step, stepArbitrary } from './actions.ts';
import { ModelRun } from './model-run.ts';

const runCount = Number(process.env['JUNJO_MODEL_RUNS'] ?? 60);

describe('the engine and the reference', () => {
  test(
    'answer every command alike and end in the same states',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(stepArbitrary, { minLength: 5, maxLength: 40 }), runSteps),
        { numRuns: runCount },
      );
      expect.assertions(runCount);
    },
    runCount * 2_000,
  );
});

async function runSteps(steps: readonly Step[]): Promise<void> {
  const run = await ModelRun.open();
  try {
    for (const step of steps) {
      if (step.type === 'pass') await run.pass(step.durationMs);
      else await run.batch(step.actions);
      await run.compareStates();
    }
    expect([...run.differences, ...(await audit(run.test.store)), ...run.test.faults]).toEqual([]);
  } finally {
    await run.test.close();
  }
}
