/**
 * How throughput and latency go where something grows that should not matter, as pictures in
 * docs/performance. `npm run bench:growth` builds first; two rounds of everything, as in the pictures
 * that are there, take half an hour, and --help says what can be chosen.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgresql } from '../test/postgres/start-postgresql.ts';
import { drawCurve } from './growth/curve-charts.ts';
import { type Curve, curves } from './growth/curves.ts';
import { type CurvePoint, measureCurve } from './growth/measure-curve.ts';
import { type DatabaseKind, databaseKinds } from './suite/databases.ts';

const { values } = parseArgs({
  options: {
    curves: { type: 'string', default: curves.map(({ name }) => name).join(',') },
    databases: { type: 'string', default: databaseKinds.join(',') },
    rounds: { type: 'string', default: '3' },
    points: { type: 'string' },
    quick: { type: 'boolean', default: false },
    folder: { type: 'string', default: 'docs/performance' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(`npm run bench:growth -- [options]

  --curves ${curves.map(({ name }) => name).join(',')}
  --databases ${databaseKinds.join(',')}
  --rounds 3          how often each point is measured
  --points 1,10,100   other points than those of the curve
  --quick             few small points, one round, a tenth of the Units
  --folder FOLDER     where pictures and figures go; docs/performance if not given`);
} else {
  await run();
}

async function run(): Promise<void> {
  const databases = databaseKinds.filter((kind) => values.databases.split(',').includes(kind));
  const postgresql = databases.includes('postgresql') ? await startPostgresql() : undefined;
  mkdirSync(values.folder, { recursive: true });
  try {
    for (const curve of curves.filter(({ name }) => values.curves.split(',').includes(name))) {
      const measured: CurvePoint[] = [];
      for (const database of databases) {
        for await (const point of measureCurve(curve, {
          ...optionsOf(curve, database),
          postgresql,
        })) {
          measured.push(point);
          const rate = Math.round(point.measured.unitsPerSecond);
          console.error(`${curve.name} ${point.x} on ${database}: ${rate} Units/s`);
          // After each point, so that there is something to see of a run that is ended early.
          write(curve, measured);
        }
      }
    }
  } finally {
    await postgresql?.remove();
  }
}

function optionsOf(curve: Curve, database: DatabaseKind) {
  const points = values.points?.split(',').map(Number);
  return {
    database,
    points: points ?? (values.quick ? curve.quickPoints : curve.points),
    roundCount: values.quick ? 1 : Number(values.rounds),
    share: values.quick ? 0.1 : 1,
  };
}

function write(curve: Curve, points: readonly CurvePoint[]): void {
  const folder = pathToFileURL(`${values.folder}/`);
  writeFileSync(new URL(`${curve.name}.svg`, folder), drawCurve(curve, points));
  writeFileSync(new URL(`${curve.name}.json`, folder), `${JSON.stringify(points, null, 2)}\n`);
}
