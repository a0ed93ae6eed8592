/** How the calls of all nouns are made, and what they share: checks of payloads, names, pages. */
import { ClientError, refusal } from './client-error.ts';
import type { Connection } from './connection.ts';
import type { UserErrorPartsFragment } from './generated/operations.ts';
import type { Operation } from './operation.ts';
import { type RetryOptions, request } from './request.ts';

export interface CallOptions {
  /** Gives up waiting; the call throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface Caller {
  call<Result, Variables extends object>(
    operation: Operation<Result, Variables>,
    variables: Variables,
    options?: CallOptions & { readonly check?: (data: Result) => void; readonly waitMs?: number },
  ): Promise<Result>;
}

export function createCaller(
  connection: Connection,
  { retry, timeoutMs }: { readonly retry: RetryOptions; readonly timeoutMs: number },
): Caller {
  return {
    call: (operation, variables, { signal, check, waitMs = 0 } = {}) =>
      request(
        connection,
        { operation, variables },
        { signal, check, retry, timeoutMs: timeoutMs + waitMs },
      ),
  };
}

/** Throws what a payload was refused for. */
export function refuse(payload: { readonly userErrors: readonly UserErrorPartsFragment[] }): void {
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

/** The largest page the API answers. */
export const pageSize = 100;

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
export function withIdempotencyKey<
  Input extends { readonly idempotencyKey?: string | null | undefined },
>(input: Input): Input {
  return isNamed(input.idempotencyKey)
    ? input
    : { ...input, idempotencyKey: globalThis.crypto.randomUUID() };
}
