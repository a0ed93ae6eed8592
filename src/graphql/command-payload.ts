/** What every mutation answers beside the thing it changed. */
import type { FieldMap } from '@pothos/core';
import type { CommandName, Outcome } from '../domain/command.ts';
import { builder, type SchemaTypes } from './builder.ts';
import { UserError } from './user-error.ts';

export type PayloadFieldBuilder<N extends CommandName> = PothosSchemaTypes.ObjectFieldBuilder<
  PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>,
  Outcome<N>
>;

/** The payload of one mutation: the fields of its own and those that all have. */
export function commandPayload<N extends CommandName>(
  name: string,
  command: string,
  fields: (t: PayloadFieldBuilder<N>) => FieldMap,
) {
  return commandAnswer<N>(name, `How \`${command}\` was answered.`, fields);
}

/** The same for one of many commands of a mutation. */
export function commandAnswer<N extends CommandName>(
  name: string,
  description: string,
  fields: (t: PayloadFieldBuilder<N>) => FieldMap,
) {
  return builder.objectRef<Outcome<N>>(name).implement({
    description,
    fields: (t) => ({
      ...fields(t),
      userErrors: t.field({
        type: [UserError],
        description: 'Why the command was refused; empty when it was accepted.',
        resolve: (outcome) => (outcome.isAccepted ? [] : outcome.rejections),
      }),
      cursor: t.string({
        nullable: true,
        description:
          'The position in the journal at which the change is visible; null when it was refused.',
        resolve: (outcome, _, { cursors }) => (outcome.isAccepted ? cursors.encode(outcome) : null),
      }),
      replayed: t.boolean({
        description: 'Whether this repeats the answer that the same request was given before.',
        resolve: (outcome) => outcome.isAccepted && outcome.isReplayed,
      }),
    }),
  });
}
