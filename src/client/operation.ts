export type OperationKind = 'query' | 'mutation' | 'subscription';

/** A GraphQL document with the types of what it takes and what it answers. */
export interface Operation<Result, Variables> {
  readonly kind: OperationKind;
  readonly text: string;
  /** Never set: it only carries the types from the document to the call. */
  readonly types?: (variables: Variables) => Result;
}

export function operation<Result, Variables>(
  kind: OperationKind,
  text: string,
): Operation<Result, Variables> {
  return { kind, text };
}
