/** The server is killed while workers live on subscriptions: nothing is lost with it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Client, createClient } from '../../src/client/create-client.ts';
import type { LeaseRefInput } from '../../src/client/generated/operations.ts';
import { ServerProcess } from './server-process.ts';

const ann = { topics: ['mill'], worker: 'ann', credits: 4, leaseMs: 60_000 };
const eve = { topics: ['mill'], worker: 'eve', credits: 3, leaseMs: 1_000 };

async function start(database: string): Promise<{ server: ServerProcess; client: Client }> {
  const server = await ServerProcess.start(database);
  onTestFinished(async () => {
    if (server.isRunning) await server.kill();
  });
  return { server, client: createClient({ url: server.url, retry: { retryCount: 0 } }) };
}

/** What a worker is offered with its first Units; it leaves them in hand. */
async function take(client: Client, input: typeof ann): Promise<LeaseRefInput[]> {
  for await (const { leases } of client.work(input)) {
    if (leases.length > 0) {
      return leases.map(({ unitId, attempt, leaseId }) => ({ unitId, attempt, leaseId }));
    }
  }
  throw new Error('Offers go on until they are left.');
}

test('a worker goes on where it was, and what its dead neighbour held comes back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'junjo-work-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const database = `file:${join(folder, 'junjo.db')}`;
  const first = await start(database);
  await first.client.topicCreate({ name: 'mill' });
  const units = Array.from({ length: 12 }, (_, at) => ({ key: `u${at}`, kind: 'grind' }));
  const { job } = await first.client.jobSubmit({
    ...{ topic: 'mill', name: 'Flour' },
    tasks: [{ key: 'grind', units }],
  });
  const [inHand, lost] = [await take(first.client, ann), await take(first.client, eve)];
  expect([inHand.length, lost.length]).toEqual([4, 3]);
  await first.server.kill();

  const { client, server } = await start(database);
  const done: string[] = [];
  const finish = async (leases: readonly LeaseRefInput[]) => {
    const reports = leases.map((lease) => ({ succeed: { lease } }));
    const { answers } = await client.unitsReport({ reports });
    expect(answers.filter(({ accepted }) => !accepted)).toEqual([]);
    done.push(...leases.map(({ unitId }) => unitId));
  };
  let isFirst = true;
  const offers = client.work({ ...ann, credits: 5 }, { holding: () => inHand });
  for await (const { leases, leaseDirectives, freeCreditCount } of offers) {
    expect(leaseDirectives).toEqual([]);
    if (isFirst) {
      // Four of its five credits are taken by what it holds.
      expect([leases.length, freeCreditCount]).toEqual([1, 0]);
      await finish(inHand);
    }
    isFirst = false;
    if (leases.length > 0) {
      await finish(leases.map(({ unitId, attempt, leaseId }) => ({ unitId, attempt, leaseId })));
    }
    if (done.length === units.length) break;
  }
  expect(new Set(done).size).toBe(units.length);
  expect(await client.findJob({ id: job.id })).toMatchObject({ state: 'SUCCEEDED' });
  await server.terminate();
}, 60_000);
