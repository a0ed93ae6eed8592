/**
 * Limits on a running server, under workers that claim and report side by side: the journal, folded,
 * shows that at no moment more ran or started than was allowed then, and everything gets done.
 */
import { expect, test } from 'vitest';
import { type Lease, leaseOf, openWorkshop, type Workshop } from './workshop.ts';

const kinds = ['saw', 'drill'];
const keys = ['oak', 'elm', 'ash'];
const unitCount = 180;
const intervalMs = 200;

test('at no moment more runs or starts than is allowed, and everything gets done', async () => {
  const workshop = await openWorkshop();
  try {
    await setLimit(workshop, { scope: 'TOPIC', runningMax: 9 });
    await setLimit(workshop, { scope: 'KIND', pattern: 'saw', runningMax: 4 });
    await setLimit(workshop, {
      scope: 'KEY',
      pattern: '*',
      runningMax: 3,
      startMax: 12,
      intervalMs,
    });
    const units = Array.from({ length: unitCount }, (_, index) => ({
      key: `u${index}`,
      kind: kinds[index % kinds.length],
      concurrencyKey: keys[index % keys.length],
    }));
    const retry = { maxAttempts: 50, backoff: 'FIXED', delayMs: 0 };
    await workshop.submit([{ key: 't', units }], { retry });
    const left = { count: unitCount };
    const workers = Array.from({ length: 6 }, (_, index) => work(workshop, index, left));
    // Lowered and raised while they work.
    await setLimit(workshop, { scope: 'TOPIC', runningMax: 3 });
    await setLimit(workshop, { scope: 'KIND', pattern: 'saw', runningMax: 2 });
    await setLimit(workshop, { scope: 'TOPIC', runningMax: 7 });
    await Promise.all(workers);
    const events = await readJournal(workshop);
    expect(excesses(events)).toEqual([]);
    expect(events.filter(({ kind }) => kind === 'unit.succeeded')).toHaveLength(unitCount);
  } finally {
    await workshop.close();
  }
});

async function setLimit(workshop: Workshop, limit: object): Promise<void> {
  const query = `mutation ($input: LimitSetInput!) {
    limitSet(input: $input) { limit { id } userErrors { message } } }`;
  const input = { topicId: workshop.topicId, ...limit };
  const { limitSet } = await workshop.data<{ limitSet: { userErrors: readonly object[] } }>(query, {
    input,
  });
  expect(limitSet.userErrors).toEqual([]);
}

/** Works until nothing is left: of some Units the first attempts do not succeed. */
async function work(workshop: Workshop, index: number, left: { count: number }): Promise<void> {
  while (left.count > 0) {
    const leases = await workshop.claim({ worker: `w${index}`, max: 1 + (index % 3), waitMs: 100 });
    const reports = leases.map((lease) => reportOn(lease));
    left.count -= reports.filter((report) => 'succeed' in report).length;
    if (reports.length > 0) await workshop.report(reports);
  }
}

function reportOn(lease: Lease): object {
  const ref = { lease: leaseOf(lease) };
  const isFirst = lease.attempt === 1;
  if (isFirst && lease.unit.key.endsWith('3')) return { release: ref };
  if (isFirst && lease.unit.key.endsWith('7')) {
    return { fail: { ...ref, code: 'BLUNT', message: 'The blade is blunt.', retryAfterMs: 0 } };
  }
  return { succeed: ref };
}

interface JournalEvent {
  readonly kind: string;
  readonly at: string;
  readonly unitId: string | null;
  readonly to: string | null;
  readonly data: unknown;
}

async function readJournal(workshop: Workshop): Promise<readonly JournalEvent[]> {
  const query = `query ($topicId: ID!, $after: String!) {
    events(filter: { topicId: $topicId }, after: $after, batch: 500) {
      events { kind at unitId to data } cursor caughtUp } }`;
  const found: JournalEvent[] = [];
  for (let after = 'start'; ; ) {
    const { events } = await workshop.data<{
      events: { events: readonly JournalEvent[]; cursor: string; caughtUp: boolean };
    }>(query, { topicId: workshop.topicId, after });
    found.push(...events.events);
    if (events.caughtUp) return found;
    after = events.cursor;
  }
}

/** What was set last, of each scope. */
interface Said {
  readonly scope: string;
  readonly runningMax: number;
  readonly startMax: number | null;
}

/** Each claim that came while what it counts for was full, in words. */
function excesses(events: readonly JournalEvent[]): readonly string[] {
  const found: string[] = [];
  const said = new Map<string, Said>();
  const running = new Map<string, Set<string>>();
  const starts = new Map<string, number[]>();
  const order = new Map<string, number>();
  for (const { kind, at, unitId, to, data } of events) {
    if (kind === 'limit.set') {
      // The Event says what its Limit says.
      const limit = data as Said;
      said.set(limit.scope, limit);
    }
    if (unitId === null) continue;
    if (kind === 'unit.ready') order.set(unitId, order.size);
    const index = order.get(unitId) ?? 0;
    const subjects = { TOPIC: '', KIND: kinds[index % 2] ?? '', KEY: keys[index % 3] ?? '' };
    for (const [scope, subject] of Object.entries(subjects)) {
      const name = `${scope} ${subject}`;
      const those = running.get(name) ?? new Set();
      running.set(name, those);
      if (kind !== 'unit.claimed') {
        if (to !== 'RUNNING') those.delete(unitId);
        continue;
      }
      const limit = scope === 'KIND' && subject !== 'saw' ? undefined : said.get(scope);
      const claims = [...(starts.get(name) ?? []), Date.parse(at)];
      starts.set(name, claims);
      those.add(unitId);
      if (limit === undefined) continue;
      const lately = claims.filter((start) => start > Date.parse(at) - intervalMs).length;
      if (those.size > limit.runningMax) found.push(`${name}: ${those.size} run at ${at}`);
      if (lately > (limit.startMax ?? unitCount)) found.push(`${name}: ${lately} started by ${at}`);
    }
  }
  return found;
}
