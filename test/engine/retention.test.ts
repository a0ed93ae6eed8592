/** What is kept no longer goes, with all that belongs to it, and nothing else does. */
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/domain/command.ts';
import { accepted, codesOf, type Kitchen, openKitchen } from './kitchen.ts';
import { setLimit, submitUnits } from './limited-kitchen.ts';

const dayMs = 86_400_000;
const meal = {
  mains: { units: { cook: [], serve: ['cook'] } },
  wash: { dependsOn: ['mains'], units: { up: [] } },
};

describe('a finished Job', () => {
  test('goes after thirty days, and one that runs stays', async () => {
    const kitchen = await openKitchen();
    const finished = await kitchen.submit(meal, { key: 'done', labels: '{"guest":"one"}' });
    await workWithLogs(kitchen);
    const running = await kitchen.submit(meal, { key: 'open', labels: '{"guest":"two"}' });
    await kitchen.pass(30 * dayMs - 1);
    expect(await kitchen.jobState(finished)).toBe('SUCCEEDED');
    await kitchen.pass(1);
    expect(await kitchen.jobState(finished)).toBeUndefined();
    expect(await kitchen.jobState(running)).toBe('RUNNING');
    expect(await countRows(kitchen)).toEqual({
      Job: 1,
      JobLabel: 1,
      Task: 2,
      TaskDependency: 1,
      Unit: 3,
      UnitDependency: 1,
      Attempt: 0,
      LogLine: 0,
    });
    await kitchen.closeAudited();
  });

  test('goes whatever its end was, with Units that still wait', async () => {
    const kitchen = await openKitchen();
    await kitchen.submit(meal, { key: 'burnt' });
    await kitchen.workOff({ failing: ['cook'] });
    const cancelled = await kitchen.submit(meal);
    accepted(await kitchen.engine.execute({ name: 'cancelJob', jobId: cancelled, reason: null }));
    await kitchen.pass(30 * dayMs);
    expect(await countRows(kitchen)).toMatchObject({ Job: 0, Task: 0, Unit: 0, Attempt: 0 });
    await kitchen.closeAudited();
  });

  test('stays when it goes on before its time, and is kept anew from its second end', async () => {
    const kitchen = await openKitchen();
    const jobId = await kitchen.submit(meal);
    await kitchen.workOff();
    await kitchen.pass(29 * dayMs);
    accepted(await kitchen.engine.execute({ name: 'rerunJob', jobId, reason: null }));
    await kitchen.workOff();
    await kitchen.pass(29 * dayMs);
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
    await kitchen.pass(dayMs);
    expect(await kitchen.jobState(jobId)).toBeUndefined();
    await kitchen.closeAudited();
  });

  test('tells once that it goes, before the rows do', async () => {
    const kitchen = await openKitchen();
    await kitchen.submit(meal);
    await kitchen.workOff();
    await update(kitchen, 2_000);
    await kitchen.pass(1_999);
    expect(await kitchen.eventKinds()).not.toContain('job.deleted');
    await kitchen.pass(100);
    expect((await kitchen.eventKinds()).filter((kind) => kind === 'job.deleted')).toHaveLength(1);
    await kitchen.closeAudited();
  });
});

describe('the retention of a Topic', () => {
  test('that keeps everything for ever deletes nothing', async () => {
    const kitchen = await openKitchen();
    await update(kitchen, null);
    const jobId = await kitchen.submit(meal);
    await kitchen.workOff();
    const kinds = await kitchen.eventKinds();
    await kitchen.pass(4_000 * dayMs);
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
    expect(await kitchen.eventKinds()).toEqual(kinds);
    await kitchen.closeAudited();
  });

  test('that becomes shorter holds at once for what is there', async () => {
    const kitchen = await openKitchen();
    const jobId = await kitchen.submit(meal);
    await kitchen.workOff();
    await kitchen.pass(2 * dayMs);
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
    await update(kitchen, dayMs);
    await kitchen.pass(0);
    expect(await kitchen.jobState(jobId)).toBeUndefined();
    await kitchen.closeAudited();
  });

  test.each([0, 999, 315_360_001_000])('is refused at %d ms', async (retentionMs) => {
    const kitchen = await openKitchen();
    const { engine, topicId } = kitchen;
    const command = { name: 'updateTopic', ...unchanged, topicId, retentionMs } as const;
    expect(codesOf(await engine.execute(command))).toEqual(['INVALID_VALUE']);
    const creation = { name: 'createTopic', topicName: 'x', description: null } as const;
    expect(codesOf(await engine.execute({ ...creation, retentionMs }))).toEqual(['INVALID_VALUE']);
    await kitchen.closeAudited();
  });
});

describe('the journal', () => {
  test('loses its oldest Events by age, also those of Jobs that still run', async () => {
    const kitchen = await openKitchen();
    await kitchen.submit(meal);
    await kitchen.pass(20 * dayMs);
    const before = await seqs(kitchen);
    await kitchen.submit(meal);
    const all = await seqs(kitchen);
    await kitchen.pass(10 * dayMs);
    expect(await seqs(kitchen)).toEqual(all.slice(before.length));
    expect(await firstSeq(kitchen)).toBe(all[before.length]);
    await kitchen.pass(20 * dayMs);
    expect(await seqs(kitchen)).toEqual([]);
    expect(await firstSeq(kitchen)).toBe((all.at(-1) ?? 0) + 1);
    await kitchen.submit(meal);
    await kitchen.closeAudited();
  });
});

describe('the answer that is kept for a repetition', () => {
  test('stays for a day however short the retention is', async () => {
    const kitchen = await openKitchen();
    await update(kitchen, 1_000);
    const command: Command<'pauseTopic'> = {
      name: 'pauseTopic',
      topicId: kitchen.topicId,
      reason: null,
      resumeAt: null,
      interrupt: false,
      idempotency: { key: 'once', inputHash: 'one' },
    };
    accepted(await kitchen.engine.execute(command));
    await kitchen.pass(dayMs - 1);
    expect(await kitchen.engine.execute(command)).toMatchObject({ isReplayed: true });
    await kitchen.pass(100);
    const sql = 'SELECT "key" FROM "IdempotencyRecord"';
    expect(await kitchen.store.query(sql)).toEqual([]);
    await kitchen.closeAudited();
  });
});

describe('a Worker', () => {
  test('is forgotten thirty days after it was last seen', async () => {
    const kitchen = await openKitchen();
    await update(kitchen, 1_000);
    await kitchen.claim({ worker: 'cook' });
    await kitchen.pass(20 * dayMs);
    await kitchen.claim({ worker: 'waiter' });
    await kitchen.pass(11 * dayMs);
    const workers = await kitchen.store.query('SELECT "name" FROM "Worker"');
    expect(workers).toEqual([{ name: 'waiter' }]);
    await kitchen.closeAudited();
  });
});

describe('what belongs to keys that come once', () => {
  test('is forgotten: their Lanes with their Units, the use of their Limit when it bounds no more', async () => {
    const kitchen = await openKitchen();
    await update(kitchen, 1_000);
    await setLimit(kitchen, { scope: 'KEY', pattern: '*', runningMax: 1 });
    await submitUnits(kitchen, ['fry of ann', 'fry of bob', 'fry']);
    await kitchen.workOff();
    expect(await lanesAndUses(kitchen)).toEqual({
      lanes: ['', 'ann', 'bob'],
      uses: ['ann', 'bob'],
    });
    await submitUnits(kitchen, ['fry of ann', 'boil of ann']);
    await kitchen.pass(2_000);
    expect(await lanesAndUses(kitchen)).toEqual({ lanes: ['ann', 'ann'], uses: ['ann', 'bob'] });
    await kitchen.pass(29 * dayMs);
    const [held] = await kitchen.claim();
    await kitchen.pass(dayMs);
    expect(await lanesAndUses(kitchen)).toEqual({ lanes: ['ann', 'ann'], uses: ['ann'] });
    expect(held).toBeDefined();
    await kitchen.closeAudited();
  });
});

const unchanged = { description: undefined, defaults: undefined };

async function update({ engine, topicId }: Kitchen, retentionMs: number | null): Promise<void> {
  accepted(await engine.execute({ name: 'updateTopic', ...unchanged, topicId, retentionMs }));
}

async function workWithLogs(kitchen: Kitchen): Promise<void> {
  const lines = [{ level: 'INFO', message: 'hot', fields: null }] as const;
  for (let leases = await kitchen.claim(); leases.length > 0; leases = await kitchen.claim()) {
    for (const leased of leases) {
      const { unit, attempt, leaseId } = leased;
      const lease = { unitId: unit.id, attempt, leaseId };
      accepted(await kitchen.engine.execute({ name: 'appendLog', lease, lines, offset: null }));
      accepted(await kitchen.succeed(leased));
    }
  }
}

async function countRows({ store }: Kitchen): Promise<Readonly<Record<string, number>>> {
  const tables = ['Job', 'JobLabel', 'Task', 'TaskDependency', 'Unit', 'UnitDependency'];
  const counts: Record<string, number> = {};
  for (const table of [...tables, 'Attempt', 'LogLine']) {
    const [row] = await store.query<{ count: number }>(`SELECT count(*) AS count FROM "${table}"`);
    counts[table] = row?.count ?? 0;
  }
  return counts;
}

/** The keys of the Lanes that are there, and those whose Limit is known to be used. */
async function lanesAndUses({ store }: Kitchen) {
  const lanes = await store.query<{ key: string }>('SELECT "concurrencyKey" AS key FROM "Lane"');
  const uses = await store.query<{ key: string }>('SELECT "subject" AS key FROM "LimitUse"');
  const keysOf = (rows: readonly { key: string }[]) => rows.map(({ key }) => key).sort();
  return { lanes: keysOf(lanes), uses: keysOf(uses) };
}

async function seqs({ store }: Kitchen): Promise<readonly number[]> {
  const events = await store.query<{ seq: number }>('SELECT "seq" FROM "Event" ORDER BY "seq"');
  return events.map(({ seq }) => seq);
}

async function firstSeq({ store }: Kitchen): Promise<number | undefined> {
  const [topic] = await store.query<{ firstSeq: number }>('SELECT "firstSeq" FROM "Topic"');
  return topic?.firstSeq;
}
