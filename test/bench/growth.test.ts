import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { drawCurve } from '../../bench/growth/curve-charts.ts';
import { curves } from '../../bench/growth/curves.ts';
import { type CurvePoint, measureCurve } from '../../bench/growth/measure-curve.ts';
import { drawSoak, growthOf, runSoak } from '../../bench/growth/soak-run.ts';
import { unbuilt } from '../../bench/server-process.ts';

test.each(['kept-units', 'payload'])(
  'the curve by %s has a run at each point, and a picture',
  async (name) => {
    const curve = curves.find((each) => each.name === name);
    if (curve === undefined) throw new Error('There is no such curve.');
    const [least = 0, more = 0] = curve.quickPoints;
    const measured: CurvePoint[] = [];
    const options = { database: 'sqlite', postgresql: undefined, roundCount: 1 } as const;
    const points = [least, more];
    const all = measureCurve(curve, { ...options, points, share: 0.01, program: unbuilt });
    for await (const point of all) measured.push(point);
    expect(measured.map(({ x }) => x)).toEqual(points);
    expect(measured.map(({ measured: { unitCount } }) => unitCount)).toEqual([100, 100]);
    const picture = drawCurve(curve, measured);
    expect(picture).toMatch(/^<svg /);
    expect(picture.match(/<circle /g)).toHaveLength(8);
    expect(picture).not.toMatch(/NaN|Infinity|undefined/);
  },
  120_000,
);

test('a soak samples memory and work while it goes on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'junjo-soak-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const soak = await runSoak({
    database: `file:${join(folder, 'junjo.db')}`,
    seconds: 2,
    sampleSeconds: 0.5,
    heapSeconds: 1,
    loopCount: 2,
    program: unbuilt,
  });
  expect(soak.samples.length).toBeGreaterThanOrEqual(2);
  expect(soak.heaps.length).toBeGreaterThanOrEqual(1);
  expect(drawSoak('Soak', soak)).not.toMatch(/NaN|Infinity|undefined/);
}, 60_000);

test('growth is told from the second quarter to the last', () => {
  const values = [9, 9, 10, 10, 11, 11, 12, 12];
  const points = values.map((value, index) => ({ seconds: index + 1, value }));
  expect(growthOf(points)).toBeCloseTo(0.2);
});
