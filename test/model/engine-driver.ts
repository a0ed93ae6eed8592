/** The engine on a real database, called from within: commands of one moment make one batch. */

import { audit } from '../../src/audit/audit.ts';
import type { Command, Outcome } from '../../src/domain/command.ts';
import { createEngine } from '../../src/engine/create-engine.ts';
import { createIdSource } from '../../src/engine/id-source.ts';
import { nextTurn } from '../../src/engine/turns.ts';
import type { Store } from '../../src/store/port.ts';
import { openEngine, type TestEngine } from '../open-engine.ts';
import type { Answer, Driver } from './driver.ts';
import { nodesFrom, type Rows } from './rows.ts';

/** @param watched the store as the engine is to see it */
export async function openEngineDriver(watched?: (store: Store) => Store): Promise<Driver> {
  return await driverOf(await openEngine(undefined, watched));
}

/**
 * The engine on a database that takes its time for each commit: commands come one after the other, and
 * are decided while what came before is still being committed.
 */
export async function openSlowlyCommittingDriver(): Promise<Driver> {
  const test = await openEngine(undefined, committingSlowly);
  const driver = await driverOf(test);
  return {
    ...driver,
    execute: async (commands) => {
      for (const command of commands) await introduce(test, command);
      const asked: Promise<Outcome>[] = [];
      for (const command of commands) {
        asked.push(test.engine.execute(command));
        await nextTurn();
      }
      return (await Promise.all(asked)).map(answerOf);
    },
  };
}

/** All statements are with the database some turns before it commits. */
function committingSlowly(store: Store): Store {
  return {
    ...store,
    transaction: (work) =>
      store.transaction(async (transaction) => {
        const result = await work(transaction);
        for (let turn = 0; turn < 4; turn += 1) await nextTurn();
        return result;
      }),
  };
}

/** Two engines on one database, that take turns: each has to see what the other has done. */
export async function openTwoEnginesDriver(): Promise<Driver> {
  // Ids that both take from, since the order of ids is that in which Units of one moment are claimed.
  const ids = createIdSource(() => 1_700_000_000_000);
  const test = await openEngine(undefined, undefined, ids);
  const { store, faults } = test;
  // So little that it forgets most of what it has known.
  const other = createEngine({ store, ids, chance: () => 1, warmBytesMax: 6_000 });
  const driver = await driverOf(test);
  let turn = 0;
  return {
    ...driver,
    execute: async (commands) => {
      turn += 1;
      // What names a Job of the other's is looked up first. As one request they keep their order.
      const engine = turn % 2 === 0 ? test.engine : other;
      return (await engine.executeAll(commands)).map(answerOf);
    },
    faults: async () => [...(await audit(store)), ...faults.map(String)],
    close: async () => {
      await other.stop();
      await test.close();
    },
  };
}

export async function driverOf(test: TestEngine): Promise<Driver> {
  const topic = { name: 'createTopic', topicName: 'kitchen', description: null } as const;
  const created = await test.engine.execute(topic);
  if (!created.isAccepted) throw new Error('The Topic was refused.');
  const { topicId } = created;
  return {
    topicId,
    startedAt: 1_700_000_000_000,
    isOrdered: true,
    execute: async (commands) => {
      for (const command of commands) await introduce(test, command);
      return (await Promise.all(commands.map((each) => test.engine.execute(each)))).map(answerOf);
    },
    pass: (durationMs) => test.pass(durationMs),
    read: async () => {
      const [workers, jobs, tasks, units] = await Promise.all([
        test.store.query<Rows['workers'][number]>('SELECT * FROM "Worker"'),
        test.store.query<Rows['jobs'][number]>('SELECT * FROM "Job"'),
        test.store.query<Rows['tasks'][number]>('SELECT * FROM "Task"'),
        test.store.query<Rows['units'][number]>('SELECT * FROM "Unit"'),
      ]);
      return nodesFrom({ workers, jobs, tasks, units });
    },
    faults: async () => [...(await audit(test.store)), ...test.faults.map(String)],
    close: () => test.close(),
  };
}

export function answerOf(outcome: Outcome): Answer {
  if (!outcome.isAccepted) return { code: outcome.rejections[0].code };
  const { result } = outcome;
  return {
    code: outcome.isReplayed ? 'REPEATED' : 'ACCEPTED',
    ...('jobId' in result ? { jobId: result.jobId } : {}),
    ...('leases' in result
      ? {
          leases: result.leases.map(({ unit, attempt, leaseId }) => {
            return { unitId: unit.id, attempt, leaseId };
          }),
        }
      : {}),
  };
}

/** Commands on what the engine has to look up first would enter after the others: so it looks before. */
async function introduce({ engine, store }: TestEngine, command: Command): Promise<void> {
  if ('unitId' in command) {
    const lease = { unitId: command.unitId, attempt: 0, leaseId: '' };
    await engine.execute({ name: 'releaseUnit', lease });
  }
  if ('workerId' in command) {
    const { workerId } = command;
    const sql = 'SELECT "mode" FROM "Worker" WHERE "id" = ?1';
    const [worker] = await store.query<{ mode: string }>(sql, [workerId]);
    const mode = worker?.mode === 'QUIET' ? 'ACTIVE' : 'QUIET';
    await engine.execute({ name: 'setWorkerMode', workerId, mode, reason: null, ifState: [mode] });
  }
  if (!('taskId' in command)) return;
  const { taskId } = command;
  const sql = 'SELECT "state" FROM "Task" WHERE "id" = ?1';
  const [task] = await store.query<{ state: string }>(sql, [taskId]);
  const ifState = [task?.state === 'SKIPPED' ? 'PENDING' : 'SKIPPED'] as const;
  await engine.execute({ name: 'resumeTask', taskId, reason: null, ifState });
}
