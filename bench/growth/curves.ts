/**
 * What is made to grow, one thing at a time while all else stays as it is: what is not in its way
 * should leave throughput and latency flat.
 */
import { shapes } from '../job-shapes.ts';
import type { SubmitOrder } from '../suite/load-order.ts';
import { diamond, independent, type Stage, type Work, type Workload } from '../suite/workload.ts';

export interface Curve {
  readonly name: string;
  readonly title: string;
  /** What grows. */
  readonly xLabel: string;
  readonly points: readonly number[];
  /** For seeing that it runs. */
  readonly quickPoints: readonly number[];
  /** Whether the points are so many finished Units that are there before. */
  readonly isOfKeptUnits: boolean;
  /** What is done and measured where so much is there. */
  workloadAt(x: number): Workload;
}

const dagUnitCount = 5_000;

const keptUnits: Curve = {
  name: 'kept-units',
  title: 'By finished Units that are kept',
  xLabel: 'finished Units in the database',
  points: [0, 1_000_000, 10_000_000],
  quickPoints: [0, 1_000, 10_000],
  isOfKeptUnits: true,
  workloadAt: () => workload({ run: runDag }),
};

const jobSize: Curve = {
  name: 'job-size',
  title: 'By the size of Jobs',
  xLabel: 'Units in a Job, 1 → n − 2 → 1',
  points: [10, 100, 1_000, 10_000, 100_000],
  quickPoints: [10, 100, 1_000],
  isOfKeptUnits: false,
  workloadAt: (size) => {
    const tasks = shapes[0]?.tasksOf(size) ?? [];
    return workload({
      unitCount: Math.max(size, 10_000),
      run: (stage, { topics, unitCount }) => {
        const jobCount = Math.max(1, Math.floor(unitCount / size));
        const submission = { topics, jobCount, tasks, connectionCount: 64 };
        return runBoth(stage, submission, jobCount * size);
      },
    });
  },
};

const openJobs: Curve = {
  name: 'open-jobs',
  title: 'By open Jobs beside those that are worked on',
  xLabel: 'open Jobs of the same Topic, 10 Units each',
  points: [1, 10, 100, 1_000, 10_000],
  quickPoints: [1, 10, 100],
  isOfKeptUnits: false,
  workloadAt: (jobCount) =>
    workload({
      // They wait for workers of another kind, for whom there are none.
      prepare: (stage, topics) => {
        const tasks = diamond.tasksOf(10).map((task) => ({
          ...task,
          units: task.units.map((unit) => ({ ...unit, kind: 'other' })),
        }));
        return stage.submit({ topics, jobCount, tasks, connectionCount: 64 });
      },
      run: runDag,
    }),
};

const topics: Curve = {
  name: 'topics',
  title: 'By Topics over which the work is spread',
  xLabel: 'Topics',
  points: [1, 10, 100, 1_000],
  quickPoints: [1, 10],
  isOfKeptUnits: false,
  workloadAt: (topicCount) =>
    workload({
      topicCount,
      run: (stage, work) => runDag(stage, work, 16),
    }),
};

const workers: Curve = {
  name: 'workers',
  title: 'By workers, each on a connection of its own',
  xLabel: 'workers, each with 10 Units to a request',
  points: [1, 10, 50, 100, 500],
  quickPoints: [1, 10, 50],
  isOfKeptUnits: false,
  workloadAt: (workerCount) =>
    workload({
      unitCount: 10_000,
      run: (stage, work) => runIndependent(stage, work, { workerCount, claimCount: 10 }),
    }),
};

const payload: Curve = {
  name: 'payload',
  title: 'By the size of inputs and outputs',
  xLabel: 'bytes in the input of a Unit, and in its output',
  points: [100, 1_000, 10_000, 100_000],
  quickPoints: [100, 1_000, 10_000],
  isOfKeptUnits: false,
  workloadAt: (size) => {
    const text = 'x'.repeat(size);
    return workload({
      unitCount: 1_000,
      run: (stage, work) =>
        runIndependent(stage, work, { workerCount: 4, claimCount: 10, text, unitCountOfJob: 10 }),
    });
  },
};

export const curves: readonly Curve[] = [keptUnits, jobSize, openJobs, topics, workers, payload];

function workload(own: Pick<Workload, 'run'> & Partial<Workload>): Workload {
  return { name: 'growth', title: '', unitCount: dagUnitCount, warmUpUnitCount: 1_000, ...own };
}

function runDag(stage: Stage, { topics: names, unitCount }: Work, workerCount = 2) {
  const jobCount = Math.floor(unitCount / 10);
  const tasks = diamond.tasksOf(10);
  const submission = { topics: names, jobCount, tasks, connectionCount: 64 };
  return runBoth(stage, submission, jobCount * 10, workerCount);
}

/** Jobs are worked on while they are submitted. */
function runBoth(
  stage: Stage,
  submission: Omit<SubmitOrder, 'what'>,
  unitCount: number,
  workerCount = 2,
) {
  const work = { topics: submission.topics, unitCount, workerCount, claimCount: 200 };
  return Promise.all([stage.submit(submission), stage.work({ ...work, isWaiting: true })]);
}

interface IndependentWork {
  readonly workerCount: number;
  readonly claimCount: number;
  readonly text?: string;
  readonly unitCountOfJob?: number;
}

/** All are submitted, then all are done. */
async function runIndependent(
  stage: Stage,
  { topics: names, unitCount }: Work,
  { workerCount, claimCount, text, unitCountOfJob = 1_000 }: IndependentWork,
) {
  const size = Math.min(unitCountOfJob, unitCount);
  const jobCount = Math.floor(unitCount / size);
  const tasks = independent.tasksOf(size).map((task) => ({
    ...task,
    units: task.units.map((unit) => (text === undefined ? unit : { ...unit, input: text })),
  }));
  const work = { topics: names, unitCount: jobCount * size, workerCount, claimCount };
  return [
    await stage.submit({ topics: names, jobCount, tasks, connectionCount: 4 }),
    await stage.work({ ...work, output: text, isWaiting: false }),
  ];
}
