/** The Jobs that are measured: of any size, in two shapes. */
export interface UnitInput {
  readonly key: string;
  readonly kind: string;
  readonly dependsOn: readonly string[];
}

export interface TaskInput {
  readonly key: string;
  readonly dependsOn: readonly string[];
  readonly units: readonly UnitInput[];
}

export interface Shape {
  readonly name: string;
  /** The Tasks of a Job with this many Units, at least 10. */
  tasksOf(unitCount: number): readonly TaskInput[];
}

/** One Task in which one Unit leads to all others but the last, and those lead to it. */
const oneTask: Shape = {
  name: 'one Task, 1 → n - 2 → 1',
  tasksOf: (unitCount) => [{ key: 'all', dependsOn: [], units: fan(unitCount) }],
};

/** Tasks of a hundred Units (ten in small Jobs), one first, one last, all others between them. */
const manyTasks: Shape = {
  name: 'many Tasks, each 1 → 98 → 1',
  tasksOf: (unitCount) => {
    const unitCountOfTask = unitCount < 1_000 ? 10 : 100;
    return fan(Math.ceil(unitCount / unitCountOfTask)).map(({ key, dependsOn }) => {
      return { key, dependsOn, units: fan(unitCountOfTask) };
    });
  },
};

export const shapes: readonly Shape[] = [oneTask, manyTasks];

/** Nodes of which the first leads to all others but the last, and those lead to the last. */
function fan(count: number): readonly UnitInput[] {
  const keys = Array.from({ length: count }, (_, index) => `n${index}`);
  const middle = keys.slice(1, -1);
  return keys.map((key, index) => {
    if (index === 0) return { key, kind: 'bench', dependsOn: [] };
    const isLast = index === count - 1 && middle.length > 0;
    return { key, kind: 'bench', dependsOn: isLast ? middle : keys.slice(0, 1) };
  });
}

/** Of the small Jobs where many are measured. */
export const unitCountOfJob = 10;
