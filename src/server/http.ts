/**
 * The HTTP side: what stands at which path, and how a server comes up and goes down. Requests are
 * refused here before GraphQL sees them when they are too large, no JSON, or from a foreign page.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Logger } from 'pino';
import { nextTurn } from '../engine/turns.ts';
import type { Timers } from '../feeds/timers.ts';
import type { DatabaseCopies } from '../store/port.ts';
import { answerPlanned } from './answer-planned.ts';
import { type AskedOperation, answerSubscription, readQueryParams } from './answer-subscription.ts';
import { answerBackup } from './backup.ts';
import { Heartbeat } from './heartbeat.ts';
import { foreignAccess, isLoopback } from './local-access.ts';
import type { Operations } from './operations.ts';
import type { PlannedOperations } from './planned-operations.ts';
import { readJsonBody } from './read-body.ts';
import type { Phase, Readiness } from './readiness.ts';
import { acceptWebSockets, UpgradeRequest, type WebSockets } from './web-sockets.ts';

export interface HttpOptions {
  readonly host: string;
  readonly port: number;
  readonly maxBodyBytes: number;
  readonly operations: Operations;
  /** What is sent often, and is answered without all that yoga does. */
  readonly planned: PlannedOperations;
  /** Copies of the database, where the server can make them. */
  readonly copies?: DatabaseCopies | undefined;
  /** The page at `/`. */
  readonly landingPage: string;
  readonly readiness: (phase: Phase) => Promise<Readiness>;
  /** What connections are looked after by. @default the system's */
  readonly timers?: Timers | undefined;
  readonly log: Logger;
}

export interface HttpServer {
  readonly port: number;
  readonly url: string;
  listen(): Promise<void>;
  /** Sends clients elsewhere: `/health/ready` answers 503, connections close with their answer. */
  drain(): void;
  /**
   * Listens no more. Resolves when every request was answered and every connection is closed, or
   * cut off after the grace.
   */
  close(graceMs: number): Promise<void>;
}

export function createHttp(options: HttpOptions): HttpServer {
  const state: { phase: Phase } = { phase: 'starting' };
  const unanswered = new Set<ServerResponse>();
  const isLocal = isLoopback(options.host);
  const heartbeat = new Heartbeat(options.timers);
  const site: Site = { ...options, isLocal, heartbeat, state };
  const server = createServer({ IncomingMessage: UpgradeRequest }, (request, response) => {
    unanswered.add(response);
    response.once('close', () => unanswered.delete(response));
    if (state.phase === 'draining') leave(response);
    answer(request, response, site).catch((error: unknown) => {
      // Clients may go away in the middle; everything else is a fault of ours.
      const level = request.destroyed ? 'debug' : 'error';
      options.log[level]({ err: error }, 'a request was not answered');
      // What was answered already cannot be taken back; the client sees that it broke off.
      response.destroy();
    });
  });
  // Clients hold connections between requests; the server should not close one just as it is used.
  server.keepAliveTimeout = 75_000;
  server.requestTimeout = 120_000;
  const sockets = acceptWebSockets(server, { ...options, isLocal, heartbeat });
  const unused = trackUnused(server);
  return {
    get port() {
      return boundAddress(server)?.port ?? options.port;
    },
    get url() {
      const host = options.host.includes(':') ? `[${options.host}]` : options.host;
      return `http://${host}:${boundAddress(server)?.port ?? options.port}`;
    },
    listen: async () => {
      await listen(server, options);
      state.phase = 'serving';
    },
    drain: () => {
      if (state.phase === 'draining') return;
      state.phase = 'draining';
      for (const response of unanswered) leave(response);
    },
    close: (graceMs) => close(server, { graceMs, unused, unanswered, sockets, log: options.log }),
  };
}

/** Has the connection end with this answer, so that the client opens its next one elsewhere. */
function leave(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
  // Event streams say that they keep the connection, whatever was said before.
  const { socket } = response.req;
  response.once('finish', () => socket.end());
}

interface Site extends HttpOptions {
  readonly isLocal: boolean;
  readonly heartbeat: Heartbeat;
  readonly state: { readonly phase: Phase };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  site: Site,
): Promise<void> {
  const foreign = site.isLocal ? foreignAccess(request) : undefined;
  if (foreign !== undefined) return sendError(response, 403, 'FORBIDDEN_ORIGIN', foreign);
  const path = (request.url ?? '/').split('?', 1)[0];
  if (path === '/graphql') return await answerGraphql(request, response, site);
  if (path === '/backup') {
    const refusal = await answerBackup(request, response, site.copies);
    if (refusal === undefined) return;
    return sendError(response, refusal.status, refusal.code, refusal.message);
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return sendError(response, 405, 'METHOD_NOT_ALLOWED', `${path} can only be read.`);
  }
  switch (path) {
    case '/':
      return send(response, 200, 'text/html; charset=utf-8', site.landingPage);
    case '/health/live':
      return sendHealth(response, { isReady: true, text: 'alive' });
    case '/health/ready':
      return sendHealth(response, await site.readiness(site.state.phase));
    case '/schema.graphql':
      return await sendSchema(request, response);
    default:
      return sendError(
        response,
        404,
        'NOT_FOUND',
        `There is nothing at ${path}. The API is at /graphql.`,
      );
  }
}

async function answerGraphql(
  request: IncomingMessage,
  response: ServerResponse,
  { operations, planned, heartbeat, maxBodyBytes }: Site,
): Promise<void> {
  if (request.method !== 'POST') {
    const params = request.method === 'GET' ? readQueryParams(request.url) : undefined;
    return await answerOperation(request, response, { params, operations, heartbeat });
  }
  const read = await readJsonBody(request, maxBodyBytes);
  if (!read.isRead) {
    // What the client still sends is not read, so the connection is of no more use.
    response.setHeader('connection', 'close');
    return sendError(response, read.status, read.code, read.message);
  }
  if (read.isLong) await nextTurn();
  // Whoever went away before this would not be noticed any more, and might be given Units.
  if (response.destroyed || request.socket.destroyed) return;
  const { body, isLong } = read;
  const asked = { params: body, isLong, planned };
  const left = await answerPlanned(request, response, asked);
  if (left === 'answered') return;
  Object.assign(request, { body });
  if (left === 'everything') {
    return await answerOperation(request, response, { params: body, operations, heartbeat });
  }
  await operations.yoga.handle(request, response, { unfinished: left });
}

async function answerOperation(
  request: IncomingMessage,
  response: ServerResponse,
  asked: AskedOperation,
): Promise<void> {
  const outcome = await answerSubscription(request, response, asked);
  if (outcome === 'answered') return;
  if (outcome === 'no-subscription') {
    await asked.operations.yoga.handle(request, response, {});
    return;
  }
  const message =
    'Subscriptions are answered as text/event-stream, which the request does not accept.';
  sendError(response, 406, 'NOT_ACCEPTABLE', message);
}

/** From the file that is printed from the schema: few ask, and what is printed takes half a megabyte. */
async function sendSchema(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = await readFile(schemaFile, 'utf8');
  const etag = etagOf(text);
  response.setHeader('etag', etag);
  response.setHeader('cache-control', 'no-cache');
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return;
  }
  send(response, 200, 'application/graphql; charset=utf-8', text);
}

/** It stands above both `src` and `dist`. */
const schemaFile = new URL('../../schema.graphql', import.meta.url);

function sendHealth(response: ServerResponse, { isReady, text }: Readiness): void {
  response.setHeader('cache-control', 'no-store');
  send(response, isReady ? 200 : 503, 'text/plain; charset=utf-8', `${text}\n`);
}

/** An error in the form of a GraphQL answer, so that clients need to read one form only. */
function sendError(response: ServerResponse, status: number, code: string, message: string): void {
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  send(response, status, 'application/json; charset=utf-8', body);
}

function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.setHeader('content-type', contentType);
  response.setHeader('x-content-type-options', 'nosniff');
  response.writeHead(status).end(body);
}

function etagOf(text: string): string {
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
}

function boundAddress(server: Server): AddressInfo | undefined {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address : undefined;
}

function listen(server: Server, { host, port }: HttpOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/**
 * The connections that never carried a request. Clients open some ahead of need, and to Node they
 * are not idle: it would wait for them as for a request under way.
 */
function trackUnused(server: Server): ReadonlySet<Socket> {
  const unused = new Set<Socket>();
  server.on('connection', (socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', ({ socket }) => unused.delete(socket));
  server.on('upgrade', ({ socket }) => unused.delete(socket));
  return unused;
}

interface Closing {
  readonly graceMs: number;
  readonly unused: ReadonlySet<Socket>;
  readonly unanswered: ReadonlySet<ServerResponse>;
  readonly sockets: WebSockets;
  readonly log: Logger;
}

/** Waits for what is under way; after the grace, connections that are still open are cut off. */
function close(server: Server, closing: Closing): Promise<void> {
  const { graceMs, unused, unanswered, sockets, log } = closing;
  if (!server.listening) return Promise.resolve();
  sockets.leave();
  return new Promise((resolve) => {
    const cutOff = setTimeout(() => {
      const counts = { unansweredCount: unanswered.size, webSocketCount: sockets.count() };
      log.warn({ ...counts, graceMs }, 'connections are cut off');
      server.closeAllConnections();
      sockets.terminate();
    }, graceMs);
    // A connection becomes idle with its last answer, and would stay open for more requests.
    const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
    server.close(() => {
      clearTimeout(cutOff);
      clearInterval(sweep);
      resolve();
    });
    server.closeIdleConnections();
    for (const socket of unused) socket.destroy();
  });
}

const sweepMs = 10;
