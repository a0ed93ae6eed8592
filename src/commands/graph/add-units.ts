import { sizeOfUnits } from '../../domain/graph-size.ts';
import { checkNewUnits } from '../../domain/job-definition.ts';
import { expandTargets, resolveUnits } from '../../domain/unit-targets.ts';
import { accepted, type LongHandler, refused, refusedAll } from '../batch/handler.ts';
import { checkRoom, emitAddedUnits, findEditableTask, findUnits, keysNamed } from './edit-graph.ts';
import { insertUnits } from './insert-nodes.ts';
import { rulesOfTask } from './new-nodes.ts';

/** Adds Units to a Task that waits or is open; they may depend on Units that are there. */
export const addUnits: LongHandler<'addUnits'> = {
  check: ({ units }) => checkNewUnits(units, ['input', 'units']),

  addNeeds: ({ taskId }, needs) => {
    needs.taskIds.add(taskId);
  },

  *decideInPortions({ taskId, units: given }, set, context) {
    const { units: definitions } = expandTargets(given);
    const editable = findEditableTask(set, taskId);
    if (editable.kind === 'REFUSED') return refused(editable.rejection);
    const task = editable.node;
    const job = set.jobs.get(task.jobId);
    const path = ['input', 'units'];
    const known = yield* findUnits(set, taskId, keysNamed(definitions));
    const keys = new Set(known.keys());
    const graph = resolveUnits(given, { path, taken: keys, known: keys });
    if (!graph.isValid) return refusedAll(graph.rejections);
    const tooMuch = checkRoom(job, sizeOfUnits(definitions), path);
    if (tooMuch.length > 0) return refusedAll(tooMuch);
    const insertion = { set, context, job, parentUnitId: null };
    const inTask = { task, inherited: rulesOfTask(set.topic, job, task), known };
    const units = yield* insertUnits(insertion, definitions, inTask);
    emitAddedUnits(set, units);
    set.waitingUnits.push(...units);
    return accepted<'addUnits'>({ taskId });
  },
};
