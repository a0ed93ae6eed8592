/**
 * Pages of lists, by the conventions of Relay connections. Cursors hold the key of an element, so a
 * page is found by an index however deep in the list it is, and whether or not the element that the
 * cursor names still exists.
 */
import { isStorable } from '../domain/value-checks.ts';
import type { KeysetPage } from '../store/reads/keyset-page.ts';
import { requestError } from './request-error.ts';

export const pageSizeDefault = 20;
export const pageSizeMax = 100;

export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly last?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly before?: string | null | undefined;
}

/** How a list is ordered and what its cursors are called. */
export interface ListOrder<Key> {
  readonly list: string;
  readonly direction?: 'ASC' | 'DESC' | undefined;
  readonly toText: (key: Key) => string;
  /** Undefined for a text that is no key. */
  readonly toKey: (text: string) => Key | undefined;
}

/** A page as it was asked for: what to read, and what is known before reading. */
export interface Page<Key> extends KeysetPage<Key> {
  readonly size: number;
  /** Whether the rows come in the reverse of the list's order. */
  readonly isFromBack: boolean;
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
}

/** Reads the arguments; one more row than the page holds is asked for, to know if there is more. */
export function readPage<Key>(args: PageArguments, order: ListOrder<Key>): Page<Key> {
  const { first, last } = args;
  if (first != null && last != null) {
    throw requestError('INVALID_VALUE', 'Give `first` or `last`, not both.');
  }
  const size = readSize(first ?? last ?? pageSizeDefault, last == null ? 'first' : 'last');
  const after = readCursor(args.after, 'after', order);
  const before = readCursor(args.before, 'before', order);
  const isDescending = order.direction === 'DESC';
  const isFromBack = last != null;
  return {
    above: isDescending ? before : after,
    below: isDescending ? after : before,
    scan: isDescending === isFromBack ? 'ASC' : 'DESC',
    limit: size + 1,
    size,
    isFromBack,
    hasBefore: after !== undefined,
    hasAfter: before !== undefined,
  };
}

/** What a connection holds, from the rows read for the page. */
export function connectionOf<Row, Key>(
  rows: readonly Row[],
  page: Page<Key>,
  { list, toText, keyOf, reached }: ConnectionOrder<Row, Key>,
) {
  const isCut = rows.length > page.size || reached !== undefined;
  const shown = rows.slice(0, page.size);
  if (page.isFromBack) shown.reverse();
  const edges = shown.map((node) => ({ node, cursor: writeCursor(list, toText(keyOf(node))) }));
  const farEnd = reached === undefined ? undefined : writeCursor(list, toText(reached));
  return {
    edges,
    pageInfo: {
      hasNextPage: page.isFromBack ? page.hasAfter : isCut,
      hasPreviousPage: page.isFromBack ? isCut : page.hasBefore,
      startCursor: (page.isFromBack ? farEnd : undefined) ?? edges[0]?.cursor ?? null,
      endCursor: (page.isFromBack ? undefined : farEnd) ?? edges.at(-1)?.cursor ?? null,
    },
  };
}

interface ConnectionOrder<Row, Key> extends ListOrder<Key> {
  readonly keyOf: (row: Row) => Key;
  /** How far a search has come that stopped before it had found enough: from there it goes on. */
  readonly reached?: Key | undefined;
}

/** How much a list costs: as many times its element as elements are asked for. */
export function pageCost(args: PageArguments): { field: number; multiplier: number } {
  const size = args.first ?? args.last ?? pageSizeDefault;
  return { field: 1, multiplier: Math.min(Math.max(size, 1), pageSizeMax) };
}

/** Checks the size of a page, or of a list that is cut to a size. */
export function readSize(size: number, name: string): number {
  if (size < 0)
    throw requestError('INVALID_VALUE', `\`${name}\` is ${size}; it cannot be negative.`);
  if (size <= pageSizeMax) return size;
  throw requestError(
    'PAGE_SIZE_TOO_LARGE',
    `\`${name}\` is ${size}; at most ${pageSizeMax} are answered at once. Ask for fewer and go on with \`pageInfo\`.`,
  );
}

const cursorVersion = '1';
/** The longest key of an element has 256 characters, of up to three bytes each. */
const cursorLengthMax = 2_048;

function writeCursor(list: string, key: string): string {
  return Buffer.from(`${cursorVersion}.${list}.${key}`, 'utf8').toString('base64url');
}

function readCursor<Key>(
  cursor: string | null | undefined,
  name: 'after' | 'before',
  { list, toKey }: ListOrder<Key>,
): Key | undefined {
  if (cursor == null) return undefined;
  const prefix = `${cursorVersion}.${list}.`;
  const text =
    cursor.length > cursorLengthMax ? '' : Buffer.from(cursor, 'base64url').toString('utf8');
  const key =
    text.startsWith(prefix) && isStorable(text) ? toKey(text.slice(prefix.length)) : undefined;
  if (key !== undefined) return key;
  throw requestError(
    'CURSOR_INVALID',
    `\`${name}\` is no cursor of this list. Pass one from \`pageInfo\` or an edge of the same list.`,
  );
}
