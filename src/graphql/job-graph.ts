/**
 * The graph of a Job: its Tasks as a whole, for pictures and analysis. It is read at once, so its
 * size is bounded: one that is too large is refused, and its nodes can still be listed.
 */
import { nodeDuration } from '../domain/node-duration.ts';
import { type JobModel, type TaskModel, taskModel } from '../store/prisma/models.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { createGraphTypes } from './graph-types.ts';
import { viewGraph } from './graph-view.ts';
import { Job } from './job.ts';
import { Task } from './task.ts';

const { graphType: JobGraph, nodeType: TaskGraphNode } = createGraphTypes<TaskModel>({
  noun: 'Task',
  whole: 'Job',
  descriptions: {
    durationMs:
      'In milliseconds, how long it took from when it opened until it finished, or, while it is open, takes so far; null if it never opened and has not finished. What finished without opening took 0; what was reopened counts from when it first opened.',
    durationSource: 'How `durationMs` is known; of a Task never ESTIMATED.',
    criticalPath:
      'The chain of Tasks, each depending on the one before, that takes longest: what has finished by how long it took, what is open by how long it takes so far, the rest not at all. Of equals it is the one with the most Tasks.',
  },
});

builder.objectField(TaskGraphNode, 'task', (t) =>
  t.field({ type: Task, description: 'The Task.', resolve: ({ node }) => node }),
);

builder.objectField(Job, 'graph', (t) =>
  t.field({
    type: JobGraph,
    description: 'Its Tasks as a graph. Refused with GRAPH_TOO_LARGE beyond the limits.',
    complexity: 10,
    resolve: (job, _, context) => readJobGraph(job, context),
  }),
);

async function readJobGraph({ id }: JobModel, { loaders, store }: Context) {
  const { nodes, edges: dependencies } = await loaders.jobGraphs.load(id);
  const now = store.now();
  const durations = nodes.map((task) => nodeDuration(task, now));
  return viewGraph({ id, nodes: nodes.map(taskModel), dependencies, durations });
}
