import { expect } from 'vitest';
import type { SqlReader } from '../../../src/store/port.ts';
import { allTables, type PlainRow } from '../../../src/store/transfer/all-tables.ts';
import { openWorkshop } from '../../server/workshop.ts';

export interface Filled {
  /** A position in the journal with Events before and after it. */
  readonly cursor: string;
  readonly topicId: string;
}

/** Has a server do something of everything, so that each table of the database has rows. */
export async function fillDatabase(database: string): Promise<Filled> {
  const workshop = await openWorkshop({ database });
  try {
    const { topicId } = workshop;
    const [first] = await workshop
      .submit(
        [
          {
            key: 'cut',
            units: [{ key: 'a', kind: 'cut', input: { text: strangeText, one: 1.5 } }],
          },
          {
            key: 'join',
            dependsOn: ['cut'],
            units: [
              { key: 'b', kind: 'join', concurrencyKey: 'reel' },
              { key: 'c', kind: 'join', dependsOn: ['b'] },
            ],
          },
        ],
        { key: 'film', labels: { region: 'eu' }, idempotencyKey: 'once' },
      )
      .then(() => workshop.claim({ kinds: ['cut'] }));
    await workshop.data(setUp, {
      limit: { topicId, scope: 'KEY', pattern: 'reel', runningMax: 1, weight: 2.5 },
      template: { topic: 'workshop', name: 'again', definition: { tasks: oneTask } },
      schedule: {
        topic: 'workshop',
        name: 'daily',
        template: 'again',
        timing: { cron: '0 3 * * *' },
      },
    });
    const { schedule } = await workshop.data<{ schedule: { id: string } }>(
      '{ schedule(by: { name: { topic: "workshop", name: "daily" } }) { id } }',
    );
    await workshop.data(
      'mutation ($id: ID!) { scheduleFire(input: { scheduleId: $id }) { schedule { id } } }',
      {
        id: schedule.id,
      },
    );
    const lease = { unitId: first?.unitId, attempt: first?.attempt, leaseId: first?.leaseId };
    const { answers } = await workshop.report([
      { log: { lease, lines: [{ message: strangeText, fields: { n: 1 } }] } },
      { progress: { lease, progress: 0.25 } },
      { succeed: { lease, output: { frames: 24 } } },
    ]);
    expect(answers.map(({ accepted }) => accepted)).toEqual([true, true, true]);
    // One holds its lease while the database moves.
    await workshop.claim({ kinds: ['join'], max: 1 });
    return { cursor: answers.at(-1)?.cursor ?? '', topicId };
  } finally {
    await workshop.close();
  }
}

/** All rows of all tables, by the name of the table. */
export async function readAll(
  reader: SqlReader,
): Promise<ReadonlyMap<string, readonly PlainRow[]>> {
  const found = new Map<string, readonly PlainRow[]>();
  for (const { table, key } of allTables) {
    const columns = Object.keys(table.columns).map((name) => `"${name}"`);
    const order = key.map((name) => `"${name}"`);
    found.set(
      table.name,
      await reader.query<PlainRow>(
        `SELECT ${columns.join(', ')} FROM "${table.name}" ORDER BY ${order.join(', ')}`,
      ),
    );
  }
  return found;
}

/** Quotes, lines, other scripts and what is more than one unit of UTF-16. */
const strangeText = 'a "quote", a \\ and\na line; 順序 \u{1F39E}\uFE0F';

const oneTask = [{ key: 'all', units: [{ key: 'one', kind: 'cut' }] }];

const setUp = `mutation ($limit: LimitSetInput!, $template: TemplatePublishInput!, $schedule: ScheduleSetInput!) {
  limitSet(input: $limit) { userErrors { message } }
  templatePublish(input: $template) { userErrors { message } }
  scheduleSet(input: $schedule) { userErrors { message } }
}`;
