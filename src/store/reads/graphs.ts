/** The Tasks of Jobs and the Units of Tasks as graphs, and who stands before and after a node. */
import type { Dependency } from '../../domain/dependency.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { Task } from '../../domain/task.ts';
import type { Unit } from '../../domain/unit.ts';
import type { Store } from '../port.ts';
import { selectList, toJsonColumn } from '../row-statements.ts';
import { type Table, taskTable, unitTable } from '../tables.ts';

export interface Graph<Node> {
  /** In the order in which they were submitted. */
  readonly nodes: readonly Node[];
  readonly edges: readonly Dependency[];
}

/** The most that is read for all graphs of one call together. */
export interface GraphSize {
  readonly nodeCountMax: number;
  readonly edgeCountMax: number;
}

/** The graph of each parent, or undefined when together they have more nodes or edges than allowed. */
export type ReadGraphs<Node> = ReadonlyMap<string, Graph<Node>> | undefined;

export async function readJobGraphs(
  store: Store,
  jobIds: readonly string[],
  size: GraphSize,
): Promise<ReadGraphs<Task>> {
  return await readGraphs<Task, 'jobId'>(store, jobIds, { ...taskGraph, size });
}

export async function readTaskGraphs(
  store: Store,
  taskIds: readonly string[],
  size: GraphSize,
): Promise<ReadGraphs<Unit>> {
  return await readGraphs<Unit, 'taskId'>(store, taskIds, { ...unitGraph, size });
}

export async function listPredecessorTasks(store: Store, ids: readonly string[], limit: number) {
  return await listNeighbours<Task>(store, ids, { table: taskTable, end: 'dependantId', limit });
}

export async function listDependantTasks(store: Store, ids: readonly string[], limit: number) {
  return await listNeighbours<Task>(store, ids, { table: taskTable, end: 'predecessorId', limit });
}

export async function listPredecessorUnits(store: Store, ids: readonly string[], limit: number) {
  return await listNeighbours<Unit>(store, ids, { table: unitTable, end: 'dependantId', limit });
}

export async function listDependantUnits(store: Store, ids: readonly string[], limit: number) {
  return await listNeighbours<Unit>(store, ids, { table: unitTable, end: 'predecessorId', limit });
}

const taskGraph = { table: taskTable, parent: 'jobId' } as const;
const unitGraph = { table: unitTable, parent: 'taskId' } as const;

interface GraphRead<Node, Parent extends string> {
  readonly table: Table<Node>;
  readonly parent: Parent;
  readonly size: GraphSize;
}

async function readGraphs<
  Node extends { readonly id: string } & Readonly<Record<Parent, string>>,
  Parent extends string,
>(
  store: Store,
  parentIds: readonly string[],
  { table, parent, size }: GraphRead<Node, Parent>,
): Promise<ReadGraphs<Node>> {
  const ids = toJsonColumn(parentIds);
  const nodes = await store.query<Node>(
    `SELECT ${selectList(table, 'n')} FROM ${store.rows('?1', { id: 'text' })} p
     ${store.joinEach({
       table: table.name,
       alias: 'n',
       on: `n."${parent}" = p."id"`,
     })} ORDER BY n."id" LIMIT ?2`,
    [ids, size.nodeCountMax + 1],
  );
  if (nodes.length > size.nodeCountMax) return undefined;
  const edges = await store.query<Dependency & { readonly parentId: string }>(
    `SELECT n."${parent}" AS "parentId", d."predecessorId", d."dependantId"
     FROM ${store.rows('?1', { id: 'text' })} p
     ${store.joinEach({ table: table.name, alias: 'n', on: `n."${parent}" = p."id"` })}
     ${store.joinEach({
       table: `${table.name}Dependency`,
       alias: 'd',
       on: 'd."dependantId" = n."id"',
     })}
     ORDER BY d."dependantId", d."predecessorId" LIMIT ?2`,
    [ids, size.edgeCountMax + 1],
  );
  if (edges.length > size.edgeCountMax) return undefined;
  const nodesByParent = groupBy(nodes, (node): string => node[parent]);
  const edgesByParent = groupBy(edges, ({ parentId }) => parentId);
  return new Map(
    parentIds.map((id) => [
      id,
      { nodes: nodesByParent.get(id) ?? [], edges: edgesByParent.get(id) ?? [] },
    ]),
  );
}

interface NeighbourRead<Node> {
  readonly table: Table<Node>;
  /** Which end of the dependency the given nodes are. */
  readonly end: keyof Dependency;
  readonly limit: number;
}

/** The first neighbours of each node, in the order of their ids. */
async function listNeighbours<Node extends { readonly id: string }>(
  store: Store,
  ids: readonly string[],
  { table, end, limit }: NeighbourRead<Node>,
): Promise<ReadonlyMap<string, readonly Node[]>> {
  const other = end === 'dependantId' ? 'predecessorId' : 'dependantId';
  const rows = await store.query<Node & { readonly neighbourOf: string }>(
    `SELECT p."id" AS "neighbourOf", ${selectList(table, 'n')}
     FROM ${store.rows('?1', { id: 'text' })} p
     ${store.joinSelected({
       table: table.name,
       alias: 'n',
       select: `SELECT d."${other}" FROM "${table.name}Dependency" d
         WHERE d."${end}" = p."id" ORDER BY d."${other}" LIMIT ?2`,
     })}
     ORDER BY n."id"`,
    [toJsonColumn(ids), limit],
  );
  return groupBy(rows, ({ neighbourOf }) => neighbourOf);
}
