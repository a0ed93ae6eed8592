import { resolveGraph } from '../../domain/graph.ts';
import { sizeOfTasks } from '../../domain/graph-size.ts';
import { checkNewTasks } from '../../domain/job-definition.ts';
import { accepted, type LongHandler, refused, refusedAll } from '../batch/handler.ts';
import { checkRoom, emitAddedTasks, findEditableJob, findTasks, keysNamed } from './edit-graph.ts';
import { insertTasks } from './insert-nodes.ts';
import { rulesOfJob } from './new-nodes.ts';

/** Adds Tasks to a Job that runs; they may depend on Tasks that are there. */
export const addTasks: LongHandler<'addTasks'> = {
  check: ({ tasks }) => checkNewTasks(tasks, ['input', 'tasks']),

  addNeeds: ({ jobId }, needs) => {
    needs.jobIds.add(jobId);
  },

  *decideInPortions({ jobId, tasks: definitions }, set, context) {
    const editable = findEditableJob(set, jobId);
    if (editable.kind === 'REFUSED') return refused(editable.rejection);
    const job = editable.node;
    const path = ['input', 'tasks'];
    const known = yield* findTasks(set, jobId, keysNamed(definitions));
    const keys = new Set(known.keys());
    const graph = resolveGraph(definitions, { noun: 'Task', path, taken: keys, known: keys });
    if (!graph.isValid) return refusedAll(graph.rejections);
    const tooMuch = checkRoom(job, sizeOfTasks(definitions), path);
    if (tooMuch.length > 0) return refusedAll(tooMuch);
    const insertion = { set, context, job, parentUnitId: null };
    const tasks = yield* insertTasks(insertion, definitions, {
      inherited: rulesOfJob(set.topic, job),
      known,
    });
    emitAddedTasks(set, tasks);
    set.waitingTasks.push(...tasks);
    return accepted<'addTasks'>({ jobId });
  },
};
