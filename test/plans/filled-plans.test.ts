/**
 * What statements cost where there is much: every command and every query is asked for in a Topic of
 * thousands of Units, and none of their statements reads more than it answers and writes, whatever
 * the database has found when it looked at its tables.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runAlone } from '../postgres/start-postgresql.ts';
import { isOnPostgresql, takeDatabase } from '../test-database.ts';
import { fillTopics } from './filled-topics.ts';
import type { Measured } from './measured-store.ts';
import { playScene } from './scene.ts';

const mistaken = 'has looked at them when they were empty';

/** What the database knows of its tables, and how that comes about. */
const states: readonly (readonly [what: string, sql: string])[] = isOnPostgresql
  ? [
      ['has looked at them as they are', 'ANALYZE'],
      ['has never looked at them', setStatistics('-1', '0')],
      [mistaken, setStatistics('0', 'greatest("relpages", 1)')],
    ]
  : [
      ['has never looked at them', 'SELECT 1'],
      ['has looked at them as they are', 'ANALYZE'],
    ];

const monthMs = 30 * 86_400_000;

let database: string;
let folder: string | undefined;

beforeAll(async () => {
  if (isOnPostgresql) ({ database } = await takeDatabase());
  else {
    folder = await mkdtemp(join(tmpdir(), 'junjo-plans-'));
    database = `file:${join(folder, 'junjo.db')}`;
  }
  await fillTopics(
    database,
    states.map((_, at) => `topic ${at}`),
  );
}, 120_000);

afterAll(async () => {
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

describe.each(states.map(([what, sql], at) => ({ what, sql, at })))(
  'where the database $what',
  ({ what, sql, at }) => {
    let measured: readonly Measured[];

    beforeAll(async () => {
      await runOnDatabase(sql);
      const startedAt = 1_700_000_000_000 + (at + 1) * monthMs;
      measured = await playScene(database, { topicName: `topic ${at}`, startedAt });
    }, 120_000);

    test('every statement is measured', () => {
      expect(new Set(measured.map((each) => each.sql)).size).toBeGreaterThan(200);
    });

    test('no statement goes through a table', () => {
      const found = measured.filter(({ readWhole }) => readWhole.length > 0);
      expect(found.map((each) => `${each.readWhole.join()}: ${each.sql}`)).toEqual([]);
    });

    test('no statement costs more than what it answers and writes', () => {
      const worst = new Map<string, string>();
      for (const { sql: statement, cost, rowCount } of measured) {
        if (cost > boundOf(rowCount, what === mistaken) && !isBounded(statement))
          worst.set(statement, `${cost} for ${rowCount}: ${statement}`);
      }
      expect([...worst.values()]).toEqual([]);
    });
  },
);

/** What may read more than it answers, and why. */
function isBounded(sql: string): boolean {
  return [
    // The oldest some hundred of a kind are looked at, to see which of them are old enough to go.
    /^SELECT x\..* FROM \(\s+SELECT l\./,
    // PostgreSQL steps over what was deleted, or was due before, until it has cleared that up.
    /^SELECT l\."\w+" AS "at" FROM/,
    /WHERE u\."(leaseUntil|availableAt)" IS NOT NULL AND u\."\1" <= \?1/,
  ].some((each) => each.test(sql));
}

/**
 * Steps of SQLite, or pages of PostgreSQL: what a lookup by index takes, with room for many columns. Until
 * PostgreSQL has looked again, within seconds, a statement may go through an index for each row that it is
 * passed, which the list of inputs does, but never through what it is passed for each row of a table.
 */
function boundOf(rowCount: number, isMistaken: boolean): number {
  if (!isOnPostgresql) return 4_000 + 1_500 * rowCount;
  return isMistaken ? 6_000 + 1_500 * rowCount : 260 + 60 * rowCount;
}

async function runOnDatabase(sql: string): Promise<void> {
  if (isOnPostgresql) await runAlone(database, sql);
  else {
    const file = new Database(database.slice('file:'.length));
    file.exec(sql);
    file.close();
  }
}

/** As if that was what was found. */
function setStatistics(rowCount: string, pageCount: string): string {
  return `UPDATE pg_class SET "reltuples" = ${rowCount}, "relpages" = ${pageCount}
    WHERE "relkind" IN ('r', 'i') AND "relnamespace" = 'public'::regnamespace`;
}
