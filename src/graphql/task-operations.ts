/** Holding Tasks. */
import { builder } from './builder.ts';
import { taskPayload } from './noun-payloads.ts';
import { askedFields, holdFields, type InputFieldBuilder, operationOf } from './operation-input.ts';
import { TaskState } from './task.ts';

const TaskPauseInput = builder.inputType('TaskPauseInput', {
  description: 'A Task to hold.',
  fields: (t) => ({ ...operationFields(t), ...holdFields(t) }),
});

const TaskResumeInput = builder.inputType('TaskResumeInput', {
  description: 'A Task to let go on.',
  fields: operationFields,
});

const TaskPausePayload = taskPayload<'pauseTask'>('TaskPausePayload', 'taskPause');
const TaskResumePayload = taskPayload<'resumeTask'>('TaskResumePayload', 'taskResume');

builder.mutationFields((t) => ({
  taskPause: t.field({
    type: TaskPausePayload,
    description:
      'Holds a Task that has not finished: none of its Units is claimed. Those that run go on, and what follows from them becomes ready. Of a Task that is held already it changes who, why and until when; with the same values it changes nothing, and is answered with `replayed`.',
    args: { input: t.arg({ type: TaskPauseInput, required: true, description: 'What to hold.' }) },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'pauseTask'>({
        name: 'pauseTask',
        taskId: input.taskId,
        resumeAt: input.resumeAt ?? null,
        interrupt: input.interrupt,
        ...operationOf('taskPause', input),
      }),
  }),
  taskResume: t.field({
    type: TaskResumePayload,
    description:
      'Lets a held Task go on: its Units can be claimed again, each in the place that it had. One that is not held stays so, and is answered with `replayed`.',
    args: {
      input: t.arg({ type: TaskResumeInput, required: true, description: 'What to let go on.' }),
    },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'resumeTask'>({
        name: 'resumeTask',
        taskId: input.taskId,
        ...operationOf('taskResume', input),
      }),
  }),
}));

/** What every operation on a Task takes. */
function operationFields(t: InputFieldBuilder) {
  return {
    taskId: t.id({ required: true, description: 'The Task.' }),
    ifState: t.field({
      type: [TaskState],
      description: 'Only if it is in one of these states; whatever its state if not given.',
    }),
    ...askedFields(t),
  };
}
