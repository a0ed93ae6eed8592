/**
 * One HTTP exchange with Junjo's GraphQL endpoint, and what its answer means. Everything that goes
 * wrong is a ClientError that says whether the same call may succeed later; only the caller's own
 * abort is thrown as it is.
 */
import { ClientError, unreachable } from './client-error.ts';
import type { Operation } from './operation.ts';

export interface Connection {
  /** The GraphQL endpoint. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Exchange {
  readonly accept: string;
  readonly signal: AbortSignal;
}

/** Sends one operation. The answer's body has not been read yet. */
export async function sendOperation<Variables>(
  connection: Connection,
  request: { readonly operation: Operation<unknown, Variables>; readonly variables: Variables },
  { accept, signal }: Exchange,
): Promise<Response> {
  try {
    return await fetch(connection.url, {
      method: 'POST',
      headers: { ...connection.headers, 'content-type': 'application/json', accept },
      body: JSON.stringify({ query: request.operation.text, variables: request.variables }),
      signal,
    });
  } catch (error) {
    throw unreachable(connection.url, error);
  }
}

/** Reads the whole answer of a query or mutation. */
export async function readAnswer(response: Response, connection: Connection): Promise<unknown> {
  let text: string;
  try {
    text = await response.text();
  } catch (error) {
    throw unreachable(connection.url, error);
  }
  return dataOf(parseAnswer(text, response, connection), response.status);
}

interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: readonly GraphqlFault[];
}

interface GraphqlFault {
  readonly message: string;
  readonly extensions?: { readonly code?: unknown };
}

/** The data of a GraphQL answer; its first error is thrown. */
export function dataOf(answer: GraphqlAnswer, status: number): unknown {
  const [fault] = answer.errors ?? [];
  if (fault === undefined) return answer.data;
  const code = typeof fault.extensions?.code === 'string' ? fault.extensions.code : 'GRAPHQL_ERROR';
  throw new ClientError({
    code,
    message: fault.message,
    isRetryable: status >= 500 || retryableCodes.has(code),
  });
}

/** Codes of GraphQL errors after which the same request may succeed. */
const retryableCodes: ReadonlySet<string> = new Set([
  'DATABASE_UNAVAILABLE',
  'DRAINING',
  'OUTCOME_UNKNOWN',
  'OVERLOADED',
  'SLOW_CONSUMER',
  'TOO_MANY_SUBSCRIPTIONS',
]);

/** The GraphQL answer in a body; anything else that answers at the address is named as such. */
export function parseAnswer(
  text: string,
  response: Response,
  connection: Connection,
): GraphqlAnswer {
  try {
    const answer: unknown = JSON.parse(text);
    if (isGraphqlAnswer(answer)) return answer;
  } catch {
    // Not JSON: told below, together with JSON that is no GraphQL answer.
  }
  throw new ClientError({
    code: 'HTTP_ERROR',
    message: `${connection.url} answered HTTP ${response.status} without a GraphQL result. Is this the address of a Junjo server?`,
    isRetryable: response.status >= 500,
  });
}

function isGraphqlAnswer(value: unknown): value is GraphqlAnswer {
  if (typeof value !== 'object' || value === null) return false;
  return 'data' in value || ('errors' in value && Array.isArray(value.errors));
}
