/**
 * Two servers work on one PostgreSQL while it crashes, loses its connections, or one of them is
 * killed, over and over. Whatever was acknowledged has to be there, everything derived has to be right,
 * and whoever asked a server that was not killed has had an answer to everything.
 * `npm run crash:postgresql` does it many times, `JUNJO_CRASH_CYCLES` says how often.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/port.ts';
import { readSnapshot } from '../../src/store/snapshot.ts';
import { type Postgresql, startPostgresql } from '../postgres/start-postgresql.ts';
import { answers, createLedger, type Ledger, missing } from './ledger.ts';
import { createTopic, drain, runLoad } from './load.ts';
import { randomNumbers } from './random-numbers.ts';
import { ServerProcess } from './server-process.ts';

// npm tells a script its own name; the same file is the long programme and its short run in the gate.
const isLong = process.env['npm_lifecycle_event'] === 'crash:postgresql';
const cycleCount = Number(process.env['JUNJO_CRASH_CYCLES'] ?? (isLong ? 300 : 6));

let cluster: Postgresql;
let database: string;
let store: Store;
let servers: ServerProcess[];

beforeEach(async () => {
  cluster = await startPostgresql();
  database = await cluster.createDatabase('crash');
  store = await openStore({ database });
  await migrate(store);
  servers = [];
});

afterEach(async () => {
  for (const server of servers) await server.kill();
  await store.close();
  await cluster.remove();
});

const faults = {
  /** PostgreSQL loses all that is in its memory and recovers from its log. */
  crash: async () => {
    await cluster.stopAtOnce();
    await cluster.start();
  },
  cut: async () => {
    await cluster.administer(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'crash'`,
    );
  },
  kill: async () => {
    await servers.shift()?.kill();
    servers.push(await ServerProcess.start(database));
  },
} as const;

test(
  'nothing acknowledged is lost, and nothing derived is wrong, whatever breaks',
  async () => {
    const ledger = createLedger();
    const seed = Number(process.env['JUNJO_CRASH_SEED'] ?? 1);
    const chance = randomNumbers(seed);
    for (let count = 0; count < 2; count += 1) servers.push(await ServerProcess.start(database));
    await createTopic(servers[0]?.url ?? '');
    const counts = { crash: 0, cut: 0, kill: 0 };
    const kinds = ['crash', 'cut', 'kill'] as const;
    for (let cycle = 0; cycle < cycleCount; cycle += 1) {
      const kind = kinds[cycle % kinds.length] ?? 'cut';
      counts[kind] += 1;
      ledger.isOpen = true;
      const loads = servers.map(({ url }) => runLoad(url, ledger, chance));
      await answers(ledger, 1 + Math.floor(chance() * 60));
      await faults[kind]();
      // Those who asked a server that lives go on as if nothing had happened.
      await answers(ledger, 10);
      ledger.isOpen = false;
      await Promise.all(loads);
      expect(await check(ledger), `cycle ${cycle}, ${kind}, seed ${seed}`).toEqual([]);
    }
    await drain(servers[0]?.url ?? '', ledger);
    expect(await check(ledger)).toEqual([]);
    expect(ledger.outputs.size).toBeGreaterThan(cycleCount * 5);
    process.stdout.write(
      `${counts.crash} crashes of PostgreSQL, ${counts.cut} times all connections cut, ${counts.kill} servers killed, ${ledger.jobIds.size} Jobs, ${ledger.outputs.size} Units acknowledged, 0 lost\n`,
    );
  },
  60_000 + cycleCount * 20_000,
);

/** What is lost, and what is wrong, at one moment: the servers' clocks go on meanwhile. */
function check(ledger: Ledger): Promise<readonly string[]> {
  return readSnapshot(store, async (reader) => [
    ...(await missing(reader, ledger)),
    ...(await audit(reader)),
  ]);
}
