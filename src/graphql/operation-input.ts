/** What the mutations of operators take beside what they are about, and how it is read. */
import type { Idempotency } from '../domain/idempotency.ts';
import { builder, type SchemaTypes } from './builder.ts';
import { hashInput, idempotencyOf } from './input-hash.ts';

export type InputFieldBuilder = PothosSchemaTypes.InputFieldBuilder<
  PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>,
  'InputObject'
>;

/** Who asks, why, and what makes a repetition one. */
export function askedFields(t: InputFieldBuilder) {
  return {
    reason: t.string({ description: 'Why, for those who look at it later.' }),
    by: t.string({ description: 'Who asks for it, as they name themselves.' }),
    idempotencyKey: t.string({
      description: 'Any text of your own. Repeating the request with it changes nothing more.',
    }),
  };
}

/** How something is to be held. */
export function holdFields(t: InputFieldBuilder) {
  return {
    resumeAt: t.field({
      type: 'DateTime',
      description: 'When it goes on by itself; only when somebody resumes it if not given.',
    }),
    interrupt: t.boolean({
      required: true,
      defaultValue: false,
      description:
        'Whether its running Units are taken from their workers as well; that costs no attempt.',
    }),
  };
}

/** Another head start in the claim order. */
export function priorityFields(t: InputFieldBuilder) {
  return {
    priority: t.int({
      required: true,
      description:
        'The head start in the claim order: one minute for each level, from -1,000 to 1,000.',
    }),
  };
}

/** The input of a mutation that asks no more than who, why and about which Topic. */
export function topicOperationInput(name: string, description: string) {
  return builder.inputType(name, {
    description,
    fields: (t) => ({
      topicId: t.id({ required: true, description: 'The id of the Topic.' }),
      ...askedFields(t),
    }),
  });
}

interface OperationInput<State> {
  readonly reason?: string | null | undefined;
  readonly by?: string | null | undefined;
  readonly ifState?: readonly State[] | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

interface ReadOperation<State> {
  readonly reason: string | null;
  readonly by: string | null;
  readonly ifState: readonly State[] | null;
  readonly idempotency: Idempotency | undefined;
}

/** What every command of an operator says, from the input of its mutation. */
export function operationOf<State = never>(
  mutation: string,
  input: OperationInput<State>,
): ReadOperation<State> {
  const { reason = null, by = null, ifState = null, idempotencyKey } = input;
  return {
    reason,
    by,
    ifState,
    ...idempotencyOf(idempotencyKey, () => hashInput([mutation, ...givenFields(input)])),
  };
}

/** What was given, in one order: what is left out and what is null say the same. */
function givenFields(input: object): readonly (readonly [string, unknown])[] {
  return Object.entries(input)
    .filter(([name, value]) => name !== 'idempotencyKey' && value != null)
    .sort(([one], [other]) => (one < other ? -1 : 1));
}
