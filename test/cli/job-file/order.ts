/** Orders as sets of pairs, so that two ways of saying an order can be compared. */

/** Every "a before b" that follows from the edges, as "a>b", steps in between included. */
export function closureOf(
  nodes: readonly string[],
  edges: readonly (readonly [before: string, after: string])[],
): ReadonlySet<string> {
  const successors = new Map<string, string[]>(nodes.map((node) => [node, []]));
  for (const [before, after] of edges) successors.get(before)?.push(after);
  const pairs = new Set<string>();
  for (const start of nodes) {
    const found = new Set<string>();
    const open = [...(successors.get(start) ?? [])];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (found.has(node)) continue;
      found.add(node);
      open.push(...(successors.get(node) ?? []));
    }
    for (const node of found) pairs.add(`${start}>${node}`);
  }
  return pairs;
}

interface TwoLevels {
  readonly key: string;
  readonly dependsOn?: readonly string[] | null | undefined;
  readonly units: readonly {
    readonly key: string;
    readonly dependsOn?: readonly string[] | null | undefined;
  }[];
}

/** The order among the Units of a Job: within a Task its edges, across Tasks all before all. */
export function unitOrderOf(tasks: readonly TwoLevels[]): ReadonlySet<string> {
  const keys = tasks.map(({ key }) => key);
  const taskEdges = tasks.flatMap(({ key, dependsOn }) =>
    (dependsOn ?? []).map((before) => [before, key] as const),
  );
  const taskOrder = closureOf(keys, taskEdges);
  const pairs = new Set<string>();
  for (const task of tasks) {
    const unitEdges = task.units.flatMap(({ key, dependsOn }) =>
      (dependsOn ?? []).map((before) => [before, key] as const),
    );
    const inside = closureOf(
      task.units.map(({ key }) => key),
      unitEdges,
    );
    for (const pair of inside) pairs.add(pair);
    for (const later of tasks) {
      if (!taskOrder.has(`${task.key}>${later.key}`)) continue;
      for (const before of task.units) {
        for (const after of later.units) pairs.add(`${before.key}>${after.key}`);
      }
    }
  }
  return pairs;
}
