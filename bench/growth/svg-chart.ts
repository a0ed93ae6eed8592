/**
 * Lines in panels beside each other, as an SVG that can be read on light and on dark pages: it has no
 * background, and its colours follow what the reader prefers.
 */
export interface Chart {
  readonly title: string;
  readonly xLabel: string;
  /** Whether the horizontal axis goes by powers of ten. */
  readonly isLogarithmic: boolean;
  readonly panels: readonly Panel[];
}

export interface Panel {
  readonly title: string;
  readonly lines: readonly Line[];
}

export interface Line {
  readonly name: string;
  /** Which of the colours; lines of the same thing in several panels have the same one. */
  readonly colour: number;
  readonly isDashed: boolean;
  readonly points: readonly Point[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
  /** The least and the most of several rounds. */
  readonly range?: readonly [number, number];
}

const panel = { width: 330, height: 230, left: 58, right: 14, top: 44, bottom: 44 } as const;
const headHeight = 30;
const legendHeight = 24;

export function drawChart(chart: Chart): string {
  const width = chart.panels.length * panel.width;
  const height = headHeight + panel.height + legendHeight;
  const panels = chart.panels.map((each, index) => {
    const place = `translate(${index * panel.width} ${headHeight})`;
    return `<g transform="${place}">${drawPanel(each, chart)}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(chart.title)}">`,
    style,
    `<text class="head" x="${panel.left}" y="20">${escaped(chart.title)}</text>`,
    ...panels,
    drawLegend(chart, headHeight + panel.height + 12),
    '</svg>',
    '',
  ].join('\n');
}

const style = `<style>
text { font: 12px system-ui, sans-serif; fill: #24292f }
.head { font-size: 15px; font-weight: 600 }
.axis { stroke: #8c959f; stroke-width: 1 }
.grid { stroke: #8c959f; stroke-opacity: 0.25; stroke-width: 1 }
.line { fill: none; stroke-width: 2 }
.dashed { stroke-dasharray: 5 4 }
.c0 { stroke: #0969da } .c1 { stroke: #bc4c00 } .c2 { stroke: #1a7f37 } .c3 { stroke: #8250df }
circle.c0 { fill: #0969da } circle.c1 { fill: #bc4c00 } circle.c2 { fill: #1a7f37 } circle.c3 { fill: #8250df }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .c0 { stroke: #58a6ff } .c1 { stroke: #f0883e } .c2 { stroke: #3fb950 } .c3 { stroke: #bc8cff }
  circle.c0 { fill: #58a6ff } circle.c1 { fill: #f0883e } circle.c2 { fill: #3fb950 } circle.c3 { fill: #bc8cff }
}
</style>`;

interface Scale {
  readonly ticks: readonly number[];
  at(value: number): number;
}

function drawPanel({ title, lines }: Panel, { xLabel, isLogarithmic }: Chart): string {
  const points = lines.flatMap((line) => line.points);
  const [left, right] = [panel.left, panel.width - panel.right];
  const [top, bottom] = [panel.top, panel.height - panel.bottom];
  const x = isLogarithmic
    ? logarithmic(
        points.map((point) => point.x),
        [left, right],
      )
    : linear(
        points.map((point) => point.x),
        [left, right],
      );
  const y = linear(
    points.flatMap((point) => [point.y, ...(point.range ?? [])]),
    [bottom, top],
  );
  const grid = y.ticks.map((value) => {
    const at = y.at(value).toFixed(1);
    return `<path class="grid" d="M${left} ${at}H${right}"/><text x="${left - 6}" y="${at}" dy="4" text-anchor="end">${brief(value)}</text>`;
  });
  const marks = x.ticks.map((value) => {
    const at = x.at(value).toFixed(1);
    return `<path class="axis" d="M${at} ${bottom}v4"/><text x="${at}" y="${bottom + 17}" text-anchor="middle">${brief(value)}</text>`;
  });
  return [
    `<text x="${left}" y="${top - 14}">${escaped(title)}</text>`,
    ...grid,
    `<path class="axis" d="M${left} ${bottom}H${right}"/>`,
    ...marks,
    `<text x="${(left + right) / 2}" y="${bottom + 34}" text-anchor="middle">${escaped(xLabel)}</text>`,
    ...lines.map((line) => drawLine(line, x, y)),
  ].join('');
}

/** Single points are shown where there are few of them. */
const dottedPointCount = 20;

function drawLine({ points, colour, isDashed }: Line, x: Scale, y: Scale): string {
  const place = (point: Point) => `${x.at(point.x).toFixed(1)} ${y.at(point.y).toFixed(1)}`;
  const path = `<path class="line c${colour}${isDashed ? ' dashed' : ''}" d="M${points.map(place).join('L')}"/>`;
  if (points.length > dottedPointCount) return path;
  const dots = points.map((point) => {
    const [cx, cy] = [x.at(point.x).toFixed(1), y.at(point.y).toFixed(1)];
    const [from, to] = (point.range ?? [point.y, point.y]).map((value) => y.at(value).toFixed(1));
    return `<path class="c${colour}" d="M${cx} ${from}V${to}"/><circle class="c${colour}" cx="${cx}" cy="${cy}" r="3"/>`;
  });
  return path + dots.join('');
}

function drawLegend({ panels }: Chart, at: number): string {
  const lines = new Map(panels.flatMap((each) => each.lines.map((line) => [line.name, line])));
  let left: number = panel.left;
  const parts = [...lines].map(([name, { colour, isDashed }]) => {
    const place = left;
    left += 50 + name.length * 7;
    return `<path class="line c${colour}${isDashed ? ' dashed' : ''}" d="M${place} ${at}h24"/><text x="${place + 30}" y="${at + 4}">${escaped(name)}</text>`;
  });
  return parts.join('');
}

/** From nothing up, by round numbers. */
function linear(values: readonly number[], [from, to]: readonly [number, number]): Scale {
  const most = Math.max(...values, Number.MIN_VALUE);
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [0.2, 0.5, 1, 2].find((size) => most / (size * power) <= 5) ?? 2;
  const stepCount = Math.ceil(most / (step * power));
  const ticks = Array.from({ length: stepCount + 1 }, (_, index) => index * step * power);
  const end = stepCount * step * power;
  return { ticks, at: (value) => from + (value / end) * (to - from) };
}

/** Nothing at all stands one power below the least. */
function logarithmic(values: readonly number[], [from, to]: readonly [number, number]): Scale {
  const positive = values.filter((value) => value > 0);
  const least = Math.min(...positive);
  const zero = values.includes(0) ? least / 10 : least;
  const position = (value: number) => Math.log10(value === 0 ? zero : value);
  const most = Math.max(...positive);
  const width = position(most) - position(zero) || 1;
  const first = Math.ceil(position(least) - 1e-9);
  const powers = Array.from({ length: Math.floor(position(most) + 1e-9) - first + 1 });
  const ticks = powers.map((_, index) => 10 ** (first + index));
  if (values.includes(0)) ticks.unshift(0);
  return {
    ticks,
    at: (value) => from + ((position(value) - position(zero)) / width) * (to - from),
  };
}

function brief(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (value >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  return `${Number(value.toPrecision(3))}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
