/** One Job of 100,000 Units, of which one comes first and one last. */
import { shapes } from '../../job-shapes.ts';
import type { Workload } from '../workload.ts';

const work = { workerCount: 2, claimCount: 1_000 };

export const bigJob: Workload = {
  name: 'big-job',
  title: 'one Job of 100,000 Units, 1 → 99,998 → 1',
  unitCount: 100_000,
  warmUpUnitCount: 20_000,
  run: async (stage, { topics, unitCount }) => {
    const tasks = shapes[0]?.tasksOf(unitCount) ?? [];
    return [
      await stage.submit({ topics, jobCount: 1, tasks, connectionCount: 1 }),
      await stage.work({ topics, unitCount, isWaiting: true, ...work }),
    ];
  },
};
