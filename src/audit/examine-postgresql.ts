/** Whether PostgreSQL keeps what is acknowledged, and has what servers need of it. */
import type { Store } from '../store/port.ts';
import { type Finding, fault, ok, warning } from './finding.ts';

/** @param now this machine's clock, epoch milliseconds */
export async function examinePostgresql(
  store: Store,
  now: () => number = Date.now,
): Promise<readonly Finding[]> {
  const askedAt = now();
  const [found] = await store.query<Settings>(readSettings);
  if (found === undefined) throw new Error(`${store.description} does not tell its settings.`);
  const aheadMs = Math.round(found.clockMs - (askedAt + now()) / 2);
  return [
    versionFinding(found),
    durabilityFinding(found),
    found.isStandby === 0
      ? ok('role', 'takes writes')
      : fault('role', 'is a standby, which cannot be written. Name the primary.'),
    found.encoding === 'UTF8'
      ? ok('encoding', 'UTF8')
      : fault('encoding', `${found.encoding} cannot hold every text. Use a database in UTF8.`),
    found.autovacuum === 'on'
      ? ok('autovacuum', 'on')
      : warning('autovacuum', 'is off, so claims become slower all the time. Switch it on.'),
    clockFinding(aheadMs),
    connectionFinding(found, store.transactionCountMax),
    longestFinding(found.longestMs),
  ];
}

const readSettings = `SELECT current_setting('server_version') AS "version",
  current_setting('server_version_num')::integer AS "versionNumber",
  current_setting('fsync') AS "fsync", current_setting('full_page_writes') AS "fullPageWrites",
  current_setting('synchronous_commit') AS "synchronousCommit",
  current_setting('autovacuum') AS "autovacuum", current_setting('server_encoding') AS "encoding",
  pg_is_in_recovery()::integer AS "isStandby",
  (extract(epoch FROM clock_timestamp()) * 1000)::double precision AS "clockMs",
  current_setting('max_connections')::integer
    - current_setting('superuser_reserved_connections')::integer AS "connectionCountMax",
  (SELECT count(*) FROM pg_stat_activity WHERE "backend_type" = 'client backend') AS "connectionCount",
  (SELECT coalesce(max(extract(epoch FROM clock_timestamp() - "xact_start")) * 1000, 0)
     FROM pg_stat_activity
     WHERE "backend_type" = 'client backend' AND "state" <> 'idle') AS "longestMs"`;

interface Settings {
  readonly version: string;
  readonly versionNumber: number;
  readonly fsync: string;
  readonly fullPageWrites: string;
  readonly synchronousCommit: string;
  readonly autovacuum: string;
  readonly encoding: string;
  readonly isStandby: number;
  readonly clockMs: number;
  readonly connectionCountMax: number;
  readonly connectionCount: number;
  readonly longestMs: number;
}

function versionFinding({ version, versionNumber }: Settings): Finding {
  if (versionNumber >= 130_000) return ok('PostgreSQL', `version ${version}`);
  return fault('PostgreSQL', `version ${version} is too old. Use 13 or newer.`);
}

function durabilityFinding({ fsync, fullPageWrites, synchronousCommit }: Settings): Finding {
  const settings = `fsync ${fsync}, full_page_writes ${fullPageWrites}, synchronous_commit ${synchronousCommit}`;
  if (![fsync, fullPageWrites, synchronousCommit].includes('off')) return ok('settings', settings);
  return fault('settings', `${settings}: what is acknowledged may be lost. Switch them on.`);
}

/** Nothing depends on it: what is decided, is by the database's clock. */
function clockFinding(aheadMs: number): Finding {
  const difference = `${Math.abs(aheadMs)} ms ${aheadMs < 0 ? 'behind' : 'ahead of'} this machine`;
  if (Math.abs(aheadMs) < clockWarningMs) return ok('clock', difference);
  return warning(
    'clock',
    `${difference}. Junjo goes by the database's alone; what people read in logs will not fit together. Let both be set by the network.`,
  );
}

/** @param poolSize how many connections of one server write at most; as many read */
function connectionFinding(
  { connectionCount, connectionCountMax }: Settings,
  poolSize: number,
): Finding {
  const needed = 2 * poolSize + 1;
  const free = connectionCountMax - connectionCount;
  const message = `${connectionCount} of ${connectionCountMax} are used; a server takes up to ${needed}`;
  if (free >= needed) return ok('connections', message);
  return warning('connections', `${message}, and ${free} are free. Raise max_connections.`);
}

/** A transaction that stays open keeps what it may see from being cleared away. */
function longestFinding(longestMs: number): Finding {
  const minutes = Math.floor(longestMs / 60_000);
  if (minutes < 5) return ok('transactions', 'none is open for long');
  return warning(
    'transactions',
    `one is open for ${minutes} minutes, so nothing that went since then can be cleared away and claims become slower. See pg_stat_activity for whose it is.`,
  );
}

const clockWarningMs = 5_000;
