/** Who is measured, on what, and how each is set up: the words go into the table as they stand. */
import type { WorkloadName } from './peer.ts';

export type StoreKind =
  | 'sqlite'
  | 'postgresql'
  | 'redis-always'
  | 'redis-everysec'
  | 'junjo-sqlite'
  | 'junjo-postgresql';

export interface Entry {
  readonly name: string;
  readonly mode: string;
  readonly store: StoreKind;
  /** The file in `adapters`. */
  readonly adapter: string;
  /** What it is given to do, and how it is set up for that. */
  readonly setups: Partial<Readonly<Record<WorkloadName, string>>>;
  /** How 'idle' is sampled where it is told by polls whose pauses grow while there is nothing. */
  readonly sampling?: { readonly count: number; readonly restMs: number };
}

const junjo = {
  name: 'Junjo',
  adapter: 'junjo',
  setups: {
    dag: '`jobsSubmit` of 100 Jobs, 2 requests at once; 2 workers that claim 200',
    batched: '1,000 Units to a Job, 2 submissions at once; 2 workers that claim 1,000',
    single: '64 connections, submission, claim and report of one Unit each',
    idle: '`unitsClaim` with `waitMs`',
  },
};

const rawSqlite = {
  name: 'raw SQL',
  store: 'sqlite',
  adapter: 'raw-sqlite',
  setups: {
    dag: '1,000 rows a transaction',
    batched: '1,000 rows a transaction',
    single: 'one row a transaction',
    idle: 'insert, claim; told within the process',
  },
} as const;

const graphile = {
  name: 'Graphile Worker',
  store: 'postgresql',
  adapter: 'graphile-worker',
} as const;

const bullmq = {
  name: 'BullMQ',
  adapter: 'bullmq',
  setups: {
    dag: '`FlowProducer.addBulk` of 50 trees; one worker, concurrency 100',
    batched: '`addBulk` of 1,000; one worker, concurrency 100',
    single: '`add`, 100 at once; one worker, concurrency 100',
    idle: 'one worker',
  },
};

const openworkflow = {
  name: 'OpenWorkflow',
  adapter: 'openworkflow',
  sampling: { count: 60, restMs: 1_000 },
};

const openworkflowSetups = {
  single: '100 runs submitted at once; one worker, concurrency 100',
  idle: 'polls, with its backoff',
};

export const entries: readonly Entry[] = [
  { ...junjo, mode: 'SQLite', store: 'junjo-sqlite' },
  { ...junjo, mode: 'PostgreSQL', store: 'junjo-postgresql' },
  { ...rawSqlite, mode: 'libsql' },
  { ...rawSqlite, mode: 'better-sqlite3' },
  {
    name: 'raw SQL',
    mode: 'pg',
    store: 'postgresql',
    adapter: 'raw-postgresql',
    setups: {
      dag: '50 Jobs a transaction; 2 connections that claim 500',
      batched: '1,000 rows a transaction; 2 connections that claim 1,000',
      single: '32 connections, one row a transaction',
      idle: 'insert with `pg_notify`, claim',
    },
  },
  {
    name: 'pg-boss',
    mode: 'fetch',
    store: 'postgresql',
    adapter: 'pg-boss',
    setups: {
      dag: '`flow`, 4 at once; one loop that fetches 200 and asks for `resolveFlow`',
      batched: '`insert` of 1,000; 2 loops that fetch 1,000',
      single: '40 loops: `send`, `fetch` and `complete` of one',
      idle: '`work` with LISTEN/NOTIFY',
    },
  },
  {
    ...graphile,
    mode: 'tuned',
    setups: {
      batched: '`addJobs` of 1,000; local queue of 500, completions batched, 10 at once',
    },
  },
  {
    ...graphile,
    mode: 'default',
    setups: {
      single: '`addJob`, 24 at once; 24 jobs at once',
      idle: '10 jobs at once',
    },
  },
  { ...bullmq, mode: 'appendfsync always', store: 'redis-always' },
  { ...bullmq, mode: 'appendfsync everysec', store: 'redis-everysec' },
  {
    name: 'DBOS',
    mode: 'queue',
    store: 'postgresql',
    adapter: 'dbos',
    setups: {
      dag: 'one workflow a Job, its Units are steps; polled every 10 ms',
      batched: 'one workflow a Unit, 50 enqueued at once; polled every 10 ms',
      single: 'one workflow a Unit, 50 enqueued at once; polled every 10 ms',
      idle: 'polled every 10 ms',
    },
  },
  {
    name: 'DBOS',
    mode: 'direct',
    store: 'postgresql',
    adapter: 'dbos',
    setups: {
      dag: 'one workflow a Job, its Units are steps; 50 called at once',
      single: 'one workflow a Unit; 50 called at once',
      idle: 'called in the process',
    },
  },
  {
    ...openworkflow,
    mode: 'PostgreSQL',
    store: 'postgresql',
    setups: {
      ...openworkflowSetups,
      dag: 'one run a Job, its Units are steps; concurrency 100',
    },
  },
  {
    ...openworkflow,
    mode: 'SQLite',
    store: 'sqlite',
    setups: { ...openworkflowSetups, dag: 'one run a Job, its Units are steps; concurrency 20' },
  },
];

export function titleOf({ name, mode }: Pick<Entry, 'name' | 'mode'>): string {
  return `${name}, ${mode}`;
}
