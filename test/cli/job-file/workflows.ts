/** Workflows in WfFormat, in the shapes that published ones have. */

export interface WorkflowTask {
  readonly id: string;
  readonly parents: readonly string[];
  readonly name?: string;
  readonly program?: string;
  readonly runtimeInSeconds?: number;
}

/** A whole WfFormat 1.5 document; the children follow from the parents. */
export function wfFormat(name: string, tasks: readonly WorkflowTask[]): object {
  return {
    name,
    schemaVersion: '1.5',
    workflow: {
      specification: {
        tasks: tasks.map(({ id, name: taskName, parents }) => ({
          name: taskName ?? id,
          id,
          parents,
          children: tasks.filter((task) => task.parents.includes(id)).map((task) => task.id),
          inputFiles: [],
        })),
        files: [],
      },
      execution: {
        makespanInSeconds: 1,
        executedAt: '2024-01-01T00:00:00Z',
        tasks: tasks.map(({ id, program = 'step', runtimeInSeconds = 1.5 }) => ({
          id,
          runtimeInSeconds,
          command: { program, arguments: [] },
        })),
      },
    },
  };
}

/** One task, then many side by side, then one. */
export function forkJoin(width: number): WorkflowTask[] {
  const middle = range(width).map((index) => `part_ID${index}`);
  return [
    { id: 'split_ID0', program: 'split', parents: [] },
    ...middle.map((id) => ({ id, program: 'part', parents: ['split_ID0'] })),
    { id: 'merge_ID1', program: 'merge', parents: middle },
  ];
}

/** Many tasks without order among them that one waits for. */
export function bagAndCollector(width: number): WorkflowTask[] {
  const bag = range(width).map((index) => `sift_ID${index}`);
  return [
    ...bag.map((id) => ({ id, program: 'sift', parents: [] })),
    { id: 'collect_ID0', program: 'collect', parents: bag },
  ];
}

/** Two stages, every task of the first before every task of the second, then two at the end. */
export function bipartite(width: number): WorkflowTask[] {
  const first = range(width).map((index) => `align_ID${index}`);
  const second = range(width).map((index) => `count_ID${index}`);
  return [
    ...first.map((id) => ({ id, program: 'align', parents: [] })),
    ...second.map((id) => ({ id, program: 'count', parents: first })),
    { id: 'table_ID0', program: 'table', parents: second },
    { id: 'plot_ID0', program: 'plot', parents: second },
  ];
}

/** Chains side by side between a beginning and an end. */
export function chains(count: number, length: number): WorkflowTask[] {
  const steps = range(count).flatMap((chain) =>
    range(length).map((step) => ({
      id: `chain${chain}_step${step}`,
      program: `step${step}`,
      parents: [step === 0 ? 'begin' : `chain${chain}_step${step - 1}`],
    })),
  );
  const ends = range(count).map((chain) => `chain${chain}_step${length - 1}`);
  return [{ id: 'begin', parents: [] }, ...steps, { id: 'end', parents: ends }];
}

/** Images that overlap in pairs, but for one: edges that skip over stages leave hardly a place to
 * split at. */
export function mosaic(width: number): WorkflowTask[] {
  const images = range(width).map((index) => `project_ID${index}`);
  const pairs = range(width - 2).map((index) => ({
    id: `diff_ID${index}`,
    program: 'diff',
    parents: [`project_ID${index}`, `project_ID${index + 1}`],
  }));
  const backgrounds = range(width).map((index) => ({
    id: `background_ID${index}`,
    program: 'background',
    parents: ['model_ID0', `project_ID${index}`],
  }));
  return [
    ...images.map((id) => ({ id, program: 'project', parents: [] })),
    ...pairs,
    { id: 'model_ID0', program: 'model', parents: pairs.map(({ id }) => id) },
    ...backgrounds,
    { id: 'add_ID0', program: 'add', parents: backgrounds.map(({ id }) => id) },
  ];
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
