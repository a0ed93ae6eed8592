/**
 * The server is killed in the middle of deleting, over and over. What was not to be deleted has to be
 * there, what was goes with the next server, and in between everything derived is right.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/port.ts';
import { until } from '../server/open-api.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createTopic, runLoad, topic } from './load.ts';
import { ServerProcess } from './server-process.ts';

const cycleCount = 4;

test('what is deleted goes, and nothing else, however often the server is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'junjo-crash-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'junjo.db');
  const ledger = createLedger();
  let leftCount = 0;
  for (let cycle = 1; cycle <= cycleCount; cycle += 1) {
    const server = await ServerProcess.start(`file:${path}`);
    if (cycle === 1) await createTopic(server.url);
    let answerCount = 0;
    const enough = new Promise<void>((resolve) => {
      ledger.onAnswer = () => {
        answerCount += 1;
        if (answerCount === 60) resolve();
      };
    });
    const load = runLoad(server.url, ledger, () => 0.5);
    await enough;
    await endLargeJob(server.url);
    await deleteFinished(server.url);
    await server.kill();
    await load;
    const found = await look(path, ledger);
    expect(found.faults, `cycle ${cycle}`).toEqual([]);
    leftCount += found.deletingCount;
  }
  // Else no kill has met a deletion, and nothing was tried here.
  expect(leftCount).toBeGreaterThan(0);
  const server = await ServerProcess.start(`file:${path}`);
  await until(async () => {
    await deleteFinished(server.url);
    return (await countFinished(server.url)) === 0;
  });
  await server.kill();
  expect(await look(path, ledger)).toEqual({ faults: [], deletingCount: 0 });
}, 120_000);

/** Submits a Job whose deletion takes many portions, and cancels it. */
async function endLargeJob(url: string): Promise<void> {
  const units = Array.from({ length: 4_000 }, (_, at) => ({ key: `u${at}`, kind: 'none' }));
  const { jobSubmit } = await ask<{ jobSubmit: { job: { id: string } } }>(
    url,
    'mutation ($input: JobSubmitInput!) { jobSubmit(input: $input) { job { id } } }',
    { input: { topic, name: 'large', tasks: [{ key: 't', units }] } },
  );
  const input = { jobId: jobSubmit.job.id };
  await ask(url, 'mutation ($input: JobCancelInput!) { jobCancel(input: $input) { cursor } }', {
    input,
  });
}

async function deleteFinished(url: string): Promise<void> {
  const input = { filter: { topic, states: ['SUCCEEDED', 'CANCELLED'] } };
  await ask(url, 'mutation ($input: JobsDeleteInput!) { jobsDelete(input: $input) { cursor } }', {
    input,
  });
}

async function countFinished(url: string): Promise<number> {
  const { topic: found } = await ask<{
    topic: { jobCounts: { succeeded: number; cancelled: number } };
  }>(
    url,
    'query ($name: String!) { topic(by: { name: $name }) { jobCounts { succeeded cancelled } } }',
    { name: topic },
  );
  return found.jobCounts.succeeded + found.jobCounts.cancelled;
}

/** What is wrong in the database, and how many Jobs are being deleted. */
async function look(path: string, ledger: Ledger) {
  const store = await openStore({ database: `file:${path}` });
  try {
    const faults = [...(await lost(store, ledger)), ...(await audit(store))];
    const sql = 'SELECT "id" FROM "Job" WHERE "deletingAt" IS NOT NULL';
    return { faults, deletingCount: (await store.query(sql)).length };
  } finally {
    await store.close();
  }
}

/** What was acknowledged and is not there, although its Job was not deleted. */
async function lost(store: Store, ledger: Ledger): Promise<readonly string[]> {
  const idsOf = async (sql: string) =>
    new Set((await store.query<{ id: string }>(sql)).map(({ id }) => id));
  const jobIds = await idsOf('SELECT "id" FROM "Job"');
  const deletedIds = await idsOf(
    `SELECT d."jobId" AS "id" FROM "Event" d WHERE d."kind" = 'job.deleted' AND EXISTS (
       SELECT 1 FROM "Event" e WHERE e."jobId" = d."jobId" AND e."seq" < d."seq"
         AND e."kind" IN ('job.succeeded', 'job.cancelled'))`,
  );
  const done = await idsOf(`SELECT "id" FROM "Unit" WHERE "state" = 'SUCCEEDED'`);
  const deletedUnits = await idsOf(
    `SELECT DISTINCT e."unitId" AS "id" FROM "Event" e WHERE e."unitId" IS NOT NULL
       AND e."jobId" IN (SELECT d."jobId" FROM "Event" d WHERE d."kind" = 'job.deleted')`,
  );
  return [
    ...[...ledger.jobIds].filter((id) => !jobIds.has(id) && !deletedIds.has(id)),
    ...[...ledger.outputs.keys()].filter((id) => !done.has(id) && !deletedUnits.has(id)),
  ].map((id) => `${id} was acknowledged and is lost`);
}

async function ask<Data = unknown>(url: string, query: string, variables: object): Promise<Data> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  // Each caller names what it asked for; an answer without data fails where that is read.
  return ((await response.json()) as { readonly data: Data }).data;
}
