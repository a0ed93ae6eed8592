/**
 * What one completion costs in Jobs of growing size, on average over the whole Job, with all that
 * follows from it: it should not depend on the size. In process, with a database on disk, batch by
 * batch as workers report. Run by `npm run bench:completion-cost`.
 */

import type { LeasedUnit } from '../src/domain/command-results.ts';
import type { JobDefinition } from '../src/domain/job-definition.ts';
import { createEngine, type Engine } from '../src/engine/create-engine.ts';
import { migrate } from '../src/store/migrate.ts';
import { openStore } from '../src/store/open-store.ts';
import { countTraffic, noTraffic, type Traffic } from '../test/counting-store.ts';
import { type Shape, shapes } from './job-shapes.ts';

const sizes = [100, 1_000, 10_000, 100_000];
const roundCount = Number(process.argv[2] ?? 3);
/** Small Jobs are done one after the other until there are so many completions. */
const completionCountMin = 5_000;
/** Completions that are reported at once. */
const batchCount = 200;

for (const shape of shapes) {
  console.log(`\n${shape.name}: per completion, median of ${roundCount} rounds (least to most)\n`);
  console.log('| Units in a Job | wall µs | CPU µs | rows read | rows written |');
  console.log('| ---: | ---: | ---: | ---: | ---: |');
  for (const size of sizes) {
    const rounds: Cost[] = [];
    for (let round = 0; round < roundCount; round += 1) rounds.push(await measureSize(shape, size));
    const cells = (['wallUs', 'cpuUs', 'rowsRead', 'rowsWritten'] as const).map((figure) =>
      summary(rounds.map((cost) => cost[figure])),
    );
    console.log(`| ${[size.toLocaleString('en'), ...cells].join(' | ')} |`);
  }
}

/** Of one completion, on average. */
interface Cost {
  readonly wallUs: number;
  readonly cpuUs: number;
  readonly rowsRead: number;
  readonly rowsWritten: number;
}

async function measureSize(shape: Shape, size: number): Promise<Cost> {
  const traffic = noTraffic();
  const store = await openStore({ database: 'memory:', now: Date.now });
  await migrate(store);
  const engine = createEngine({ store: countTraffic(store, traffic) });
  try {
    const topic = { name: 'createTopic', topicName: 'bench', description: null } as const;
    const created = await engine.execute<'createTopic'>(topic);
    if (!created.isAccepted) throw new Error('The Topic was not created.');
    const { topicId } = created.result;
    for (let count = 0; count < completionCountMin; count += size) {
      await engine.execute({ name: 'submitJob', topicId, job: definitionOf(shape, size) });
    }
    return await measureCompletions(engine, traffic);
  } finally {
    await engine.stop();
    await store.close();
  }
}

async function measureCompletions(engine: Engine, traffic: Traffic): Promise<Cost> {
  let count = 0;
  let wallMs = 0;
  let cpuUs = 0;
  const total = noTraffic();
  for (;;) {
    const leases = await claim(engine, batchCount);
    if (leases.length === 0) break;
    Object.assign(traffic, noTraffic());
    const cpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    await complete(engine, leases);
    wallMs += performance.now() - startedAt;
    const { user, system } = process.cpuUsage(cpuBefore);
    cpuUs += user + system;
    total.rowsReadCount += traffic.rowsReadCount;
    total.rowsWrittenCount += traffic.rowsWrittenCount;
    count += leases.length;
  }
  return {
    wallUs: (wallMs * 1_000) / count,
    cpuUs: cpuUs / count,
    rowsRead: total.rowsReadCount / count,
    rowsWritten: total.rowsWrittenCount / count,
  };
}

async function claim(engine: Engine, max: number): Promise<readonly LeasedUnit[]> {
  const how = { worker: 'bench', kinds: null, leaseMs: 600_000, waitMs: 0, requestId: null };
  const answer = await engine.claim({ topics: ['bench'], max, ...how });
  return answer.isAccepted ? answer.leases : [];
}

async function complete(engine: Engine, leases: readonly LeasedUnit[]): Promise<void> {
  const outcomes = await Promise.all(
    leases.map(({ unit, attempt, leaseId }) => {
      const lease = { unitId: unit.id, attempt, leaseId };
      return engine.execute<'succeedUnit'>({ name: 'succeedUnit', lease, output: 'null' });
    }),
  );
  if (outcomes.some(({ isAccepted }) => !isAccepted)) throw new Error('A report was refused.');
}

function definitionOf(shape: Shape, size: number): JobDefinition {
  const tasks = shape.tasksOf(size).map(({ key, dependsOn, units }) => {
    return {
      key,
      name: null,
      dependsOn,
      units: units.map((unit) => ({ ...unit, input: 'null', priority: null })),
    };
  });
  const rest = { key: null, priority: 0, payload: 'null', labels: '{}', hash: shape.name };
  return { name: 'bench', tasks, ...rest };
}

/** The middle of some numbers, with the least and the greatest. */
function summary(numbers: readonly number[]): string {
  const sorted = numbers.toSorted((one, other) => one - other);
  const [least, middle, most] = [0, (sorted.length - 1) / 2, sorted.length - 1].map((place) =>
    (sorted[Math.floor(place)] ?? 0).toPrecision(3),
  );
  return `${middle} (${least} to ${most})`;
}
