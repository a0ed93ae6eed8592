import { describe, expect, test } from 'vitest';
import { jobLines } from '../../../src/cli/watch/job-view.ts';
import type {
  JobPartsFragment,
  TaskPartsFragment,
} from '../../../src/client/generated/operations.ts';

const noUnits = {
  total: 0,
  pending: 0,
  ready: 0,
  running: 0,
  paused: 0,
  succeeded: 0,
  failed: 0,
  skipped: 0,
  cancelled: 0,
};

function job(state: JobPartsFragment['state']): JobPartsFragment {
  return {
    id: 'job_1',
    name: 'Release',
    key: null,
    state,
    priority: 0,
    payload: null,
    context: {},
    labels: {},
    pause: null,
    progress: 0.5,
    createdAt: '2026-01-01T00:00:00.000Z',
    startAt: null,
    beginsAt: null,
    finishBy: null,
    collapseKey: null,
    startedAt: null,
    finishedAt: null,
    cursor: 'c',
    unitCounts: { ...noUnits, total: 8, succeeded: 3, failed: 1, running: 4 },
    taskCounts: { ...noUnits, total: 3 },
    topic: { id: 'topic_1', name: 'releases' },
  };
}

function task(
  name: string,
  state: TaskPartsFragment['state'],
  unitCounts: Partial<TaskPartsFragment['unitCounts']>,
): TaskPartsFragment {
  const counts = { ...noUnits, ...unitCounts };
  return { id: name, key: name, name, state, pause: null, unitCounts: counts };
}

const plain = {
  window: { columnCount: 80, rowCount: 24 },
  paint: (_: string, text: string) => text,
};

const pause = { at: '2026-01-01T00:00:00.000Z', by: 'ops', reason: 'dust', resumeAt: null };

describe('a Job in the terminal', () => {
  test('says that it is held, by whom and why, and which of its Tasks are', () => {
    const held = { ...task('checks', 'RUNNING', { total: 2, running: 1 }), pause };
    const [line, bar] = jobLines({ ...job('RUNNING'), pause }, [held], plain);
    expect(line).toContain('running  (paused by ops: dust)');
    expect(bar).toContain('0/2  paused, 1 running');
  });

  test('has a line of its own and a bar for each Task', () => {
    const lines = jobLines(
      job('RUNNING'),
      [
        task('build', 'SUCCEEDED', { total: 3, succeeded: 3 }),
        task('checks', 'RUNNING', { total: 4, succeeded: 1, failed: 1, running: 2 }),
        task('publish', 'PENDING', { total: 2, pending: 2 }),
        task('nothing to do', 'SUCCEEDED', {}),
      ],
      plain,
    );
    expect(lines).toEqual([
      '▸ Release  4/8 units  running',
      '  ✓ build                    ████████████████████ 3/3',
      '  ▸ checks                   ██████████░░░░░░░░░░ 2/4  2 running, 1 failed',
      '  · publish                  ░░░░░░░░░░░░░░░░░░░░ 0/2',
      '  ✓ nothing to do            ████████████████████ 0/0',
    ]);
  });

  test('never is wider or higher than the window', () => {
    const tasks = Array.from({ length: 50 }, (_, index) =>
      task(`a task with a rather long name ${index}`, 'RUNNING', {
        total: 9,
        running: 9,
        failed: 3,
      }),
    );
    const window = { columnCount: 44, rowCount: 12 };
    const lines = jobLines(job('RUNNING'), tasks, { ...plain, window });
    expect(lines.length).toBeLessThan(window.rowCount);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(window.columnCount);
    expect(lines.at(-1)).toBe('  … and 42 more tasks');
  });

  test('shows what is going on when there is no room for all', () => {
    const tasks = [
      ...Array.from({ length: 20 }, (_, index) => task(`done-${index}`, 'SUCCEEDED', {})),
      task('failed', 'FAILED', { total: 1, failed: 1 }),
      task('running', 'RUNNING', { total: 1, running: 1 }),
      ...Array.from({ length: 20 }, (_, index) => task(`later-${index}`, 'PENDING', {})),
    ];
    const window = { columnCount: 80, rowCount: 6 };
    const lines = jobLines(job('RUNNING'), tasks, { ...plain, window });
    expect(lines.slice(1).map((line) => line.trim().split(/\s+/, 2).join(' '))).toEqual([
      '✗ failed',
      '▸ running',
      '… and',
    ]);
  });

  test('says by colour how it stands', () => {
    const paint = (color: string, text: string) => `<${color}>${text}</>`;
    const [line] = jobLines(job('FAILED'), [], { ...plain, paint });
    expect(line).toBe('<red><bold>✗ Release  4/8 units  failed</></>');
  });
});
