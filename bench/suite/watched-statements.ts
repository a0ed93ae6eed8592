/**
 * Loaded into a server before its own code: counts the statements that its drivers are given, and
 * asks its own connections how durable they are, since each has settings of its own. What it knows
 * is read by the inspector, as `junjoStatements`. The product knows nothing of it.
 */
import Database from 'libsql';
import LaterDatabase from 'libsql/promise';
import pg from 'pg';

export interface StatementCount {
  readonly text: string;
  readonly count: number;
  /** Until the driver came back, or its promise was resolved. */
  readonly totalMs: number;
  readonly rowCount: number;
}

export interface WatchedStatements {
  /** All since the last time that it was asked. */
  take(): readonly StatementCount[];
  /** Settings of the connections that have written. */
  settings(names: readonly string[]): Promise<Readonly<Record<string, string>>>;
}

interface Tally {
  count: number;
  totalMs: number;
  rowCount: number;
}

const tallies = new Map<string, Tally>();
const files = new Set<Database.Database>();
const clients = new Set<pg.Client>();

const watched: WatchedStatements = {
  take: () => {
    const taken = [...tallies].map(([text, tally]) => ({ text, ...tally }));
    tallies.clear();
    return taken;
  },
  settings: async (names) => {
    const answers: Record<string, string> = {};
    for (const name of names) {
      const values = new Set<string>();
      for (const file of files) values.add(String(Object.values(readPragma(file, name))[0]));
      for (const client of clients) {
        const { rows } = await client.query<object>(`SHOW ${name}`);
        values.add(String(Object.values(rows[0] ?? {})[0]));
      }
      answers[name] = [...values].join(' or ');
    }
    return answers;
  },
};
Object.assign(globalThis, { junjoStatements: watched });

function add(text: string, startedAt: number, rowCount: number): void {
  const tally = tallies.get(text) ?? { count: 0, totalMs: 0, rowCount: 0 };
  tally.count += 1;
  tally.totalMs += performance.now() - startedAt;
  tally.rowCount += rowCount;
  tallies.set(text, tally);
}

const isWriting = (text: string) => /^\s*BEGIN( IMMEDIATE)?\b/i.test(text);

/** What a driver's method does, before and after something is added to it. */
type Method = (this: object, ...parameters: unknown[]) => unknown;

/** Puts something around a method of a driver, which goes on as it is. */
function around(target: object, name: string, add: (original: Method) => Method): void {
  // The drivers are known to have these methods; what they take and answer is passed on as it is.
  const original = Reflect.get(target, name) as Method;
  Reflect.set(target, name, add(original));
}

around(Database.prototype, 'prepare', (prepare) => {
  return function (...parameters) {
    // A driver's `prepare` answers a statement.
    const statement = prepare.apply(this, parameters) as object;
    for (const name of ['run', 'all', 'get']) {
      around(statement, name, (original) => {
        return function (...values) {
          const startedAt = performance.now();
          const answer = original.apply(this, values);
          add(textOf(parameters[0]), startedAt, Array.isArray(answer) ? answer.length : 0);
          return answer;
        };
      });
    }
    return statement;
  };
});

around(Database.prototype, 'exec', (exec) => {
  return function (...parameters) {
    const text = textOf(parameters[0]);
    if (isWriting(text) && this instanceof Database) files.add(this);
    const startedAt = performance.now();
    const answer = exec.apply(this, parameters);
    add(text, startedAt, 0);
    return answer;
  };
});

/**
 * What is written on a thread of the driver's own, as one script: its statements are counted, and the
 * time until it is done is that of its end.
 */
around(LaterDatabase.prototype, 'exec', (exec) => {
  return function (...parameters) {
    const startedAt = performance.now();
    // The driver's `exec` answers a promise here.
    const answer = exec.apply(this, parameters) as Promise<unknown>;
    const done = () => {
      const statements = textOf(parameters[0]).split(';\n');
      for (const text of statements.slice(0, -1)) add(withoutValues(text), performance.now(), 0);
      add(`all of these apart, and ${statements.at(-1)}`, startedAt, 0);
    };
    void answer.then(done, done);
    return answer;
  };
});

/** As the statement is, but for the values that were put into it. */
function withoutValues(text: string): string {
  return text.replace(/'(?:[^']|'')*'/g, '?').replace(/\(-?[\d.e+-]+\)/g, '?');
}

around(pg.Client.prototype, 'query', (query) => {
  return function (...parameters) {
    const text = textOf(parameters[0]);
    if (isWriting(text) && this instanceof pg.Client) keep(this);
    const startedAt = performance.now();
    const answer = query.apply(this, parameters);
    if (!(answer instanceof Promise)) {
      add(text, startedAt, 0);
      return answer;
    }
    const done = (result: unknown) => add(text, startedAt, rowCountOf(result));
    void answer.then(done, () => done(undefined));
    return answer;
  };
});

function keep(client: pg.Client): void {
  if (clients.has(client)) return;
  clients.add(client);
  client.once('end', () => clients.delete(client));
}

function readPragma(file: Database.Database, name: string): object {
  // Each setting is answered as one row of one column.
  return file.prepare(`PRAGMA ${name}`).get() as object;
}

function textOf(query: unknown): string {
  if (typeof query === 'string') return query;
  if (typeof query === 'object' && query !== null && 'text' in query) return String(query.text);
  return String(query);
}

function rowCountOf(result: unknown): number {
  if (typeof result !== 'object' || result === null || !('rows' in result)) return 0;
  return Array.isArray(result.rows) ? result.rows.length : 0;
}
