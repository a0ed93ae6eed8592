/**
 * How long a claim takes while nothing else happens, and while a Job of 200,000 Units is deleted: in
 * process, with the clock running and the database on disk. Run by `npm run bench:retention`.
 */
import { createEngine } from '../src/engine/create-engine.ts';
import { migrate } from '../src/store/migrate.ts';
import { openStore } from '../src/store/open-store.ts';

const unitCount = Number(process.argv[2] ?? 200_000);
const claimCount = 2_000;

const store = await openStore({ database: 'memory:', now: Date.now });
await migrate(store);
const engine = createEngine({ store });
engine.start();

const created = await engine.execute<'createTopic'>({
  name: 'createTopic',
  topicName: 'bench',
  description: null,
});
if (!created.isAccepted) throw new Error('The Topic was not created.');
const { topicId } = created.result;

console.log('| claims | p50 ms | p99 ms | most ms | deletion s |');
console.log('| --- | ---: | ---: | ---: | ---: |');
report('with nothing else', await claimWhile((count) => count < claimCount));

const large = await submit(unitCount);
await engine.execute({ name: 'cancelJob', jobId: large, reason: null });
const deletion = { name: 'deleteJob', jobId: large, reason: null } as const;
const startedAt = performance.now();
await engine.execute(deletion);
const during = await claimWhile(isThere);
const deletionS = ((performance.now() - startedAt) / 1_000).toFixed(1);
report(`while ${unitCount.toLocaleString('en')} Units are deleted`, during, deletionS);

await engine.stop();
await store.close();

/** Whether the Job still has rows; looked at now and then, so that looking costs nothing. */
function isThere(count: number): boolean | Promise<boolean> {
  if (count % 50 !== 0) return true;
  return store
    .query('SELECT 1 AS "found" FROM "Job" WHERE "id" = ?1', [large])
    .then((rows) => rows.length > 0);
}

/** Submits, claims and reports one Unit after the other; answers how long the claims took. */
async function claimWhile(
  goesOn: (count: number) => boolean | Promise<boolean>,
): Promise<readonly number[]> {
  const times: number[] = [];
  const how = { worker: 'bench', kinds: null, max: 1, leaseMs: 60_000, waitMs: 0, requestId: null };
  while (await goesOn(times.length)) {
    await submit(1);
    const claimedAt = performance.now();
    const answer = await engine.claim({ topics: ['bench'], ...how });
    times.push(performance.now() - claimedAt);
    const [leased] = answer.isAccepted ? answer.leases : [];
    if (leased === undefined) throw new Error('There was nothing to claim.');
    const { unit, attempt, leaseId } = leased;
    const lease = { unitId: unit.id, attempt, leaseId };
    await engine.execute({ name: 'succeedUnit', lease, output: 'null' });
  }
  return times;
}

async function submit(count: number): Promise<string> {
  const units = Array.from({ length: count }, (_, index) => {
    const dependsOn = index % 10 === 0 ? [] : [`u${index - 1}`];
    return { key: `u${index}`, kind: 'bench', input: 'null', dependsOn, priority: null };
  });
  const tasks = [{ key: 'all', name: null, dependsOn: [], units }];
  const rest = { key: null, priority: 0, payload: 'null', labels: '{}', hash: '' };
  const job = { name: 'bench', tasks, ...rest };
  const outcome = await engine.execute<'submitJob'>({ name: 'submitJob', topicId, job });
  if (!outcome.isAccepted) throw new Error(outcome.rejections[0].message);
  return outcome.result.jobId;
}

function report(what: string, times: readonly number[], seconds = ''): void {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1);
  const cells = [
    `${sorted.length.toLocaleString('en')} ${what}`,
    at(0.5),
    at(0.99),
    at(1),
    seconds,
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
