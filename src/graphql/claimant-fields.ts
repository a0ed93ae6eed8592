/** Who asks for Units, and for which: the same whether it claims them or subscribes. */
import type { InputFieldBuilder } from './operation-input.ts';

export function claimantFields(t: InputFieldBuilder) {
  return {
    worker: t.string({ required: true, description: 'The name of the worker.' }),
    topics: t.stringList({
      required: true,
      description: 'The names of the Topics to take Units from: 1 to 64. They take turns.',
    }),
    kinds: t.stringList({
      description: 'The kinds of Units that it knows how to do; any if null.',
    }),
    labels: t.field({
      type: 'JSON',
      description:
        'What it has that Units require: an object of up to 32 texts, such as `{"region": "eu"}`. The label `worker` is its name and cannot be given.',
    }),
    leaseMs: t.int({
      required: true,
      defaultValue: 30_000,
      description: 'How long the leases last without a report, in milliseconds.',
    }),
  };
}
