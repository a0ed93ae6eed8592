/**
 * What a selection costs, counted once for a document instead of with each request. The schema counts
 * in the same way before it resolves a root field, and is told when that was done already.
 */
import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLOutputType,
  getNamedType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';
import type { Context } from '../context.ts';
import { fragmentOf, NotPlanned, type Place, type SomeField } from './field-plan.ts';

/** The cost of an operation of one root field, for its arguments. */
export type Costs = (args: object, context: Context) => number;

/** A field costs so much by itself, and what is below it so many times. */
interface FieldCost {
  readonly own: number;
  readonly factor: number;
}

type SayCost = (args: object, context: Context, field: SomeField) => Said;

/** What a field says about its cost. */
type Said = number | { readonly field?: number; readonly multiplier?: number } | undefined;

export function costsOf(field: SomeField, node: FieldNode, place: Place): Costs {
  const below = costBelow(field, node, place);
  const said = complexityOf(field);
  if (typeof said === 'function') {
    return (args, context) => total(costOf(field, said(args, context, field)), below);
  }
  const cost = total(costOf(field, said), below);
  return () => cost;
}

function total({ own, factor }: FieldCost, below: number): number {
  return own + below * Math.max(factor, 0);
}

function costOf({ type }: SomeField, said: Said): FieldCost {
  const usual = isList(type) ? listFactor : 1;
  if (typeof said !== 'object') return { own: said ?? 1, factor: usual };
  return { own: said.field ?? 1, factor: said.multiplier ?? usual };
}

/** What the schema takes for the length of a list of which nothing is said. */
const listFactor = 10;

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

function costBelow({ type }: SomeField, { selectionSet }: FieldNode, place: Place): number {
  return selectionSet === undefined ? 0 : costOfAll(selectionSet, getNamedType(type), place);
}

/** A fragment is counted as often as it is used, and a field as often as it is named. */
function costOfAll(
  { selections }: SelectionSetNode,
  type: GraphQLNamedType | undefined,
  place: Place,
): number {
  if (!isObjectType(type)) throw new NotPlanned();
  let cost = 0;
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) cost += costOfField(selection, type.getFields(), place);
    else {
      const { typeCondition, selectionSet } = fragmentOf(selection, place);
      const own = typeCondition === undefined ? type : typeFromAST(place.schema, typeCondition);
      cost += costOfAll(selectionSet, own, place);
    }
  }
  return cost;
}

function costOfField(
  node: FieldNode,
  fields: Readonly<Record<string, SomeField>>,
  place: Place,
): number {
  const field = fields[node.name.value];
  // The name of the type, which every type has.
  if (field === undefined) return 1;
  const said = complexityOf(field);
  // It may depend on anything.
  if (typeof said === 'function') throw new NotPlanned();
  return total(costOf(field, said), costBelow(field, node, place));
}

function complexityOf({ extensions }: SomeField): Said | SayCost {
  // The plugin that counts puts there what the schema says, which has this type.
  return extensions['complexity'] as Said | SayCost;
}
