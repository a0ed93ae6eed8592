/** Units that depend on nothing, a thousand to a Job: all are submitted, then all are done. */
import { independent, type Workload } from '../workload.ts';

const unitCountOfJob = 1_000;
// What costs least CPU on two cores, of all that was tried; several such Jobs to a request cost the same.
const submission = { connectionCount: 2 };
const work = { workerCount: 2, claimCount: 1_000 };

export const independentBatched: Workload = {
  name: 'independent',
  title: 'independent: 20,000 Units, batched',
  unitCount: 20_000,
  warmUpUnitCount: 20_000,
  run: async (stage, { topics, unitCount }) => {
    const size = Math.min(unitCountOfJob, unitCount);
    const jobCount = Math.ceil(unitCount / size);
    const tasks = independent.tasksOf(size);
    return [
      await stage.submit({ topics, jobCount, tasks, ...submission }),
      await stage.work({ topics, unitCount: jobCount * size, isWaiting: false, ...work }),
    ];
  },
};
