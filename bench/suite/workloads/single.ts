/** Units that depend on nothing, one to a Job and one to a request, on 64 connections. */
import { independent, type Workload } from '../workload.ts';

const connectionCount = 64;

export const single: Workload = {
  name: 'single',
  title: 'independent: one Unit per request, 64 connections',
  unitCount: 5_000,
  warmUpUnitCount: 5_000,
  run: async (stage, { topics, unitCount }) => [
    await stage.submit({
      topics,
      jobCount: unitCount,
      tasks: independent.tasksOf(1),
      connectionCount,
    }),
    await stage.work({
      topics,
      unitCount,
      workerCount: connectionCount,
      claimCount: 1,
      isWaiting: false,
    }),
  ],
};
