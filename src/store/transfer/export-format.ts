/**
 * The form in which a database moves: lines of JSON. The first says what follows, then for each table
 * a line with its columns and a line for each row, its values in the order of the columns; the last
 * line counts the rows, so that a file that was cut off is noticed.
 */
import { z } from 'zod';
import type { SqlValue } from '../port.ts';

export const exportFormat = 1;

export interface ExportHead {
  readonly junjo: 'export';
  readonly format: number;
  /** The version of Junjo that wrote it. */
  readonly version: string;
  /** The names of the migrations that lead to these tables. */
  readonly migrations: readonly string[];
  /** The name of the history that the Events tell. */
  readonly logEpoch: string;
  /** When it was written, in epoch milliseconds. */
  readonly exportedAt: number;
}

export interface TableLine {
  readonly table: string;
  readonly columns: readonly string[];
}

/** How many rows of each table there are. */
export interface EndLine {
  readonly rowCounts: Readonly<Record<string, number>>;
}

export type RowLine = readonly SqlValue[];

export type ExportLine = ExportHead | TableLine | RowLine | EndLine;

/** Undefined for what is no head of an export, whatever it is. */
export function readHead(value: unknown): ExportHead | undefined {
  return headSchema.safeParse(value).data;
}

/** Undefined for what may not follow a head. */
export function readLine(value: unknown): TableLine | RowLine | EndLine | undefined {
  return lineSchema.safeParse(value).data;
}

const headSchema = z.object({
  junjo: z.literal('export'),
  format: z.number(),
  version: z.string(),
  migrations: z.array(z.string()),
  logEpoch: z.string().min(1),
  exportedAt: z.number(),
});

const lineSchema = z.union([
  z.array(z.union([z.string(), z.number(), z.null()])),
  z.strictObject({ table: z.string(), columns: z.array(z.string()) }),
  z.strictObject({ rowCounts: z.record(z.string(), z.number()) }),
]);
