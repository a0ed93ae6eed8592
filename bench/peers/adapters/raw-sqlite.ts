/**
 * What SQLite itself carries: rows that become claimable, are claimed, and are finished, by plain
 * statements in this process. No leases, no retries, no Events, nobody to ask.
 */
import type Sqlite from 'libsql';
import { numbersTo, partsOf } from '../concurrency.ts';
import { Pickups } from '../idle.ts';
import type { Adapter, Site } from '../peer.ts';
import { diamondSize } from '../workloads.ts';
import { diamondRows, independent, type Row } from './raw-rows.ts';

const batchSize = 1_000;

export const adapter: Adapter = {
  batched: async (site, clock) => {
    const floor = await openFloor(site);
    clock.begin();
    for (const ids of partsOf(site.unitCount, batchSize)) floor.submit(ids.map(independent));
    clock.submitted();
    floor.drain(batchSize);
    clock.end();
    return floor.close();
  },
  single: async (site, clock) => {
    const floor = await openFloor(site);
    clock.begin();
    for (const id of numbersTo(site.unitCount)) floor.submit([independent(id)]);
    clock.submitted();
    floor.drain(1);
    clock.end();
    return floor.close();
  },
  dag: async (site, clock) => {
    const floor = await openFloor(site);
    clock.begin();
    for (const jobs of partsOf(site.unitCount / diamondSize, batchSize / diamondSize)) {
      floor.submit(jobs.flatMap(diamondRows));
    }
    floor.drain(batchSize);
    clock.end();
    return floor.close();
  },
  idle: async (site, clock) => {
    const floor = await openFloor(site);
    const pickups = new Pickups();
    let id = 0;
    await pickups.sample(site, clock, () => {
      floor.submit([independent(id++)]);
      // The worker is told in the process: a file tells nobody that it has changed.
      return Promise.resolve().then(() => {
        const claimed = floor.claim(1);
        pickups.handlerStarts();
        floor.finish(claimed);
      });
    });
    floor.close();
    return site.unitCount;
  },
};

/** One connection, each commit synced, all statements prepared once. */
async function openFloor({ store, mode }: Site) {
  // Both drivers have the interface of better-sqlite3, of which libsql brings the types.
  const driver = (await import(mode)) as { default: typeof Sqlite };
  const database = new driver.default(store);
  database.exec(schema);
  const insert = database.prepare('INSERT INTO unit VALUES (?, 0, ?, ?)');
  const insertEdge = database.prepare('INSERT INTO edge VALUES (?, ?)');
  const claimed = database.prepare(
    'UPDATE unit SET state = 1 WHERE id IN (SELECT id FROM unit WHERE state = 0 AND waits = 0 ORDER BY id LIMIT ?) RETURNING id',
  );
  const finished = database.prepare('UPDATE unit SET state = 2 WHERE id = ?');
  const released = database.prepare(
    'UPDATE unit SET waits = waits - 1 WHERE id IN (SELECT dependant FROM edge WHERE predecessor = ?)',
  );
  const inTransaction = (act: () => void) => {
    database.exec('BEGIN IMMEDIATE');
    act();
    database.exec('COMMIT');
  };
  let hasEdges = false;
  const submit = (rows: readonly Row[]) =>
    inTransaction(() => {
      for (const { id, predecessors } of rows) {
        insert.run(id, predecessors.length, '{}');
        for (const predecessor of predecessors) insertEdge.run(predecessor, id);
        hasEdges ||= predecessors.length > 0;
      }
    });
  const claim = (max: number) => {
    // What RETURNING names.
    return claimed.all(max) as { id: number }[];
  };
  const finish = (rows: readonly { id: number }[]) =>
    inTransaction(() => {
      for (const { id } of rows) {
        finished.run(id);
        if (hasEdges) released.run(id);
      }
    });
  const drain = (max: number) => {
    for (let rows = claim(max); rows.length > 0; rows = claim(max)) finish(rows);
  };
  const close = () => {
    // What count(*) is called here.
    const { done } = database
      .prepare('SELECT count(*) AS done FROM unit WHERE state = 2')
      .get() as { done: number };
    database.close();
    return done;
  };
  return { submit, claim, finish, drain, close };
}

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE unit (id INTEGER PRIMARY KEY, state INTEGER, waits INTEGER, payload TEXT);
  CREATE INDEX ready ON unit (id) WHERE state = 0 AND waits = 0;
  CREATE TABLE edge (predecessor INTEGER, dependant INTEGER, PRIMARY KEY (predecessor, dependant)) WITHOUT ROWID;
`;
