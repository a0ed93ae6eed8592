/** The calls that are measured, by plain HTTP: what a client adds should not be measured with them. */
import { request as send } from 'node:http';

export interface Api {
  createTopic(name: string): Promise<void>;
  /** The text of a submission is made beforehand: making it is not the server's cost. */
  submit(body: string): Promise<string>;
  /** @param waitMs how long to wait for Units when there are none. @default 0 */
  claim(topic: string, max: number, waitMs?: number): Promise<readonly Lease[]>;
  /** Reports success, and claims more. */
  succeed(
    leases: readonly Lease[],
    more: { topic: string; max: number },
  ): Promise<readonly Lease[]>;
  succeedOne(lease: Lease): Promise<void>;
  fail(lease: Lease): Promise<void>;
  rerun(unitId: string): Promise<void>;
  cancel(jobId: string): Promise<void>;
  jobState(jobId: string): Promise<string>;
  /** Makes one Event, if the reason is another one than before. */
  pause(jobId: string, reason: string): Promise<void>;
  /** Reads nothing from the database. */
  version(): Promise<void>;
  /** Where the journal of a Topic ends. */
  cursor(topic: string): Promise<string>;
  /** The Events of a Topic after a cursor, one page. */
  events(topic: string, after: string): Promise<EventPage>;
  /** Whether there is anything to do in a Topic: a small read. */
  isBusy(topic: string): Promise<boolean>;
}

export interface Lease {
  readonly unitId: string;
  readonly attempt: number;
  readonly leaseId: string;
}

export interface EventPage {
  readonly events: readonly { readonly seq: string; readonly jobId: string | null }[];
  readonly cursor: string;
  readonly caughtUp: boolean;
}

export function submission(topic: string, tasks: readonly unknown[], onFailure: string): string {
  const input = { topic, name: 'big', tasks, onFailure, retry: { maxAttempts: 1 } };
  return JSON.stringify({ query: submitText, variables: { input } });
}

export function createApi(url: string): Api {
  const call = async (query: string, input: unknown) =>
    await post(url, JSON.stringify({ query, variables: { input } }));
  return {
    createTopic: async (name) => {
      await call(createTopicText, { name });
    },
    submit: async (body) => (await post(url, body)).job.id,
    claim: async (topic, max, waitMs = 0) =>
      (await call(claimText, { ...claimInput(topic, max), waitMs })).leases,
    succeed: async (leases, { topic, max }) => {
      const reports = leases.map((lease) => ({ succeed: { lease } }));
      const input = { reports, claim: claimInput(topic, max) };
      return (await call(reportText, input)).leases;
    },
    succeedOne: async (lease) => {
      await call(succeedText, { lease });
    },
    fail: async (lease) => {
      await call(failText, { lease, code: 'BENCH', message: 'It fails.', retryable: false });
    },
    rerun: async (unitId) => {
      await call(rerunText, { unitId, reason: 'To see.' });
    },
    cancel: async (jobId) => {
      await call(cancelText, { jobId });
    },
    pause: async (jobId, reason) => {
      await call(pauseText, { jobId, reason });
    },
    version: async () => {
      await post(url, JSON.stringify({ query: '{ answer: version }' }));
    },
    cursor: async (name) => {
      const answer = await post(url, JSON.stringify({ query: topicText, variables: { name } }));
      return answer.cursor;
    },
    events: async (topic, after) => {
      const variables = { topic, after };
      return await post(url, JSON.stringify({ query: eventsText, variables }));
    },
    isBusy: async (name) => {
      const answer = await post(url, JSON.stringify({ query: topicText, variables: { name } }));
      return answer.unitCounts.ready + answer.unitCounts.running > 0;
    },
    jobState: async (id) =>
      (await post(url, JSON.stringify({ query: jobText, variables: { id } }))).state,
  };
}

const submitText =
  'mutation ($input: JobSubmitInput!) { answer: jobSubmit(input: $input) { job { id } userErrors { message } } }';
const createTopicText =
  'mutation ($input: TopicCreateInput!) { answer: topicCreate(input: $input) { cursor } }';
const claimText =
  'mutation ($input: UnitsClaimInput!) { answer: unitsClaim(input: $input) { leases { unitId attempt leaseId } } }';
const reportText =
  'mutation ($input: UnitsReportInput!) { answer: unitsReport(input: $input) { answers { accepted } leases { unitId attempt leaseId } } }';
const succeedText =
  'mutation ($input: UnitSucceedInput!) { answer: unitSucceed(input: $input) { cursor userErrors { message } } }';
const failText =
  'mutation ($input: UnitFailInput!) { answer: unitFail(input: $input) { cursor userErrors { message } } }';
const rerunText =
  'mutation ($input: UnitRerunInput!) { answer: unitRerun(input: $input) { cursor userErrors { message } } }';
const cancelText =
  'mutation ($input: JobCancelInput!) { answer: jobCancel(input: $input) { cursor userErrors { message } } }';
const pauseText =
  'mutation ($input: JobPauseInput!) { answer: jobPause(input: $input) { cursor userErrors { message } } }';
const eventsText =
  'query ($topic: String!, $after: String!) { answer: events(filter: { topic: $topic }, after: $after, batch: 1000) { events { seq jobId } cursor caughtUp } }';
const jobText = 'query ($id: ID!) { answer: job(by: { id: $id }) { state } }';

const topicText =
  'query ($name: String!) { answer: topic(by: { name: $name }) { cursor unitCounts { ready running } } }';

function claimInput(topic: string, max: number) {
  return { topics: [topic], worker: 'bench', max, leaseMs: 600_000 };
}

interface Answer extends EventPage {
  readonly job: { readonly id: string };
  readonly state: string;
  readonly unitCounts: { readonly ready: number; readonly running: number };
  readonly leases: readonly Lease[];
  readonly userErrors?: readonly unknown[];
}

async function post(url: string, body: string): Promise<Answer> {
  const text = await new Promise<string>((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const request = send(`${url}/graphql`, { method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString()));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
  // Each caller reads only what it asked for.
  const { data, errors } = JSON.parse(text) as { data?: { answer: Answer }; errors?: unknown };
  if (data === undefined || errors !== undefined || (data.answer?.userErrors?.length ?? 0) > 0) {
    throw new Error(text.slice(0, 2_000));
  }
  return data.answer;
}
