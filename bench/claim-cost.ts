/**
 * What a claim costs behind growing numbers of Units, ready or held back: it should not depend on how
 * many there are. In process, with a database on disk. Run by `npm run bench:claim-cost`; the greatest
 * number may be given, 1,000,000 by default.
 */
import type { JobDefinition, UnitDefinition } from '../src/domain/job-definition.ts';
import { createEngine, type Engine } from '../src/engine/create-engine.ts';
import { migrate } from '../src/store/migrate.ts';
import { openStore } from '../src/store/open-store.ts';
import { countTraffic, noTraffic } from '../test/counting-store.ts';

const countMost = Number(process.argv[2] ?? 1_000_000);
const sizes = [100, 10_000, 1_000_000].filter((size) => size < countMost).concat(countMost);
/** Claims of each size that are measured. */
const claimCount = 50;
const unitCountPerJob = 100_000;

interface Bench {
  readonly engine: Engine;
  readonly topicId: string;
  submit(
    count: number,
    more: (index: number) => Partial<UnitDefinition>,
  ): Promise<readonly string[]>;
}

type Setting = (bench: Bench, count: number) => Promise<unknown>;

const settings: Readonly<Record<string, Setting>> = {
  'ready, in one Lane': ({ submit }, count) => submit(count, () => ({})),
  'ready, under 1,000 keys': ({ submit }, count) =>
    submit(count, (index) => ({ concurrencyKey: `key-${index % 1_000}` })),
  'behind a full key': async (bench, count) => {
    await limitKeys(bench, 'full');
    await bench.submit(count, () => ({ concurrencyKey: 'full' }));
    await claim(bench.engine, 1);
  },
  'behind full keys, ten Units each': async (bench, count) => {
    await limitKeys(bench, '*');
    const keyCount = Math.ceil(count / 10);
    await bench.submit(count, (index) => ({ concurrencyKey: `key-${index % keyCount}` }));
    while ((await claim(bench.engine, 1_000)) > 0);
  },
  'for other labels': ({ submit }, count) =>
    submit(count, () => ({ requires: '{"region":"mars"}' })),
  'for 1,000 other workers': ({ submit }, count) =>
    submit(count, (index) => ({ requires: `{"worker":"w${index % 1_000}"}` })),
  'in Jobs that are held': async ({ engine, submit }, count) => {
    const hold = { resumeAt: null, interrupt: false, reason: null };
    for (const jobId of await submit(count, () => ({}))) {
      await engine.execute({ name: 'pauseJob', jobId, ...hold });
    }
  },
};

for (const [name, setting] of Object.entries(settings)) {
  console.log(`\n${name}:\n`);
  console.log('| Units | ms for 1 | rows read | ms for 100 | rows read |');
  console.log('| ---: | ---: | ---: | ---: | ---: |');
  for (const size of sizes) console.log(`| ${(await measure(setting, size)).join(' | ')} |`);
}

/** Medians over claims of one, and of a hundred Units. */
async function measure(setting: Setting, size: number): Promise<readonly string[]> {
  const traffic = noTraffic();
  const store = await openStore({ database: 'memory:', now: Date.now });
  await migrate(store);
  const engine = createEngine({ store: countTraffic(store, traffic) });
  try {
    const topic = { name: 'createTopic', topicName: 'bench', description: null } as const;
    const created = await engine.execute<'createTopic'>(topic);
    if (!created.isAccepted) throw new Error('The Topic was not created.');
    const { topicId } = created.result;
    const submit: Bench['submit'] = (count, more) => submitUnits({ engine, topicId }, count, more);
    await setting({ engine, topicId, submit }, size);
    // What is measured stands behind all of it.
    await submit(101 * (claimCount + 1), () => ({}));
    const cells: string[] = [];
    for (const max of [1, 100]) {
      const times: number[] = [];
      Object.assign(traffic, noTraffic());
      for (let count = 0; count < claimCount; count += 1) {
        const startedAt = performance.now();
        if ((await claim(engine, max)) !== max) throw new Error('There was too little to claim.');
        times.push(performance.now() - startedAt);
      }
      times.sort((a, b) => a - b);
      const rowCount = traffic.rowsReadCount / claimCount;
      cells.push((times[claimCount / 2] ?? 0).toFixed(1), rowCount.toFixed(0));
    }
    return [size.toLocaleString('en'), ...cells];
  } finally {
    await engine.stop();
    await store.close();
  }
}

async function submitUnits(
  { engine, topicId }: Pick<Bench, 'engine' | 'topicId'>,
  count: number,
  more: (index: number) => Partial<UnitDefinition>,
): Promise<readonly string[]> {
  const jobIds: string[] = [];
  for (let start = 0; start < count; start += unitCountPerJob) {
    const length = Math.min(unitCountPerJob, count - start);
    const units = Array.from({ length }, (_, index): UnitDefinition => {
      const plain = { key: `u${index}`, kind: 'k', input: 'null', dependsOn: [], priority: null };
      return { ...plain, ...more(start + index) };
    });
    const job: JobDefinition = {
      name: 'bench',
      key: null,
      priority: 0,
      payload: 'null',
      labels: '{}',
      hash: '',
      tasks: [{ key: 'all', name: null, dependsOn: [], units }],
    };
    const outcome = await engine.execute<'submitJob'>({ name: 'submitJob', topicId, job });
    if (!outcome.isAccepted) throw new Error(outcome.rejections[0].message);
    jobIds.push(outcome.result.jobId);
  }
  return jobIds;
}

async function limitKeys({ engine, topicId }: Bench, pattern: string): Promise<void> {
  const rules = { runningMax: 1, startMax: null, intervalMs: null, startMin: null, weight: null };
  const limit = { scope: 'KEY', pattern, ...rules, isAdaptive: 0 } as const;
  await engine.execute({ name: 'setLimit', topicId, reason: null, by: null, ...limit });
}

async function claim(engine: Engine, max: number): Promise<number> {
  const how = { worker: 'bench', kinds: ['k'], leaseMs: 3_600_000, waitMs: 0, requestId: null };
  const answer = await engine.claim({ topics: ['bench'], max, ...how });
  return answer.isAccepted ? answer.leases.length : 0;
}
