import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, Observable } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { print } from 'graphql';
import type { Client } from 'graphql-ws';
import { resuming, type Subscriber } from './resuming.ts';

/** @param subscriptions one of the links below */
export function createApolloClient(uri: string, subscriptions: ApolloLink): ApolloClient {
  return new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === 'subscription',
      subscriptions,
      new HttpLink({ uri }),
    ),
  });
}

/** @param client that of graphql-ws */
export function createSocketLink(client: Client): ApolloLink {
  return new GraphQLWsLink(resuming(client));
}

/** @param client that of graphql-sse */
export function createStreamLink(client: Subscriber): ApolloLink {
  const resumed = resuming(client);
  return new ApolloLink(({ query, variables }) => {
    const payload = { query: print(query), variables };
    return new Observable((sink) => resumed.subscribe(payload, sink));
  });
}
