/**
 * Input values read by their types, by functions that are made once for each type. What they answer is
 * what the GraphQL library answers, key by key. What is wrong with a value they leave to the library:
 * they only say that something is.
 */
import {
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

/** Reads a value that came as JSON. */
export type ReadInput = (value: unknown) => unknown;

/** The answer for a value that is not of the type. */
export const invalid: unique symbol = Symbol('invalid');

export function inputReaderOf(type: GraphQLInputType): ReadInput {
  let read = known.get(type);
  if (read === undefined) {
    // Types may be made of themselves: until the reader is there, it is looked up when it is needed.
    known.set(type, (value) => inputReaderOf(type)(value));
    read = makeReader(type);
    known.set(type, read);
  }
  return read;
}

const known = new WeakMap<GraphQLInputType, ReadInput>();

function makeReader(type: GraphQLInputType): ReadInput {
  if (isNonNullType(type)) {
    const read = inputReaderOf(type.ofType);
    return (value) => (value === null || value === undefined ? invalid : read(value));
  }
  if (isListType(type)) return orNull(listReader(inputReaderOf(type.ofType)));
  return orNull(isInputObjectType(type) ? objectReader(type) : leafReader(type));
}

function orNull(read: ReadInput): ReadInput {
  return (value) => (value === null || value === undefined ? null : read(value));
}

function listReader(readItem: ReadInput): ReadInput {
  return (value) => {
    if (!Array.isArray(value)) {
      const only = readItem(value);
      return only === invalid ? invalid : [only];
    }
    // As long as it is and no longer: a list that grows takes room for 17, and most have one or two.
    const items = value.map((given: unknown) => readItem(given));
    return items.includes(invalid) ? invalid : items;
  };
}

interface FieldReader {
  readonly name: string;
  readonly read: ReadInput;
  readonly fallback: unknown;
  readonly isRequired: boolean;
}

function objectReader(type: GraphQLInputObjectType): ReadInput {
  const fields = Object.values(type.getFields()).map(fieldReader);
  // What all objects have would be taken for a field that was given.
  if (fields.some(({ name }) => name in Object.prototype)) return () => invalid;
  return (value) => {
    if (typeof value !== 'object' || Array.isArray(value)) return invalid;
    // It came as JSON, and is no null here.
    const given = value as Readonly<Record<string, unknown>>;
    const read: Record<string, unknown> = {};
    let readCount = 0;
    let knownCount = 0;
    for (const field of fields) {
      const own = given[field.name];
      if (own === undefined) {
        if (field.fallback !== undefined) read[field.name] = field.fallback;
        else if (field.isRequired) return invalid;
        else continue;
      } else {
        const part = field.read(own);
        if (part === invalid) return invalid;
        read[field.name] = part;
        knownCount += 1;
      }
      readCount += 1;
    }
    if (Object.keys(given).length !== knownCount) return invalid;
    return type.isOneOf && !isOne(read, readCount) ? invalid : read;
  };
}

function fieldReader({ name, type, defaultValue }: GraphQLInputField): FieldReader {
  const isRequired = isNonNullType(type);
  return { name, read: inputReaderOf(type), fallback: defaultValue, isRequired };
}

function isOne(read: Readonly<Record<string, unknown>>, readCount: number): boolean {
  return readCount === 1 && Object.values(read)[0] !== null;
}

function leafReader(type: GraphQLLeafType): ReadInput {
  const parse: ReadInput = (value) => {
    try {
      const parsed: unknown = type.parseValue(value);
      return parsed === undefined ? invalid : parsed;
    } catch {
      // The library finds the same, and says it.
      return invalid;
    }
  };
  // These texts and truths are read as they are.
  if (type.name === 'String' || type.name === 'ID') {
    return (value) => (typeof value === 'string' ? value : parse(value));
  }
  return type.name === 'Boolean'
    ? (value) => (typeof value === 'boolean' ? value : parse(value))
    : parse;
}
