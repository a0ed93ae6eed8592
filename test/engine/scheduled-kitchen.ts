/** A Topic with a Template, and short ways to say what its Schedules do. */
import type { Command, Outcome } from '../../src/domain/command.ts';
import type {
  Overlap,
  Schedule,
  ScheduleDefinition,
  ScheduleFiring,
} from '../../src/domain/schedule.ts';
import { accepted, type Kitchen, openKitchen } from './kitchen.ts';

export interface ScheduledKitchen extends Kitchen {
  set(more?: Partial<ScheduleDefinition>): Promise<Outcome<'setSchedule'>>;
  /** Sets the Schedule and answers its id. */
  setUp(more?: Partial<ScheduleDefinition>): Promise<string>;
  ask(
    name: 'removeSchedule' | 'pauseSchedule' | 'resumeSchedule' | 'fireSchedule',
    scheduleId: string,
    more?: { reason?: string; resumeAt?: number; overlap?: Overlap },
  ): Promise<Outcome>;
  publish(definition?: object, paramsSchema?: object): Promise<void>;
  schedule(): Promise<Schedule>;
  /** What became of the firings, in their order: minutes after the beginning and the outcome. */
  told(): Promise<readonly string[]>;
  firings(): Promise<readonly ScheduleFiring[]>;
  jobs(): Promise<readonly { id: string; name: string; state: string; params: string }[]>;
}

export const minuteMs = 60_000;

/** When the kitchen opens; a whole minute. */
export const openedAt = 1_700_000_000_000 - (1_700_000_000_000 % minuteMs) + minuteMs;

export async function openScheduledKitchen(database?: string): Promise<ScheduledKitchen> {
  const kitchen = await openKitchen(database);
  const { engine, store, topicId } = kitchen;
  await kitchen.pass(openedAt - store.now());
  const publish = async (definition: object = lunch, paramsSchema: object = lunchParams) => {
    const texts = {
      definition: JSON.stringify(definition),
      paramsSchema: JSON.stringify(paramsSchema),
    };
    const template = {
      name: 'lunch',
      description: null,
      ...texts,
      hash: Object.values(texts).join(),
    };
    accepted(await engine.execute({ name: 'publishTemplate', topicId, template, by: null }));
  };
  await publish();
  const set = (more: Partial<ScheduleDefinition> = {}) =>
    engine.execute({ name: 'setSchedule', topicId, schedule: { ...everyTenMinutes, ...more } });
  const firings = () =>
    store.query<ScheduleFiring>('SELECT * FROM "ScheduleFiring" ORDER BY "dueAt", "id"');
  return {
    ...kitchen,
    publish,
    set,
    setUp: async (more) => accepted(await set(more)).result.scheduleId,
    ask: (name, scheduleId, more = {}) => {
      const asked = { reason: null, by: 'chef', resumeAt: null, overlap: null };
      return engine.execute({ name, scheduleId, ...asked, ...more } as Command);
    },
    schedule: async () => {
      const [schedule] = await store.query<Schedule>('SELECT * FROM "Schedule"');
      if (schedule === undefined) throw new Error('There is no Schedule.');
      return schedule;
    },
    told: async () => (await firings()).map(inWords),
    firings,
    jobs: () => store.query('SELECT "id", "name", "state", "params" FROM "Job" ORDER BY "id"'),
  };
}

function inWords({ dueAt, dueCount, outcome, code }: ScheduleFiring): string {
  const minutes = (dueAt - openedAt) / minuteMs;
  const count = dueCount === 1 ? '' : ` x${dueCount}`;
  return `${minutes}${count} ${outcome}${code === null ? '' : ` ${code}`}`;
}

const lunch = {
  name: 'Lunch for ${{ params.guests }}',
  tasks: [{ key: 'kitchen', units: [{ key: 'cook', kind: 'cook' }] }],
};

const lunchParams = {
  type: 'object',
  properties: {
    guests: { type: 'integer', minimum: 1, default: 2 },
    day: { type: 'string', default: 'today' },
  },
};

export const everyTenMinutes: ScheduleDefinition = {
  name: 'lunch time',
  description: null,
  templateName: 'lunch',
  templateVersion: null,
  params: '{}',
  dueAtParam: null,
  jobName: null,
  priority: null,
  labels: null,
  cron: null,
  zone: null,
  everyMs: 10 * minuteMs,
  anchorAt: null,
  onceAt: null,
  startsAt: null,
  endsAt: null,
  overlap: 'ALLOW',
  queueMax: 1,
  missed: 'ONE',
};
