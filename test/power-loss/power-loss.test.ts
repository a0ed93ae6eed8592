/**
 * The power goes at random points in the life of a server, whose writes and syncs were recorded;
 * what a disk may have left then has to hold everything that was acknowledged by then, and
 * everything derived has to be right. Killing a server shows none of this: what it has written and
 * not synced survives it. `npm run power-loss` looks at many states: `JUNJO_POWER_LOSS_STATES` of
 * each of `JUNJO_POWER_LOSS_RECORDINGS` recordings, drawn by `JUNJO_POWER_LOSS_SEED`.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, type TestContext, test } from 'vitest';
import { type Cuts, cutPower, type Outcome, replay } from './cut-power.ts';
import { databaseFile, findHindrance, type Recording, type Run, record } from './record.ts';

// npm tells a script its own name; the same file is the long programme and its short run in the gate.
const isLong = process.env['npm_lifecycle_event'] === 'power-loss';
const stateCount = Number(process.env['JUNJO_POWER_LOSS_STATES'] ?? (isLong ? 2_000 : 60));
const recordingCount = Number(process.env['JUNJO_POWER_LOSS_RECORDINGS'] ?? (isLong ? 10 : 1));
const firstSeed = Number(process.env['JUNJO_POWER_LOSS_SEED'] ?? 1);
const controlCount = isLong ? 500 : 30;
const answerCount = isLong ? 100 : 40;

// What a server has left that was killed is where the next one begins; the gate has no time for it.
const endings = isLong ? (['killed', 'killed', 'stopped'] as const) : (['stopped'] as const);

const hindrance = findHindrance();

let folder: string;

beforeEach(() => {
  // strace tells paths without links.
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'junjo-power-loss-')));
});

afterEach(({ task }) => {
  // A recording does not come a second time: what was found in it is kept to be looked at.
  if (task.result?.state !== 'fail') rmSync(folder, { recursive: true, force: true });
});

test(
  'nothing acknowledged is lost, and nothing derived is wrong, wherever the power is cut',
  async ({ skip }) => {
    skipIfHindered(skip);
    for (let seed = firstSeed; seed < firstSeed + recordingCount; seed += 1) {
      const runs = endings.map(
        (ending, index) =>
          ({ synchronous: 'FULL', ending, answerCount, seed: seed + index }) as const,
      );
      const { recording, outcome } = await recordAndCut(runs, { stateCount, seed });
      expect(outcome.examples, `seed ${seed}; the recording is kept in ${folder}`).toEqual([]);
      expect(outcome).toMatchObject({ lossyCount: 0, faultyCount: 0 });
      expect(countKinds(recording)).toEqual({
        job: expect.toSatisfy(isSome),
        claim: expect.toSatisfy(isSome),
        success: expect.toSatisfy(isSome),
        failure: expect.toSatisfy(isSome),
        line: expect.toSatisfy(isSome),
        checkpoint: expect.toSatisfy(isSome),
      });
    }
  },
  60_000 + recordingCount * (60_000 + stateCount * 500),
);

// The second says that the disks are such as can be: with some syncs, what is left has to be whole.
const controls: readonly ('OFF' | 'NORMAL')[] = isLong ? ['OFF', 'NORMAL'] : ['OFF'];

test.for(controls)(
  'the same look at a database with synchronous = %s finds that acknowledged work was lost',
  { timeout: 120_000 + controlCount * 500 },
  async (synchronous, { skip }) => {
    skipIfHindered(skip);
    const { outcome } = await recordAndCut(
      [{ synchronous, ending: 'stopped', answerCount, seed: firstSeed }],
      { stateCount: controlCount, seed: firstSeed },
    );
    expect(outcome.lossyCount).toBeGreaterThan(0);
    if (synchronous === 'NORMAL') expect(outcome.faultyCount, outcome.examples.join('\n')).toBe(0);
  },
);

function skipIfHindered(skip: TestContext['skip']): void {
  if (hindrance === undefined) return;
  process.stdout.write(`Power loss is not tested: ${hindrance}.\n`);
  skip(hindrance);
}

async function recordAndCut(runs: readonly Run[], cuts: Omit<Cuts, 'folder'>) {
  const recorded = join(folder, `recorded-${cuts.seed}`);
  const recording = await record(recorded, runs);
  // Else something was written that the trace does not show, and the states are none that can be.
  expect(replay(recording)).toEqual(recording.files);
  const outcome = await cutPower(recording, { ...cuts, folder: join(folder, 'state') });
  tell(runs, recording, { ...cuts, ...outcome });
  if (outcome.examples.length === 0) rmSync(recorded, { recursive: true });
  return { recording, outcome };
}

function tell(
  runs: readonly Run[],
  recording: Recording,
  { stateCount, seed, distinctCount, lossyCount, faultyCount }: Omit<Cuts, 'folder'> & Outcome,
): void {
  const { checkpoint, ...answers } = countKinds(recording);
  const answerCount = Object.values(answers).reduce((sum, count) => sum + count, 0);
  process.stdout.write(
    `synchronous = ${runs[0]?.synchronous}, seed ${seed}: ${recording.steps.length} steps, ` +
      `${answerCount} acknowledgements, ${checkpoint} checkpoints; ${stateCount} states ` +
      `(${distinctCount} different), ${lossyCount} lossy, ${faultyCount} faulty\n`,
  );
}

/** How often each kind of answer was acknowledged, and how often the log was written back meanwhile. */
function countKinds({ steps }: Recording): Record<string, number> {
  const counts: Record<string, number> = { checkpoint: 0 };
  const first = steps.findIndex(({ kind }) => kind === 'answer');
  const last = steps.findLastIndex(({ kind }) => kind === 'answer');
  for (const step of steps.slice(first, last + 1)) {
    const isCheckpoint = step.kind === 'sync' && step.file === databaseFile;
    const kind = step.kind === 'answer' ? JSON.parse(step.text).kind : 'checkpoint';
    if (step.kind === 'answer' || isCheckpoint) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function isSome(count: number): boolean {
  return count > 0;
}
