/**
 * A producer or a group of workers in a process of its own. It is told the server's URL once, then
 * one order after the other, and answers each when the last request of it is answered.
 */
import { hrtime } from 'node:process';
import { type GraphqlConnection, openGraphqlConnection } from './graphql-connection.ts';
import {
  type LoadAnswer,
  type LoadOrder,
  type SubmitOrder,
  unitKind,
  type WorkOrder,
} from './load-order.ts';
import * as texts from './operation-texts.ts';

const [, , url = ''] = process.argv;

process.on('message', (order: LoadOrder) => {
  void (order.what === 'submit' ? submitAll(order) : workOn(order)).then((answer) => {
    process.send?.(answer);
  });
});

process.on('disconnect', () => process.exit());

async function submitAll(order: SubmitOrder): Promise<LoadAnswer> {
  const { topics, jobCount, tasks, payload, connectionCount } = order;
  const connection = openGraphqlConnection(url, connectionCount);
  const bodies = topics.map((topic) => {
    const input = { topic, name: 'bench', tasks, ...(payload === undefined ? {} : { payload }) };
    return JSON.stringify({ query: texts.submit, variables: { input } });
  });
  const requestMs: number[] = [];
  let sentCount = 0;
  const loop = async () => {
    while (sentCount < jobCount) {
      const body = bodies[sentCount % bodies.length] ?? '';
      sentCount += 1;
      const sentAt = performance.now();
      const { jobSubmit } = await connection.send<texts.Submitted>(body);
      requestMs.push(performance.now() - sentAt);
      if (jobSubmit.job === null) throw new Error(JSON.stringify(jobSubmit.userErrors));
    }
  };
  const beganAtNs = `${hrtime.bigint()}`;
  await Promise.all(Array.from({ length: Math.min(connectionCount, jobCount) }, loop));
  const endedAtNs = `${hrtime.bigint()}`;
  await connection.destroy();
  return { beganAtNs, endedAtNs, requestMs };
}

async function workOn(order: WorkOrder): Promise<LoadAnswer> {
  const connection = openGraphqlConnection(url, order.workerCount);
  const progress: Progress = { doneCount: 0, requestMs: [] };
  const beganAtNs = `${hrtime.bigint()}`;
  const endedAtNs = await new Promise<string>((resolve, reject) => {
    const workers = Array.from({ length: order.workerCount }, (_, index) =>
      workAs(index, order, { connection, progress, onLast: resolve }),
    );
    Promise.all(workers).then(() => {
      if (progress.doneCount < order.unitCount) {
        reject(new Error(`Only ${progress.doneCount} of ${order.unitCount} Units were there.`));
      }
    }, reject);
  });
  // Those who still wait for more do so in vain.
  await connection.destroy();
  return { beganAtNs, endedAtNs, requestMs: progress.requestMs };
}

interface Progress {
  doneCount: number;
  readonly requestMs: number[];
}

interface Work {
  readonly connection: GraphqlConnection;
  readonly progress: Progress;
  readonly onLast: (atNs: string) => void;
}

const waitMs = 30_000;

/** Claims, and reports what it has with each request that claims the next. */
async function workAs(index: number, order: WorkOrder, work: Work): Promise<void> {
  const { connection, progress } = work;
  const wait = order.isWaiting ? { waitMs } : {};
  const claim = {
    topics: topicsOf(index, order),
    worker: `bench-${index}`,
    kinds: [unitKind],
    max: order.claimCount,
    ...wait,
  };
  const claimBody = JSON.stringify({ query: texts.claim, variables: { input: claim } });
  const output = order.output === undefined ? {} : { output: order.output };
  let leases: readonly texts.Lease[] = [];
  do {
    if (leases.length === 0) {
      const { unitsClaim } = await sendOrNothing<texts.Claimed>(claimBody, order, work);
      leases = unitsClaim.leases;
    } else {
      const reports = leases.map(({ unitId, attempt, leaseId }) => ({
        succeed: { lease: { unitId, attempt, leaseId }, ...output },
      }));
      // While others wait a worker with results never does: they are what the others wait for.
      const input = { reports, claim: { ...claim, waitMs: 0 } };
      const body = JSON.stringify({ query: texts.report, variables: { input } });
      const sentAt = performance.now();
      const { unitsReport } = await connection.send<texts.Reported>(body);
      progress.requestMs.push(performance.now() - sentAt);
      const refused = unitsReport.answers.find(({ accepted }) => !accepted);
      if (refused !== undefined) throw new Error(JSON.stringify(refused.error));
      progress.doneCount += leases.length;
      leases = unitsReport.leases;
      if (progress.doneCount === order.unitCount) work.onLast(`${hrtime.bigint()}`);
    }
  } while (leases.length > 0 || (order.isWaiting && progress.doneCount < order.unitCount));
}

/** Every so manieth of all; one where there are no more of them than workers. */
function topicsOf(index: number, { topics, workerCount }: WorkOrder): readonly string[] {
  if (topics.length <= workerCount) return topics.slice(index % topics.length).slice(0, 1);
  return topics.filter((_, place) => place % workerCount === index);
}

/** A claim that is cut off because all is done has claimed nothing. */
async function sendOrNothing<Data extends texts.Claimed>(
  body: string,
  order: WorkOrder,
  { connection, progress }: Work,
): Promise<Data | { readonly unitsClaim: { readonly leases: readonly texts.Lease[] } }> {
  try {
    return await connection.send<Data>(body);
  } catch (error) {
    if (progress.doneCount < order.unitCount) throw error;
    return { unitsClaim: { leases: [] } };
  }
}
