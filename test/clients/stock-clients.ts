/**
 * The clients that people use, each set up as the page on watching shows it, behind one form for the
 * tests: how to follow `events` with it, and which codes it has told when it was refused.
 */
import { type ApolloClient, gql } from '@apollo/client';
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import type { Client as UrqlClient } from '@urql/core';
import WebSocket from 'ws';
import { ClientError } from '../../src/client/client-error.ts';
import { createClient } from '../../src/client/create-client.ts';
import { createStreamClient } from './snippets/over-event-streams.ts';
import { createSocketClient } from './snippets/over-websocket.ts';
import { resuming, type Subscriber } from './snippets/resuming.ts';
import { createApolloClient, createSocketLink, createStreamLink } from './snippets/with-apollo.ts';
import { createUrqlClient } from './snippets/with-urql.ts';
import { createUrqlAlone, followEvents } from './snippets/with-urql-alone.ts';

// Apollo Client looks for the one that browsers have, and Node.js from version 22 on.
if (!('WebSocket' in globalThis)) Object.assign(globalThis, { WebSocket });

export interface StockClient {
  readonly name: string;
  readonly transport: 'WEBSOCKET' | 'EVENT_STREAM';
  /** Follows, across whatever breaks. Answers how to stop, which lets go of all connections. */
  follow(request: Follow): () => void;
}

export interface Follow {
  /** The server, or what stands before it, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** How long nothing may come before the connection counts as lost. */
  readonly silenceMs: number;
  take(batch: Batch): void;
  /** Refused, or over. */
  end(codes: readonly unknown[]): void;
}

export interface Batch {
  readonly events: readonly { readonly seq: string }[];
  readonly cursor: string;
  readonly caughtUp: boolean;
}

export const stockClients: readonly StockClient[] = [
  {
    name: 'graphql-ws',
    transport: 'WEBSOCKET',
    follow: (request) => {
      const client = openSocket(request);
      const leave = followPlainly(resuming(client), request);
      return leaving(leave, client);
    },
  },
  {
    name: 'graphql-sse',
    transport: 'EVENT_STREAM',
    follow: (request) => {
      const client = openStreams(request);
      return leaving(followPlainly(resuming(client), request), client);
    },
  },
  {
    name: 'urql over graphql-ws',
    transport: 'WEBSOCKET',
    follow: (request) => {
      const client = openSocket(request);
      const urql = createUrqlClient(endpointOf(request), client);
      return leaving(followByUrql(urql, request), client);
    },
  },
  {
    name: 'urql over graphql-sse',
    transport: 'EVENT_STREAM',
    follow: (request) => {
      const client = openStreams(request);
      const urql = createUrqlClient(endpointOf(request), client);
      return leaving(followByUrql(urql, request), client);
    },
  },
  {
    name: 'urql alone',
    transport: 'EVENT_STREAM',
    follow: (request) => {
      const client = createUrqlAlone(endpointOf(request), request.silenceMs);
      return followEvents<Batch>(client, {
        ...request,
        refuse: ({ graphQLErrors }) => request.end(graphQLErrors.map(codeOf)),
      });
    },
  },
  {
    name: 'Apollo Client over graphql-ws',
    transport: 'WEBSOCKET',
    follow: (request) => {
      const client = openSocket(request);
      const apollo = createApolloClient(endpointOf(request), createSocketLink(client));
      return leaving(followByApollo(apollo, request), client);
    },
  },
  {
    name: 'Apollo Client over graphql-sse',
    transport: 'EVENT_STREAM',
    follow: (request) => {
      const client = openStreams(request);
      const apollo = createApolloClient(endpointOf(request), createStreamLink(client));
      return leaving(followByApollo(apollo, request), client);
    },
  },
];

/** Junjo's own, which selects what it likes. */
export const ownClient: StockClient = {
  name: 'junjo/client',
  transport: 'EVENT_STREAM',
  follow: ({ url, variables, silenceMs, take, end }) => {
    const leaving = new AbortController();
    const retry = { minDelayMs: 50, maxDelayMs: 500 };
    const batches = createClient({ url, silenceMs, retry }).events(
      { topic: 'workshop' },
      { after: 'start', ...variables, signal: leaving.signal },
    );
    const takeAll = async () => {
      for await (const batch of batches) take(batch);
    };
    takeAll().catch((error: unknown) => {
      end([error instanceof ClientError ? error.code : String(error)]);
    });
    return () => leaving.abort();
  },
};

function endpointOf({ url }: Pick<Follow, 'url'>): string {
  return `${url}/graphql`;
}

function openSocket({ url, silenceMs }: Follow) {
  // A ping after two thirds of the time, and the last third for its answer.
  return createSocketClient(`${url.replace('http', 'ws')}/graphql`, (silenceMs * 2) / 3);
}

function openStreams({ url, silenceMs }: Follow) {
  return createStreamClient(`${url}/graphql`, silenceMs);
}

function leaving(leave: () => void, client: { dispose(): void | Promise<void> }): () => void {
  return () => {
    leave();
    // Rejects when there is no connection to close just then.
    Promise.resolve(client.dispose()).catch(() => undefined);
  };
}

function followPlainly(client: Subscriber, { query, variables, take, end }: Follow): () => void {
  return client.subscribe(
    { query, variables: { ...variables } },
    {
      next: ({ data, errors }) => {
        if (errors !== undefined) end(codesIn(errors));
        else take(batchIn(data));
      },
      error: (error) => end(codesIn(error)),
      complete: () => undefined,
    },
  );
}

function followByUrql(client: UrqlClient, { query, variables, take, end }: Follow): () => void {
  const results = client.subscription(query, variables);
  const { unsubscribe } = results.subscribe(({ data, error, hasNext }) => {
    // The last result says once more what the one before it has said.
    if (!hasNext) return;
    if (error === undefined) take(batchIn(data));
    else end(error.graphQLErrors.map(codeOf));
  });
  return unsubscribe;
}

function followByApollo(apollo: ApolloClient, { query, variables, take, end }: Follow): () => void {
  const results = apollo.subscribe({ query: gql(query), variables, fetchPolicy: 'no-cache' });
  const subscription = results.subscribe(({ data, error }) => {
    if (error === undefined) take(batchIn(data));
    else end(CombinedGraphQLErrors.is(error) ? codesIn(error.errors) : [error.message]);
  });
  return () => {
    subscription.unsubscribe();
    apollo.stop();
  };
}

function batchIn(data: unknown): Batch {
  // The server has checked the document that selects this.
  return (data as { readonly events: Batch }).events;
}

function codesIn(errors: unknown): readonly unknown[] {
  return Array.isArray(errors) ? errors.map(codeOf) : [String(errors)];
}

function codeOf(error: { readonly extensions?: Readonly<Record<string, unknown>> }): unknown {
  return error.extensions?.['code'];
}
