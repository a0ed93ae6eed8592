/**
 * What a Job of 100,000 Units costs a server, phase by phase: how long, how much memory, and for how
 * long nothing else was looked at. Run by `npm run bench:big-jobs`; the number of Units is an argument.
 */
import { type Api, createApi, type Lease, submission } from './api-calls.ts';
import { type Shape, shapes } from './job-shapes.ts';
import { type Cost, MeasuredServer } from './measured-server.ts';

const unitCount = Number(process.argv[2] ?? 100_000);
const claimCount = 500;

for (const shape of shapes) {
  const server = await MeasuredServer.start();
  try {
    await measureShape(server, shape);
  } finally {
    await server.stop();
  }
}

async function measureShape(server: MeasuredServer, shape: Shape): Promise<void> {
  const api = createApi(server.url);
  await api.createTopic('big');
  await warmUp(api, shape);
  const tasks = shape.tasksOf(unitCount);
  const count = tasks.reduce((sum, { units }) => sum + units.length, 0);
  console.log(`\n${shape.name}: ${count} Units in ${tasks.length} Tasks\n`);
  console.log(
    '| | s | Units/s | server CPU s | peak MB | longest stretch ms | of CPU ms | slowest read ms |',
  );
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  const phase = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const { answer, ...figures } = await measurePhase(server, api, work);
    print(name, count, figures);
    return answer;
  };
  const going = submission('big', tasks, 'CONTINUE');
  const ending = submission('big', tasks, 'CANCEL_REST');

  await phase('at rest', () => new Promise((resolve) => setTimeout(resolve, 500)));
  const jobId = await phase('submit', () => api.submit(going));
  const [root] = await api.claim('big', 1);
  if (root === undefined) throw new Error('The Job has not begun.');
  const next = await phase('first completion', () => api.succeed([root], { topic: 'big', max: 1 }));
  await phase('drain', () => drain(api, next));
  if ((await api.jobState(jobId)) !== 'SUCCEEDED') throw new Error('The Job was not done.');
  await phase('rerun of the first Unit', () => api.rerun(root.unitId));
  await phase('cancel', () => api.cancel(jobId));
  const otherId = await phase('submit again', () => api.submit(ending));
  const [first] = await api.claim('big', 1);
  if (first === undefined) throw new Error('The Job has not begun.');
  await phase('fail the first Unit, cancel the rest', () => api.fail(first));
  if ((await api.jobState(otherId)) !== 'FAILED') throw new Error('The Job has not failed.');
}

/** Small Jobs first, so that what is measured is not the compiler. */
async function warmUp(api: Api, shape: Shape): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    await api.submit(submission('big', shape.tasksOf(100), 'CONTINUE'));
    await drain(api, []);
  }
}

/** Two workers do what is left. */
async function drain(api: Api, held: readonly Lease[]): Promise<void> {
  const work = async (leases: readonly Lease[]) => {
    let mine = leases;
    while (mine.length > 0 || (await api.isBusy('big'))) {
      mine =
        mine.length === 0
          ? await api.claim('big', claimCount)
          : await api.succeed(mine, { topic: 'big', max: claimCount });
    }
  };
  await Promise.all([work(held), work([])]);
}

interface Figures {
  readonly cost: Cost;
  readonly seconds: number;
  readonly slowestReadMs: number;
}

/** Does the work, and meanwhile reads something small over and over, as somebody who watches would. */
async function measurePhase<T>(
  server: MeasuredServer,
  api: Api,
  work: () => Promise<T>,
): Promise<Figures & { readonly answer: T }> {
  let slowestReadMs = 0;
  let seconds = 0;
  let isDone = false;
  const read = async () => {
    while (!isDone) {
      const startedAt = performance.now();
      await api.isBusy('big');
      slowestReadMs = Math.max(slowestReadMs, performance.now() - startedAt);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const { cost, answer } = await server.measure(async () => {
    const reading = read();
    const startedAt = performance.now();
    const done = await work();
    seconds = (performance.now() - startedAt) / 1_000;
    isDone = true;
    await reading;
    return done;
  });
  return { cost, answer, seconds, slowestReadMs };
}

function print(name: string, count: number, { cost, seconds, slowestReadMs }: Figures): void {
  const cells = [
    name,
    seconds.toFixed(2),
    Math.round(count / seconds).toLocaleString('en'),
    (cost.cpuMs / 1_000).toFixed(2),
    Math.round(cost.peakBytes / 1e6),
    Math.round(cost.longestStretchMs),
    Math.round(cost.longestStretchCpuMs),
    Math.round(slowestReadMs),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
