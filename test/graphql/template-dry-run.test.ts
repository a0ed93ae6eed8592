/** What a start would make: as it then does, or as it is refused. */
import fc from 'fast-check';
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
  const before = await jobCount();
  const { templateDryRun } = await workshop.data<{ templateDryRun: { job: object } }>(dryRunText, {
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
  const made = await workshop.data(madeText, { id: job?.id });
  expect(plainDraft(templateDryRun.job)).toEqual(plainJob(made));
});

const dryRunText = `query ($input: TemplateDryRunInput!) { templateDryRun(input: $input) {
  template { version } userErrors { code }
  job { name labels params taskCount unitCount
    graph { edges { fromKey toKey } layers criticalPath }
    tasks { key dependsOn units { key kind input when dependsOn }
      graph { nodes { key layer isOnCriticalPath } layers text(format: MERMAID) } } } } }`;

const madeText = `query ($id: ID!) { job(by: { id: $id }) { name labels params tasks { nodes { key
  predecessors { key } units { nodes { key kind input condition { expression }
  predecessors { key } } } } } } }`;

/** Templates of some Units, each of which depends on some of those before it. */
const anyTemplate = fc
  .array(
    fc.record({
      input: fc.constantFrom('${{ params.a }}', 'of ${{ params.b }}', ['${{ params }}'], null),
      when: fc.constantFrom('payload == ${{ params.a }}', '${{ params.b }} in ["x"]', null),
      before: fc.array(fc.nat(4), { maxLength: 3 }),
    }),
    { maxLength: 5 },
  )
  .map((given) =>
    given.map(({ input, when, before }, place) => ({
      ...{ key: `u${place}`, kind: 'saw', input, when },
      dependsOn: [...new Set(before.filter((other) => other < place))]
        .sort()
        .map((other) => `u${other}`),
    })),
  );

const anyParam = fc.oneof(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 2 }));

test('whatever the parameters are, a dry run shows what a start makes', async () => {
  await fc.assert(
    fc.asyncProperty(anyTemplate, anyParam, anyParam, async (units, a, b) => {
      const name = crypto.randomUUID();
      const definition = {
        ...{ name: 'Order', labels: { b: '${{ params.b }}' } },
        tasks: [{ key: 'saw', units }],
      };
      await publish(workshop, name, { definition, paramsSchema: null });
      const input = { topic: 'workshop', template: name, params: { a, b } };
      const { templateDryRun: tried } = await workshop.data<{
        templateDryRun: { job: object | null; userErrors: readonly { code: string }[] };
      }>(dryRunText, { input });
      const { job, userErrors } = await start(workshop, name, { a, b });
      expect(tried.userErrors).toEqual(userErrors.map(({ code }) => ({ code })));
      if (job === null || tried.job === null) expect([job, tried.job]).toEqual([null, null]);
      else {
        const made = await workshop.data(madeText, { id: job.id });
        expect(plainDraft(tried.job)).toEqual(plainJob(made));
      }
    }),
    { numRuns: 30 },
  );
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
  const keysOf = (nodes: readonly Keyed[]) => nodes.map(({ key }) => key).sort();
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
