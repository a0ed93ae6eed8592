/** Where texts come in by the arguments of operations, and values with a text in such a place. */
import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import { schema } from '../../src/graphql/schema.ts';

export interface Place {
  readonly argument: {
    readonly type: GraphQLInputType;
    /** What else the field has to be given. */
    readonly others: string;
    readonly selection: string;
  };
  /** From the arguments of the field to a text. */
  readonly path: readonly string[];
}

/** Everywhere that a text comes in by an argument of an operation, field by field. */
export function placesByField(
  root: 'Query' | 'Mutation' | 'Subscription',
): readonly (readonly [string, readonly Place[]])[] {
  const type = schema[`get${root}Type`]();
  const all = Object.values(type?.getFields() ?? {}).map(({ name, type: answered, args }) => {
    const places = args.flatMap((argument) =>
      pathsOf(argument.type, [argument.name]).map((path) => ({
        argument: {
          type: argument.type,
          others: othersOf(args, argument.name),
          selection: /^(String|ID|Boolean|Int|JSON)\b/.test(`${answered}`) ? '' : '{ __typename }',
        },
        path,
      })),
    );
    return [name, places] as const;
  });
  return all.filter(([, places]) => places.length > 0);
}

function othersOf(args: readonly GraphQLArgument[], name: string): string {
  return args
    .filter((argument) => argument.name !== name && isNonNullType(argument.type))
    .map((argument) => `, ${argument.name}: ${literal(fill(argument.type, [], ''))}`)
    .join('');
}

/** A value as it is written in an operation, where names of fields stand without quotes. */
function literal(value: unknown): string {
  return JSON.stringify(value).replaceAll(/"(\w+)":/g, '$1: ');
}

/** The ways to texts within a value; each input type is entered once on the way. */
function pathsOf(
  type: GraphQLInputType,
  path: readonly string[],
  seen: readonly string[] = [],
): string[][] {
  if (isNonNullType(type)) return pathsOf(type.ofType, path, seen);
  if (path.join('.') === 'input.reports') return [];
  if (isListType(type)) return pathsOf(type.ofType, [...path, '0'], seen);
  if (type.name === 'String' || type.name === 'ID') return [[...path]];
  if (!isInputObjectType(type) || seen.includes(type.name)) return [];
  return Object.values(type.getFields()).flatMap((field) =>
    pathsOf(field.type, [...path, field.name], [...seen, type.name]),
  );
}

/** A value of the type with the text at the end of the path, and all else that it needs. */
export function fill(
  type: GraphQLInputType,
  [next, ...rest]: readonly string[],
  text: string,
): unknown {
  if (isNonNullType(type))
    return fill(type.ofType, next === undefined ? [] : [next, ...rest], text);
  if (isListType(type)) return [fill(type.ofType, rest, text)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (!isInputObjectType(type)) return next === undefined ? (simple[type.name] ?? text) : text;
  const all = Object.values(type.getFields());
  // Of an input with exactly one member, the first is as good as any.
  const only = type.isOneOf ? (next ?? all[0]?.name) : undefined;
  const isNeeded = (field: GraphQLInputField) =>
    field.name === next ||
    field.name === only ||
    (only === undefined && isRequiredInputField(field));
  const fields = all.filter(isNeeded);
  return Object.fromEntries(
    fields.map((field) => [
      field.name,
      fill(field.type, field.name === next ? rest : [], field.name === next ? text : 'x'),
    ]),
  );
}

const simple: Readonly<Record<string, unknown>> = {
  Int: 1,
  Float: 1,
  Boolean: true,
  JSON: {},
  DateTime: '2026-01-31T12:00:00.000Z',
};
