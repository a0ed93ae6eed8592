/**
 * Limits on the text of operations, as rules of validation: they are checked with everything else
 * that can be wrong with a document, report like it, and their verdict is kept with the document.
 * Each fragment is measured once, so spreading it many times costs nothing.
 */
import {
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { limitError } from './request-error.ts';
import { requestLimits } from './request-limits.ts';

/** Refuses operations with too many levels of selection, too many aliases or directives. */
export function OperationLimits(context: ValidationContext): ASTVisitor {
  const sizes = new FragmentSizes(context.getDocument());
  return {
    OperationDefinition: (operation) => {
      const own = operation.directives?.length ?? 0;
      const size = sizes.measure(operation.selectionSet);
      for (const [measure, { code, noun, most }] of limits) {
        const count = size[measure] + (measure === 'directiveCount' ? own : 0);
        if (count <= most) continue;
        const message = `The operation has ${count} ${noun}; at most ${most} are accepted. Split it into several.`;
        context.reportError(limitError(code, message, operation));
      }
      return false;
    },
    FragmentDefinition: () => false,
  };
}

interface Size {
  readonly depth: number;
  readonly aliasCount: number;
  readonly directiveCount: number;
}

const limits: readonly (readonly [
  keyof Size,
  { readonly code: string; readonly noun: string; readonly most: number },
])[] = [
  [
    'depth',
    { code: 'DEPTH_LIMIT_EXCEEDED', noun: 'levels of selection', most: requestLimits.depth },
  ],
  ['aliasCount', { code: 'ALIAS_LIMIT_EXCEEDED', noun: 'aliases', most: requestLimits.aliasCount }],
  [
    'directiveCount',
    {
      code: 'DIRECTIVE_LIMIT_EXCEEDED',
      noun: 'directives',
      most: requestLimits.directiveCount,
    },
  ],
];

class FragmentSizes {
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #sizes = new Map<string, Size>();

  constructor(document: DocumentNode) {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) {
        this.#fragments.set(definition.name.value, definition);
      }
    }
  }

  measure(selectionSet: SelectionSetNode | undefined): Size {
    let { depth, aliasCount, directiveCount } = nothing;
    for (const selection of selectionSet?.selections ?? []) {
      const size =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? this.#measureFragment(selection.name.value)
          : this.measure(selection.selectionSet);
      const isField = selection.kind === Kind.FIELD;
      // Introspection is bounded by a rule of its own, and tools ask for many levels of types.
      const isMeta = isField && selection.name.value.startsWith('__');
      depth = Math.max(depth, isMeta ? 1 : size.depth + (isField ? 1 : 0));
      aliasCount += size.aliasCount + (isField && selection.alias !== undefined ? 1 : 0);
      directiveCount += size.directiveCount + (selection.directives?.length ?? 0);
    }
    return { depth, aliasCount, directiveCount };
  }

  #measureFragment(name: string): Size {
    const known = this.#sizes.get(name);
    if (known !== undefined) return known;
    // Stands while the fragment is measured: a cycle, which another rule reports, ends here.
    this.#sizes.set(name, nothing);
    const size = this.measure(this.#fragments.get(name)?.selectionSet);
    this.#sizes.set(name, size);
    return size;
  }
}

const nothing: Size = { depth: 0, aliasCount: 0, directiveCount: 0 };
