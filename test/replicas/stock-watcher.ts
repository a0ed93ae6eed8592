/**
 * A watcher as users build them: with the clients that everybody has for subscriptions, which connect
 * again by themselves, and a cursor that goes on with each batch.
 */
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import WebSocket from 'ws';

export type Transport = 'SSE' | 'WEBSOCKET';

const text = `subscription Watch($filter: EventFilter!, $after: String, $throttleMs: Int!) {
  events(filter: $filter, after: $after, throttleMs: $throttleMs, batch: 50) {
    events { seq }
    cursor
  }
}`;

export interface WatchOptions {
  readonly url: string;
  readonly transport: Transport;
  readonly filter: object;
  readonly throttleMs?: number;
}

export class StockWatcher {
  readonly seqs: string[] = [];
  readonly filter: object;
  readonly name: string;
  connectCount = 0;
  readonly #variables: {
    filter: object;
    after: string;
    throttleMs: number;
    [name: string]: unknown;
  };
  readonly #stop: () => void;
  readonly #ended: Promise<void>;

  constructor({ url, transport, filter, throttleMs = 0 }: WatchOptions) {
    this.filter = filter;
    this.name = `${transport} ${JSON.stringify(filter)}`;
    this.#variables = { filter, after: 'start', throttleMs };
    const subscribe = this.#connect(url, transport);
    let stop: () => void = () => undefined;
    this.#ended = new Promise((resolve, reject) => {
      stop = subscribe(
        { query: text, variables: this.#variables },
        {
          next: ({ data, errors }) => {
            if (data == null) reject(new Error(JSON.stringify(errors)));
            else this.#take(data.events);
          },
          error: (error) => reject(new Error(`${this.name}: ${error}`)),
          complete: resolve,
        },
      );
    });
    this.#ended.catch(() => undefined);
    this.#stop = stop;
  }

  /** Ends it; rejects if the server refused to go on before. */
  async stop(): Promise<void> {
    this.#stop();
    await this.#ended;
  }

  #take({ events, cursor }: Data['events']): void {
    this.seqs.push(...events.map(({ seq }) => seq));
    // The clients send this object again when they have connected anew.
    this.#variables.after = cursor;
  }

  #connect(url: string, transport: Transport): Subscribe {
    const retryAttempts = Number.POSITIVE_INFINITY;
    const soon = () => new Promise<void>((resolve) => setTimeout(resolve, 20));
    const connected = () => {
      this.connectCount += 1;
    };
    if (transport === 'SSE') {
      const sse = createSseClient({ url, retryAttempts, retry: soon });
      return (payload, sink) => sse.subscribe<Data>(payload, sink, { connected });
    }
    const webSocket = createWsClient({
      url: url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      retryAttempts,
      retryWait: soon,
      shouldRetry: () => true,
      on: { connected },
    });
    return (payload, sink) => webSocket.subscribe<Data>(payload, sink);
  }
}

interface Data {
  readonly events: {
    readonly events: readonly { readonly seq: string }[];
    readonly cursor: string;
  };
}

interface Result {
  readonly data?: Data | null | undefined;
  readonly errors?: readonly unknown[] | undefined;
}

type Subscribe = (
  payload: { readonly query: string; readonly variables: Record<string, unknown> },
  sink: {
    next(result: Result): void;
    error(error: unknown): void;
    complete(): void;
  },
) => () => void;
