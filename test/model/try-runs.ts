/** Runs of random steps against a driver, until one differs from the reference; that is made small. */
import fc from 'fast-check';
import { stepArbitrary } from './actions.ts';
import type { Driver } from './driver.ts';
import { differencesIn } from './model-run.ts';

export interface Trial {
  /** How many runs there are, unless JUNJO_MODEL_RUNS says another number. */
  readonly runCount: number;
  /** How many steps a run has at most. */
  readonly stepCount: number;
}

/** Undefined when all runs are alike; otherwise says what differs, after which steps. */
export async function tryRuns(
  open: () => Promise<Driver>,
  { runCount, stepCount }: Trial,
): Promise<string | undefined> {
  const numRuns = Number(process.env['JUNJO_MODEL_RUNS'] ?? runCount);
  const runs = fc.asyncProperty(
    fc.array(stepArbitrary, { maxLength: stepCount, size: 'max' }),
    async (steps) => {
      const driver = await open();
      try {
        const differences = await differencesIn(driver, steps);
        if (differences.length > 0) throw new Error(differences.join('\n'));
      } finally {
        await driver.close();
      }
    },
  );
  const { failed, errorInstance, counterexample, seed } = await fc.check(runs, { numRuns });
  if (!failed) return undefined;
  return `${errorInstance} after ${fc.stringify(counterexample)} (seed ${seed})`;
}
