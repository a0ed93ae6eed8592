/** Which variables have a say in what is selected of a value, and not only in which values come. */
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getOperationAST,
  Kind,
  type SelectionNode,
  type ValueNode,
} from 'graphql';

/**
 * The names of the variables that are used anywhere but in the arguments of the root field, sorted.
 * Documents are parsed once and cached by the server, so they are looked through once as well.
 */
export function variablesBelowRoot(
  document: DocumentNode,
  operationName: string | null | undefined,
): readonly string[] {
  const operation = getOperationAST(document, operationName);
  if (operation == null) return [];
  let names = known.get(operation);
  if (names === undefined) {
    const search = new VariableSearch(document);
    for (const selection of operation.selectionSet.selections) search.lookAt(selection, true);
    names = [...search.names].sort();
    known.set(operation, names);
  }
  return names;
}

const known = new WeakMap<object, readonly string[]>();

class VariableSearch {
  readonly names = new Set<string>();
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #seen = new Set<string>();

  constructor({ definitions }: DocumentNode) {
    for (const definition of definitions) {
      if (definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
      this.#fragments.set(definition.name.value, definition);
    }
  }

  lookAt(selection: SelectionNode, isRoot: boolean): void {
    for (const { arguments: given = [] } of selection.directives ?? []) {
      for (const { value } of given) this.#take(value);
    }
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      this.#lookAtFragment(selection.name.value, isRoot);
      return;
    }
    if (selection.kind === Kind.FIELD && !isRoot) {
      for (const { value } of selection.arguments ?? []) this.#take(value);
    }
    const staysAtRoot = isRoot && selection.kind === Kind.INLINE_FRAGMENT;
    for (const inner of selection.selectionSet?.selections ?? []) this.lookAt(inner, staysAtRoot);
  }

  #lookAtFragment(name: string, isRoot: boolean): void {
    if (this.#seen.has(name)) return;
    this.#seen.add(name);
    const selections = this.#fragments.get(name)?.selectionSet.selections ?? [];
    for (const selection of selections) this.lookAt(selection, isRoot);
  }

  #take(value: ValueNode): void {
    if (value.kind === Kind.VARIABLE) this.names.add(value.name.value);
    if (value.kind === Kind.LIST) for (const inner of value.values) this.#take(inner);
    if (value.kind === Kind.OBJECT) for (const { value: inner } of value.fields) this.#take(inner);
  }
}
