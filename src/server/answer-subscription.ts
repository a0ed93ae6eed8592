/** Subscriptions over HTTP: which requests are some, and how they are answered. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import { isResultStream } from '../graphql/open-subscription.ts';
import { resultText } from '../graphql/subscription-result.ts';
import { sendEventStream, sendSingleResult } from './event-stream.ts';
import type { Heartbeat } from './heartbeat.ts';
import { findSubscription, type Operations } from './operations.ts';

export interface AskedOperation {
  readonly params: unknown;
  readonly operations: Operations;
  readonly heartbeat: Heartbeat;
}

/**
 * Answers a subscription as a stream of events, if the request is for one; otherwise touches nothing
 * and says what else is to be done with it.
 */
export async function answerSubscription(
  request: IncomingMessage,
  response: ServerResponse,
  { params, operations, heartbeat }: AskedOperation,
): Promise<'answered' | 'no-subscription' | 'not-acceptable'> {
  const accepted = acceptedFrom(request);
  if (accepted === 'page') return 'no-subscription';
  const found = findSubscription(operations.yoga, params);
  if (found === undefined) return 'no-subscription';
  if (accepted === 'other') return 'not-acceptable';
  const opened = await operations.subscriptions.open(found);
  if (isResultStream(opened)) sendEventStream(response, opened, heartbeat);
  else sendSingleResult(response, resultText(opened), isForLater(opened) ? 503 : 200);
  return 'answered';
}

/** The parameters of a GET request; what is wrong with them is told by whoever answers it. */
export function readQueryParams(url: string | undefined): unknown {
  const { searchParams } = new URL(url ?? '/', 'http://localhost');
  const { variables, extensions, ...rest } = Object.fromEntries(searchParams);
  try {
    return { ...rest, variables: parsed(variables), extensions: parsed(extensions) };
  } catch {
    return undefined;
  }
}

function parsed(json: string | undefined): unknown {
  return json === undefined || json === '' ? undefined : JSON.parse(json);
}

/** A browser that wants a page gets the editor, whatever its address says. */
function acceptedFrom({ method, headers: { accept } }: IncomingMessage) {
  if (accept === undefined || eventStreamPattern.test(accept)) return 'stream';
  if (method === 'GET' && accept.includes('text/html')) return 'page';
  return anythingPattern.test(accept) ? 'stream' : 'other';
}

/** Whether nothing is wrong with the subscription but that this server takes no more of them. */
function isForLater({ errors = [] }: ExecutionResult): boolean {
  return errors.some(({ extensions }) => extensions['code'] === 'TOO_MANY_SUBSCRIPTIONS');
}

const eventStreamPattern = /text\/(event-stream|\*)/i;
const anythingPattern = /\*\/\*/;
