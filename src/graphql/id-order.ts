import { type IdKind, idKind } from '../domain/id.ts';
import type { ListOrder } from './pagination.ts';

/** The order of a list of things with ids: ids sort by when they were made. */
export function idOrder(kind: IdKind, direction?: 'ASC' | 'DESC') {
  return {
    list: kind,
    direction,
    toText: (id) => id,
    toKey: (text) => (idKind(text) === kind ? text : undefined),
    keyOf: (row) => row.id,
  } as const satisfies ListOrder<string> & { keyOf: (row: { readonly id: string }) => string };
}
