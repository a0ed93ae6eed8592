/**
 * Watchers as users build them: with the clients that everybody has for subscriptions, which connect
 * again by themselves, and a cursor that goes on with each message.
 */
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import WebSocket from 'ws';

export type Transport = 'SSE' | 'WEBSOCKET';

export interface WatchOptions<Data> {
  readonly url: string;
  readonly transport: Transport;
  /** A subscription that takes the variable `after`. */
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Takes what a message says; answers its cursor. */
  readonly take: (data: Data) => string;
}

export class StockWatcher<Data> {
  readonly name: string;
  /** How often it has connected. */
  connectCount = 0;
  readonly #stop: () => void;
  readonly #ended: Promise<void>;

  constructor(options: WatchOptions<Data>) {
    const { transport, text, take } = options;
    this.name = `${transport} ${text} ${JSON.stringify(options.variables)}`;
    const variables: Record<string, unknown> = { ...options.variables, after: 'start' };
    const subscribe = this.#connect(options);
    let stop: () => void = () => undefined;
    this.#ended = new Promise((resolve, reject) => {
      const payload = { query: text, variables };
      stop = subscribe(payload, {
        next: ({ data, errors }) => {
          if (data == null) reject(new Error(JSON.stringify(errors)));
          // The clients send this object again when they have connected anew.
          else variables['after'] = take(data);
        },
        error: (error) => reject(new Error(`${this.name}: ${error}`)),
        complete: resolve,
      });
    });
    this.#ended.catch(() => undefined);
    this.#stop = stop;
  }

  /** Ends it; rejects if the server refused to go on before. */
  async stop(): Promise<void> {
    this.#stop();
    await this.#ended;
  }

  #connect({ url, transport }: WatchOptions<Data>): Subscribe<Data> {
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

interface Result<Data> {
  readonly data?: Data | null | undefined;
  readonly errors?: readonly unknown[] | undefined;
}

type Subscribe<Data> = (
  payload: { readonly query: string; readonly variables: Record<string, unknown> },
  sink: {
    next(result: Result<Data>): void;
    error(error: unknown): void;
    complete(): void;
  },
) => () => void;
