/** Where a message of a subscription stands in the journal: what all that can be resumed have alike. */
import type { FieldRef } from '@pothos/core';
import type { SchemaTypes } from './builder.ts';

interface Position {
  readonly topicId: string;
  readonly seq: number;
  readonly isCaughtUp: boolean;
}

type Types = PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>;

interface PositionFields {
  readonly cursor: FieldRef<Types, string>;
  readonly caughtUp: FieldRef<Types, boolean>;
}

export function positionFields<Message extends Position>(
  t: PothosSchemaTypes.ObjectFieldBuilder<Types, Message>,
  what: 'batch' | 'message',
): PositionFields {
  return {
    cursor: t.string({
      description: `The position after this ${what}: pass it as \`after\` to go on from here.`,
      resolve: (message, _, { cursors }) => cursors.encode(message),
    }),
    caughtUp: t.boolean({
      description: `Whether nothing newer was known when the ${what} was made.`,
      resolve: ({ isCaughtUp }) => isCaughtUp,
    }),
  };
}
