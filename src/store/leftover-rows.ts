/** Where the rows are that go by their age alone, and how the oldest of a Topic are found: one entry for each kind. */
import type { LeftoverKeys, LeftoverKind } from '../domain/retention.ts';
import type { RowSource } from './command-rows.ts';
import { columnNames, selectList } from './row-statements.ts';
import type { Table } from './tables.ts';

interface LeftoverTable<Keys extends object> {
  /** The columns that are read of a row. */
  readonly table: Table<Keys>;
  /** Those of them that name it, unless all do. */
  readonly key?: readonly (keyof Keys & string)[];
  /** The column of the Topic, and that of a row's age. */
  readonly topicId: string;
  readonly at: string;
  /** The order in which an index has them, the oldest first. */
  readonly order: string;
  /** Which rows can go at all, as the index says it; all of them if left out. */
  readonly where?: string;
}

const leftoverTables: { readonly [Kind in LeftoverKind]: LeftoverTable<LeftoverKeys[Kind]> } = {
  EVENT: {
    table: { name: 'Event', columns: { topicId: 'text', seq: 'integer', jobId: 'text' } },
    key: ['topicId', 'seq'],
    topicId: 'topicId',
    at: 'at',
    order: 'l."seq"',
  },
  ANSWER: {
    table: { name: 'IdempotencyRecord', columns: { key: 'text', scope: 'text' } },
    topicId: 'scope',
    at: 'createdAt',
    order: 'l."createdAt"',
  },
  WORKER: {
    table: { name: 'Worker', columns: { id: 'text' } },
    topicId: 'topicId',
    at: 'lastSeenAt',
    order: 'l."lastSeenAt"',
  },
  LANE: {
    table: { name: 'Lane', columns: { id: 'text' } },
    topicId: 'topicId',
    at: 'emptyAt',
    order: 'l."emptyAt"',
    where: 'l."emptyAt" IS NOT NULL',
  },
  KIND_QUEUE: {
    table: { name: 'KindQueue', columns: { topicId: 'text', kind: 'text' } },
    topicId: 'topicId',
    at: 'emptyAt',
    order: 'l."emptyAt"',
    where: 'l."emptyAt" IS NOT NULL',
  },
  LIMIT_USE: {
    table: { name: 'LimitUse', columns: { id: 'text' } },
    topicId: 'topicId',
    at: 'usedAt',
    order: 'l."usedAt"',
    where: 'l."runningCount" = 0 AND l."isClosed" = 0',
  },
};

export function leftoverTable<Kind extends LeftoverKind>(kind: Kind): Table<LeftoverKeys[Kind]> {
  return leftoverTables[kind].table;
}

/** The columns by which rows of this kind are deleted. */
export function leftoverKey<Kind extends LeftoverKind>(
  kind: Kind,
): readonly (keyof LeftoverKeys[Kind] & string)[] {
  const { table, key = columnNames(table) } = leftoverTables[kind];
  return key;
}

/** The oldest rows of a kind that are at least as old as an instant: the first ones, as far as they are. */
export function listLeftovers<Kind extends LeftoverKind>(
  { reader }: RowSource,
  kind: Kind,
  { topicId, by, max }: { readonly topicId: string; readonly by: number; readonly max: number },
) {
  const { table, topicId: scope, at, order, where = 'true' } = leftoverTables[kind];
  const names = columnNames(table);
  const found = [...names, at].map((name) => `l."${name}"`).join(', ');
  return reader.query<LeftoverKeys[Kind]>(
    `SELECT ${selectList(table, 'x')} FROM (
       SELECT ${found} FROM "${table.name}" l WHERE l."${scope}" = ?1 AND ${where}
       ORDER BY ${order} LIMIT ?3) x
     WHERE x."${at}" <= ?2`,
    [topicId, by, max],
  );
}

/** Of when the oldest row of a kind is; null if there is none. */
export async function findOldestLeftoverAt(
  { reader }: RowSource,
  kind: LeftoverKind,
  topicId: string,
): Promise<number | null> {
  const { table, topicId: scope, at, order, where = 'true' } = leftoverTables[kind];
  const [found] = await reader.query<{ readonly at: number }>(
    `SELECT l."${at}" AS "at" FROM "${table.name}" l WHERE l."${scope}" = ?1 AND ${where} ORDER BY ${order} LIMIT 1`,
    [topicId],
  );
  return found?.at ?? null;
}
