/** Medians and spreads, and how they are written. */

/** The least figure that is not less than this share of them. */
export function quantile(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((one, other) => one - other);
  return sorted[Math.min(Math.ceil(sorted.length * share), sorted.length) - 1] ?? Number.NaN;
}

/** The median, and in brackets the least and the most of them. */
export function spread(figures: readonly number[], write: (figure: number) => string): string {
  if (figures.length === 0) return '';
  const median = write(quantile(figures, 0.5));
  if (figures.length === 1) return median;
  return `${median} (${write(Math.min(...figures))} to ${write(Math.max(...figures))})`;
}

export function whole(figure: number): string {
  return Math.round(figure).toLocaleString('en');
}

/** With three digits that count. */
export function short(figure: number): string {
  return figure >= 100 ? whole(figure) : `${Number(figure.toPrecision(3))}`;
}

export function megabytes(bytes: number): string {
  return whole(bytes / 1e6);
}
