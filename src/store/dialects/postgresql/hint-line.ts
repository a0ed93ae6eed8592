/**
 * Hints between servers by NOTIFY, over a connection of their own which both listens and tells. What
 * is told is not in anybody's transaction and costs commits nothing. The connection hears itself at
 * regular times; when it does not, it is dead without having said so, and another is opened.
 */
import pg from 'pg';
import type { HintLine } from '../../port.ts';
import { clientConfig, endSession, type SessionOptions } from './session.ts';

export interface OpenHintLine extends HintLine {
  /** Resolves when the line is open for the first time; for those who want to hear everything. */
  readonly opened: Promise<void>;
  close(): Promise<void>;
}

export function openHintLine(session: SessionOptions, serverId: string): OpenHintLine {
  return new PostgresqlHintLine(session, serverId);
}

const channel = 'junjo';
const pulseMs = 3_000;
const pauseMsMax = 1_000;

class PostgresqlHintLine implements OpenHintLine {
  readonly #session: SessionOptions;
  readonly #serverId: string;
  readonly #listeners = new Set<(message: string) => void>();
  #client: pg.Client | undefined;
  #isClosed = false;
  #waiting: string[] = [];
  #pulse: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #isListening = false;
  #isHeard = true;
  #pauseMs = 50;
  #markOpened: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => {
    this.#markOpened = resolve;
  });

  constructor(session: SessionOptions, serverId: string) {
    this.#session = session;
    this.#serverId = serverId;
    void this.#open();
  }

  send(message: string): void {
    this.#waiting.push(message);
    this.#sending ??= this.#flush().finally(() => {
      this.#sending = undefined;
    });
  }

  listen(listener: (message: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#pulse);
    const client = this.#client;
    this.#client = undefined;
    if (client !== undefined) await endSession(client);
  }

  async #open(): Promise<void> {
    if (this.#isClosed) return;
    const client = new pg.Client(clientConfig(this.#session));
    client.on('error', () => this.#reopen(client));
    client.on('end', () => this.#reopen(client));
    client.on('notification', ({ payload = '' }) => this.#hear(payload));
    this.#client = client;
    try {
      await client.connect();
      // What only wakes others need not be on disk before it is told; nothing else goes this way.
      await client.query(`SET synchronous_commit = off; LISTEN ${channel}`);
      this.#pauseMs = 50;
      this.#isHeard = true;
      this.#isListening = true;
      this.#markOpened();
      this.#pulseLater(client);
    } catch {
      this.#reopen(client);
    }
  }

  /** The hints that are missed meanwhile cost their readers a poll. */
  #reopen(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#isListening = false;
    clearTimeout(this.#pulse);
    void endSession(client);
    this.#pulse = setTimeout(() => void this.#open(), this.#pauseMs).unref();
    this.#pauseMs = Math.min(pauseMsMax, this.#pauseMs * 2);
  }

  #pulseLater(client: pg.Client): void {
    this.#pulse = setTimeout(() => {
      if (!this.#isHeard) {
        this.#reopen(client);
        return;
      }
      this.#isHeard = false;
      this.send('');
      this.#pulseLater(client);
    }, pulseMs).unref();
  }

  /** One statement for all of one moment, and for all that comes while it is under way. */
  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      const messages = this.#waiting.map((message) => `${this.#serverId} ${message}`);
      this.#waiting = [];
      await this.#tell(messages);
    }
  }

  async #tell(messages: readonly string[]): Promise<void> {
    if (!this.#isListening) return;
    const sql = 'SELECT pg_notify($1, message) FROM unnest($2::text[]) AS message';
    // Lost, as hints may be; the pulse finds out whether the connection is.
    await this.#client?.query(sql, [channel, messages]).catch(() => undefined);
  }

  #hear(payload: string): void {
    const gap = payload.indexOf(' ');
    const [serverId, message] = [payload.slice(0, gap), payload.slice(gap + 1)];
    if (serverId === this.#serverId) this.#isHeard = true;
    else if (message !== '') for (const listener of this.#listeners) listener(message);
  }
}
