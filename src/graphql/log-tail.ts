/** The subscription to log lines: of a Unit, or of all Units of a Task, a Job or a Topic. */
import { createLogFeed, type LogMessage } from '../feeds/log-feed.ts';
import { logLineModel } from '../store/prisma/models.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { type EventArguments, followEvents } from './event-reads.ts';
import { getReferred } from './loaders.ts';
import { LogLevel, LogLine, logLevelsOf } from './log-line.ts';
import { positionFields } from './position-fields.ts';
import { requestLimits } from './request-limits.ts';
import { LabelFilter } from './search-input.ts';
import { Unit } from './unit.ts';

builder.objectField(LogLine, 'unit', (t) =>
  t.field({
    type: Unit,
    description: 'The Unit of which it is.',
    resolve: ({ unitId }, _, { loaders }) => getReferred(loaders.units, unitId),
  }),
);

const LogBatch = builder.objectRef<LogMessage>('LogBatch').implement({
  description: 'Log lines in the order in which they came, and where to go on.',
  fields: (t) => ({
    lines: t.field({
      type: [LogLine],
      description: 'The lines; may be empty, when only the position has moved.',
      complexity: { field: 1, multiplier: 1 },
      resolve: ({ lines }) => lines.map(logLineModel),
    }),
    ...positionFields(t, 'message'),
  }),
});

const LogTailFilter = builder.inputType('LogTailFilter', {
  description:
    'Which log lines of one Topic to tell; what is given must all hold. At least one of `topic`, `topicId`, `jobId`, `taskId` and `unitId` says which Topic it is.',
  fields: (t) => ({
    topic: t.string({ description: 'The name of the Topic.' }),
    topicId: t.id({ description: 'The Topic.' }),
    jobId: t.id({ description: 'Only lines of Units of this Job.' }),
    taskId: t.id({ description: 'Only lines of Units of this Task.' }),
    unitId: t.id({ description: 'Only lines of this Unit.' }),
    worker: t.string({ description: 'Only lines that the Worker of this name logged.' }),
    labels: t.field({
      type: [LabelFilter],
      description: 'Only lines of Units of Jobs that have all of these labels: up to 32.',
    }),
    levels: t.field({
      type: [LogLevel],
      description: 'Only lines of one of these levels; all if not given.',
    }),
  }),
});

builder.subscriptionField('logs', (t) =>
  t.field({
    type: LogBatch,
    description:
      'The log lines that came after a cursor, and then each as it comes. After a break, subscribe again with the last cursor received: no line is left out or repeated.',
    args: {
      filter: t.arg({ type: LogTailFilter, required: true, description: 'Which lines.' }),
      after: t.arg.string({
        description:
          'Only lines that came after this cursor. Without one, those that come from now on; `start` begins with the first Event that the Topic keeps, and `Unit.logs` has what is older.',
      }),
      batch: t.arg.int({
        required: true,
        defaultValue: 100,
        description:
          'How many lines in a message at most: 1 to 1,000. Those of one report always come together.',
      }),
      throttleMs: t.arg.int({
        required: true,
        defaultValue: 100,
        description:
          'How long to gather lines before the next message, in milliseconds: 0 to 60,000. Where there are many, messages come earlier.',
      }),
    },
    complexity: ({ batch }) => ({
      field: 1,
      multiplier: Math.min(Math.max(batch, 1), requestLimits.eventBatchSize),
    }),
    subscribe: (_, args, context) => followLogs(args, context),
    resolve: (message: LogMessage) => message,
  }),
);

interface LogArguments extends Omit<EventArguments, 'filter'> {
  readonly filter: typeof LogTailFilter.$inferInput;
  readonly throttleMs: number;
}

async function followLogs({ filter, after, batch, throttleMs }: LogArguments, context: Context) {
  const kinds = ['unit.logged'];
  const args = { filter: { ...filter, kinds }, after, batch, throttleMs };
  const events = await followEvents(args, context);
  return createLogFeed({ store: context.store, events, batch, levels: logLevelsOf(filter) });
}
