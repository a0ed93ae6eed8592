/** What has to be in the database when servers have come and gone under busy clients. */
import { audit } from '../../src/audit/audit.ts';
import type { Store } from '../../src/store/port.ts';
import type { Diary } from './busy-clients.ts';

export async function faultsAfter(store: Store, diary: Diary): Promise<readonly string[]> {
  const faults = [...(await audit(store))];
  const jobs = await store.query<{ id: string; state: string }>('SELECT "id", "state" FROM "Job"');
  for (const { id, state } of jobs) {
    if (state !== 'SUCCEEDED') faults.push(`${id} is ${state}`);
    if (!diary.jobIds.has(id)) faults.push(`${id} was never answered, or came of a repetition`);
  }
  if (jobs.length < diary.jobIds.size) faults.push('a Job is lost that was answered');
  for (const [what, sql] of notOnce) {
    const rows = await store.query<{ id: string }>(sql);
    faults.push(...rows.map(({ id }) => `${id}: ${what}`));
  }
  return faults;
}

const notOnce: readonly (readonly [what: string, sql: string])[] = [
  ['was handed out more than once', 'SELECT "id" FROM "Unit" WHERE "attempt" <> 1'],
  ['was logged on more than once, or never', 'SELECT "id" FROM "Unit" WHERE "logCount" <> 1'],
  [
    'has succeeded more than once',
    `SELECT "unitId" AS "id" FROM "Event" WHERE "kind" = 'unit.succeeded'
     GROUP BY "unitId" HAVING count(*) > 1`,
  ],
];
