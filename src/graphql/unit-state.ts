import { type UnitState as State, unitStates } from '../domain/unit.ts';
import { builder } from './builder.ts';

export const UnitState = builder.enumType('UnitState', {
  description: 'Where a Unit stands.',
  values: {
    PENDING: { description: 'Waits for predecessors.' },
    READY: { description: 'Waits for a worker, or for the delay before a retry.' },
    RUNNING: { description: 'Held by a worker.' },
    PAUSED: {
      description:
        'Held, by an operator or at its worker’s wish: not handed out until it is resumed.',
    },
    SUCCEEDED: { description: 'Finished with an output.' },
    FAILED: { description: 'Failed for good: no attempt is left, or the failure was final.' },
    SKIPPED: {
      description:
        'Not done: an operator skipped it, and its dependants go on; or it is not needed any more.',
    },
    CANCELLED: { description: 'Cancelled; never handed out again.' },
  } satisfies Record<State, { description: string }>,
});

export function unitStatesOf(
  filter: { readonly states?: readonly State[] | null | undefined } | null | undefined,
): readonly State[] {
  return filter?.states ?? unitStates;
}
