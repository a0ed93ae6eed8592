/**
 * How throughput moves with Topics and servers: real servers, producers and workers in processes of
 * their own, a fresh database for each line. The same number of loops is under way in every line,
 * spread over its Topics. `npm run bench:scaling` builds first; --help says what can be chosen.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { version } from 'node:process';
import { parseArgs } from 'node:util';
import { type Postgresql, startPostgresql } from '../test/postgres/start-postgresql.ts';
import { postgresqlFloor, sqliteFloor } from './commit-floor.ts';
import type { Routing } from './load-client.ts';
import { type Figures, type Load, measureLoad } from './measured-load.ts';
import { postgresqlPlace } from './postgresql-place.ts';

const { values } = parseArgs({
  options: {
    topics: { type: 'string', default: '1,4,16,64' },
    servers: { type: 'string', default: '1,2,3' },
    routing: { type: 'string', default: 'next,by-topic' },
    databases: { type: 'string', default: 'sqlite,postgresql' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '1' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

interface Result extends Figures {
  readonly database: 'sqlite' | 'postgresql';
}

/** Commits a second of the databases themselves. */
interface Floors {
  readonly sqlite: number;
  readonly postgresqlOne: number;
  readonly postgresqlSixteen: number;
}

const floorSeconds = 3;
const seconds = Number(values.seconds);
const topicCounts = values.topics.split(',').map(Number);
const serverCounts = values.servers.split(',').map(Number);
const routings = values.routing
  .split(',')
  .map((name): Routing => (name === 'by-topic' ? 'by-topic' : 'next'));

if (values.help) {
  console.log(
    'npm run bench:scaling -- --topics 1,4,16,64 --servers 1,2,3 --routing next,by-topic --databases sqlite,postgresql --seconds 5 --rounds 1 --json FILE',
  );
} else {
  await run();
}

async function run(): Promise<void> {
  const postgresql = await startPostgresql();
  try {
    const floorsOfRounds: Floors[] = [];
    const results: Result[] = [];
    for (let round = 1; round <= Number(values.rounds); round += 1) {
      floorsOfRounds.push(await measureFloors(postgresql));
      for (const load of loads()) {
        if (load.serverCount === 1 && values.databases.includes('sqlite')) {
          results.push({ database: 'sqlite', ...(await measureOnSqlite(load)) });
        }
        if (values.databases.includes('postgresql')) {
          results.push({
            database: 'postgresql',
            ...(await measureOnPostgresql(postgresql, load)),
          });
        }
        console.error(`round ${round}: ${load.topicCount} Topics, ${load.serverCount} servers`);
      }
    }
    const floors = medianFloors(floorsOfRounds);
    const lines = [...mediansOf(results)];
    printTable(lines, floors);
    if (values.json !== undefined) {
      const machine = { node: version, cores: cpus().length };
      const report = { machine, floors, lines, floorsOfRounds, results };
      writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
    }
  } finally {
    await postgresql.remove();
  }
}

/** To route by Topic is something else only where there are several servers and Topics. */
function* loads(): Generator<Load> {
  for (const topicCount of topicCounts) {
    for (const serverCount of serverCounts) {
      for (const routing of routings) {
        if (routing === 'by-topic' && (serverCount === 1 || topicCount === 1)) continue;
        yield { topicCount, serverCount, routing };
      }
    }
  }
}

async function measureFloors(postgresql: Postgresql): Promise<Floors> {
  const url = await postgresql.createDatabase('floor');
  const floors = {
    sqlite: sqliteFloor(floorSeconds),
    postgresqlOne: await postgresqlFloor(url, 1, floorSeconds),
    postgresqlSixteen: await postgresqlFloor(url, 16, floorSeconds),
  };
  await postgresql.dropDatabase('floor');
  return floors;
}

function medianFloors(rounds: readonly Floors[]): Floors {
  return {
    sqlite: middleOf(rounds.map(({ sqlite }) => sqlite)),
    postgresqlOne: middleOf(rounds.map(({ postgresqlOne }) => postgresqlOne)),
    postgresqlSixteen: middleOf(rounds.map(({ postgresqlSixteen }) => postgresqlSixteen)),
  };
}

function middleOf(figures: readonly number[]): number {
  const sorted = figures.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

async function measureOnSqlite(load: Load): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'junjo-bench-'));
  try {
    return await measureLoad(load, { database: `file:${join(folder, 'junjo.db')}` }, seconds);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureOnPostgresql(postgresql: Postgresql, load: Load): Promise<Figures> {
  const name = 'load';
  try {
    return await measureLoad(load, await postgresqlPlace(postgresql, name), seconds);
  } finally {
    await postgresql.dropDatabase(name);
  }
}

/** Of each line the round that is in the middle by what a Unit costs: other work disturbs that least. */
function* mediansOf(results: readonly Result[]): Generator<Result> {
  const rounds = new Map<string, Result[]>();
  for (const result of results) {
    const { database, topicCount, serverCount, routing } = result;
    const key = [database, topicCount, serverCount, routing].join();
    rounds.set(key, [...(rounds.get(key) ?? []), result]);
  }
  for (const group of rounds.values()) {
    const sorted = group.toSorted((one, other) => unitsPerCore(one) - unitsPerCore(other));
    const median = sorted[Math.floor(sorted.length / 2)];
    if (median !== undefined) yield median;
  }
}

/** Units for each second of CPU time, of all processes together. */
function unitsPerCore({ unitsPerSecond, cpu }: Figures): number {
  return unitsPerSecond / coresOf(cpu);
}

function coresOf({ servers, database, clients }: Figures['cpu']): number {
  return (servers ?? 0) + (database ?? 0) + (clients ?? 0);
}

function printTable(lines: readonly Result[], floors: Floors): void {
  console.log('| commits/s of one row each | |');
  console.log('| --- | ---: |');
  console.log(`| SQLite, synced | ${whole(floors.sqlite)} |`);
  console.log(`| PostgreSQL, 1 connection | ${whole(floors.postgresqlOne)} |`);
  console.log(`| PostgreSQL, 16 connections | ${whole(floors.postgresqlSixteen)} |`);
  console.log(
    '\n| database | Topics | servers | a call goes to | commits/s | commands a commit | CPU µs a Unit: servers | database | clients | Units/s and core | measured Units/s | on cores |',
  );
  console.log(`| --- | ---: | ---: | --- |${' ---: |'.repeat(8)}`);
  for (const line of lines) {
    const { unitsPerSecond, commandsPerSecond, commitsPerSecond: commits, cpu } = line;
    const microsecondsOf = (cores: number | undefined) =>
      cores === undefined ? '' : whole((cores / unitsPerSecond) * 1e6);
    const cells = [
      line.database === 'sqlite' ? 'SQLite' : 'PostgreSQL',
      line.topicCount,
      line.serverCount,
      placeOf(line),
      commits === undefined ? '' : whole(commits),
      commits === undefined ? '' : whole(commandsPerSecond / commits),
      ...[cpu.servers, cpu.database, cpu.clients].map(microsecondsOf),
      whole(unitsPerCore(line)),
      whole(unitsPerSecond),
      coresOf(cpu).toFixed(1),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

function placeOf({ serverCount, routing }: Load): string {
  if (serverCount === 1) return 'the server';
  return routing === 'next' ? 'the next server' : 'the server of its Topic';
}

function whole(number: number): string {
  return Math.round(number).toLocaleString('en');
}
