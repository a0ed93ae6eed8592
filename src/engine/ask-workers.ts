/**
 * What an operator asks of a Worker by its name: it is known once in each Topic that it claims from,
 * so that is a command for each of these. Each is whole by itself, and refused by itself.
 */
import type { Accepted, Command } from '../domain/command.ts';
import { type Rejection, workerNotFound } from '../domain/rejection.ts';
import { sourceOf } from '../store/command-rows.ts';
import type { Store } from '../store/port.ts';
import { listWorkerIds } from '../store/worker-rows.ts';
import type { Engine } from './create-engine.ts';

/** By its id, or by its name: in one Topic or in all. */
export type WorkerAddress =
  | { readonly id: string }
  | { readonly name: string; readonly topicName: string | undefined };

export type WorkerCommandName = 'setWorkerMode' | 'revokeWorker';

export interface WorkersAnswer<N extends WorkerCommandName> {
  readonly accepted: readonly Accepted<N>[];
  readonly rejections: readonly Rejection[];
}

export async function askWorkers<N extends WorkerCommandName>(
  { engine, store }: { readonly engine: Pick<Engine, 'execute'>; readonly store: Store },
  address: WorkerAddress,
  commandOn: (workerId: string) => Command<N>,
): Promise<WorkersAnswer<N>> {
  const ids =
    'id' in address
      ? [address.id]
      : await listWorkerIds(sourceOf(store), address.name, address.topicName);
  if (ids.length === 0 && 'name' in address) {
    return { accepted: [], rejections: [workerNotFound(address.name)] };
  }
  const outcomes = await Promise.all(ids.map((id) => engine.execute<N>(commandOn(id))));
  return {
    accepted: outcomes.flatMap((outcome) => (outcome.isAccepted ? [outcome] : [])),
    rejections: outcomes.flatMap((outcome) => (outcome.isAccepted ? [] : outcome.rejections)),
  };
}
