/** The messages of graphql-transport-ws, as they come from clients and as they are sent. */
import type { GraphQLError } from 'graphql';
import { resultText } from '../graphql/subscription-result.ts';
import { areOperationParams, isRecord, type OperationParams } from './operations.ts';

export const subprotocol = 'graphql-transport-ws';

/** Why a connection is closed, by the code that its client is told. */
export const closeReasons = {
  1001: 'The server is stopping',
  1013: 'Nothing was taken for too long',
  4400: 'Invalid message',
  4401: 'Unauthorized',
  4406: 'Subprotocol not acceptable',
  4408: 'Connection initialisation timeout',
  4409: 'Subscriber already exists',
  4429: 'Too many initialisation requests',
} as const;

export type CloseCode = keyof typeof closeReasons;

export interface SubscribeMessage {
  readonly type: 'subscribe';
  readonly id: string;
  readonly payload: OperationParams;
}

export type ClientMessage =
  | { readonly type: 'connection_init' | 'pong' }
  | { readonly type: 'ping'; readonly payload: unknown }
  | SubscribeMessage
  | { readonly type: 'complete'; readonly id: string };

/** Undefined for what is no message of the protocol. */
export function readMessage(text: string): ClientMessage | undefined {
  const message = parsed(text);
  if (!isRecord(message)) return undefined;
  const { type, id, payload } = message;
  switch (type) {
    case 'connection_init':
    case 'pong':
      return isOptionalRecord(payload) ? { type } : undefined;
    case 'ping':
      return isOptionalRecord(payload) ? { type, payload } : undefined;
    case 'subscribe':
      return isId(id) && areOperationParams(payload) ? { type, id, payload } : undefined;
    case 'complete':
      return isId(id) ? { type, id } : undefined;
    default:
      return undefined;
  }
}

export const acknowledgement = '{"type":"connection_ack"}';

export function pongOf(payload: unknown): string {
  return JSON.stringify({ type: 'pong', payload });
}

export function completeOf(id: string): string {
  return JSON.stringify({ type: 'complete', id });
}

export function errorOf(id: string, errors: readonly GraphQLError[]): string {
  const { errors: payload } = JSON.parse(resultText({ errors }));
  return JSON.stringify({ type: 'error', id, payload });
}

export function nextOf(id: string, result: string): string {
  return `{"type":"next","id":${JSON.stringify(id)},"payload":${result}}`;
}

/** What comes before the result in the messages with results of an operation. */
export function nextHead(id: string): Buffer {
  return Buffer.from(`{"type":"next","id":${JSON.stringify(id)},"payload":`);
}

/** A message with a result: only its head differs among those who get the same. */
export function nextMessage(head: Buffer, result: Buffer): Buffer {
  const message = Buffer.allocUnsafe(head.length + result.length + 1);
  message.set(head);
  message.set(result, head.length);
  message[message.length - 1] = closingBrace;
  return message;
}

/** The part of a message that is the same for all who get the result. */
export function encodeResult(json: string): Buffer {
  return Buffer.from(json);
}

const closingBrace = 0x7d;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is no message either.
    return undefined;
  }
}

/** Ids are kept while their operations run, and are sent with each result. */
function isId(id: unknown): id is string {
  return typeof id === 'string' && id.length > 0 && id.length <= idLengthMax;
}

const idLengthMax = 256;

function isOptionalRecord(value: unknown): boolean {
  return value == null || isRecord(value);
}
