/** How connections to PostgreSQL are set up: for what they may do, and for noticing that they are dead. */
import pg from 'pg';

export interface SessionOptions {
  /** `postgresql://…` */
  readonly url: string;
  readonly isReadOnly: boolean;
  /** How long one statement may take, milliseconds. */
  readonly statementMs: number;
}

/** The configuration of a connection; `prepareSession` is to be called when it is there. */
export function clientConfig({ url, statementMs }: SessionOptions): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: 'junjo',
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    query_timeout: answerMsFor(statementMs),
    types: { getTypeParser },
  };
}

export const connectMs = 3_000;

/** For a query over a connection whose answers nobody looks after otherwise. */
export function within(statementMs: number): { readonly query_timeout: number } {
  return { query_timeout: answerMsFor(statementMs) };
}

/**
 * How long an answer is waited for, milliseconds. PostgreSQL ends a statement itself before; if that
 * is not heard, nobody is there.
 */
export function answerMsFor(statementMs: number): number {
  return statementMs + 500;
}

/**
 * Every statement finds its rows by an index and there is one good plan for it, whatever the values
 * and however small a table is as yet; so plans are made once, and those that read whole tables are
 * out of the question. A server that stands still gives back its locks before others have waited long.
 */
export async function prepareSession(
  client: pg.ClientBase,
  { isReadOnly, statementMs }: SessionOptions,
): Promise<void> {
  const settings: Readonly<Record<string, string | number>> = {
    statement_timeout: statementMs,
    lock_timeout: Math.ceil(statementMs / 2),
    idle_in_transaction_session_timeout: idleInTransactionMs,
    tcp_keepalives_idle: 5,
    tcp_keepalives_interval: 2,
    tcp_keepalives_count: 3,
    tcp_user_timeout: statementMs + 1_000,
    default_transaction_isolation: "'read committed'",
    default_transaction_read_only: isReadOnly ? 'on' : 'off',
    client_min_messages: 'warning',
    plan_cache_mode: 'force_generic_plan',
    enable_seqscan: 'off',
    enable_hashjoin: 'off',
    enable_mergejoin: 'off',
    jit: 'off',
  };
  const statements = Object.entries(settings).map(([name, value]) => `SET ${name} = ${value}`);
  const text = statements.join('; ');
  await client.query({ text, ...within(statementMs) });
}

/** Longer than a decision on the largest Job takes, between two statements of one transaction. */
const idleInTransactionMs = 10_000;

/** Numbers are numbers and truth is 1 or 0, as in SQLite. */
function getTypeParser(oid: number): (value: string) => string | number {
  const { INT2, INT4, INT8, FLOAT4, FLOAT8, NUMERIC, BOOL } = pg.types.builtins;
  switch (oid) {
    case INT2:
    case INT4:
    case INT8:
    case FLOAT4:
    case FLOAT8:
    case NUMERIC:
      return Number;
    case BOOL:
      return (value) => (value === 't' ? 1 : 0);
    default:
      return (value) => value;
  }
}

/** Ends a connection politely; one whose other end says nothing to that is broken off. */
export async function endSession(client: pg.Client): Promise<void> {
  const timer = setTimeout(() => client.connection.stream.destroy(), endMs);
  await client
    .end()
    .catch(() => undefined)
    .finally(() => clearTimeout(timer));
}

const endMs = 1_000;
