/**
 * What a client may see of an error. Errors with a code of ours and what GraphQL itself finds wrong
 * with a request pass; everything else is a fault of the server, of which the client learns an id
 * that stands in the log as well.
 */
import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { EngineFault } from '../engine/engine-fault.ts';
import { DatabaseUnavailable } from '../store/port.ts';

export type LogFault = (fault: unknown, requestId: string) => void;

export function maskError(error: unknown, logFault: LogFault): GraphQLError {
  const located = error instanceof GraphQLError ? error : undefined;
  const origin = originOf(error);
  if (located !== undefined && isForClient(located, origin)) return withCode(located, origin);
  const requestId = randomUUID();
  logFault(origin, requestId);
  const { message, code } = toldOf(origin);
  return new GraphQLError(`${message} In the server's log it is ${requestId}.`, {
    nodes: located?.nodes ?? null,
    path: located?.path ?? null,
    extensions: { code, requestId },
  });
}

function toldOf(origin: unknown): { readonly message: string; readonly code: string } {
  if (origin instanceof EngineFault) return origin;
  return origin instanceof DatabaseUnavailable ? unavailable : unexpected;
}

const unavailable = {
  code: 'DATABASE_UNAVAILABLE',
  message: 'The database could not be reached for some time; try again in a moment.',
} as const;

const unexpected = {
  code: 'INTERNAL',
  message: 'Something broke down in the server while it answered this.',
} as const;

/** The error at the bottom of those that wrap it. */
function originOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError !== undefined
    ? originOf(error.originalError)
    : error;
}

function isForClient(located: GraphQLError, origin: unknown): boolean {
  if (!(origin instanceof GraphQLError)) return false;
  if (typeof origin.extensions['code'] === 'string') return true;
  // What GraphQL finds wrong with a request has no place in the answer, except for arguments that
  // turn out to be wrong when variables are put into them.
  return located.path === undefined || located.message.startsWith('Argument "');
}

function withCode(located: GraphQLError, origin: unknown): GraphQLError {
  if (typeof located.extensions['code'] === 'string') return located;
  const code = origin instanceof GraphQLError ? origin.extensions['code'] : undefined;
  const { message, nodes, path, source, positions } = located;
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    path: path ?? null,
    source: source ?? null,
    positions: positions ?? null,
    extensions: {
      ...located.extensions,
      code: code ?? 'BAD_USER_INPUT',
      http: { status: 400, spec: true },
    },
  });
}
