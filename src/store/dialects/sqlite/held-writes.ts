/**
 * What a transaction writes: held back until it commits. A little is written where all else is done. Much
 * is written, and committed, as one script on a thread of the driver's own, so that meanwhile the next
 * transaction can be decided here.
 */
import { CommitUnknown, type SqlValue } from '../../port.ts';
import { lengthOf } from '../parameter-length.ts';
import type { Connection } from './connection.ts';

export class HeldWrites {
  readonly #writer: Connection;
  readonly #writes: Write[] = [];
  /** Of all parameters that are held, in characters. */
  #length = 0;

  constructor(writer: Connection) {
    this.#writer = writer;
  }

  add(sql: string, parameters: readonly SqlValue[]): void {
    const length = lengthOf(parameters);
    this.#writes.push({ sql, parameters, length });
    this.#length += length;
    // One after the other, between which others have their turns.
    while (this.#length > heldLengthMax) this.#writeFirst();
  }

  /** Whoever reads has to find what was written before. */
  flush(): void {
    while (this.#writes.length > 0) this.#writeFirst();
  }

  /** Writes all of it and commits. Throws a CommitUnknown when nothing can tell whether that happened. */
  async commit(): Promise<void> {
    const text = this.#length < apartLengthMin ? undefined : scriptOf(this.#writes);
    if (text === undefined) this.flush();
    try {
      if (text === undefined) this.#writer.script('COMMIT');
      else await this.#writer.scriptApart(`${text}COMMIT`);
    } catch (error) {
      // What is still open will be undone.
      if (this.#writer.isInTransaction) throw error;
      throw new CommitUnknown('SQLite could not finish the commit.', { cause: error });
    }
  }

  #writeFirst(): void {
    const write = this.#writes.shift();
    if (write === undefined) return;
    this.#length -= write.length;
    this.#writer.query(write.sql, write.parameters);
  }
}

interface Write {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  readonly length: number;
}

/** What is less is written sooner than another thread is told of it. */
const apartLengthMin = 60_000;

/** What is held is in memory twice for a moment, as a script. */
const heldLengthMax = 1_000_000;

/** Undefined where something of it cannot be said in a script. */
function scriptOf(writes: readonly Write[]): string | undefined {
  let text = '';
  for (const { sql, parameters } of writes) {
    if (!parameters.every(canBeText)) return undefined;
    for (const [index, part] of partsOf(sql).entries()) {
      // Every other part is the number of a parameter.
      text += index % 2 === 0 ? part : textOf(parameters[Number(part) - 1] ?? null);
    }
    text += ';\n';
  }
  return text;
}

/** A script ends with the first character 0. */
function canBeText(value: SqlValue): boolean {
  return typeof value === 'string'
    ? !value.includes('\0')
    : value === null || Number.isFinite(value);
}

function textOf(value: SqlValue): string {
  if (value === null) return 'NULL';
  // In brackets, since a minus behind a minus begins a comment.
  return typeof value === 'number' ? `(${value})` : `'${value.replaceAll("'", "''")}'`;
}

/** A statement cut where its parameters are: what stands between them, and their numbers. */
function partsOf(sql: string): readonly string[] {
  let parts = partsBySql.get(sql);
  if (parts === undefined) {
    parts = sql.split(/\?(\d+)/);
    partsBySql.set(sql, parts);
  }
  return parts;
}

/** As many as there are statements that write. */
const partsBySql = new Map<string, readonly string[]>();
