/**
 * How clients say what they want: one operation is sent until it is answered, each time to another
 * server, as the protocol allows it; some of what was answered is sent once more, to see whether it is
 * answered alike. Every call is written down with what came back.
 */
import { ClientError } from '../../../src/client/client-error.ts';
import type { Client } from '../../../src/client/create-client.ts';
import type { Accepted, Answer, Call, Operation, Position, Wish } from '../history.ts';

export interface Campaign {
  /** One client for each server, which sends everything just once. */
  readonly clients: readonly Client[];
  readonly topics: readonly { readonly id: string; readonly name: string }[];
  readonly operations: Operation[];
  /** Random numbers from 0 up to 1, by the seed. */
  readonly chance: () => number;
  /** No new operations begin from then on. */
  readonly ending: AbortSignal;
}

/** Sends it under the id of the operation: an answer, or a ClientError. */
export type Send = (client: Client, id: string) => Promise<Accepted>;

export async function perform(
  campaign: Campaign,
  { client, wish, server }: { client: string; wish: Wish; server?: number | undefined },
  send: Send,
): Promise<Answer> {
  const operation: Operation = { id: newId(campaign), client, wish, calls: [] };
  campaign.operations.push(operation);
  let at = server ?? pick(campaign);
  for (let tryCount = 1; ; tryCount += 1) {
    const call = await callOnce(at, () => send(clientAt(campaign, at), operation.id));
    operation.calls.push(call);
    const { answer } = call;
    if (answer.kind === 'OK') {
      await repeatSometimes(campaign, operation, send);
      return answer;
    }
    const isOver = answer.kind === 'REFUSED' && !answer.isRetryable;
    if (isOver || wish.kind === 'READ' || tryCount === tryCountMax) return answer;
    await pause(campaign.chance() * 100 * tryCount);
    // Whoever names a server wants to know of that one.
    if (server === undefined) at = (at + 1) % campaign.clients.length;
  }
}

const tryCountMax = 8;

/** What was done already is asked for once more, at another server. */
async function repeatSometimes(
  campaign: Campaign,
  operation: Operation,
  send: Send,
): Promise<void> {
  if (operation.wish.kind === 'READ' || campaign.chance() >= 0.06) return;
  const at = pick(campaign);
  operation.calls.push(await callOnce(at, () => send(clientAt(campaign, at), operation.id)));
}

async function callOnce(server: number, send: () => Promise<Accepted>): Promise<Call> {
  const invokedAt = now();
  let answer: Answer;
  try {
    answer = await send();
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    answer = answerOf(error);
  }
  return { server, invokedAt, endedAt: now(), answer };
}

function answerOf({ code, category, details, isRetryable }: ClientError): Answer {
  if (unknownCodes.has(code) && category === undefined) return { kind: 'UNKNOWN', code };
  return { kind: 'REFUSED', code, reason: reasonIn(details), isRetryable };
}

/** All others say that nothing has happened. */
const unknownCodes = new Set(['UNREACHABLE', 'HTTP_ERROR', 'OUTCOME_UNKNOWN']);

export function reasonIn(details: unknown): string | undefined {
  if (typeof details !== 'object' || details === null || !('reason' in details)) return undefined;
  return typeof details.reason === 'string' ? details.reason : undefined;
}

/** The position in a cursor. Clients are not to look into one; this checker has to. */
export function positionOf(cursor: string | null): Position | undefined {
  if (cursor === null) return undefined;
  const [, , topicId = '', seq] = Buffer.from(cursor, 'base64url').toString('utf8').split('.');
  return { topicId, seq: Number(seq) };
}

/** Monotonic nanoseconds. */
export function now(): number {
  return Number(process.hrtime.bigint());
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function choose<T>({ chance }: Pick<Campaign, 'chance'>, all: readonly T[]): T | undefined {
  return all[Math.floor(chance() * all.length)];
}

function pick({ clients, chance }: Campaign): number {
  return Math.floor(chance() * clients.length);
}

function clientAt({ clients }: Campaign, server: number): Client {
  const client = clients[server];
  if (client === undefined) throw new Error(`There is no server ${server}.`);
  return client;
}

function newId({ operations }: Campaign): string {
  return `op-${operations.length + 1}`;
}
