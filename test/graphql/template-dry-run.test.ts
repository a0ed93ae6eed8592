/** What a start would make: as it then does, or as it is refused. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from '../server/workshop.ts';
import { publish, start } from './order-template.ts';

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
});

afterAll(() => workshop.close());

test('a dry run shows what a start then makes, and makes nothing', async () => {
  await publish(workshop, 'bench');
  const input = { topic: 'workshop', template: 'bench', params: { customer: 'eve', wish: 'now' } };
  const query = `query ($input: TemplateDryRunInput!) { templateDryRun(input: $input) {
    template { version } userErrors { code }
    job { name labels params taskCount unitCount
      graph { edges { fromKey toKey } layers criticalPath }
      tasks { key dependsOn units { key kind input when dependsOn }
        graph { nodes { key layer isOnCriticalPath } layers text(format: MERMAID) } } } } }`;
  const before = await jobCount();
  const { templateDryRun } = await workshop.data<{ templateDryRun: { job: object } }>(query, {
    input,
  });
  expect(await jobCount()).toBe(before);
  expect(templateDryRun).toMatchObject({
    template: { version: 1 },
    userErrors: [],
    job: {
      taskCount: 2,
      unitCount: 4,
      graph: {
        edges: [{ fromKey: 'saw', toKey: 'glue' }],
        layers: [['saw'], ['glue']],
        criticalPath: ['saw', 'glue'],
      },
    },
  });
  const { job } = await start(workshop, 'bench', input.params);
  const made = await workshop.data(
    `query ($id: ID!) { job(by: { id: $id }) { name labels params tasks { nodes { key
      predecessors { key } units { nodes { key kind input condition { expression }
      predecessors { key } } } } } } }`,
    { id: job?.id },
  );
  expect(plainDraft(templateDryRun.job)).toEqual(plainJob(made));
});

async function jobCount(): Promise<number> {
  const { topic } = await workshop.data<{ topic: { jobCounts: { total: number } } }>(
    '{ topic(by: { name: "workshop" }) { jobCounts { total } } }',
  );
  return topic.jobCounts.total;
}

interface DraftShape {
  readonly name: string;
  readonly labels: object;
  readonly params: object;
  readonly tasks: readonly {
    readonly key: string;
    readonly dependsOn: readonly string[];
    readonly units: readonly {
      readonly key: string;
      readonly kind: string;
      readonly input: unknown;
      readonly when: string | null;
      readonly dependsOn: readonly string[];
    }[];
  }[];
}

function plainDraft(draft: object): unknown {
  // It has the fields that the query asks for.
  const { name, labels, params, tasks } = draft as DraftShape;
  return {
    name,
    labels,
    params,
    tasks: tasks.map(({ key, dependsOn, units }) => ({ key, dependsOn, units })),
  };
}

interface Keyed {
  readonly key: string;
}

interface JobShape extends Pick<DraftShape, 'name' | 'labels' | 'params'> {
  readonly tasks: {
    readonly nodes: readonly {
      readonly key: string;
      readonly predecessors: readonly Keyed[];
      readonly units: {
        readonly nodes: readonly {
          readonly key: string;
          readonly kind: string;
          readonly input: unknown;
          readonly condition: { readonly expression: string } | null;
          readonly predecessors: readonly Keyed[];
        }[];
      };
    }[];
  };
}

function plainJob(answer: unknown): unknown {
  // It has the fields that the query asks for.
  const { name, labels, params, tasks } = (answer as { job: JobShape }).job;
  const keysOf = (nodes: readonly Keyed[]) => nodes.map(({ key }) => key);
  return {
    ...{ name, labels, params },
    tasks: tasks.nodes.map(({ key, predecessors, units }) => ({
      key,
      dependsOn: keysOf(predecessors),
      units: units.nodes.map((unit) => ({
        ...{ key: unit.key, kind: unit.kind, input: unit.input },
        when: unit.condition?.expression ?? null,
        dependsOn: keysOf(unit.predecessors),
      })),
    })),
  };
}

test('a dry run is refused as the start would be', async () => {
  await publish(workshop, 'shelf');
  const query = `query ($input: TemplateDryRunInput!) { templateDryRun(input: $input) {
    job { name } userErrors { code path } } }`;
  const input = { topic: 'workshop', template: 'shelf', params: { wood: 'oak' } };
  const { templateDryRun } = await workshop.data<{ templateDryRun: object }>(query, { input });
  const { userErrors } = await start(workshop, 'shelf', { wood: 'oak' });
  expect(templateDryRun).toEqual({
    job: null,
    userErrors: userErrors.map(({ code, path }) => ({ code, path })),
  });
  expect(userErrors).toMatchObject([
    { code: 'PARAMS_INVALID', path: ['input', 'params', 'customer'] },
    { code: 'PARAMS_INVALID', path: ['input', 'params', 'wood'] },
  ]);
});
