import type { Operation } from '../../domain/asked.ts';
import { type Rejection, rejection, workerNotFound } from '../../domain/rejection.ts';
import type { Worker, WorkerMode } from '../../domain/worker.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import type { Found } from '../rules/find-node.ts';

/** The Worker that an operator names, in one of the modes in which it is to be done alone. */
export function findWorkerToAsk(
  set: WorkingSet,
  { workerId, ifState }: Pick<Operation<WorkerMode>, 'ifState'> & { readonly workerId: string },
): Found<Worker> {
  const worker = set.workers.rows.find(workerId);
  if (worker === undefined) return { kind: 'REFUSED', rejection: workerNotFound(workerId) };
  if (ifState == null || ifState.includes(worker.mode)) return { kind: 'FOUND', node: worker };
  return { kind: 'REFUSED', rejection: notAsExpected(worker, ifState) };
}

function notAsExpected({ name, mode }: Worker, ifState: readonly WorkerMode[]): Rejection {
  const message = `The Worker "${name}" is ${mode}, and this was to be done only if it is ${ifState.join(' or ')}. Nothing was changed; look again at what is to be done.`;
  const details = { state: mode, ifState };
  return rejection('STATE_NOT_AS_EXPECTED', message, { path: ['input', 'ifMode'], details });
}

/** What an operator says of a Worker can be seen to be wrong without looking at it. */
export function checkIfMode({ ifState }: Operation<WorkerMode>): readonly Rejection[] {
  if (ifState?.length !== 0) return [];
  const message = 'ifMode is empty, so this could never be done. Name a mode, or leave it out.';
  return [rejection('INVALID_VALUE', message, { path: ['input', 'ifMode'] })];
}
