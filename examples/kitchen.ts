/**
 * A kitchen: five dinners of twelve kinds of Units, and seven cooks each of whom knows a few kinds.
 * Nobody tells the cooks in which order to work; afterwards the journal shows that it was kept.
 */
import assert from 'node:assert/strict';
import { createClient, type TaskInput } from 'junjo/client';
import { createServer } from 'junjo/server';
import { awaitJobEnd } from './job-end.ts';
import { runWorker } from './worker-loop.ts';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const topic = 'kitchen';
await client.topicCreate({ name: topic });

/** A Unit whose key is its kind. */
const unit = (kind: string, ...dependsOn: string[]) => ({ key: kind, kind, dependsOn });

const dinner: readonly TaskInput[] = [
  {
    key: 'prepare',
    units: [unit('wash'), unit('peel', 'wash'), unit('chop', 'peel'), unit('marinate', 'wash')],
  },
  {
    key: 'cook',
    dependsOn: ['prepare'],
    units: [
      unit('boil'),
      unit('fry'),
      unit('roast'),
      unit('whisk', 'boil'),
      unit('season', 'fry', 'whisk'),
    ],
  },
  { key: 'bake', dependsOn: ['prepare'], units: [unit('bake')] },
  { key: 'serve', dependsOn: ['cook', 'bake'], units: [unit('plate'), unit('carry', 'plate')] },
];

const cooks: Readonly<Record<string, readonly string[]>> = {
  ann: ['wash', 'peel', 'chop'],
  bob: ['chop', 'marinate', 'season'],
  cem: ['boil', 'fry'],
  dia: ['fry', 'roast', 'whisk'],
  eli: ['bake', 'roast'],
  fay: ['season', 'plate', 'boil'],
  gus: ['carry', 'wash'],
};

const stop = new AbortController();
const crew = Object.entries(cooks).map(([name, kinds]) => {
  const skills = Object.fromEntries(kinds.map((kind) => [kind, () => `${kind} by ${name}`]));
  return runWorker(client, { name, topic, skills, signal: stop.signal });
});

const jobs = await Promise.all(
  [1, 2, 3, 4, 5].map(async (table) => {
    const name = `Dinner for table ${table}`;
    return (await client.jobSubmit({ topic, name, tasks: [...dinner] })).job;
  }),
);
const ended = await Promise.all(jobs.map((job) => awaitJobEnd(client, job)));
stop.abort();
await Promise.all(crew);
assert.deepEqual(
  ended.map(({ state }) => state),
  jobs.map(() => 'SUCCEEDED'),
);

/** The paths of the Units that must have succeeded before this one may be claimed. */
function predecessorsOf(task: TaskInput, key: string): string[] {
  const within = task.units.find((found) => found.key === key)?.dependsOn ?? [];
  const before = dinner.filter((other) => task.dependsOn?.includes(other.key));
  return [
    ...within.map((other) => `${task.key}/${other}`),
    ...before.flatMap((other) => other.units.map((found) => `${other.key}/${found.key}`)),
  ];
}

let checkCount = 0;
for (const job of jobs) {
  const paths = new Map<string, string>();
  for await (const { id, path } of client.units(job.id)) paths.set(id, path);

  // Where in the journal each Unit was claimed, by whom, and where it succeeded.
  const claimed = new Map<string, { seq: number; worker: string }>();
  const succeeded = new Map<string, number>();
  const { events } = await client.listEvents({ jobId: job.id }, { after: 'start', batch: 1_000 });
  for (const { kind, seq, unitId, worker } of events) {
    const path = paths.get(unitId ?? '') ?? '';
    if (kind === 'unit.claimed') {
      assert(!claimed.has(path), `${path} was handed out twice`);
      claimed.set(path, { seq: Number(seq), worker: worker ?? '' });
    }
    if (kind === 'unit.succeeded') succeeded.set(path, Number(seq));
  }
  assert.equal(claimed.size, 12);

  for (const task of dinner) {
    for (const { key } of task.units) {
      const { seq, worker } = claimed.get(`${task.key}/${key}`) ?? { seq: 0, worker: '' };
      assert(cooks[worker]?.includes(key), `${worker} does not know how to ${key}`);
      for (const path of predecessorsOf(task, key)) {
        assert((succeeded.get(path) ?? Number.POSITIVE_INFINITY) < seq, `${key} before ${path}`);
        checkCount += 1;
      }
    }
  }
  console.log(`${job.name}: 12 Units in order.`);
}
console.log(`No Unit was claimed before those before it were done: ${checkCount} times checked.`);
assert.equal(checkCount, 5 * 43);

await server.stop();
