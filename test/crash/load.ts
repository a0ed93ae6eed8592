/**
 * Producers and workers that keep a server busy over GraphQL until it dies, and write down each
 * answer the moment it arrives: whatever stands in the ledger was acknowledged.
 */
import { enter, type Ledger } from './ledger.ts';

export const topic = 'crash';

/** Creates the Topic, with Limits that hold back some of the load. */
export async function createTopic(url: string): Promise<void> {
  const data = await request(
    url,
    'mutation ($input: TopicCreateInput!) { topicCreate(input: $input) { topic { id } } }',
    { input: { name: topic } },
  );
  const topicId = data.topicCreate.topic.id;
  const limits = [
    { scope: 'TOPIC', runningMax: 20 },
    { scope: 'KIND', pattern: 'even', runningMax: 5 },
    { scope: 'KIND', pattern: 'o*', startMax: 40, intervalMs: 100, isAdaptive: true },
  ];
  for (const limit of limits) {
    const input = { topicId, ...limit };
    const { limitSet } = await request(
      url,
      'mutation ($input: LimitSetInput!) { limitSet(input: $input) { limit { id } } }',
      { input },
    );
    if (limitSet.limit === null) throw new Error('The Limit was refused.');
  }
}

/** Keeps the server busy until it is gone, or the ledger is closed. */
export async function runLoad(url: string, ledger: Ledger, chance: () => number): Promise<void> {
  await Promise.all([
    untilGone(ledger, () => submitJob(url, ledger)),
    ...[1, 2, 3].map((worker) => untilGone(ledger, () => work(url, ledger, { worker, chance }))),
  ]);
}

/** Does what is left, without submitting more, until nothing can be claimed and nothing is delayed. */
export async function drain(url: string, ledger: Ledger): Promise<void> {
  for (;;) {
    const claimed = await work(url, ledger, { worker: 0, chance: () => 1, waitMs: 1_000 });
    const data = await request(
      url,
      'query ($name: String!) { topic(by: { name: $name }) { unitCounts { ready running } } }',
      { name: topic },
    );
    const { ready, running } = data.topic.unitCounts;
    if (claimed === 0 && ready === 0 && running === 0) return;
  }
}

/** Repeats the work, at most until the connection breaks, which is how the death of a server looks. */
async function untilGone(ledger: Ledger, work: () => Promise<unknown>): Promise<void> {
  try {
    while (ledger.isOpen) {
      await work();
      ledger.onAnswer();
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

async function submitJob(url: string, ledger: Ledger): Promise<void> {
  const data = await request(
    url,
    'mutation ($input: JobSubmitInput!) { jobSubmit(input: $input) { job { id } userErrors { code message } } }',
    { input: { topic, name: 'diamonds', tasks: diamonds, payload: payloadFor(ledger) } },
  );
  if (data.jobSubmit.job !== null) enter(ledger, { kind: 'job', id: data.jobSubmit.job.id });
  else throw new Error(JSON.stringify(data.jobSubmit.userErrors));
}

/** Of every third Job so large that SQLite writes what comes with it on another thread. */
function payloadFor({ jobIds }: Ledger): string {
  return jobIds.size % 3 === 0 ? 'much '.repeat(16_000) : 'little';
}

const diamond = ['a', 'b', 'c', 'd'].map((key, index) => ({
  key,
  kind: index % 2 === 0 ? 'even' : 'odd',
  dependsOn: [[], ['a'], ['a'], ['b', 'c']][index],
}));

const diamonds = [
  { key: 'first', units: diamond },
  { key: 'second', dependsOn: ['first'], units: diamond },
];

interface Work {
  readonly worker: number;
  readonly chance: () => number;
  readonly waitMs?: number;
}

/** Claims some Units, reports on each in one of the ways there are, and answers how many it claimed. */
async function work(
  url: string,
  ledger: Ledger,
  { worker, chance, waitMs }: Work,
): Promise<number> {
  const claim = {
    topics: [topic],
    worker: `w${worker}`,
    max: 8,
    leaseMs: 2_000,
    waitMs: waitMs ?? 50,
  };
  const data = await request(
    url,
    `mutation ($input: UnitsClaimInput!) { unitsClaim(input: $input) {
       leases { unitId attempt leaseId } userErrors { code message } } }`,
    { input: claim },
  );
  const { leases } = data.unitsClaim;
  for (const { unitId, attempt } of leases) enter(ledger, { kind: 'claim', unitId, attempt });
  const reports = leases.map((lease) => reportOn(lease, chance()));
  if (reports.length === 0) return 0;
  const reported = await request(
    url,
    `mutation ($input: UnitsReportInput!) { unitsReport(input: $input) {
       answers { accepted error { code message } } } }`,
    { input: { reports } },
  );
  reports.forEach((report, index) => {
    if (reported.unitsReport.answers[index]?.accepted === true) writeDown(ledger, report);
  });
  return leases.length;
}

interface Lease {
  readonly unitId: string;
  readonly attempt: number;
  readonly leaseId: string;
}

interface Report {
  readonly succeed?: { readonly lease: Lease; readonly output: unknown };
  readonly fail?: { readonly lease: Lease; readonly code: string; readonly message: string };
  readonly log?: { readonly lease: Lease; readonly lines: readonly unknown[] };
  readonly release?: { readonly lease: Lease };
}

function reportOn(lease: Lease, chance: number): Report {
  if (chance < 0.05) {
    const failure = { code: 'UNLUCKY', message: 'Drawn.', retryAfterMs: 10, retryable: true };
    return { fail: { lease, ...failure } };
  }
  if (chance < 0.1) return { release: { lease } };
  if (chance < 0.15) return { log: { lease, lines: [{ level: 'INFO', message: 'here' }] } };
  return { succeed: { lease, output: { of: lease.unitId, attempt: lease.attempt } } };
}

function writeDown(ledger: Ledger, { succeed, fail, log }: Report): void {
  if (succeed !== undefined) {
    const output = JSON.stringify(succeed.output);
    enter(ledger, { kind: 'success', unitId: succeed.lease.unitId, output });
  }
  if (fail !== undefined) enter(ledger, { kind: 'failure', ...attemptOf(fail.lease) });
  if (log !== undefined) enter(ledger, { kind: 'line', ...attemptOf(log.lease) });
}

function attemptOf({ unitId, attempt }: Lease) {
  return { unitId, attempt };
}

interface Answers {
  readonly topicCreate: { readonly topic: { readonly id: string } };
  readonly limitSet: { readonly limit: object | null };
  readonly jobSubmit: {
    readonly job: { readonly id: string } | null;
    readonly userErrors: unknown;
  };
  readonly unitsClaim: { readonly leases: readonly Lease[] };
  readonly unitsReport: { readonly answers: readonly { readonly accepted: boolean }[] };
  readonly topic: { readonly unitCounts: { readonly ready: number; readonly running: number } };
}

async function request(
  url: string,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<Answers> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  // Each caller reads only the field that it asked for.
  const answer = JSON.parse(await response.text()) as { data: Answers; errors?: unknown };
  if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}
