/**
 * Operations that come again and again, planned once: what of their execution does not depend on
 * variables and values. A plan answers what the library that executes all documents would, for
 * operations of one root field, as long as nothing is wrong; all else it leaves to that library.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  getOperationAST,
  isInputType,
  Kind,
  type OperationDefinitionNode,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromAST,
} from 'graphql';
import type { Context } from '../context.ts';
import type { Complete } from './completion.ts';
import { expectConstant, NotPlanned, type Place, type SomeField } from './field-plan.ts';
import { inputReaderOf, invalid } from './input-reader.ts';
import { type Costs, costsOf } from './selection-cost.ts';
import { completerOf } from './selection-plan.ts';

type Values = Readonly<Record<string, unknown>>;

export interface OperationPlan {
  readonly document: DocumentNode;
  readonly operationName: string | null | undefined;
  readonly kind: 'query' | 'mutation';
  /** The name of the root field in the answer. */
  readonly key: string;
  /** The variables as resolvers see them; undefined when something is wrong with them. */
  readVariables(given: Values): Record<string, unknown> | undefined;
  /** Throws what is wrong with them. */
  readArguments(variables: Values): Record<string, unknown>;
  /** What the request costs, as the schema counts it. */
  readonly costs: Costs;
  resolve(args: Record<string, unknown>, variables: Values, context: Context): unknown;
  readonly complete: Complete;
}

/** Undefined for an operation that is not planned. The document has to be valid. */
export function planOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): OperationPlan | undefined {
  const operation = getOperationAST(document, operationName);
  if (operation == null || operation.operation === 'subscription') return undefined;
  const root = schema.getRootType(operation.operation);
  if (root == null) return undefined;
  try {
    const place = { schema, operation, fragments: fragmentsOf(document) };
    const node = onlyFieldOf(operation);
    const field = root.getFields()[node.name.value];
    if (field === undefined) return undefined;
    const key = (node.alias ?? node.name).value;
    return {
      document,
      operationName,
      kind: operation.operation,
      key,
      readVariables: variablesReader(operation.variableDefinitions ?? [], schema),
      readArguments: argumentsReader(field, node),
      costs: costsOf(field, node, place),
      resolve: rootResolver(field, { node, key, root, place }),
      complete: completerOf(field.type, [node], place),
    };
  } catch (error) {
    if (error instanceof NotPlanned) return undefined;
    throw error;
  }
}

function fragmentsOf({ definitions }: DocumentNode): Place['fragments'] {
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return fragments;
}

/** Root fields of one operation may have to wait for each other. */
function onlyFieldOf({ directives, selectionSet }: OperationDefinitionNode): FieldNode {
  const [only, ...others] = selectionSet.selections;
  const isPlain = only?.kind === Kind.FIELD && (only.directives ?? []).length === 0;
  if (!isPlain || others.length > 0 || (directives ?? []).length > 0) throw new NotPlanned();
  if (only.name.value.startsWith('__') || only.alias?.value === '__proto__') throw new NotPlanned();
  return only;
}

function variablesReader(
  definitions: readonly VariableDefinitionNode[],
  schema: GraphQLSchema,
): OperationPlan['readVariables'] {
  const readers = definitions.map(({ variable, type: typeNode, defaultValue }) => {
    const type = typeFromAST(schema, typeNode);
    if (!isInputType(type)) throw new NotPlanned();
    const fallback = defaultValue === undefined ? undefined : valueFromAST(defaultValue, type);
    const isRequired = typeNode.kind === Kind.NON_NULL_TYPE && defaultValue === undefined;
    return { name: variable.name.value, read: inputReaderOf(type), fallback, isRequired };
  });
  return (given) => {
    const variables: Record<string, unknown> = {};
    for (const { name, read, fallback, isRequired } of readers) {
      if (!Object.hasOwn(given, name)) {
        if (isRequired) return undefined;
        if (fallback !== undefined) variables[name] = fallback;
        continue;
      }
      const value = read(given[name]);
      if (value === invalid) return undefined;
      variables[name] = value;
    }
    return variables;
  };
}

/** Arguments are variables as a whole, or the same each time. */
function argumentsReader(field: SomeField, node: FieldNode): OperationPlan['readArguments'] {
  for (const { value } of node.arguments ?? []) {
    if (value.kind !== Kind.VARIABLE) expectConstant(value);
  }
  return (variables) => getArgumentValues(field, node, variables);
}

interface RootField {
  readonly node: FieldNode;
  readonly key: string;
  readonly root: GraphQLObjectType;
  readonly place: Place;
}

function rootResolver(
  field: SomeField,
  { node, key, root, place }: RootField,
): OperationPlan['resolve'] {
  const { resolve } = field;
  if (resolve === undefined) throw new NotPlanned();
  const told = {
    fieldName: field.name,
    fieldNodes: [node],
    returnType: field.type,
    parentType: root,
    path: { prev: undefined, key, typename: root.name },
    ...place,
    rootValue: undefined,
  };
  return (args, variables, context) => {
    const info: GraphQLResolveInfo = { ...told, variableValues: { ...variables } };
    return resolve(undefined, args, context, info);
  };
}
