/** One curve on one database: a run at each of its points. */
import type { Postgresql } from '../../test/postgres/start-postgresql.ts';
import type { Program } from '../server-process.ts';
import { createEmptyDatabase, type DatabaseKind, type EmptyDatabase } from '../suite/databases.ts';
import { type Measured, runOnStage, topic } from '../suite/stage.ts';
import type { Workload } from '../suite/workload.ts';
import type { Curve } from './curves.ts';
import { copyJob } from './kept-units.ts';

export interface CurvePoint {
  readonly curve: string;
  readonly database: DatabaseKind;
  readonly round: number;
  readonly x: number;
  readonly measured: Measured;
}

export interface CurveOptions {
  readonly database: DatabaseKind;
  readonly postgresql: Postgresql | undefined;
  readonly points: readonly number[];
  readonly roundCount: number;
  /** What part of the Units is done at each point. */
  readonly share: number;
  readonly program?: Program | undefined;
}

export async function* measureCurve(
  curve: Curve,
  options: CurveOptions,
): AsyncGenerator<CurvePoint> {
  const { database, points, roundCount } = options;
  if (curve.isOfKeptUnits) {
    yield* measureKept(curve, options);
    return;
  }
  for (let round = 1; round <= roundCount; round += 1) {
    for (const x of points) {
      const place = await emptyDatabase(options);
      try {
        const measured = await measureAt(curve.workloadAt(x), place, options);
        yield { curve: curve.name, database, round, x, measured };
      } finally {
        await place.remove();
      }
    }
  }
}

/**
 * One database that grows, since to fill it takes longer than to measure. The first Job that was done
 * where nothing was kept is the one that is copied, into the same Topic.
 */
async function* measureKept(curve: Curve, options: CurveOptions): AsyncGenerator<CurvePoint> {
  const { database, points, roundCount } = options;
  const place = await emptyDatabase(options);
  try {
    let keptCount = 0;
    for (const x of points) {
      const count = Math.floor(x / unitCountOfJob) - keptCount;
      if (count > 0) await copyJob(place.database, { topic, firstNumber: keptCount, count });
      keptCount += Math.max(count, 0);
      for (let round = 1; round <= roundCount; round += 1) {
        const measured = await measureAt(curve.workloadAt(x), place, options);
        yield { curve: curve.name, database, round, x, measured };
      }
    }
  } finally {
    await place.remove();
  }
}

const unitCountOfJob = 10;

async function measureAt(
  workload: Workload,
  place: EmptyDatabase,
  { share, program }: CurveOptions,
): Promise<Measured> {
  const unitCount = Math.max(100, Math.round(workload.unitCount * share));
  return await runOnStage(workload, place, { unitCount, program });
}

function emptyDatabase({ database, postgresql }: CurveOptions): Promise<EmptyDatabase> {
  return createEmptyDatabase(database === 'postgresql' ? postgresql : undefined);
}
