/**
 * The schema builder: what the scalars hold, how lists are described, and what a field costs when
 * nothing else is said. Every file beside this one adds a noun to it.
 */
import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import type PrismaTypes from '../store/prisma/generated/pothos-types.ts';
import { getDatamodel } from '../store/prisma/generated/pothos-types.ts';
import type { Context } from './context.ts';
import { typeNameOfId } from './node-type.ts';
import { costError } from './request-cost.ts';
import { requestLimits } from './request-limits.ts';

export interface SchemaTypes {
  Context: Context;
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
  Scalars: {
    /** Instants are epoch milliseconds; models keep them as BigInt. */
    DateTime: { Input: number; Output: number | bigint };
    /** Comes in as JSON text, checked; goes out as the value. */
    JSON: { Input: string; Output: unknown };
    ID: { Input: string; Output: string };
  };
}

export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [RelayPlugin, PrismaPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  complexity: {
    limit: ({ isCostChecked }) => (isCostChecked ? {} : { complexity: requestLimits.cost }),
    complexityError: (_, { complexity }) => costError(complexity),
  },
  prisma: {
    client: (context) => context.prisma,
    dmmf: getDatamodel(),
  },
  relay: {
    nodeTypeOptions: {
      description: 'Anything with an id of its own. The same id names it everywhere, for ever.',
      resolveType: (node) => typeNameOfId(node),
    },
    idFieldOptions: { description: 'The id; its prefix says what it names.' },
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    pageInfoTypeOptions: { description: 'Where a page of a list begins and ends.' },
    pageInfoFieldOptions: {
      description: 'Where this page begins and ends, and what is around it.',
    },
    hasNextPageFieldOptions: { description: 'Whether there is more after this page.' },
    hasPreviousPageFieldOptions: { description: 'Whether there is more before this page.' },
    startCursorFieldOptions: {
      description: 'The cursor of the first element, for `before`. Null when the page is empty.',
    },
    endCursorFieldOptions: {
      description: 'The cursor of the last element, for `after`. Null when the page is empty.',
    },
    cursorFieldOptions: { description: 'The place of this element in the list; opaque.' },
    nodeFieldOptions: { description: 'The element.', nullable: false },
    edgesFieldOptions: {
      description: 'The elements of this page with their cursors.',
      nullable: false,
      complexity: { field: 1, multiplier: 1 },
    },
    nodesOnConnection: {
      description: 'The elements of this page.',
      complexity: { field: 1, multiplier: 1 },
    },
    firstArgOptions: {
      description: 'How many elements from the front: up to 100. 20 if not given.',
    },
    lastArgOptions: { description: 'How many elements from the back: up to 100.' },
    afterArgOptions: { description: 'Only elements after this cursor.' },
    beforeArgOptions: { description: 'Only elements before this cursor.' },
  },
});

builder.queryType({ description: 'Everything that can be read.' });
builder.mutationType({ description: 'Everything that can be changed. Each is one command.' });
builder.subscriptionType({ description: 'Everything that can be followed as it happens.' });
