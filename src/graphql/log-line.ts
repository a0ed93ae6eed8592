import type { LogPosition } from '../store/reads/pages.ts';
import { builder } from './builder.ts';
import { readJson } from './failure.ts';
import type { ListOrder } from './pagination.ts';

const levels = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const;

export const LogLevel = builder.enumType('LogLevel', {
  description: 'How important a log line is.',
  values: {
    DEBUG: { description: 'For those who look for a fault.' },
    INFO: { description: 'What is going on.' },
    WARN: { description: 'Something unexpected that does not stop the work.' },
    ERROR: { description: 'Something that went wrong.' },
  } satisfies Record<(typeof levels)[number], { description: string }>,
});

export const LogLine = builder.prismaObject('LogLine', {
  description: 'A line that a worker logged.',
  fields: (t) => ({
    unitId: t.exposeID('unitId', { description: 'The Unit of which it is.' }),
    line: t.exposeInt('line', { description: '1, 2, 3 ... within the attempt.' }),
    attempt: t.exposeInt('attempt', { description: 'The attempt that logged it.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was received.' }),
    level: t.expose('level', { type: LogLevel, description: 'How important it is.' }),
    message: t.exposeString('message', { description: 'What it says.' }),
    fields: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What was added for programs.',
      resolve: ({ fields }) => readJson(fields),
    }),
  }),
});

export const LogLineConnection = builder.connectionObject(
  { type: LogLine, name: 'LogLineConnection', description: 'A page of log lines.' },
  { name: 'LogLineEdge', description: 'A log line in a list.' },
);

export const LogFilter = builder.inputType('LogFilter', {
  description: 'Which log lines to answer.',
  fields: (t) => ({
    levels: t.field({
      type: [LogLevel],
      description: 'Only lines of one of these levels; all if not given.',
    }),
  }),
});

export function logLevelsOf(filter: typeof LogFilter.$inferInput | null | undefined) {
  return filter?.levels ?? levels;
}

export const logOrder = {
  list: 'log',
  toText: ({ attempt, line }) => `${attempt}-${line}`,
  toKey: (text) => {
    const match = /^(\d{1,9})-(\d{1,9})$/.exec(text);
    return match === null ? undefined : { attempt: Number(match[1]), line: Number(match[2]) };
  },
  keyOf: ({ attempt, line }) => ({ attempt, line }),
} as const satisfies ListOrder<LogPosition> & { keyOf: (row: LogPosition) => LogPosition };
