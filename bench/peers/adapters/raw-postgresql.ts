/**
 * What PostgreSQL itself carries, by the usual statements of a queue: rows are claimed with SKIP
 * LOCKED and finished by one update for each batch. No leases, no retries, no Events.
 */
import pg from 'pg';
import { eachOf, loops, numbersTo, partsOf } from '../concurrency.ts';
import { Pickups } from '../idle.ts';
import type { Adapter, Site } from '../peer.ts';
import { diamondSize } from '../workloads.ts';
import { diamondRows, independent, type Row } from './raw-rows.ts';

export const adapter: Adapter = {
  batched: async (site, clock) => {
    const floor = await openFloor(site, 2);
    clock.begin();
    await eachOf(partsOf(site.unitCount, 1_000), 2, (ids) => floor.submit(ids.map(independent)));
    clock.submitted();
    await floor.drain(1_000, site.unitCount);
    clock.end();
    return await floor.close();
  },
  single: async (site, clock) => {
    const floor = await openFloor(site, 32);
    clock.begin();
    await eachOf(numbersTo(site.unitCount), 32, (id) => floor.submit([independent(id)]));
    clock.submitted();
    await floor.drain(1, site.unitCount);
    clock.end();
    return await floor.close();
  },
  dag: async (site, clock) => {
    const floor = await openFloor(site, 2);
    const jobs = partsOf(site.unitCount / diamondSize, 50);
    clock.begin();
    const submitting = eachOf(jobs, 1, (some) => floor.submit(some.flatMap(diamondRows)));
    await Promise.all([submitting, floor.drain(500, site.unitCount)]);
    clock.end();
    return await floor.close();
  },
  idle: async (site, clock) => {
    const floor = await openFloor(site, 2);
    const listener = new pg.Client(site.store);
    await listener.connect();
    await listener.query('LISTEN unit');
    const pickups = new Pickups();
    listener.on('notification', () => {
      void floor.claim(1).then(async (ids) => {
        pickups.handlerStarts();
        await floor.finish(ids);
      });
    });
    let id = 0;
    await pickups.sample(site, clock, () => floor.submitAndTell(independent(id++)));
    await listener.end();
    await floor.close();
    return site.unitCount;
  },
};

async function openFloor({ store }: Site, connectionCount: number) {
  const pool = new pg.Pool({ connectionString: store, max: connectionCount });
  await pool.query(schema);
  // All connections are open before the clock begins.
  const clients = await Promise.all(numbersTo(connectionCount).map(() => pool.connect()));
  for (const client of clients) client.release();
  let finishedCount = 0;
  const submit = (rows: readonly Row[]) => {
    const edges = rows.flatMap(({ id, predecessors }) =>
      predecessors.map((predecessor) => ({ predecessor, dependant: id })),
    );
    const waits = rows.map(({ predecessors }) => predecessors.length);
    const units = [rows.map(({ id }) => id), waits];
    if (edges.length === 0) return pool.query({ name: 'submit', text: submitText, values: units });
    hasEdges = true;
    const values = [
      ...units,
      edges.map((edge) => edge.predecessor),
      edges.map((edge) => edge.dependant),
    ];
    return pool.query({ name: 'submit graph', text: submitGraphText, values });
  };
  const submitAndTell = ({ id }: Row) =>
    pool.query({ name: 'tell', text: submitAndTellText, values: [[id], [0]] });
  const claim = async (max: number) => {
    const { rows } = await pool.query<{ id: number }>({
      name: 'claim',
      text: claimText,
      values: [max],
    });
    return rows.map(({ id }) => id);
  };
  let hasEdges = false;
  const finish = (ids: readonly number[]) => {
    const text = hasEdges ? finishGraphText : finishText;
    return pool.query({ name: hasEdges ? 'finish graph' : 'finish', text, values: [ids] });
  };
  const drain = (max: number, unitCount: number) =>
    loops(connectionCount, async () => {
      while (finishedCount < unitCount) {
        const ids = await claim(max);
        if (ids.length === 0) {
          // Others hold what is left, or it is not submitted yet.
          await new Promise((resolve) => setTimeout(resolve, 1));
          continue;
        }
        await finish(ids);
        finishedCount += ids.length;
      }
    });
  const close = async () => {
    const { rows } = await pool.query<{ done: number }>(
      'SELECT count(*)::int AS done FROM unit WHERE state = 2',
    );
    await pool.end();
    return rows[0]?.done ?? 0;
  };
  return { submit, submitAndTell, claim, finish, drain, close };
}

const schema = `
  CREATE TABLE unit (id int PRIMARY KEY, state smallint NOT NULL DEFAULT 0, waits int NOT NULL, payload jsonb NOT NULL DEFAULT '{}');
  CREATE INDEX ready ON unit (id) WHERE state = 0 AND waits = 0;
  CREATE TABLE edge (predecessor int, dependant int, PRIMARY KEY (predecessor, dependant));
`;

const submitText =
  'INSERT INTO unit (id, waits) SELECT * FROM unnest($1::int[], $2::int[]) AS row (id, waits)';
const submitGraphText = `
  WITH edges AS (INSERT INTO edge SELECT * FROM unnest($3::int[], $4::int[]))
  ${submitText}`;
const submitAndTellText = `
  WITH submitted AS (${submitText} RETURNING id)
  SELECT pg_notify('unit', id::text) FROM submitted`;
const claimText = `
  UPDATE unit SET state = 1
  WHERE id IN (SELECT id FROM unit WHERE state = 0 AND waits = 0 ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
  RETURNING id`;
const finishText = 'UPDATE unit SET state = 2 WHERE id = ANY ($1::int[])';
/** Those that wait are locked in one order, so that no two batches wait for each other. */
const finishGraphText = `
  WITH finished AS (${finishText}),
  over AS (SELECT dependant, count(*)::int AS count FROM edge WHERE predecessor = ANY ($1::int[]) GROUP BY 1),
  locked AS (SELECT id FROM unit WHERE id IN (SELECT dependant FROM over) ORDER BY id FOR UPDATE)
  UPDATE unit SET waits = unit.waits - over.count
  FROM locked JOIN over ON locked.id = over.dependant WHERE unit.id = locked.id`;
