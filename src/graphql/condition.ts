/** The conditions of Units and Tasks, and the failures that they make up for, in and out. */
import type { NodeDefinition } from '../domain/job-definition.ts';
import type { OnFalse as Kind } from '../domain/readiness.ts';
import { builder, type SchemaTypes } from './builder.ts';
import { Task } from './task.ts';
import { Unit } from './unit.ts';

const OnFalse = builder.enumType('OnFalse', {
  description: 'What follows when a condition does not hold.',
  values: {
    SKIP: { description: 'It is skipped, and what depends on it goes on as after a success.' },
    SKIP_DOWNSTREAM: {
      description: 'It is skipped with all that depends on it by ALL_SUCCEEDED, and so on down.',
    },
    FAIL: {
      description:
        'It fails as CONDITION_FALSE. A Task fails with those of its Units that would have started.',
    },
  } satisfies Record<Kind, { description: string }>,
});

interface ConditionFacts {
  readonly when: string;
  readonly onFalse: Kind;
  readonly conditionMetAt: bigint | null;
}

const Condition = builder.objectRef<ConditionFacts>('Condition').implement({
  description:
    'What has to hold before a Unit or Task starts, looked at once when its join is satisfied.',
  fields: (t) => ({
    expression: t.exposeString('when', {
      description: 'The expression in CEL, over `payload`, `context`, `labels` and `inputs`.',
    }),
    onFalse: t.expose('onFalse', { type: OnFalse, description: 'What follows when it does not.' }),
    metAt: t.expose('conditionMetAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was seen to hold; null if it was not looked at yet, or did not hold.',
    }),
  }),
});

builder.objectFields(Unit, (t) => ({
  condition: t.field({
    type: Condition,
    nullable: true,
    description: 'What has to hold before it starts; null for nothing.',
    resolve: conditionOf,
  }),
  handles: t.boolean({
    description: 'Whether its success makes up for the failure of those that it depends on.',
    resolve: ({ handles }) => handles === 1,
  }),
  isHandled: t.boolean({
    description: 'Whether it has failed and a Unit behind it has made up for that.',
    resolve: isHandled,
  }),
}));

builder.objectFields(Task, (t) => ({
  condition: t.field({
    type: Condition,
    nullable: true,
    description: 'What has to hold before it opens; null for nothing.',
    resolve: conditionOf,
  }),
  handles: t.boolean({
    description: 'Whether its success makes up for the failure of those that it depends on.',
    resolve: ({ handles }) => handles === 1,
  }),
  isHandled: t.boolean({
    description: 'Whether it has failed and a Task behind it has made up for that.',
    resolve: isHandled,
  }),
}));

type InputFields = PothosSchemaTypes.InputFieldBuilder<
  PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>,
  'InputObject'
>;

export function conditionFields(t: InputFields) {
  return {
    when: t.string({
      description:
        'What has to hold before it starts, in CEL over `payload`, `context`, `labels` and `inputs`: `payload.count > 3 && has(inputs.check)`. Looked at once, when its join is satisfied. One that cannot be told (a field is missing, a type is wrong) fails it as CONDITION_FAULT.',
    }),
    onFalse: t.field({
      type: OnFalse,
      description: 'What follows when the condition does not hold; SKIP by default.',
    }),
    handles: t.boolean({
      description:
        'Whether its success makes up for the failure of those that it depends on: such failures do not fail the Task or Job above. Together with the joins ANY_FAILED or ALL_FINISHED. False by default.',
    }),
  };
}

interface ConditionGiven {
  readonly when?: string | null | undefined;
  readonly onFalse?: Kind | null | undefined;
  readonly handles?: boolean | null | undefined;
}

export function readCondition(
  given: ConditionGiven,
): Required<Pick<NodeDefinition, 'when' | 'onFalse' | 'handles'>> {
  return {
    when: given.when ?? null,
    onFalse: given.onFalse ?? null,
    handles: given.handles ?? false,
  };
}

interface ConditionColumns {
  readonly when: string | null;
  readonly onFalse: Kind | null;
  readonly conditionMetAt: bigint | null;
}

function conditionOf({ when, onFalse, conditionMetAt }: ConditionColumns): ConditionFacts | null {
  return when === null || onFalse === null ? null : { when, onFalse, conditionMetAt };
}

function isHandled(node: {
  readonly state: string;
  readonly succeededHandlerCount: number;
}): boolean {
  return node.state === 'FAILED' && node.succeededHandlerCount > 0;
}
