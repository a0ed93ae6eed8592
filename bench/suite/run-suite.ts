/** All workloads on all databases in turn, round by round: what disturbs one disturbs all alike. */
import { type Postgresql, startPostgresql } from '../../test/postgres/start-postgresql.ts';
import type { Program } from '../server-process.ts';
import { type Conditions, readConditions } from './conditions.ts';
import { createEmptyDatabase, type DatabaseKind, type EmptyDatabase } from './databases.ts';
import { type Idle, idlePickUp, measureIdle } from './idle-pick-up.ts';
import { checkKeptPromises } from './kept-promises.ts';
import { type MachineState, measureMachine } from './machine.ts';
import type { Options } from './options.ts';
import { type Measured, runOnStage, type StageOptions, topic } from './stage.ts';
import type { Workload } from './workload.ts';

export interface Run {
  readonly workload: string;
  readonly database: DatabaseKind;
  readonly round: number;
  /** Just before the run. */
  readonly machine: MachineState;
  /** One of these two. */
  readonly measured?: Measured;
  readonly idle?: Idle;
}

interface Chosen
  extends Pick<Options, 'workloads' | 'isIdleMeasured' | 'databases' | 'roundCount' | 'share'> {
  /** What servers are started from. @default the build */
  readonly program?: Program;
}

interface Listener {
  onConditions(conditions: Conditions): void;
  /** Told each run as it ends. */
  onRun(run: Run): void;
}

export async function runSuite(options: Chosen, listener: Listener): Promise<void> {
  const isOnPostgresql = options.databases.includes('postgresql');
  const postgresql = isOnPostgresql ? await startPostgresql() : undefined;
  try {
    listener.onConditions(
      await readConditions(options.databases, { postgresql, program: options.program }),
    );
    for (let round = 1; round <= options.roundCount; round += 1) {
      for (const { name, measure } of stepsOf(options)) {
        for (const database of options.databases) {
          const machine = measureMachine();
          const figures = await onEmptyDatabase({ postgresql, database }, measure);
          listener.onRun({ workload: name, database, round, machine, ...figures });
        }
      }
    }
  } finally {
    await postgresql?.remove();
  }
}

interface Step {
  readonly name: string;
  readonly measure: (place: EmptyDatabase) => Promise<Pick<Run, 'measured' | 'idle'>>;
}

function* stepsOf({ workloads, isIdleMeasured, share, program }: Chosen): Generator<Step> {
  for (const workload of workloads) {
    const measure = async (place: EmptyDatabase) => ({
      measured: await measureAndCheck(workload, place, {
        unitCount: unitCountOf(workload, share),
        program,
      }),
    });
    yield { name: workload.name, measure };
  }
  if (!isIdleMeasured) return;
  const sampleCount = Math.max(10, Math.round(idlePickUp.sampleCount * share));
  const measure = async (place: EmptyDatabase) => ({
    idle: await measureIdle(place, sampleCount, program),
  });
  yield { name: idlePickUp.name, measure };
}

/** Of whole Jobs, and not less than some. */
export function unitCountOf(workload: Workload, share: number): number {
  return Math.max(100, Math.round((workload.unitCount * share) / 100) * 100);
}

async function measureAndCheck(workload: Workload, place: EmptyDatabase, options: StageOptions) {
  const measured = await runOnStage(workload, place, options);
  await checkKeptPromises(place.database, { topic, unitCount: options.unitCount });
  return measured;
}

async function onEmptyDatabase<T>(
  where: { readonly postgresql: Postgresql | undefined; readonly database: DatabaseKind },
  work: (place: EmptyDatabase) => Promise<T>,
): Promise<T> {
  const postgresql = where.database === 'postgresql' ? where.postgresql : undefined;
  const place = await createEmptyDatabase(postgresql);
  try {
    return await work(place);
  } finally {
    await place.remove();
  }
}
