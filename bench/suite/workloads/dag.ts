/** Jobs of 10 Units, worked on while they are submitted. */
import { diamond, type Workload } from '../workload.ts';

// What costs least CPU on two cores, of all that was tried: as many Jobs to a request, and requests at once.
const submission = { jobsPerRequest: 100, connectionCount: 2 };
const work = { workerCount: 2, claimCount: 200 };

export const dag: Workload = {
  name: 'dag',
  title: 'DAG: 500 Jobs of 10 Units, 1 → 4 → 4 → 1',
  unitCount: 5_000,
  warmUpUnitCount: 30_000,
  run: async (stage, { topics, unitCount }) => {
    const jobCount = unitCount / 10;
    const tasks = diamond.tasksOf(10);
    return await Promise.all([
      stage.submit({ topics, jobCount, tasks, ...submission }),
      stage.work({ topics, unitCount, isWaiting: true, ...work }),
    ]);
  },
};
