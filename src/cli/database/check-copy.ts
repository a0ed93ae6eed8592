/** A copy of a SQLite database is looked at before anybody relies on it. */
import { open } from 'node:fs/promises';
import { checkDatabase, findDamages } from '../../audit/check-database.ts';
import { renewLogEpoch } from '../../store/installation.ts';
import { findPendingMigrations, MigrationRefused } from '../../store/migrate.ts';
import type { SqlReader, Store } from '../../store/port.ts';
import { CliError } from '../cli-error.ts';
import { counted } from '../counted.ts';
import { withDatabase } from './open-database.ts';

export interface CheckedCopy {
  /** What is wrong, in sentences. */
  readonly faults: readonly string[];
  /** What it holds, in words. */
  readonly content: string;
}

/**
 * Checks a copy and gives its history another name: whoever goes on from the copy tells another
 * history than the one it was taken from.
 */
export async function checkCopy(path: string): Promise<CheckedCopy> {
  return await withDatabase(`file:${path}`, async (store) => {
    if (await isOfAnotherVersion(store)) {
      return {
        faults: await findDamages(store),
        content: 'made by another version of Junjo, so only the file was checked',
      };
    }
    const faults = await checkDatabase(store);
    await renewLogEpoch(store);
    return { faults, content: await describeContent(store) };
  });
}

/** At most so many faults are told; one often brings many others. */
export function listFaults(faults: readonly string[]): string {
  const shown = faults.slice(0, 20).map((fault) => `  ${fault}`);
  if (faults.length > shown.length) shown.push(`  and ${faults.length - shown.length} more`);
  return shown.join('\n');
}

/** What a database holds, for example "2 topics, 10 jobs, 250 units". */
export async function describeContent(reader: SqlReader): Promise<string> {
  const [counts] = await reader.query<{ topics: number; jobs: number; units: number }>(
    `SELECT (SELECT count(*) FROM "Topic") AS "topics", (SELECT count(*) FROM "Job") AS "jobs",
            (SELECT count(*) FROM "Unit") AS "units"`,
  );
  const { topics = 0, jobs = 0, units = 0 } = counts ?? {};
  return `${counted(topics, 'topic')}, ${counted(jobs, 'job')}, ${counted(units, 'unit')}`;
}

async function isOfAnotherVersion(store: Store): Promise<boolean> {
  try {
    return (await findPendingMigrations(store)).length > 0;
  } catch (error) {
    if (error instanceof MigrationRefused) return true;
    throw error;
  }
}

/** Refuses a file that is no SQLite database at all, under the name that the user knows it by. */
export async function requireSqlite(path: string, name: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { buffer } = await file.read(Buffer.alloc(sqliteHeader.length), 0);
    if (buffer.toString('latin1') === sqliteHeader) return;
  } finally {
    await file.close();
  }
  throw new CliError(`${name} is no SQLite database. Name a file that "junjo backup" has made.`);
}

const sqliteHeader = 'SQLite format 3\u0000';
