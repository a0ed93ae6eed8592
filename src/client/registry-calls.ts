/** Who works: the registry of Workers, what is asked of them, and taking back what they hold. */
import { type Caller, type CallOptions, elementsOf, present } from './caller.ts';
import * as operations from './generated/operations.ts';
import { withUnit } from './noun-answers.ts';

export function registryCalls({ call, mutation }: Caller) {
  return {
    /** A Worker by its id, or by its Topic and name; null if there is none. */
    findWorker: async (by: operations.WorkerBy, options?: CallOptions) =>
      (await call(operations.findWorkerOperation, { by }, options)).worker,

    /** The Workers of a Topic, those first that were seen last. */
    listWorkers: (
      topicName: string,
      { filter, ...options }: CallOptions & { readonly filter?: operations.WorkerFilter } = {},
    ) =>
      elementsOf(async (place) => {
        const variables = { topic: topicName, filter: filter ?? null, ...place };
        const { topic } = await call(operations.listWorkersOperation, variables, options);
        return present(topic, 'Topic').workers;
      }),

    /** Has a Worker rest: it gets no new Units, and keeps what it holds. */
    workerQuiet: mutation(operations.workerQuietOperation, 'workerQuiet'),

    /** Has a Worker stop once it holds nothing; it gets no new Units. */
    workerDrain: mutation(operations.workerDrainOperation, 'workerDrain'),

    /** Lets a Worker claim again. */
    workerActivate: mutation(operations.workerActivateOperation, 'workerActivate'),

    /** Takes from a Worker all that it holds; with `quiet` it gets no new Units either. */
    workerRevoke: mutation(operations.workerRevokeOperation, 'workerRevoke'),

    /** Takes a Unit from its worker; it is ready again at once. */
    unitRevoke: withUnit(mutation(operations.unitRevokeOperation, 'unitRevoke')),
  };
}
