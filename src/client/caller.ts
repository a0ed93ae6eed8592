/** How the calls of all nouns are made, and what they share: checks of payloads, names, pages. */
import { ClientError, refusal } from './client-error.ts';
import type { OnConflict, UserErrorPartsFragment } from './generated/operations.ts';
import type { Operation } from './operation.ts';
import { type RetryOptions, request } from './request.ts';
import type { Servers } from './servers.ts';

export interface CallOptions {
  /** Gives up waiting; the call throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A mutation as a call: takes its input, and answers its payload or throws what it says. */
export type InputCall<Input, Payload> = (input: Input, options?: CallOptions) => Promise<Payload>;

export interface Caller {
  call<Result, Variables extends object>(
    operation: Operation<Result, Variables>,
    variables: Variables,
    options?: CallOptions & { readonly check?: (data: Result) => void; readonly waitMs?: number },
  ): Promise<Result>;
  /** The call of a mutation, named by its field; it is safe to repeat. */
  mutation<Field extends string, Payload extends Refusable, Input extends Keyed>(
    operation: Operation<Readonly<Record<Field, Payload>>, { input: Input }>,
    field: Field,
  ): InputCall<Input, Payload>;
}

interface Refusable {
  readonly userErrors: readonly UserErrorPartsFragment[];
}

interface Keyed {
  readonly idempotencyKey?: string | null | undefined;
}

export function createCaller(
  servers: Servers,
  { retry, timeoutMs }: { readonly retry: RetryOptions; readonly timeoutMs: number },
): Caller {
  const call: Caller['call'] = (operation, variables, { signal, check, waitMs = 0 } = {}) =>
    request(
      servers,
      { operation, variables },
      { signal, check, retry, timeoutMs: timeoutMs + waitMs },
    );
  return {
    call,
    mutation: (operation, field) => async (input, options) => {
      const variables = { input: withIdempotencyKey(input) };
      const check = (data: Readonly<Record<typeof field, Refusable>>) => refuse(data[field]);
      return (await call(operation, variables, { ...options, check }))[field];
    },
  };
}

/** Throws what a payload was refused for. */
export function refuse(payload: Refusable): void {
  const [first, ...others] = payload.userErrors;
  if (first !== undefined) throw refusal(first, others);
}

/** What was asked for by name; a ClientError says that it is not there. */
export function present<T>(value: T | null, noun: string): T {
  if (value !== null) return value;
  throw new ClientError({
    code: 'NOT_FOUND',
    message: `There is no such ${noun}. It may have been removed; list what there is and try again.`,
  });
}

/** Whether the caller gave the call a name of its own. */
export function isNamed(name: string | null | undefined): boolean {
  return name !== undefined && name !== null && name !== '';
}

/** Whether the key of the Job makes that a repetition is answered with it. */
export function isOneByItsKey({ key, onConflict }: KeyedJob): boolean {
  return isNamed(key) && (onConflict ?? 'RETURN_EXISTING') === 'RETURN_EXISTING';
}

interface KeyedJob {
  readonly key?: string | null | undefined;
  readonly onConflict?: OnConflict | null | undefined;
}

/** The largest page the API answers. */
const pageSize = 100;

/** A part of a list, and where it goes on. */
interface Page<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** All elements of a list, read page by page as they are taken. */
export async function* elementsOf<Node>(
  readPage: (place: { first: number; after: string | null }) => Promise<Page<Node>>,
): AsyncGenerator<Node, void, unknown> {
  let after: string | null = null;
  do {
    const { nodes, pageInfo }: Page<Node> = await readPage({ first: pageSize, after });
    yield* nodes;
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
}

/** What is not there is null, and what is of another type has no fields. */
export function isFound<T extends { readonly id: string }>(
  node: T | Record<PropertyKey, never> | null,
): node is T {
  return node !== null && 'id' in node;
}

export function* pagesOf(ids: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < ids.length; start += pageSize) {
    yield ids.slice(start, start + pageSize);
  }
}

/** Makes a mutation safe to repeat. */
export function withIdempotencyKey<Input extends Keyed>(input: Input): Input {
  return isNamed(input.idempotencyKey)
    ? input
    : { ...input, idempotencyKey: globalThis.crypto.randomUUID() };
}
