/** How a Job looks in the terminal: a line for the Job and a bar for each of its Tasks. */
import type { JobPartsFragment, TaskPartsFragment } from '../../client/generated/operations.ts';
import type { Paint } from '../terminal.ts';

export interface Window {
  readonly columnCount: number;
  readonly rowCount: number;
}

/** The lines, none wider and in all not more than the window has room for. */
export function jobLines(
  job: JobPartsFragment,
  tasks: readonly TaskPartsFragment[],
  { window, paint }: { readonly window: Window; readonly paint: Paint },
): readonly string[] {
  const shown = mostInteresting(tasks, Math.max(1, window.rowCount - 3));
  const lines = shown.map((task) => taskLine(task, window, paint));
  const hiddenCount = tasks.length - shown.length;
  if (hiddenCount > 0) lines.push(paint('dim', cut(`  … and ${hiddenCount} more tasks`, window)));
  return [jobLine(job, window, paint), ...lines];
}

function jobLine(job: JobPartsFragment, window: Window, paint: Paint): string {
  const { total } = job.unitCounts;
  const text = `${stateMarks[job.state]} ${job.name}  ${finishedCount(job.unitCounts)}/${total} units  ${job.state.toLowerCase()}${heldInWords(job)}`;
  return paint(stateColors[job.state], paint('bold', cut(text, window)));
}

/** "  (paused by ops: the oven smokes)", as far as anybody said. */
function heldInWords({ pause }: JobPartsFragment): string {
  if (pause === null) return '';
  const who = pause.by === null ? '' : ` by ${pause.by}`;
  return `  (paused${who}${pause.reason === null ? '' : `: ${pause.reason}`})`;
}

function taskLine(task: TaskPartsFragment, window: Window, paint: Paint): string {
  const { unitCounts: counts, state } = task;
  const label = `${stateMarks[state]} ${task.name === '' ? task.key : task.name}`;
  const labelWidth = Math.max(12, Math.min(36, Math.floor(window.columnCount / 3)));
  const filled = Math.round(shareDone(task) * barWidth);
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
  const numbers = `${finishedCount(counts)}/${counts.total}`;
  const color = counts.failed > 0 ? 'red' : stateColors[state];
  const start = `  ${cut(label, { columnCount: labelWidth }).padEnd(labelWidth)} `;
  const rest = cut(` ${numbers}${activity(task)}`, {
    columnCount: Math.max(0, window.columnCount - start.length - barWidth),
  });
  return `${start}${paint(color, bar)}${paint('dim', rest)}`;
}

const barWidth = 20;

/** A Task without Units has nothing to do, and is done when its turn came. */
function shareDone({ state, unitCounts }: TaskPartsFragment): number {
  if (unitCounts.total === 0) return state === 'SUCCEEDED' ? 1 : 0;
  return finishedCount(unitCounts) / unitCounts.total;
}

/** What goes on in a Task besides what is done: "  paused, 2 running, 1 failed". */
function activity({ unitCounts, pause }: TaskPartsFragment): string {
  const counts = (['running', 'paused', 'failed', 'skipped', 'cancelled'] as const)
    .filter((state) => unitCounts[state] > 0)
    .map((state) => `${unitCounts[state]} ${state}`);
  const words = pause === null ? counts : ['paused', ...counts];
  return words.length === 0 ? '' : `  ${words.join(', ')}`;
}

/** All Tasks in their order if they fit, else first those where something happens. */
function mostInteresting(
  tasks: readonly TaskPartsFragment[],
  rowCount: number,
): readonly TaskPartsFragment[] {
  if (tasks.length <= rowCount) return tasks;
  const byInterest = tasks.toSorted((a, b) => interest[b.state] - interest[a.state]);
  const chosen = new Set(byInterest.slice(0, rowCount - 1));
  return tasks.filter((task) => chosen.has(task));
}

const interest = {
  RUNNING: 5,
  FAILED: 4,
  PENDING: 3,
  CANCELLED: 2,
  SKIPPED: 1,
  SUCCEEDED: 0,
} as const satisfies Record<TaskPartsFragment['state'], number>;

const stateColors = {
  PENDING: 'dim',
  RUNNING: 'blue',
  SUCCEEDED: 'green',
  FAILED: 'red',
  SKIPPED: 'dim',
  CANCELLED: 'yellow',
} as const satisfies Record<TaskPartsFragment['state'], string>;

/** Told apart without colour, too. */
const stateMarks = {
  PENDING: '·',
  RUNNING: '▸',
  SUCCEEDED: '✓',
  FAILED: '✗',
  SKIPPED: '-',
  CANCELLED: '■',
} as const satisfies Record<TaskPartsFragment['state'], string>;

function finishedCount(counts: TaskPartsFragment['unitCounts']): number {
  return counts.succeeded + counts.failed + counts.skipped + counts.cancelled;
}

function cut(text: string, { columnCount }: Pick<Window, 'columnCount'>): string {
  return text.length <= columnCount ? text : `${text.slice(0, Math.max(0, columnCount - 1))}…`;
}
