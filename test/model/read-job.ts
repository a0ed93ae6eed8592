/** A Job with its Tasks and Units, and the Workers, read from a server by queries. */
import type { Api } from '../server/open-api.ts';
import type { ReadNode } from './driver.ts';
import { standingOfJob, standingOfTask, standingOfUnit } from './standing.ts';

interface ReadJob {
  readonly job: {
    readonly state: string;
    readonly key: string | null;
    readonly beginsAt: string | null;
    readonly pause: object | null;
    readonly context: unknown;
    readonly tasks: Page<{
      readonly id: string;
      readonly key: string;
      readonly state: string;
      readonly isHandled: boolean;
      readonly pause: object | null;
    }>;
    readonly units: Page<{
      readonly id: string;
      readonly path: string;
      readonly state: string;
      readonly failure: { readonly code: string } | null;
      readonly isHandled: boolean;
      readonly availableAt: string | null;
      readonly failsAt: string | null;
    }>;
  };
}

interface Page<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean };
}

const query = `query ($id: ID!) {
  job(by: { id: $id }) {
    state
    key
    beginsAt
    pause { __typename }
    context
    tasks(first: 100) {
      nodes { id key state isHandled pause { __typename } }
      pageInfo { hasNextPage }
    }
    units(first: 100) {
      nodes { id path state failure { code } isHandled availableAt failsAt }
      pageInfo { hasNextPage }
    }
  }
}`;

export async function readJob(api: Api, id: string): Promise<readonly ReadNode[]> {
  const { job } = await api.data<ReadJob>(query, { id });
  const { tasks, units } = job;
  if (tasks.pageInfo.hasNextPage || units.pageInfo.hasNextPage) {
    throw new Error('A Job of the model has more Tasks or Units than are on a page.');
  }
  const isHeld = job.pause !== null;
  const beginsAt = instantOf(job.beginsAt);
  return [
    { id, jobId: id, path: '', standing: standingOfJob({ ...job, beginsAt, isHeld }) },
    ...tasks.nodes.map((task) => ({
      id: task.id,
      jobId: id,
      path: task.key,
      standing: standingOfTask({ ...task, isHeld: task.pause !== null }),
    })),
    ...units.nodes.map((unit) => ({
      id: unit.id,
      jobId: id,
      path: unit.path,
      standing: standingOfUnit({
        ...unit,
        failureCode: unit.failure?.code,
        availableAt: instantOf(unit.availableAt),
        failsAt: instantOf(unit.failsAt),
      }),
    })),
  ];
}

export async function readWorkers(api: Api): Promise<readonly ReadNode[]> {
  const { topic } = await api.data<{
    topic: { workers: { nodes: readonly { id: string; name: string; mode: string }[] } };
  }>('{ topic(by: { name: "kitchen" }) { workers { nodes { id name mode } } } }');
  return topic.workers.nodes.map(({ id, name: path, mode: standing }) => {
    return { id, jobId: '', path, standing };
  });
}

function instantOf(text: string | null): number | null {
  return text === null ? null : Date.parse(text);
}
