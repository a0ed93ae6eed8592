/** All shapes of small Jobs: Units in graphs, over Tasks in a graph, each shape once. */

/** Of each node the positions of those it depends on, all of them before it. */
export type Dag = readonly (readonly number[])[];

export interface Shape {
  readonly tasks: Dag;
  /** One graph of Units for each Task. */
  readonly units: readonly Dag[];
}

export interface ShapeBounds {
  readonly unitCount: number;
  readonly taskCount: number;
  /** How many Units a Task has at most; no bound if it is left out. */
  readonly unitCountPerTask?: number;
}

/** The shapes with just so many Units in up to so many Tasks, of which one at most has no Units. */
export function listShapes(bounds: ShapeBounds): readonly Shape[] {
  const { unitCount, taskCount, unitCountPerTask = unitCount } = bounds;
  const shapes = new Map<string, Shape>();
  for (let count = 1; count <= taskCount; count += 1) {
    for (const tasks of listOrderedDags(count)) {
      for (const sizes of listSizes(unitCount, count)) {
        if (sizes.some((size) => size > unitCountPerTask)) continue;
        for (const units of product(sizes.map(listDags))) {
          const shape = { tasks, units };
          const name = nameOf(shape);
          if (!shapes.has(name)) shapes.set(name, shape);
        }
      }
    }
  }
  return [...shapes.values()];
}

/** All ways to change the order of so many things. */
export function listOrders(count: number): readonly (readonly number[])[] {
  if (count === 0) return [[]];
  return listOrders(count - 1).flatMap((order) =>
    Array.from({ length: count }, (_, place) => order.toSpliced(place, 0, count - 1)),
  );
}

/** One choice from each list, in all ways. */
export function product<Item>(lists: readonly (readonly Item[])[]): readonly (readonly Item[])[] {
  return lists.reduce<readonly (readonly Item[])[]>(
    (chosen, list) => chosen.flatMap((items) => list.map((item) => [...items, item])),
    [[]],
  );
}

/** All graphs of so many nodes, each once, whatever its nodes are called. */
function listDags(count: number): readonly Dag[] {
  const dags = new Map<string, Dag>();
  for (const dag of listOrderedDags(count)) {
    const name = smallest(listOrders(count).map((order) => renamed(dag, order)));
    if (!dags.has(name)) dags.set(name, dag);
  }
  return [...dags.values()];
}

/** All graphs in which every node depends on such before it only. */
function listOrderedDags(count: number): readonly Dag[] {
  const places = Array.from({ length: count }, (_, node) => subsets(node));
  return product(places);
}

function subsets(count: number): readonly (readonly number[])[] {
  return Array.from({ length: 2 ** count }, (_, bits) =>
    Array.from({ length: count }, (_, place) => place).filter((place) => (bits >> place) & 1),
  );
}

function listSizes(total: number, count: number): readonly (readonly number[])[] {
  const sizes = Array.from({ length: count }, () =>
    Array.from({ length: total + 1 }, (_, size) => size),
  );
  return product(sizes).filter(
    (each) =>
      each.reduce((sum, size) => sum + size, 0) === total &&
      each.filter((size) => size === 0).length <= 1,
  );
}

/** The same for shapes that differ only in the order of their Tasks. */
function nameOf({ tasks, units }: Shape): string {
  return smallest(
    listOrders(tasks.length).map((order) => {
      const placed = order.map((task) => JSON.stringify(units[task]));
      return renamed(tasks, order) + placed.join();
    }),
  );
}

/** The graph with its nodes in this order, as text. */
function renamed(dag: Dag, order: readonly number[]): string {
  return JSON.stringify(
    order.map((node) => (dag[node] ?? []).map((each) => order.indexOf(each)).sort()),
  );
}

function smallest(texts: readonly string[]): string {
  return texts.reduce((least, text) => (text < least ? text : least));
}
