/** What a Topic says for the Units of its Jobs where those say nothing themselves, in and out. */
import type { RetryPolicy } from '../domain/retry.ts';
import type { TopicDefaults as Defaults, KindDefaults as OfKind } from '../domain/unit-defaults.ts';
import { builder, type SchemaTypes } from './builder.ts';
import { readJson } from './failure.ts';
import { BackoffKind, JitterKind } from './retry-policy.ts';
import { Topic } from './topic.ts';
import { readUnitDefaults, unitDefaultsFields } from './unit-defaults.ts';

type FieldsOf<Shape> = PothosSchemaTypes.ObjectFieldBuilder<
  PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>,
  Shape
>;

const RetryDefaults = builder.objectRef<Partial<RetryPolicy>>('RetryDefaults').implement({
  description: 'What a level says of how often Units are tried; null is what the next level says.',
  fields: (t) => ({
    maxAttempts: t.int({
      nullable: true,
      description: 'Attempts in all, the first included.',
      resolve: ({ maxAttempts }) => maxAttempts,
    }),
    backoff: t.field({
      type: BackoffKind,
      nullable: true,
      description: 'How the delay grows.',
      resolve: ({ backoff }) => backoff,
    }),
    delayMs: t.int({
      nullable: true,
      description: 'The delay after the first failure, in milliseconds.',
      resolve: ({ delayMs }) => delayMs,
    }),
    maxDelayMs: t.int({
      nullable: true,
      description: 'The longest delay, in milliseconds.',
      resolve: ({ maxDelayMs }) => maxDelayMs,
    }),
    delaysMs: t.intList({
      nullable: true,
      description: 'For TABLE: the delay after each failure, in milliseconds.',
      resolve: ({ delaysMs }) => (delaysMs === undefined ? null : [...delaysMs]),
    }),
    budgetMs: t.int({
      nullable: true,
      description: 'How long after its first attempt began another may begin, in milliseconds.',
      resolve: ({ budgetMs }) => budgetMs,
    }),
    jitter: t.field({
      type: JitterKind,
      nullable: true,
      description: 'How chance spreads the delay.',
      resolve: ({ jitter }) => jitter,
    }),
  }),
});

const KindDefaults = builder.objectRef<OfKind>('KindDefaults').implement({
  description: 'What a Topic says for the Units of one kind.',
  fields: (t) => ({
    kind: t.exposeString('kind', { description: 'The kind.' }),
    ...defaultsFields<OfKind>(t),
  }),
});

const TopicDefaults = builder.objectRef<Defaults>('TopicDefaults').implement({
  description:
    'What a Topic says for the Units of its Jobs: those of a kind come before what their Task and Job say, the others after it.',
  fields: (t) => ({
    ...defaultsFields<Defaults>(t),
    kinds: t.field({
      type: [KindDefaults],
      description: 'For the Units of single kinds.',
      resolve: ({ kinds }) => kinds,
    }),
  }),
});

function defaultsFields<Shape extends Omit<OfKind, 'kind'>>(t: FieldsOf<Shape>) {
  return {
    retry: t.field({
      type: RetryDefaults,
      nullable: true,
      description: 'How often a Unit is tried.',
      resolve: ({ retry }) => retry,
    }),
    attemptTimeoutMs: t.int({
      nullable: true,
      description: 'How long one attempt may take, in milliseconds.',
      resolve: ({ attemptTimeoutMs }) => attemptTimeoutMs,
    }),
    startByMs: t.int({
      nullable: true,
      description: 'How long a Unit may wait for a worker, in milliseconds.',
      resolve: ({ startByMs }) => startByMs,
    }),
    deadlineMs: t.int({
      nullable: true,
      description: 'How long a Unit may take, all attempts together, in milliseconds.',
      resolve: ({ deadlineMs }) => deadlineMs,
    }),
    requires: t.field({
      type: 'JSON',
      nullable: true,
      description: 'The labels that a worker must have.',
      resolve: ({ requires }) => readJson(requires ?? null),
    }),
    concurrencyKey: t.string({
      nullable: true,
      description: 'What Units share by which they are limited.',
      resolve: ({ concurrencyKey }) => concurrencyKey,
    }),
  };
}

builder.objectField(Topic, 'defaults', (t) =>
  t.field({
    type: TopicDefaults,
    nullable: true,
    description:
      'What it says for the Units of its Jobs where those say nothing themselves; null if it says nothing.',
    // Written by updateTopic, from checked defaults.
    resolve: ({ defaults }) => (defaults === null ? null : (JSON.parse(defaults) as Defaults)),
  }),
);

const KindDefaultsInput = builder.inputType('KindDefaultsInput', {
  description: 'What a Topic is to say for the Units of one kind.',
  fields: (t) => ({
    kind: t.string({ required: true, description: 'The kind.' }),
    ...unitDefaultsFields(t),
  }),
});

export const TopicDefaultsInput = builder.inputType('TopicDefaultsInput', {
  description: 'What a Topic is to say for the Units of Jobs that are submitted from now on.',
  fields: (t) => ({
    ...unitDefaultsFields(t),
    kinds: t.field({
      type: [KindDefaultsInput],
      description: 'For the Units of single kinds: it comes before what Task and Job say.',
    }),
  }),
});

export function readTopicDefaults(given: typeof TopicDefaultsInput.$inferInput): Defaults {
  return {
    ...readUnitDefaults(given),
    kinds: (given.kinds ?? []).map((each) => ({ kind: each.kind, ...readUnitDefaults(each) })),
  };
}
