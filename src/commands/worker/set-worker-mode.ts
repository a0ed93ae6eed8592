import type { Asked } from '../../domain/asked.ts';
import type { Worker, WorkerMode } from '../../domain/worker.ts';
import { accepted, type Handler, refused, replayed } from '../batch/handler.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { askedData, checkAsked } from '../rules/asked.ts';
import { checkIfMode, findWorkerToAsk } from './find-worker.ts';

/** Asks something of a Worker, or nothing any more. It is told with its next answer. */
export const setWorkerMode: Handler<'setWorkerMode'> = {
  check: (command) => [...checkAsked(command), ...checkIfMode(command)],

  addNeeds: ({ workerId }, needs) => {
    needs.workers.ids.add(workerId);
  },

  decide: (command, set) => {
    const { workerId, mode } = command;
    const found = findWorkerToAsk(set, command);
    if (found.kind === 'REFUSED') return refused(found.rejection);
    return askOf(set, found.node, { mode, asked: command })
      ? accepted({ workerId })
      : replayed<'setWorkerMode'>({ workerId });
  },
};

/**
 * Gives a Worker another mode, or says anew by whom and why it has it; false when all that is so
 * already. Of one that is ACTIVE nothing is asked, so there is nothing to say anew.
 */
export function askOf(
  set: WorkingSet,
  worker: Worker,
  { mode, asked }: { readonly mode: WorkerMode; readonly asked: Asked },
): boolean {
  const { mode: from, name } = worker;
  const { by: modeBy = null, reason: modeReason } = asked;
  const isSaid = worker.modeBy === modeBy && worker.modeReason === modeReason;
  if (from === mode && (isSaid || mode === 'ACTIVE')) return false;
  const isNew = from !== mode;
  set.workers.rows.change(worker, {
    mode,
    modeAt: isNew ? set.now : worker.modeAt,
    modeBy,
    modeReason,
    toldAt: isNew ? null : worker.toldAt,
  });
  if (isNew) set.workers.called.add(name);
  const data = { workerId: worker.id, ...askedData(asked) };
  set.emit(eventOf[mode], { worker: name, from, to: mode, data });
  return true;
}

const eventOf = {
  ACTIVE: 'worker.activated',
  QUIET: 'worker.quieted',
  DRAINING: 'worker.drained',
} as const satisfies Record<WorkerMode, string>;
