/** Why a Unit is not being worked on. */
import {
  type WaitKind as Kind,
  type WaitReason as Reason,
  waitReasons,
} from '../domain/waiting.ts';
import type { UnitModel } from '../store/prisma/models.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { getReferred } from './loaders.ts';

const WaitKind = builder.enumType('WaitKind', {
  description: 'What a Unit waits for.',
  values: {
    SCHEDULED: { description: 'Its Job is to begin later.' },
    JOB: { description: 'Its Job begins once another has finished.' },
    TASK: { description: 'Its Task is not open.' },
    PREDECESSORS: { description: 'It is not decided yet whether its join is satisfied.' },
    BLOCKED: {
      description:
        'Its join cannot be satisfied, until something before it is tried again, rerun or skipped.',
    },
    PAUSED: { description: 'It is paused, or its Task, Job or Topic is held.' },
    DELAY: { description: 'A delay is not over: of a retry, or one that its worker asked for.' },
    WORKER: { description: 'No worker has claimed it yet.' },
  } satisfies Record<Kind, { description: string }>,
});

export const WaitReason = builder.objectRef<Reason>('WaitReason').implement({
  description: 'One thing that a Unit waits for.',
  fields: (t) => ({
    kind: t.expose('kind', { type: WaitKind, description: 'What it is.' }),
    message: t.exposeString('message', { description: 'The same in a sentence, for people.' }),
    endsAt: t.expose('endsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ends by itself; null when it does not, or nobody can say.',
    }),
  }),
});

export async function readWaitReasons(
  unit: UnitModel,
  { loaders }: Context,
): Promise<readonly Reason[]> {
  const [task, job, topic] = await Promise.all([
    getReferred(loaders.tasks, unit.taskId),
    getReferred(loaders.jobs, unit.jobId),
    getReferred(loaders.topics, unit.topicId),
  ]);
  return waitReasons(unit, { task, job, topic });
}
