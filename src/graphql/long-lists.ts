/**
 * The long lists of what a mutation is given, such as the Units of a large Job. They are taken out of
 * the variables before the GraphQL library reads these in one piece, are read in portions between
 * which others have their turn, and are put back before the mutation is resolved.
 *
 * That is done for variables that are given as a whole (`field(input: $input)`) and used for nothing
 * else, so nobody ever sees one without its lists.
 */
import {
  type ArgumentNode,
  type DocumentNode,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  getOperationAST,
  isInputType,
  Kind,
  type OperationDefinitionNode,
  typeFromAST,
  type VariableDefinitionNode,
  visit,
} from 'graphql';
import type { Turns } from '../engine/turns.ts';
import {
  InvalidInput,
  type LongList,
  putBack,
  readLongList,
  takeLongLists,
  type UnreadList,
} from './coerce-in-portions.ts';
import type { Context } from './context.ts';

/** What was read of the long lists, by the names of their variables. */
export type LongLists = ReadonlyMap<string, readonly LongList[]>;

export const noLongLists: LongLists = new Map();

export interface Asked {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variableValues?: Readonly<Record<string, unknown>> | null | undefined;
}

export interface ReadLists {
  /** The variables as they are left for the library. */
  readonly variableValues: Readonly<Record<string, unknown>>;
  readonly lists: LongLists;
  /** What they were read from. Whoever is sure that nobody will read them again may empty them. */
  readonly sources: readonly unknown[][];
}

/** Undefined when there are no long lists. Throws a GraphQLError that says what is wrong with one. */
export async function readLongLists(asked: Asked, turns: Turns): Promise<ReadLists | undefined> {
  const { document, operationName, variableValues } = asked;
  const operation = getOperationAST(document, operationName);
  if (operation?.operation !== 'mutation' || variableValues == null) return undefined;
  const left: Record<string, unknown> = { ...variableValues };
  const lists = new Map<string, readonly LongList[]>();
  const sources: unknown[][] = [];
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    const type = typeFromAST(asked.schema, definition.type);
    if (!isInputType(type)) continue;
    const taken: UnreadList[] = [];
    const without = takeLongLists(variableValues[name], type, { path: [], taken });
    const isWhole = taken.every(({ path }) => path.length > 0);
    if (taken.length === 0 || !isWhole || !isGivenAsAWhole(name, operation, document)) continue;
    left[name] = without;
    lists.set(name, await readAll(taken, definition, turns));
    sources.push(...taken.map(({ elements }) => elements));
  }
  return lists.size === 0 ? undefined : { variableValues: left, lists, sources };
}

/** Has every mutation find its long lists where they belong; for a schema that is complete. */
export function withLongLists(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const { resolve } = field;
    if (resolve !== undefined) field.resolve = puttingBack(resolve);
  }
  return schema;
}

type Resolver = GraphQLFieldResolver<unknown, Context>;

function puttingBack(resolve: Resolver): Resolver {
  return (source, args, context, info) => {
    const { longLists } = context;
    if (longLists.size === 0) return resolve(source, args, context, info);
    for (const { name, value } of info.fieldNodes[0]?.arguments ?? []) {
      if (value.kind !== Kind.VARIABLE) continue;
      const lists = longLists.get(value.name.value) ?? [];
      for (const list of lists) putBack(args[name.value], list);
    }
    return resolve(source, args, context, info);
  };
}

async function readAll(
  taken: readonly UnreadList[],
  definition: VariableDefinitionNode,
  turns: Turns,
): Promise<readonly LongList[]> {
  const lists: LongList[] = [];
  for (const list of taken) {
    const steps = readLongList(list, list.path);
    try {
      let step = steps.next();
      while (step.done !== true) {
        await turns.give();
        step = steps.next();
      }
      lists.push({ path: list.path, elements: step.value });
    } catch (fault) {
      throw fault instanceof InvalidInput ? invalidVariable(definition, fault) : fault;
    }
  }
  return lists;
}

/** Whether all that a variable is used for is to be the whole of an argument of a mutation. */
function isGivenAsAWhole(
  name: string,
  { selectionSet }: OperationDefinitionNode,
  document: DocumentNode,
): boolean {
  const isOwn = ({ value }: ArgumentNode) =>
    value.kind === Kind.VARIABLE && value.name.value === name;
  let ownCount = 0;
  for (const selection of selectionSet.selections) {
    if (selection.kind !== Kind.FIELD) continue;
    ownCount += (selection.arguments ?? []).filter(isOwn).length;
  }
  let count = 0;
  visit(document, {
    VariableDefinition: () => false,
    Variable: (node) => {
      if (node.name.value === name) count += 1;
    },
  });
  return ownCount > 0 && ownCount === count;
}

/** As the library says it. */
function invalidVariable(definition: VariableDefinitionNode, fault: InvalidInput): GraphQLError {
  const name = definition.variable.name.value;
  const path = fault.path.map((each) => (typeof each === 'number' ? `[${each}]` : `.${each}`));
  const value = JSON.stringify(fault.value) ?? 'undefined';
  const shown = value.length > shownLength ? `${value.slice(0, shownLength)}…` : value;
  const message = `Variable "$${name}" got invalid value ${shown} at "${name}${path.join('')}"; ${fault.message}`;
  const extensions = { code: 'BAD_USER_INPUT', http: { status: 400, spec: true } };
  return new GraphQLError(message, { nodes: definition, extensions });
}

const shownLength = 200;
