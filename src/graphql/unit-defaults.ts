/** How often Units are tried and how long they may take, as each level of a definition says it. */
import type { UnitDefaults } from '../domain/unit-defaults.ts';
import type { SchemaTypes } from './builder.ts';
import { canonicalJson } from './input-hash.ts';
import { RetryPolicyInput, retryOverrides } from './retry-policy.ts';

type InputFields = PothosSchemaTypes.InputFieldBuilder<
  PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>,
  'InputObject'
>;

/** The fields with which a level says it: a Unit of itself, the others of their Units. */
export function unitDefaultsFields(t: InputFields) {
  return {
    retry: t.field({ type: RetryPolicyInput, description: 'How often a Unit is tried.' }),
    attemptTimeoutMs: t.int({
      description:
        'How long one attempt may take, in milliseconds. Renewing the lease does not extend it. By default what the next level says, at last as long as the lease is renewed.',
    }),
    startByMs: t.int({
      description:
        'How long a Unit may wait for a worker each time that it can be claimed, in milliseconds, before it fails as START_TIMEOUT. By default what the next level says, at last for ever.',
    }),
    deadlineMs: t.int({
      description:
        'How long a Unit may take from the moment that it is ready, all attempts, delays and pauses together, in milliseconds, before it fails as DEADLINE_EXCEEDED. By default what the next level says, at last for ever.',
    }),
    requires: t.field({
      type: 'JSON',
      description:
        'The labels that a worker must have to be given a Unit: an object of up to 16 texts, such as `{"region": "eu"}`. The label `worker` is the name of the worker. `{}` asks for none; by default what the next level says, at last none.',
    }),
    concurrencyKey: t.string({
      description:
        'What Units share by which they are limited and share fairly, such as a tenant or a host. An empty text is nothing; by default what the next level says, at last nothing.',
    }),
  };
}

interface UnitDefaultsGiven {
  readonly retry?: typeof RetryPolicyInput.$inferInput | null | undefined;
  readonly attemptTimeoutMs?: number | null | undefined;
  readonly startByMs?: number | null | undefined;
  readonly deadlineMs?: number | null | undefined;
  readonly requires?: string | null | undefined;
  readonly concurrencyKey?: string | null | undefined;
}

export function readUnitDefaults(given: UnitDefaultsGiven): UnitDefaults {
  return {
    retry: retryOverrides(given.retry),
    attemptTimeoutMs: given.attemptTimeoutMs ?? null,
    startByMs: given.startByMs ?? null,
    deadlineMs: given.deadlineMs ?? null,
    requires: given.requires == null ? null : canonicalJson(given.requires),
    concurrencyKey: given.concurrencyKey ?? null,
  };
}
