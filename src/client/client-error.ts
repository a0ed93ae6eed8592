import type { UserErrorCategory, UserErrorPartsFragment } from './generated/operations.ts';

interface ClientErrorFacts {
  readonly code: string;
  readonly message: string;
  readonly category?: UserErrorCategory | undefined;
  readonly path?: readonly string[] | undefined;
  readonly details?: unknown;
  readonly isRetryable?: boolean | undefined;
  readonly cause?: unknown;
}

/**
 * Whatever kept a call from succeeding.
 *
 * `code` is Junjo's own where Junjo answered (see docs/errors.md), else one of the client's:
 * `UNREACHABLE` (no answer: refused, cut off or timed out), `HTTP_ERROR` (an answer that is not
 * GraphQL), `NOT_FOUND` (a `get` found nothing).
 */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: string;
  /** Only of refusals: the closed set behind the open `code`. */
  readonly category: UserErrorCategory | undefined;
  /** Only of refusals: where in the input the fault is. */
  readonly path: readonly string[];
  readonly details: unknown;
  /** Whether the same call may succeed later, unchanged. */
  readonly isRetryable: boolean;

  constructor({ code, message, category, path, details, isRetryable, cause }: ClientErrorFacts) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.category = category;
    this.path = path ?? [];
    this.details = details;
    this.isRetryable = isRetryable ?? false;
  }
}

/** Junjo's refusal of a mutation as an error: the first user error, with the others counted. */
export function refusal(
  first: UserErrorPartsFragment,
  others: readonly UserErrorPartsFragment[],
): ClientError {
  const more = others.length === 0 ? '' : ` (and ${others.length} more: ${codesOf(others)})`;
  return new ClientError({
    code: first.code,
    message: `${first.message}${more}`,
    category: first.category,
    path: first.path,
    details: first.details,
    isRetryable: first.retryable && others.every(({ retryable }) => retryable),
  });
}

/** No answer came. `reason` is what the network said. */
export function unreachable(url: string, reason: unknown): ClientError {
  return new ClientError({
    code: 'UNREACHABLE',
    message: `No answer from ${url}: ${rootMessage(reason)}.`,
    isRetryable: true,
    cause: reason,
  });
}

function codesOf(errors: readonly UserErrorPartsFragment[]): string {
  return [...new Set(errors.map(({ code }) => code))].join(', ');
}

/** What lies at the bottom: fetch itself says only "fetch failed", its cause says why. */
function rootMessage(reason: unknown): string {
  if (!(reason instanceof Error)) return String(reason);
  if (reason instanceof AggregateError && reason.errors.length > 0) {
    return rootMessage(reason.errors[0]);
  }
  if (reason.cause !== undefined) return rootMessage(reason.cause);
  return reason.message;
}
