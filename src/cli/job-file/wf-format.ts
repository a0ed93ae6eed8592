/**
 * WfCommons' WfFormat 1.5, in which executions of scientific workflows are published. Each task of
 * the workflow becomes a Unit; which Units share a Task follows from where the workflow can be
 * split in series (see series-segments.ts), so the Job's order is exactly the workflow's.
 */
import { z } from 'zod';
import type { JobSubmitInput } from '../../client/generated/operations.ts';
import { type Predecessors, resolveGraph } from '../../domain/graph.ts';
import type { JobFileFault, ReadFormat } from './job-file.ts';
import { graphFaults } from './job-format.ts';
import { keysOf } from './node-keys.ts';
import { type Component, seriesSegments } from './series-segments.ts';

/** Whether the data is a workflow rather than a job. */
export function isWfFormat(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'schemaVersion' in data && 'workflow' in data;
}

export function readWfFormat(data: unknown): ReadFormat {
  const parsed = workflowSchema.safeParse(data);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => ({
      message: `${message} (as WfFormat 1.5, which the fields "schemaVersion" and "workflow" announce)`,
      path: path.map((segment) => (typeof segment === 'symbol' ? segment.toString() : segment)),
    }));
    return { isValid: false, faults };
  }
  const { name, workflow } = parsed.data;
  const { tasks } = workflow.specification;
  const unmatched = unmatchedChildren(tasks);
  const graph = resolveGraph(
    tasks.map(({ id, parents }) => ({ key: id, dependsOn: [...new Set(parents)] })),
    { noun: 'Task', path: tasksPath },
  );
  if (!graph.isValid || unmatched.length > 0) {
    const faults = graph.isValid ? [] : graph.rejections.map(inTermsOfParents);
    return { isValid: false, faults: [...faults, ...unmatched] };
  }
  const steps = stepsOf(tasks, workflow.execution?.tasks ?? []);
  const job = { name: name ?? '', tasks: groupIntoTasks(steps, graph.predecessors) };
  const faults = graphFaults(job).map(({ message }) => ({ message, path: tasksPath }));
  return faults.length > 0
    ? { isValid: false, faults }
    : { isValid: true, file: { topic: undefined, job } };
}

const tasksPath: string[] = ['workflow', 'specification', 'tasks'];

const specifiedTask = z.object({
  id: z.string(),
  name: z.string().optional(),
  parents: z.array(z.string()),
  children: z.array(z.string()).optional(),
});

const executedTask = z.object({
  id: z.string(),
  runtimeInSeconds: z.number().nonnegative().optional(),
  command: z.object({ program: z.string().optional() }).optional(),
});

const workflowSchema = z.object({
  name: z.string().optional(),
  workflow: z.object({
    specification: z.object({ tasks: z.array(specifiedTask).min(1) }),
    execution: z.object({ tasks: z.array(executedTask).optional() }).optional(),
  }),
});

type SpecifiedTask = z.infer<typeof specifiedTask>;
type ExecutedTask = z.infer<typeof executedTask>;

/** The format states every edge at both ends. One that only the parent states would be lost. */
function unmatchedChildren(tasks: readonly SpecifiedTask[]): readonly JobFileFault[] {
  const parentsOf = new Map(tasks.map(({ id, parents }) => [id, new Set(parents)]));
  return tasks.flatMap(({ id, children = [] }, position) =>
    children.flatMap((child, index) =>
      parentsOf.get(child)?.has(id) === true
        ? []
        : [
            {
              message: `"${id}" has the child "${child}", but no task "${child}" has "${id}" among its parents`,
              path: [...tasksPath, position, 'children', index],
            },
          ],
    ),
  );
}

function inTermsOfParents({ message, path }: JobFileFault): JobFileFault {
  return { message, path: path.map((segment) => (segment === 'dependsOn' ? 'parents' : segment)) };
}

/** What a workflow task becomes, its order left out. */
interface Step {
  readonly key: string;
  readonly kind: string;
  readonly input: { readonly id: string; readonly runtimeMs?: number };
}

function stepsOf(
  tasks: readonly SpecifiedTask[],
  executedTasks: readonly ExecutedTask[],
): readonly Step[] {
  const keys = keysOf(tasks.map(({ id }) => id));
  const executions = new Map(executedTasks.map((execution) => [execution.id, execution]));
  return tasks.map((task) => {
    const execution = executions.get(task.id);
    const seconds = execution?.runtimeInSeconds;
    return {
      key: keys.get(task.id) ?? task.id,
      kind: kindOf(task, execution?.command?.program),
      input: {
        id: task.id,
        ...(seconds === undefined ? {} : { runtimeMs: Math.round(seconds * 1000) }),
      },
    };
  });
}

/**
 * What a worker must know how to do. A name that differs from the id is the task's category; where
 * they are one and the same the program says it, unless that is a whole script.
 */
function kindOf({ id, name = id }: SpecifiedTask, program = ''): string {
  if (name !== id) return name;
  const isScript = program === '' || /\s/.test(program);
  const kind = isScript
    ? name.replace(/_(ID)?\d+$/, '')
    : program.slice(program.lastIndexOf('/') + 1);
  return kind === '' ? name : kind;
}

function groupIntoTasks(
  steps: readonly Step[],
  predecessors: Predecessors,
): JobSubmitInput['tasks'] {
  let before: readonly string[] = [];
  return seriesSegments(predecessors).flatMap((components, segment) => {
    const dependsOn = before;
    const tasks = components.map((component, index) => ({
      key: components.length === 1 ? `stage-${segment + 1}` : `stage-${segment + 1}.${index + 1}`,
      name: nameOf(component, steps),
      dependsOn,
      units: unitsOf(component, steps, predecessors),
    }));
    before = tasks.map(({ key }) => key);
    return tasks;
  });
}

/** Edges into a component come from the segments before it, whose Tasks it depends on anyway. */
function unitsOf(component: Component, steps: readonly Step[], predecessors: Predecessors) {
  const members = new Set(component);
  return component.flatMap((position) => {
    const step = steps[position];
    if (step === undefined) return [];
    const inside = (predecessors[position] ?? []).filter((predecessor) => members.has(predecessor));
    return [{ ...step, dependsOn: inside.flatMap((predecessor) => steps[predecessor]?.key ?? []) }];
  });
}

/** For example "mProject ×4, mDiffFit ×6, mConcatFit and 3 more kinds". */
function nameOf(component: Component, steps: readonly Step[]): string {
  const counts = new Map<string, number>();
  for (const position of component) {
    const kind = steps[position]?.kind ?? '';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const words = [...counts].map(([kind, count]) => {
    const shown = kind.length > 48 ? `…${kind.slice(-47)}` : kind;
    return count === 1 ? shown : `${shown} ×${count}`;
  });
  const rest = words.length - kindCountShown;
  const listed = words.slice(0, kindCountShown).join(', ');
  return rest <= 0 ? listed : `${listed} and ${rest} more ${rest === 1 ? 'kind' : 'kinds'}`;
}

const kindCountShown = 3;
