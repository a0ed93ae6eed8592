/**
 * Long lists of input, read by their types in portions. The GraphQL library reads a value in one
 * piece, so long lists are taken out of it first, and their elements are read one by one, each
 * without the long lists that it holds itself; what is read is put back into its place.
 */
import {
  coerceInputValue,
  type GraphQLError,
  type GraphQLInputType,
  getNullableType,
  isInputObjectType,
  isListType,
} from 'graphql';
import { Portion } from '../domain/portions.ts';
import { inputReaderOf, invalid } from './plans/input-reader.ts';

export type InputPath = readonly (string | number)[];

/** A list that was taken out of a value, or what was read of it. */
export interface LongList {
  /** From the value that it was taken out of. */
  readonly path: InputPath;
  readonly elements: readonly unknown[];
}

/** A list that was not read yet. */
export interface UnreadList {
  readonly path: InputPath;
  /** The list itself, which can be emptied once nobody will read it again. */
  readonly elements: unknown[];
  readonly elementType: GraphQLInputType;
}

/** The first thing that is wrong with a list. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
  readonly path: InputPath;
  readonly value: unknown;

  constructor(path: InputPath, value: unknown, cause: GraphQLError) {
    super(cause.message, { cause });
    this.path = path;
    this.value = value;
  }
}

/** The value without its long lists, which are added to those taken; itself when it has none. */
export function takeLongLists(
  value: unknown,
  type: GraphQLInputType,
  { path, taken }: { readonly path: InputPath; readonly taken: UnreadList[] },
): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    if (!Array.isArray(value) || !isLong(value)) return value;
    taken.push({ path, elements: value, elementType: nullable.ofType });
    return [];
  }
  if (!isInputObjectType(nullable) || !isRecord(value)) return value;
  let left: Record<string, unknown> | undefined;
  for (const [name, field] of Object.entries(nullable.getFields())) {
    const given = value[name];
    if (typeof given !== 'object' || given === null) continue;
    const without = takeLongLists(given, field.type, { path: [...path, name], taken });
    if (without !== given) left = { ...(left ?? value), [name]: without };
  }
  return left ?? value;
}

/** Reads a list, or throws what is wrong with it: an InvalidInput, whose path begins where `from` ends. */
export function* readLongList(
  { elements, elementType }: UnreadList,
  from: InputPath = [],
  portion = new Portion(),
): Generator<undefined, readonly unknown[], void> {
  const read: unknown[] = [];
  for (const [index, element] of elements.entries()) {
    const place = [...from, index];
    const taken: UnreadList[] = [];
    const left = takeLongLists(element, elementType, { path: [], taken });
    const value = readElement(left, elementType, place);
    for (const list of taken) {
      const inner = yield* readLongList(list, [...place, ...list.path], portion);
      putBack(value, { path: list.path, elements: inner });
    }
    read.push(value);
    if (portion.isDone(elementCountOf(left))) yield undefined;
  }
  return read;
}

function readElement(element: unknown, type: GraphQLInputType, place: InputPath): unknown {
  const read = inputReaderOf(type)(element);
  if (read !== invalid) return read;
  return coerceInputValue(element, type, (path, wrong, error) => {
    throw new InvalidInput([...place, ...path], wrong, error);
  });
}

/** An element may be a whole Job, which takes as long as many small ones. */
function elementCountOf(element: unknown): number {
  return Math.ceil(countUpTo(countAtOnce, element) / valueCountOfElement);
}

/** About as many as a Unit or a report has. */
const valueCountOfElement = 8;

/** Puts what was read of a list into the place of the empty one that was left there. */
export function putBack(value: unknown, { path, elements }: LongList): void {
  const names = path.slice(0, -1);
  const last = path.at(-1);
  let holder = value;
  for (const name of names) holder = isRecord(holder) ? holder[name] : undefined;
  if (last === undefined || !isRecord(holder)) throw new Error('A list has lost its place.');
  holder[last] = elements;
}

/** How much a list may hold, all in all, to be read in one piece: some milliseconds of work. */
const countAtOnce = 2_000;

function isLong(list: readonly unknown[]): boolean {
  return countUpTo(countAtOnce, list) > countAtOnce;
}

/** How many values there are within a value; it looks no farther than to one more than asked. */
function countUpTo(most: number, value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  let count = 1;
  for (const part of Array.isArray(value) ? value : Object.values(value)) {
    if (count > most) break;
    count += countUpTo(most - count, part);
  }
  return count;
}

function isRecord(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}
