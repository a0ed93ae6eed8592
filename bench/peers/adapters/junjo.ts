/**
 * Junjo: a client that submits and works through the GraphQL API of a server in another process, as
 * docs/protocol.md says. A report claims the next Units in the same request.
 */

import { type GraphqlConnection, openGraphqlConnection } from '../../suite/graphql-connection.ts';
import { Countdown, eachOf, loops, numbersTo, partsOf } from '../concurrency.ts';
import { Pickups } from '../idle.ts';
import type { Adapter, Site } from '../peer.ts';
import { diamondNodes, diamondSize } from '../workloads.ts';

export const adapter: Adapter = {
  batched: async (site, clock) => {
    const junjo = await openJunjo(site, 4);
    const jobs = partsOf(site.unitCount, 1_000).map((part) =>
      junjo.submission(part.map(independent)),
    );
    clock.begin();
    await eachOf(jobs, 2, junjo.submit);
    clock.submitted();
    await loops(2, () => junjo.drain(1_000));
    clock.end();
    return await junjo.close();
  },
  single: async (site, clock) => {
    const junjo = await openJunjo(site, 64);
    const job = junjo.submission([independent(0)]);
    clock.begin();
    await eachOf(numbersTo(site.unitCount), 64, () => junjo.submit(job));
    clock.submitted();
    await loops(64, () => junjo.drain(1));
    clock.end();
    return await junjo.close();
  },
  dag: async (site, clock) => {
    const junjo = await openJunjo(site, 4);
    const units = diamondNodes.map((node) => ({ ...node, kind }));
    const requests = partsOf(site.unitCount / diamondSize, 100).map(({ length }) =>
      junjo.submissions(units, length),
    );
    clock.begin();
    const submitting = eachOf(requests, 2, junjo.submitMany);
    await Promise.all([submitting, junjo.drainAll(site.unitCount, { workerCount: 2, max: 200 })]);
    clock.end();
    return await junjo.close();
  },
  idle: async (site, clock) => {
    const junjo = await openJunjo(site, 4);
    const pickups = new Pickups();
    const job = junjo.submission([independent(0)]);
    const reports: Promise<unknown>[] = [];
    let isOver = false;
    // It waits for the next one at once, as a worker does that has room for several.
    const working = (async () => {
      while (!isOver) {
        const leases = await junjo.claim(1, waitMs);
        if (leases.length === 0) continue;
        pickups.handlerStarts();
        reports.push(junjo.report(leases));
      }
    })();
    await pickups.sample(site, clock, () => junjo.submit(job));
    isOver = true;
    await Promise.all([working, ...reports]);
    await junjo.close();
    return site.unitCount;
  },
};

const kind = 'bench';

/** How long a claim waits for Units when there are none. */
const waitMs = 1_000;

interface Unit {
  readonly key: string;
  readonly kind: string;
  readonly dependsOn: readonly string[];
}

const independent = (id: number): Unit => ({ key: `u${id}`, kind, dependsOn: [] });

interface Workers {
  readonly workerCount: number;
  /** How many Units each of them claims at a time. */
  readonly max: number;
}

interface Lease {
  readonly unitId: string;
  readonly attempt: number;
  readonly leaseId: string;
}

async function openJunjo({ store }: Site, connectionCount: number) {
  const { origin, hash } = new URL(store);
  // Each run has a Topic of its own.
  const topic = hash.slice(1);
  const connection = openGraphqlConnection(origin, connectionCount);
  await ask(connection, topicText, { input: { name: topic } });
  const claimInput = (max: number, waitMs: number) => {
    return { topics: [topic], worker: 'bench', max, waitMs, leaseMs: 600_000 };
  };
  const jobOf = (units: readonly Unit[]) => {
    return { topic, name: 'bench', tasks: [{ key: 'all', units }] };
  };
  const submission = (units: readonly Unit[]) =>
    JSON.stringify({ query: submitText, variables: { input: jobOf(units) } });
  const submissions = (units: readonly Unit[], jobCount: number) => {
    const input = { jobs: Array.from({ length: jobCount }, () => jobOf(units)) };
    return JSON.stringify({ query: submitManyText, variables: { input } });
  };
  const submit = async (body: string) => {
    // As the document selects.
    const { answer } = await connection.send<{ answer: { job: object | null } }>(body);
    if (answer.job === null) throw new Error(`A Job was refused: ${JSON.stringify(answer)}`);
  };
  const submitMany = async (body: string) => {
    const { answer } = await connection.send<{ answer: SubmittedMany }>(body);
    const isAccepted = answer.userErrors.length === 0 && answer.answers.every(({ jobId }) => jobId);
    if (!isAccepted) throw new Error(`Jobs were refused: ${JSON.stringify(answer)}`);
  };
  const claim = async (max: number, waitMs = 0) =>
    (await ask<Claimed>(connection, claimText, { input: claimInput(max, waitMs) })).leases;
  const report = async (leases: readonly Lease[], max?: number) => {
    const reports = leases.map(({ unitId, attempt, leaseId }) => ({
      succeed: { lease: { unitId, attempt, leaseId } },
    }));
    const more = max === undefined ? {} : { claim: claimInput(max, 0) };
    const input = { reports, ...more };
    const answer = await ask<Reported>(connection, reportText, { input });
    if (!answer.answers.every(({ accepted }) => accepted)) throw new Error('A report was refused.');
    return answer.leases;
  };
  const drain = async (max: number) => {
    for (let leases = await claim(max); leases.length > 0; ) leases = await report(leases, max);
  };
  const drainAll = async (unitCount: number, { workerCount, max }: Workers) => {
    const done = new Countdown(unitCount);
    const working = loops(workerCount, async () => {
      let leases = await claim(max, waitMs);
      while (!done.isReached) {
        const held = leases.length;
        // Who reports does not wait for more: the answer would be late, and the last of all the latest.
        leases = held > 0 ? await report(leases, max) : await claim(max, waitMs);
        done.some(held);
      }
    });
    await Promise.race([done.reached, working]);
    // Those that wait for more do so in vain, until their connections are closed.
    working.catch(() => undefined);
  };
  const close = async () => {
    const { unitCounts } = await ask<Counted>(connection, countText, { topic });
    await connection.destroy();
    return unitCounts.succeeded;
  };
  return { submission, submissions, submit, submitMany, claim, report, drain, drainAll, close };
}

interface SubmittedMany {
  readonly answers: readonly { readonly jobId: string | null }[];
  readonly userErrors: readonly unknown[];
}

interface Claimed {
  readonly leases: readonly Lease[];
}

interface Reported extends Claimed {
  readonly answers: readonly { readonly accepted: boolean }[];
}

interface Counted {
  readonly unitCounts: { readonly succeeded: number };
}

/** The answer to an operation that gives its one field that name. */
async function ask<Answer>(
  connection: GraphqlConnection,
  query: string,
  variables: object,
): Promise<Answer> {
  const body = JSON.stringify({ query, variables });
  return (await connection.send<{ answer: Answer }>(body)).answer;
}

const lease = 'leases { unitId attempt leaseId unit { key kind input } }';
const topicText =
  'mutation ($input: TopicCreateInput!) { answer: topicCreate(input: $input) { userErrors { message } } }';
const submitText =
  'mutation ($input: JobSubmitInput!) { answer: jobSubmit(input: $input) { job { id } userErrors { message } } }';
const submitManyText =
  'mutation ($input: JobsSubmitInput!) { answer: jobsSubmit(input: $input) { answers { jobId } userErrors { message } } }';
const claimText = `mutation ($input: UnitsClaimInput!) { answer: unitsClaim(input: $input) { ${lease} } }`;
const reportText = `mutation ($input: UnitsReportInput!) { answer: unitsReport(input: $input) { answers { accepted } ${lease} } }`;
const countText =
  'query ($topic: String!) { answer: topic(by: { name: $topic }) { unitCounts { succeeded } } }';
