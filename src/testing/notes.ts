/**
 * Rows to try a store with: Events, whose table asks for nothing else to be there and has a text and a
 * number that may be anything; and Topics, which are what transactions lock.
 */
import type { SqlReader, Store } from '../store/port.ts';
import { insertRows } from '../store/row-statements.ts';
import type { Table } from '../store/tables.ts';

export interface Note {
  readonly seq: number;
  readonly at: number;
  readonly data: string | null;
}

interface NoteRow extends Note {
  readonly topicId: string;
  readonly kind: string;
}

export const noteTable: Table<NoteRow> = {
  name: 'Event',
  columns: { topicId: 'text', seq: 'integer', at: 'integer', kind: 'text', data: 'text' },
};

/** Writes one, with its values as parameters. */
export async function writeNote(target: SqlReader, { seq, at, data }: Note): Promise<void> {
  await target.query(
    `INSERT INTO "Event" ("topicId", "seq", "at", "kind", "data") VALUES ('t', ?1, ?2, 'note', ?3)`,
    [seq, at, data],
  );
}

/** Writes many in one transaction, as sets of rows. */
export async function writeNotes(store: Store, notes: readonly Note[]): Promise<void> {
  const rows = notes.map((note) => ({ topicId: 't', kind: 'note', ...note }));
  await store.transaction((transaction) =>
    insertRows(transaction, store, { table: noteTable, rows }),
  );
}

/** All that are there, in order. */
export async function readNotes(reader: SqlReader): Promise<readonly Note[]> {
  return await reader.query<Note>('SELECT "seq", "at", "data" FROM "Event" ORDER BY "seq"');
}

/** Inserts Topics; each is named like its id, and its `lastAt` is 0. */
export async function writeTopics(store: Store, ids: readonly string[]): Promise<void> {
  await store.transaction(async (transaction) => {
    for (const id of ids) {
      await transaction.query(
        `INSERT INTO "Topic" ("id", "name", "createdAt", "lastSeq", "lastAt") VALUES (?1, ?1, 0, 0, 0)`,
        [id],
      );
    }
  });
}

/** What transactions lock, as they see it. */
export interface LockedTopic {
  readonly id: string;
  readonly lastSeq: number;
  readonly lastAt: number;
}

export const lockTopicSql =
  'SELECT t."id", t."lastSeq", t."lastAt" FROM "Topic" t WHERE t."id" = ?1';
