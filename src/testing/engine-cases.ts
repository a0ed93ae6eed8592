/** The engine keeps its promises over the store. */
import assert from 'node:assert/strict';
import type { BenchCase } from './conformance-case.ts';
import {
  type EngineBench,
  jobOf,
  leaseMs,
  topicCreation,
  withEngine,
  withEngines,
} from './engine-bench.ts';

export const engineCases: readonly BenchCase[] = [
  {
    name: 'Units of a Job are handed out in the order of its graph, and the Job succeeds with them',
    run: (bench) =>
      withEngine(bench.store, async (engine) => {
        const { topicId } = (await engine.do(topicCreation)).result;
        const job = jobOf({
          cook: { units: { cut: [], boil: ['cut'], fry: ['cut'], season: ['boil', 'fry'] } },
          lay: { units: { table: [] } },
          serve: { dependsOn: ['cook', 'lay'], units: { carry: [] } },
        });
        const { jobId } = (await engine.do({ name: 'submitJob', topicId, job })).result;
        const waves: string[][] = [];
        for (let leases = await engine.claim(); leases.length > 0; leases = await engine.claim()) {
          waves.push(leases.map(({ unit }) => unit.key));
          for (const leased of leases) assert.ok((await engine.succeed(leased)).isAccepted);
        }
        assert.deepEqual(waves, [['cut', 'table'], ['boil', 'fry'], ['season'], ['carry']]);
        const sql = 'SELECT "state", "unitsSucceeded", "payload" FROM "Job" WHERE "id" = ?1';
        assert.deepEqual(await bench.store.query(sql, [jobId]), [
          { state: 'SUCCEEDED', unitsSucceeded: 6, payload: '{"text":"順序"}' },
        ]);
      }),
  },
  {
    name: 'a Unit whose lease has run out is handed out again, and its first holder changes nothing',
    movesClock: true,
    run: (bench) =>
      withEngine(bench.store, async (engine) => {
        const { topicId } = (await engine.do(topicCreation)).result;
        const job = jobOf({ task: { units: { unit: [] } } }, noDelay);
        await engine.do({ name: 'submitJob', topicId, job });
        const [first] = await engine.claim();
        assert.ok(first !== undefined);
        assert.deepEqual(await engine.claim(), []);
        await bench.pass(leaseMs + 50);
        await engine.engine.tick();
        const [second] = await engine.claim();
        assert.equal(second?.attempt, 2);
        const late = await engine.succeed(first);
        assert.deepEqual(codesOf(late), ['LEASE_LOST']);
        assert.ok((await engine.succeed(second)).isAccepted);
      }),
  },
  {
    name: 'a command under a key takes effect once, however often and wherever it is repeated',
    run: async (bench) => {
      const other = await bench.another();
      await withEngines([bench.store, other], async (engine, engines) => {
        const { topicId } = (await engine.do(topicCreation)).result;
        const job = jobOf({ task: { units: { a: [], b: [] } } });
        const command = (inputHash: string) =>
          ({ name: 'submitJob', topicId, job, idempotency: { key: 'k', inputHash } }) as const;
        const answers = await Promise.all(
          [...engines, ...engines, ...engines].map((each) => each.do(command('h'))),
        );
        assert.equal(new Set(answers.map(({ result }) => result.jobId)).size, 1);
        assert.equal(answers.filter(({ isReplayed }) => isReplayed !== true).length, 1);
        assert.deepEqual(codesOf(await engine.engine.execute(command('other'))), [
          'IDEMPOTENCY_KEY_REUSED',
        ]);
        const claims = await Promise.all(
          engines.map((each) => each.claim({ requestId: 'r', max: 1 })),
        );
        assert.equal(new Set(claims.flat().map(({ leaseId }) => leaseId)).size, 1);
        assert.equal((await bench.store.query('SELECT "id" FROM "Job"')).length, 1);
      });
    },
  },
  {
    name: 'five hundred Units are handed out once each, however many claim at once',
    run: async (bench) => {
      const other = await bench.another();
      await withEngines([bench.store, other], async (engine, engines) => {
        const { topicId } = (await engine.do(topicCreation)).result;
        const units = Object.fromEntries(
          Array.from({ length: 500 }, (_, index) => [`u${index}`, []]),
        );
        await engine.do({ name: 'submitJob', topicId, job: jobOf({ task: { units } }) });
        const workers = [...engines, ...engines, ...engines];
        const handedOut = (await Promise.all(workers.map(workOff))).flat();
        assert.equal(handedOut.length, 500);
        assert.equal(new Set(handedOut).size, 500);
        const sql = 'SELECT "state", "unitsSucceeded" FROM "Job"';
        assert.deepEqual(await bench.store.query(sql), [
          { state: 'SUCCEEDED', unitsSucceeded: 500 },
        ]);
      });
    },
  },
  {
    name: 'commands on many Topics at once leave each with a journal of its own without a gap',
    run: async (bench) => {
      const other = await bench.another();
      await withEngines([bench.store, other], async (_, engines) => {
        await Promise.all(
          Array.from({ length: 12 }, async (__, index) => {
            const engine = engines[index % engines.length];
            assert.ok(engine !== undefined);
            const topic = { ...topicCreation, topicName: `topic-${index}` };
            const { topicId } = (await engine.do(topic)).result;
            const job = jobOf({ task: { units: { a: [], b: ['a'] } } });
            await Promise.all(engines.map((each) => each.do({ name: 'submitJob', topicId, job })));
          }),
        );
        const sql = 'SELECT "jobsRunning", "unitsReady" FROM "Topic"';
        const counts = { jobsRunning: engines.length, unitsReady: engines.length };
        assert.deepEqual(
          await bench.store.query(sql),
          Array.from({ length: 12 }, () => counts),
        );
      });
    },
  },
  {
    name: 'what is refused changes nothing',
    run: (bench) =>
      withEngine(bench.store, async (engine) => {
        const { topicId } = (await engine.do(topicCreation)).result;
        const job = jobOf({ task: { units: { a: ['b'], b: ['a'] } } });
        const refused = await engine.engine.execute({ name: 'submitJob', topicId, job });
        assert.deepEqual(codesOf(refused), ['DEPENDENCY_CYCLE']);
        const again = await engine.engine.execute(topicCreation);
        assert.deepEqual(codesOf(again), ['TOPIC_NAME_TAKEN']);
        assert.deepEqual(await bench.store.query('SELECT "id" FROM "Job"'), []);
        assert.equal((await bench.store.query('SELECT "id" FROM "Topic"')).length, 1);
      }),
  },
];

const noDelay = { retry: { backoff: 'FIXED', delayMs: 0, jitter: 'NONE' } } as const;

/** Claims a few at a time and reports them, until nothing is left; answers the ids in order. */
async function workOff(engine: EngineBench): Promise<readonly string[]> {
  const handedOut: string[] = [];
  for (;;) {
    const leases = await engine.claim({ max: 7 });
    if (leases.length === 0) return handedOut;
    handedOut.push(...leases.map(({ unit }) => unit.id));
    const outcomes = await Promise.all(leases.map((leased) => engine.succeed(leased)));
    assert.ok(outcomes.every(({ isAccepted }) => isAccepted));
  }
}

function codesOf(outcome: {
  readonly isAccepted: boolean;
  readonly rejections?: readonly { readonly code: string }[];
}): readonly string[] {
  return (outcome.rejections ?? []).map(({ code }) => code);
}
