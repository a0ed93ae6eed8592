/** What workers add to the graph and to the context of the Job while they hold a Unit. */
import type { Command } from '../domain/command.ts';
import { builder } from './builder.ts';
import { canonicalJson } from './input-hash.ts';
import { readTask, readUnit, TaskInput, UnitInput } from './job-input.ts';
import { LeaseRefInput } from './lease.ts';

export const UnitSpawnInput = builder.inputType('UnitSpawnInput', {
  description:
    'Units and Tasks to add to the live graph. Those of one report may depend on each other. What is there already by its key, from this Unit, is left as it is.',
  fields: (t) => ({
    lease: t.field({ type: LeaseRefInput, required: true, description: 'The lease.' }),
    units: t.field({ type: [UnitInput], description: 'Units for the Task of the Unit.' }),
    tasks: t.field({ type: [TaskInput], description: 'Tasks for the Job.' }),
    join: t.boolean({
      required: true,
      defaultValue: false,
      description:
        'Whether what waits for the Unit waits for the new Units as well, and what waits for its Task for the new Tasks. What has started is left alone.',
    }),
  }),
});

export const UnitMergeContextInput = builder.inputType('UnitMergeContextInput', {
  description: 'What to change in the context that the Units of the Job share.',
  fields: (t) => ({
    lease: t.field({ type: LeaseRefInput, required: true, description: 'The lease.' }),
    values: t.field({
      type: 'JSON',
      required: true,
      description: 'An object: its fields replace those of the same name, and null removes one.',
    }),
  }),
});

export function spawn(input: typeof UnitSpawnInput.$inferInput): Command<'spawn'> {
  return {
    name: 'spawn',
    lease: input.lease,
    units: (input.units ?? []).map(readUnit),
    tasks: (input.tasks ?? []).map(readTask),
    isJoining: input.join,
  };
}

export function mergeContext(
  input: typeof UnitMergeContextInput.$inferInput,
): Command<'mergeContext'> {
  return { name: 'mergeContext', lease: input.lease, values: canonicalJson(input.values) };
}
