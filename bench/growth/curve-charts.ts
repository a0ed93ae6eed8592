/** The curves as pictures: how much a second, what it costs the server, and how long requests take. */
import { type DatabaseKind, databaseNames } from '../suite/databases.ts';
import { quantile } from '../suite/figures.ts';
import type { Measured } from '../suite/stage.ts';
import type { Curve } from './curves.ts';
import type { CurvePoint } from './measure-curve.ts';
import { drawChart, type Line } from './svg-chart.ts';

export function drawCurve({ name, title, xLabel }: Curve, all: readonly CurvePoint[]): string {
  const own = all.filter(({ curve }) => curve === name);
  const lines = (variants: readonly Variant[]) =>
    [...new Set(own.map(({ database }) => database))].flatMap((database) =>
      variants.map((variant) => lineOf(own, database, variant)),
    );
  return drawChart({
    title,
    xLabel,
    isLogarithmic: true,
    panels: [
      {
        title: 'Units a second',
        lines: lines([{ name: '', of: ({ unitsPerSecond }) => unitsPerSecond }]),
      },
      {
        title: 'CPU s of the server for 1,000 Units',
        lines: lines([{ name: '', of: serverCpu }]),
      },
      {
        title: 'ms until reports are answered, p50 and p99',
        lines: lines([
          { name: '', of: (measured) => workMs(measured, 'p50') },
          { name: ', p99', of: (measured) => workMs(measured, 'p99'), isDashed: true },
        ]),
      },
    ],
  });
}

interface Variant {
  readonly name: string;
  readonly of: (measured: Measured) => number;
  readonly isDashed?: boolean;
}

function lineOf(own: readonly CurvePoint[], database: DatabaseKind, variant: Variant): Line {
  const runs = own.filter((point) => point.database === database);
  const points = [...new Set(runs.map(({ x }) => x))].map((x) => {
    const figures = runs.filter((run) => run.x === x).map(({ measured }) => variant.of(measured));
    const range = [Math.min(...figures), Math.max(...figures)] as const;
    return { x, y: quantile(figures, 0.5), range };
  });
  return {
    name: `${databaseNames[database]}${variant.name}`,
    colour: database === 'sqlite' ? 0 : 1,
    isDashed: variant.isDashed ?? false,
    points,
  };
}

function serverCpu({ cpuSeconds, unitCount }: Measured): number {
  return ((cpuSeconds.server ?? 0) / unitCount) * 1_000;
}

function workMs({ spans }: Measured, share: 'p50' | 'p99'): number {
  return spans.find(({ name }) => name === 'work')?.requestMs[share] ?? 0;
}
