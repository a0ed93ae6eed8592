/**
 * Where the time of each workload goes: a CPU profile of the server, and its statements. Both cost
 * time themselves, so these runs are not among those that are measured.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Postgresql, startPostgresql } from '../../test/postgres/start-postgresql.ts';
import { Inspector } from '../inspector.ts';
import type { Program } from '../server-process.ts';
import { createEmptyDatabase, type DatabaseKind, databaseNames } from './databases.ts';
import { short } from './figures.ts';
import type { Options } from './options.ts';
import { type CpuProfile, idlePart, sharesOf } from './profile-shares.ts';
import { unitCountOf } from './run-suite.ts';
import { type Measured, runOnStage, type StageOptions, type Watch } from './stage.ts';
import { countStatements, shortened } from './statement-counts.ts';
import type { StatementCount } from './watched-statements.ts';
import type { Workload } from './workload.ts';

export interface Profiled {
  readonly workload: Workload;
  readonly database: DatabaseKind;
  readonly unitCount: number;
  /** Seconds of the server's main thread, by whose code was at work. */
  readonly shares: ReadonlyMap<string, number>;
  readonly statements: readonly StatementCount[];
}

interface Chosen extends Pick<Options, 'workloads' | 'databases' | 'share'> {
  readonly program?: Program;
}

/** @param folder where the profiles go that other tools can open */
export async function runProfiles(chosen: Chosen, folder: string): Promise<readonly Profiled[]> {
  mkdirSync(folder, { recursive: true });
  const isOnPostgresql = chosen.databases.includes('postgresql');
  const postgresql = isOnPostgresql ? await startPostgresql() : undefined;
  const all: Profiled[] = [];
  try {
    for (const workload of chosen.workloads) {
      for (const database of chosen.databases) {
        const where = database === 'postgresql' ? postgresql : undefined;
        const unitCount = unitCountOf(workload, chosen.share);
        const file = join(folder, `${workload.name}-${database}.cpuprofile`);
        let statements: readonly StatementCount[] = [];
        const counting = countStatements((counts) => {
          statements = counts;
        });
        const { program } = chosen;
        await runWatched(workload, where, { unitCount, program, watch: profileInto(file) });
        await runWatched(workload, where, { unitCount, program, watch: counting });
        // As the inspector has written it.
        const profile = JSON.parse(readFileSync(file, 'utf8')) as CpuProfile;
        all.push({ workload, database, unitCount, shares: sharesOf(profile), statements });
      }
    }
  } finally {
    await postgresql?.remove();
  }
  return all;
}

async function runWatched(
  workload: Workload,
  postgresql: Postgresql | undefined,
  options: StageOptions,
): Promise<Measured> {
  const place = await createEmptyDatabase(postgresql);
  try {
    return await runOnStage(workload, place, options);
  } finally {
    await place.remove();
  }
}

function profileInto(file: string): Watch {
  let inspector: Inspector | undefined;
  return {
    flags: ['--inspect=127.0.0.1:0'],
    begin: async (server) => {
      inspector = await Inspector.open(server.inspectorUrl);
      await inspector.beginProfile();
    },
    end: async () => {
      await inspector?.endProfile(file);
      inspector?.close();
    },
  };
}

/** µs of the server's main thread for each Unit, part by part; and what it asked the database. */
export function profileTables(all: readonly Profiled[]): string {
  return [sharesTable(all), ...all.map(statementsTable)].join('\n\n');
}

function sharesTable(all: readonly Profiled[]): string {
  const parts = new Set(all.flatMap(({ shares }) => [...shares.keys()]));
  parts.delete(idlePart);
  const total = (part: string) => all.reduce((sum, { shares }) => sum + (shares.get(part) ?? 0), 0);
  const sorted = [...parts].toSorted((one, other) => total(other) - total(one));
  const heads = all.map(({ workload, database }) => `${workload.name}, ${databaseNames[database]}`);
  const lines = [...sorted, idlePart].map((part) => {
    const cells = all.map(({ shares, unitCount }) =>
      short(((shares.get(part) ?? 0) / unitCount) * 1e6),
    );
    return `| ${[part, ...cells].join(' | ')} |`;
  });
  const head = `| µs a Unit | ${heads.join(' | ')} |`;
  return [head, `| --- |${' ---: |'.repeat(all.length)}`, ...lines].join('\n');
}

const statementCountMax = 12;

function statementsTable({ workload, database, unitCount, statements }: Profiled): string {
  const sum = (of: (count: StatementCount) => number) =>
    statements.reduce((total, count) => total + of(count), 0);
  const cells = (count: number, totalMs: number, rowCount: number) =>
    [
      short((count / unitCount) * 1_000),
      short((totalMs / unitCount) * 1_000),
      short(rowCount / unitCount),
    ].join(' | ');
  const lines = statements.slice(0, statementCountMax).map(({ text, count, totalMs, rowCount }) => {
    const words = shortened(text, 140).replaceAll('|', '\\|').replaceAll('`', '');
    return `| \`${words}\` | ${cells(count, totalMs, rowCount)} |`;
  });
  return [
    `| ${workload.name}, ${databaseNames[database]} | statements for 1,000 Units | µs a Unit | rows a Unit |`,
    '| --- | ---: | ---: | ---: |',
    ...lines,
    `| all ${statements.length} | ${cells(
      sum(({ count }) => count),
      sum(({ totalMs }) => totalMs),
      sum(({ rowCount }) => rowCount),
    )} |`,
  ].join('\n');
}
