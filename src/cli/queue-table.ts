/** The queue of a topic as a table, for people. */
import type { GetQueueQuery, QueueFiguresPartsFragment } from '../client/generated/operations.ts';

/** A line for each kind, and one for all of them if they are several. */
export function queueLines(topic: string, queue: GetQueueQuery['queue']): readonly string[] {
  if (queue.kinds.length === 0) return [`There are no units in "${topic}".`];
  const shown = queue.kinds.length === 1 ? queue.kinds : [...queue.kinds, queue.total];
  const rows = [columns.map(([title]) => title)];
  for (const figures of shown) rows.push(columns.map(([, cell]) => cell(figures, queue.at)));
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) => {
    const cells = row.map((cell, at) => {
      const width = widths[at] ?? 0;
      return at === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
    return cells.join('  ').trimEnd();
  });
}

type Cell = (figures: QueueFiguresPartsFragment, at: string) => string;

const columns: readonly (readonly [title: string, cell: Cell])[] = [
  ['kind', ({ kind }) => kind ?? '(all)'],
  ['claimable', ({ claimableCount }) => `${claimableCount}`],
  ['oldest', ({ oldestReadyAt }, at) => ageOf(oldestReadyAt, at)],
  ['limited', ({ limitedCount }) => `${limitedCount}`],
  ['delayed', ({ delayedCount }) => `${delayedCount}`],
  ['held', ({ heldCount }) => `${heldCount}`],
  ['running', ({ runningCount }) => `${runningCount}`],
  ['done/min', ({ succeededPerMinute }) => succeededPerMinute.toFixed(1)],
  ['failed/min', ({ failedPerMinute }) => failedPerMinute.toFixed(1)],
];

/** How long ago something was, in its largest unit, such as `90s`, `12m`, `5h` or `3d`. */
function ageOf(since: string | null, at: string): string {
  if (since === null) return '-';
  const seconds = Math.max(0, Math.floor((Date.parse(at) - Date.parse(since)) / 1_000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)}m`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)}h` : `${Math.floor(seconds / 86_400)}d`;
}
