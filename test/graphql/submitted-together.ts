/** Many Jobs in one request to a workshop, and what was made of them. */
import { taskOf, type Workshop } from '../server/workshop.ts';

export interface Answer {
  readonly jobId: string | null;
  readonly created: boolean;
  readonly collapsed: boolean;
  readonly differs: boolean;
  readonly replayed: boolean;
  readonly cursor: string | null;
  readonly replacedJobs: readonly { readonly id: string }[];
  readonly userErrors: readonly { readonly code: string; readonly path: readonly string[] }[];
}

export interface Answers {
  readonly answers: readonly Answer[];
  readonly userErrors: readonly {
    readonly code: string;
    readonly path: readonly string[];
    readonly message: string;
    readonly details: unknown;
  }[];
}

export const submitJobs = `mutation ($input: JobsSubmitInput!) { jobsSubmit(input: $input) {
  answers { jobId created collapsed differs replayed cursor replacedJobs { id } userErrors { code path } }
  userErrors { code path message details } } }`;

export const jobOf = (name: string, more: object = {}) => {
  return { topic: 'workshop', name, tasks: [taskOf('t', ['u'])], ...more };
};

export async function submitAll(
  workshop: Workshop,
  jobs: readonly object[],
  more: object = {},
): Promise<Answers> {
  const input = { jobs, ...more };
  return (await workshop.data<{ jobsSubmit: Answers }>(submitJobs, { input })).jobsSubmit;
}

/** The names of all Jobs of the Topic, in the order in which they were made. */
export async function jobNames(workshop: Workshop): Promise<readonly string[]> {
  const { jobs } = await workshop.data<{ jobs: { nodes: readonly { name: string }[] } }>(
    `{ jobs(first: 100, filter: { topic: "workshop" }, orderBy: { field: CREATED_AT, direction: ASC }) {
      nodes { name } } }`,
  );
  return jobs.nodes.map(({ name }) => name);
}

export const codesOf = ({ answers }: Answers) =>
  answers.map((one) => one.userErrors.map((e) => e.code));
export const created = ({ answers }: Answers) => answers.map((answer) => answer.created);
