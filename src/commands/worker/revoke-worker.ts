import { inPortions } from '../../domain/portions.ts';
import { accepted, type LongHandler, refused, replayed } from '../batch/handler.ts';
import { ensure } from '../batch/needs.ts';
import { askedData, checkAsked } from '../rules/asked.ts';
import { giveBack } from '../rules/give-back.ts';
import { checkIfMode, findWorkerToAsk } from './find-worker.ts';
import { askOf } from './set-worker-mode.ts';

/**
 * Takes from a Worker all that it holds, and quiets it as well if asked to, so that it does not claim
 * the same again. Its Units are ready at once, and its reports on them are refused.
 */
export const revokeWorker: LongHandler<'revokeWorker'> = {
  check: (command) => [...checkAsked(command), ...checkIfMode(command)],

  addNeeds: ({ workerId }, needs) => {
    needs.workers.ids.add(workerId);
  },

  *decideInPortions(command, set) {
    const { workerId, isQuieting } = command;
    const found = findWorkerToAsk(set, command);
    if (found.kind === 'REFUSED') return refused(found.rejection);
    const { name: worker, mode } = found.node;
    // One that is to stop is not asked for less.
    const isAsked =
      isQuieting &&
      mode !== 'DRAINING' &&
      askOf(set, found.node, { mode: 'QUIET', asked: command });
    yield* ensure(({ workers }) => workers.unitsHeldBy.add(worker).size > 0);
    // What is loaded is what the batch began with; the set knows what was claimed since.
    const held = [...set.units.values()].filter((unit) => unit.worker === worker);
    yield* inPortions(held, (unit) =>
      giveBack(set, unit, { action: 'revoke', outcome: 'REVOKED', asked: command }),
    );
    const revokedCount = held.length;
    if (revokedCount === 0 && !isAsked) {
      return replayed<'revokeWorker'>({ workerId, revokedCount });
    }
    const data = { workerId, revokedCount, ...askedData(command) };
    const { mode: to } = found.node;
    set.emit('worker.revoked', { worker, from: to, to, data });
    return accepted<'revokeWorker'>({ workerId, revokedCount });
  },
};
