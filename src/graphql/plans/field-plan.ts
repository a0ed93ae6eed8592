/** What is done for a field below the root: all that is the same whenever a document is executed. */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  isAbstractType,
  Kind,
  type NamedTypeNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
  type ValueNode,
  visit,
} from 'graphql';
import type { Context } from '../context.ts';
import { readAllOf } from './read-all.ts';

/** A document cannot be executed by a plan; whoever executes all documents has to do it. */
export class NotPlanned extends Error {
  override readonly name = 'NotPlanned';
}

/** The operation in which fields are selected. */
export interface Place {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

export type SomeField = ReturnType<GraphQLObjectType['getFields']>[string];

/** The fields that selections have for a type, by their names in the answer and in its order. */
export function collectFields(
  selectionSets: readonly SelectionSetNode[],
  type: GraphQLObjectType,
  place: Place,
): ReadonlyMap<string, readonly FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const seen = new Set<string>();
  const take = (selection: SelectionNode): void => {
    // What directives say depends on variables.
    if ((selection.directives ?? []).length > 0) throw new NotPlanned();
    if (selection.kind === Kind.FIELD) {
      const key = (selection.alias ?? selection.name).value;
      // An answer would take it for its prototype.
      if (key === '__proto__') throw new NotPlanned();
      fields.set(key, [...(fields.get(key) ?? []), selection]);
      return;
    }
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      if (seen.has(selection.name.value)) return;
      seen.add(selection.name.value);
    }
    const { typeCondition, selectionSet } = fragmentOf(selection, place);
    if (isFor(typeCondition, type, place)) selectionSet.selections.forEach(take);
  };
  for (const { selections } of selectionSets) selections.forEach(take);
  return fields;
}

interface Fragment {
  readonly typeCondition?: NamedTypeNode | undefined;
  readonly selectionSet: SelectionSetNode;
}

/** A fragment, whether it has a name or stands where it is used. */
export function fragmentOf(
  selection: Exclude<SelectionNode, FieldNode>,
  { fragments }: Place,
): Fragment {
  if (selection.kind === Kind.INLINE_FRAGMENT) return selection;
  const fragment = fragments[selection.name.value];
  if (fragment === undefined) throw new NotPlanned();
  return fragment;
}

function isFor(
  condition: NamedTypeNode | undefined,
  type: GraphQLObjectType,
  { schema }: Place,
): boolean {
  if (condition === undefined) return true;
  const named = typeFromAST(schema, condition);
  return named === type || (isAbstractType(named) && schema.isSubType(named, type));
}

/** How a field comes by its values: for one object, or for many at once where it knows how to. */
export interface Resolution {
  readonly resolve: (source: unknown, context: Context) => unknown;
  readonly readAll: ReturnType<typeof readAllOf>;
}

/** For a field below the root. Its arguments are the same for all objects, and are read once. */
export function resolutionOf(
  field: SomeField,
  nodes: readonly [FieldNode, ...FieldNode[]],
  { parentType, place }: { readonly parentType: GraphQLObjectType; readonly place: Place },
): Resolution {
  const { name, resolve } = field;
  if (resolve === undefined) return { resolve: readProperty(name), readAll: undefined };
  const args = Object.freeze(constantArguments(field, nodes[0]));
  const info = new FixedInfo(field, nodes, { parentType, place });
  return {
    resolve: (source, context) => resolve(source, args, context, info),
    readAll: readAllOf(field),
  };
}

/** As the library resolves fields for which nobody says how. */
function readProperty(name: string): Resolution['resolve'] {
  return (source) => {
    // What it is a property of is looked at by who knows the type; only objects and texts have any.
    const value = (source as Readonly<Record<string, unknown>>)[name];
    if (typeof value === 'function') throw new NotPlanned();
    return value;
  };
}

function constantArguments(field: SomeField, node: FieldNode): Record<string, unknown> {
  for (const { value } of node.arguments ?? []) expectConstant(value);
  return getArgumentValues(field, node);
}

/** Throws NotPlanned where a value depends on variables. */
export function expectConstant(value: ValueNode): void {
  visit(value, {
    Variable: () => {
      throw new NotPlanned();
    },
  });
}

/**
 * What a resolver is told about its field. Where the object stands in the answer, and the variables,
 * are not known here: whoever asks for them is answered by those who execute all documents.
 */
class FixedInfo implements GraphQLResolveInfo {
  readonly fieldName: string;
  readonly fieldNodes: readonly FieldNode[];
  readonly returnType: GraphQLResolveInfo['returnType'];
  readonly parentType: GraphQLObjectType;
  readonly schema: GraphQLSchema;
  readonly fragments: GraphQLResolveInfo['fragments'];
  readonly rootValue = undefined;
  readonly operation: OperationDefinitionNode;

  constructor(
    field: SomeField,
    nodes: readonly FieldNode[],
    { parentType, place }: { readonly parentType: GraphQLObjectType; readonly place: Place },
  ) {
    this.fieldName = field.name;
    this.fieldNodes = nodes;
    this.returnType = field.type;
    this.parentType = parentType;
    this.schema = place.schema;
    this.fragments = place.fragments;
    this.operation = place.operation;
  }

  get path(): never {
    throw new NotPlanned();
  }

  get variableValues(): never {
    throw new NotPlanned();
  }
}
