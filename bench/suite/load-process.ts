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
  const { topics, jobCount, connectionCount, jobsPerRequest = 1 } = order;
  const connection = openGraphqlConnection(url, connectionCount);
  const requestCount = Math.ceil(jobCount / jobsPerRequest);
  const bodies = topics.map((topic) => submissionOf(order, topic, jobsPerRequest));
  const lastCount = jobCount - (requestCount - 1) * jobsPerRequest;
  const requestMs: number[] = [];
  let sentCount = 0;
  const loop = async () => {
    while (sentCount < requestCount) {
      const place = sentCount % topics.length;
      sentCount += 1;
      const isShort = sentCount === requestCount && lastCount < jobsPerRequest;
      const body = isShort
        ? submissionOf(order, topics[place] ?? '', lastCount)
        : (bodies[place] ?? '');
      const sentAt = performance.now();
      const answer = await connection.send<texts.Submitted | texts.SubmittedMany>(body);
      requestMs.push(performance.now() - sentAt);
      expectSubmitted(answer);
    }
  };
  const beganAtNs = `${hrtime.bigint()}`;
  await Promise.all(Array.from({ length: Math.min(connectionCount, requestCount) }, loop));
  const endedAtNs = `${hrtime.bigint()}`;
  await connection.destroy();
  return { beganAtNs, endedAtNs, requestMs };
}

/** The text of a request; one of many Jobs is another operation. */
function submissionOf(
  { tasks, payload, jobsPerRequest = 1 }: SubmitOrder,
  topic: string,
  count: number,
): string {
  const job = { topic, name: 'bench', tasks, ...(payload === undefined ? {} : { payload }) };
  if (jobsPerRequest === 1)
    return JSON.stringify({ query: texts.submit, variables: { input: job } });
  const input = { jobs: Array.from({ length: count }, () => job) };
  return JSON.stringify({ query: texts.submitMany, variables: { input } });
}

function expectSubmitted(answer: texts.Submitted | texts.SubmittedMany): void {
  if ('jobSubmit' in answer) {
    const { job, userErrors } = answer.jobSubmit;
    if (job === null) throw new Error(JSON.stringify(userErrors));
    return;
  }
  const { answers, userErrors } = answer.jobsSubmit;
  const refused = answers.find(({ jobId }) => jobId === null);
  if (refused !== undefined || userErrors.length > 0) {
    throw new Error(JSON.stringify([...userErrors, ...(refused?.userErrors ?? [])]));
  }
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
