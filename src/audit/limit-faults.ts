/**
 * Recounts what is used of Limits from the Units that run, and says what does not agree. Written down
 * a second time and as simply as possible; it shares no code with what it checks.
 */
import type { SqlReader } from '../store/port.ts';

/** What is used of the Limits of a Topic, and what they keep closed. */
export async function readLimitFaults(
  reader: SqlReader,
  topicId: string,
): Promise<readonly string[]> {
  const ofTopic = 'WHERE "topicId" = ?1';
  const limits = await reader.query<LimitRow>(`SELECT * FROM "Limit" ${ofTopic}`, [topicId]);
  const uses = await reader.query<UseRow>(`SELECT * FROM "LimitUse" ${ofTopic}`, [topicId]);
  const running = await reader.query<RunningUnit>(
    `SELECT u."topicId", u."kind", l."concurrencyKey" FROM "Unit" u
     JOIN "Lane" l ON l."id" = u."laneId" WHERE u."topicId" = ?1 AND u."state" = 'RUNNING'`,
    [topicId],
  );
  const lanes = await reader.query<LaneRow>(`SELECT * FROM "Lane" ${ofTopic}`, [topicId]);
  return limitFaults({ limits, uses, running, lanes });
}

export interface LimitRow {
  readonly id: string;
  readonly topicId: string;
  readonly scope: string;
  readonly pattern: string;
  readonly runningMax: number | null;
}

interface UseRow {
  readonly id: string;
  readonly limitId: string;
  readonly scope: string;
  readonly subject: string;
  readonly runningCount: number;
  readonly isClosed: number;
  readonly opensAt: number | null;
}

/** A Unit under lease, as Limits see it. */
interface RunningUnit {
  readonly topicId: string;
  readonly kind: string;
  readonly concurrencyKey: string;
}

/** A Lane, as Limits open and close it. */
interface LaneRow extends RunningUnit {
  readonly id: string;
  readonly isOpen: number;
}

interface Used {
  readonly limits: readonly LimitRow[];
  readonly uses: readonly UseRow[];
  readonly running: readonly RunningUnit[];
  readonly lanes: readonly LaneRow[];
}

function limitFaults({ limits, uses, running, lanes }: Used): readonly string[] {
  const usesById = new Map(uses.map((use) => [use.id, use]));
  const counts = new Map<string, number>();
  for (const unit of running) {
    const subjects = { TOPIC: '', KIND: unit.kind, KEY: unit.concurrencyKey };
    for (const [scope, subject] of Object.entries(subjects)) {
      const limit = governing(limits, { topicId: unit.topicId, scope, subject });
      if (limit === undefined) continue;
      const id = `${limit.id}/${subject}`;
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  const found: string[] = [];
  for (const use of uses) {
    const count = counts.get(use.id) ?? 0;
    counts.delete(use.id);
    if (use.runningCount !== count) {
      found.push(`${use.id}: counts ${use.runningCount} running Units, has ${count}`);
    }
    const limit = limits.find(({ id }) => id === use.limitId);
    if (limit === undefined) found.push(`${use.id}: is used of a Limit that is not there`);
    else found.push(...closingFaults(limit, use));
  }
  for (const [id, count] of counts) found.push(`${id}: does not count ${count} running Units`);
  for (const { id, topicId, concurrencyKey: subject, isOpen } of lanes) {
    const limit = governing(limits, { topicId, scope: 'KEY', subject });
    const isShut = usesById.get(`${limit?.id}/${subject}`)?.isClosed === 1;
    if ((isOpen === 0) !== isShut) found.push(`${id}: is open ${isOpen}, and shut ${isShut}`);
  }
  return found;
}

/** The Limit of a scope that holds for a kind or key; exact ones first, then the longest pattern. */
export function governing<Row extends LimitRow>(
  limits: readonly Row[],
  { topicId, scope, subject }: { topicId: string; scope: string; subject: string },
): Row | undefined {
  if (scope === 'KEY' && subject === '') return undefined;
  const matching = limits.filter(
    (limit) =>
      limit.topicId === topicId &&
      limit.scope === scope &&
      new RegExp(`^${limit.pattern.split('*').map(escaped).join('.*')}$`, 's').test(subject),
  );
  const place = ({ pattern }: LimitRow) => (pattern.includes('*') ? pattern.length : 1_000);
  return matching.toSorted(
    (one, other) => place(other) - place(one) || (one.pattern < other.pattern ? -1 : 1),
  )[0];
}

function closingFaults(limit: LimitRow, use: UseRow): readonly string[] {
  const isFull = limit.runningMax !== null && use.runningCount >= limit.runningMax;
  if (isFull && use.isClosed === 0) return [`${use.id}: is full, and open`];
  if (!isFull && use.isClosed === 1 && use.opensAt === null) {
    return [`${use.id}: has free slots, and nothing will open it`];
  }
  return [];
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
