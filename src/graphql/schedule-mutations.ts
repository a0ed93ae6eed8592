/** Setting, holding and removing Schedules, and having them fire. */
import type { Outcome } from '../domain/command.ts';
import { firingModel } from '../store/prisma/models.ts';
import { findFirings } from '../store/reads/schedules.ts';
import { builder } from './builder.ts';
import { commandPayload } from './command-payload.ts';
import type { Context } from './context.ts';
import { canonicalJson, hashInput, idempotencyOf } from './input-hash.ts';
import { findNamedTopic } from './named-topic.ts';
import { askedFields, operationOf } from './operation-input.ts';
import { MissedPolicy, Overlap, Schedule } from './schedule.ts';
import { ScheduleFiring } from './schedule-firing.ts';
import { readTiming, ScheduleTimingInput } from './schedule-timing.ts';

const ScheduleSetInput = builder.inputType('ScheduleSetInput', {
  description:
    'What a Schedule is to be, all of it: what is left out is as if it had never been said.',
  fields: (t) => ({
    topic: t.string({ required: true, description: 'The name of the Topic.' }),
    name: t.string({
      required: true,
      description: 'Its name in the Topic: the one of this name is changed, if there is one.',
    }),
    description: t.string({ description: 'What it is for, for people.' }),
    template: t.string({ required: true, description: 'The name of the Template to start.' }),
    version: t.int({
      description:
        'Which version of it; if not given the newest at each firing that is not deprecated.',
    }),
    params: t.field({
      type: 'JSON',
      description:
        'The parameters: an object that fits the schema of the Template. Empty by default.',
    }),
    dueAtParam: t.string({
      description:
        'The name of a parameter that is given the time at which the firing was due, as ISO 8601 text.',
    }),
    jobName: t.string({ description: 'The name of its Jobs; by default what the Template says.' }),
    priority: t.int({
      description: 'The priority of its Jobs; by default what the Template says.',
    }),
    labels: t.field({
      type: 'JSON',
      description: 'Labels that its Jobs have besides those of the Template, or in their place.',
    }),
    timing: t.field({
      type: ScheduleTimingInput,
      required: true,
      description: 'When it fires.',
    }),
    overlap: t.field({
      type: Overlap,
      required: true,
      defaultValue: 'SKIP',
      description: 'What becomes of a firing while the Job before it runs.',
    }),
    queueMax: t.int({
      required: true,
      defaultValue: 1,
      description: 'How many firings may wait for the running Job, with QUEUE: 1 to 100.',
    }),
    missed: t.field({
      type: MissedPolicy,
      required: true,
      defaultValue: 'ONE',
      description: 'What becomes of firings that nobody looked at in time.',
    }),
    by: t.string({ description: 'Who asks for it, as they name themselves.' }),
    idempotencyKey: t.string({
      description: 'Any text of your own. Repeating the request with it changes nothing more.',
    }),
  }),
});

const SchedulePauseInput = builder.inputType('SchedulePauseInput', {
  description: 'A Schedule to hold.',
  fields: (t) => ({
    scheduleId: t.id({ required: true, description: 'The id of the Schedule.' }),
    resumeAt: t.field({
      type: 'DateTime',
      description: 'When it goes on by itself; only when somebody resumes it if not given.',
    }),
    ...askedFields(t),
  }),
});

const ScheduleFireInput = builder.inputType('ScheduleFireInput', {
  description: 'A Schedule that is to fire now.',
  fields: (t) => ({
    scheduleId: t.id({ required: true, description: 'The id of the Schedule.' }),
    overlap: t.field({
      type: Overlap,
      description: 'What becomes of this firing while a Job runs; as the Schedule says by default.',
    }),
    ...askedFields(t),
  }),
});

const ScheduleResumeInput = inputOf('ScheduleResumeInput', 'A Schedule to let go on.');
const ScheduleRemoveInput = inputOf('ScheduleRemoveInput', 'A Schedule to remove.');

type AboutSchedule = 'setSchedule' | 'pauseSchedule' | 'resumeSchedule' | 'fireSchedule';

const ScheduleSetPayload = payloadOf<'setSchedule'>('ScheduleSetPayload', 'scheduleSet');
const SchedulePausePayload = payloadOf<'pauseSchedule'>('SchedulePausePayload', 'schedulePause');
const ScheduleResumePayload = payloadOf<'resumeSchedule'>(
  'ScheduleResumePayload',
  'scheduleResume',
);
const ScheduleFirePayload = payloadOf<'fireSchedule'>('ScheduleFirePayload', 'scheduleFire');
const ScheduleRemovePayload = commandPayload<'removeSchedule'>(
  'ScheduleRemovePayload',
  'scheduleRemove',
  (t) => ({
    scheduleId: t.id({
      nullable: true,
      description: 'The id that it had; null when the command was refused.',
      resolve: (outcome) => (outcome.isAccepted ? outcome.result.scheduleId : null),
    }),
  }),
);

builder.objectField(ScheduleFirePayload, 'firing', (t) =>
  t.field({
    type: ScheduleFiring,
    nullable: true,
    description: 'What became of it: it was started or waits. Null when the command was refused.',
    resolve: (outcome, _, context) =>
      outcome.isAccepted ? findFiring(outcome.result.firingId, context) : null,
  }),
);

builder.mutationFields((t) => ({
  scheduleSet: t.field({
    type: ScheduleSetPayload,
    description:
      'Makes a Schedule, or changes the one of this name, which keeps its history. One whose next firing could start nothing is refused. With what it says already it changes nothing, and is answered with `replayed`.',
    args: { input: t.arg({ type: ScheduleSetInput, required: true, description: 'What to set.' }) },
    resolve: (_, { input }, context) => setSchedule(input, context),
  }),
  schedulePause: t.field({
    type: SchedulePausePayload,
    description:
      'Holds a Schedule: what comes due is left out, and what waits for a running Job waits on. Jobs go on. Of one that is held already it changes who, why and until when; with the same values it changes nothing, and is answered with `replayed`.',
    args: {
      input: t.arg({ type: SchedulePauseInput, required: true, description: 'What to hold.' }),
    },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'pauseSchedule'>({
        name: 'pauseSchedule',
        scheduleId: input.scheduleId,
        resumeAt: input.resumeAt ?? null,
        ...operationOf('schedulePause', input),
      }),
  }),
  scheduleResume: t.field({
    type: ScheduleResumePayload,
    description:
      'Lets a held Schedule go on with its next firing after now. One that is not held stays so, and is answered with `replayed`.',
    args: {
      input: t.arg({ type: ScheduleResumeInput, required: true, description: 'What goes on.' }),
    },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'resumeSchedule'>({
        name: 'resumeSchedule',
        scheduleId: input.scheduleId,
        ...operationOf('scheduleResume', input),
      }),
  }),
  scheduleFire: t.field({
    type: ScheduleFirePayload,
    description:
      'Has a Schedule fire now, beside its times, paused or not. Where that could start nothing it is refused, and is no part of the history.',
    args: {
      input: t.arg({ type: ScheduleFireInput, required: true, description: 'What is to fire.' }),
    },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'fireSchedule'>({
        name: 'fireSchedule',
        scheduleId: input.scheduleId,
        overlap: input.overlap ?? null,
        ...operationOf('scheduleFire', input),
      }),
  }),
  scheduleRemove: t.field({
    type: ScheduleRemovePayload,
    description:
      'Removes a Schedule with its history, and with the firings that wait. Jobs that it has started go on.',
    args: {
      input: t.arg({ type: ScheduleRemoveInput, required: true, description: 'What to remove.' }),
    },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'removeSchedule'>({
        name: 'removeSchedule',
        scheduleId: input.scheduleId,
        ...operationOf('scheduleRemove', input),
      }),
  }),
}));

async function setSchedule(
  input: typeof ScheduleSetInput.$inferInput,
  context: Context,
): Promise<Outcome<'setSchedule'>> {
  const topic = await findNamedTopic(context, input.topic);
  if ('rejections' in topic) return topic;
  const { by = null } = input;
  const schedule = {
    name: input.name,
    description: input.description ?? null,
    templateName: input.template,
    templateVersion: input.version ?? null,
    params: canonicalJson(input.params ?? '{}'),
    dueAtParam: input.dueAtParam ?? null,
    jobName: input.jobName ?? null,
    priority: input.priority ?? null,
    labels: input.labels == null ? null : canonicalJson(input.labels),
    ...readTiming(input.timing),
    overlap: input.overlap,
    queueMax: input.queueMax,
    missed: input.missed,
  };
  return await context.engine.execute<'setSchedule'>({
    name: 'setSchedule',
    topicId: topic.id,
    schedule,
    by,
    ...idempotencyOf(input.idempotencyKey, () => hashInput(['scheduleSet', schedule, by])),
  });
}

async function findFiring(id: string, { store }: Context) {
  const [firing] = await findFirings(store, [id]);
  return firing === undefined ? null : firingModel(firing);
}

function inputOf(name: string, description: string) {
  return builder.inputType(name, {
    description,
    fields: (t) => ({
      scheduleId: t.id({ required: true, description: 'The id of the Schedule.' }),
      ...askedFields(t),
    }),
  });
}

function payloadOf<N extends AboutSchedule>(name: string, command: string) {
  return commandPayload<N>(name, command, (t) => ({
    schedule: t.field({
      type: Schedule,
      nullable: true,
      description: 'The Schedule as it is now; null when the command was refused.',
      resolve: (outcome, _, { loaders }) =>
        outcome.isAccepted ? loaders.schedules.load(outcome.result.scheduleId) : null,
    }),
  }));
}
