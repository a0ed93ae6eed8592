/**
 * Walks over Units, in the order of their Jobs and within those of their own ids. What is out of the
 * way, has failed or tries again is found by partial indexes, what runs by who holds it, and all else by
 * Jobs, whose counters say which of them have Units in the states that are wanted.
 */
import { unitCounterOf } from '../../domain/counters.ts';
import { type UnitState, unitStates } from '../../domain/unit.ts';
import type { SqlValue, Store } from '../port.ts';
import { greatestId, leastId } from '../reads/keyset-page.ts';
import type { JobCandidate } from './job-walks.ts';
import {
  conditionParameters,
  conditionsJoined,
  testedUnit,
  type UnitCandidate,
  type UnitConditions,
  unitKey,
} from './unit-conditions.ts';
import { perStrand, type Span, type Stretch, stretchOf, type Walk } from './walk.ts';

/** Behind the Topic, and what a strand says, these hold Units in the order of the search. */
const indexes = {
  /** States out of the way, and RETRYING. */
  MARK: `x."topicId" = ?6 AND x."mark" = s."strand" AND x."mark" IS NOT NULL`,
  FAILURE: `x."topicId" = ?6 AND x."failureCode" = s."strand" AND x."failureCode" IS NOT NULL`,
  // What is held is in another order; it is sorted, being no more than the work under way.
  HELD: `h."topicId" = ?6`,
} as const;

interface IndexWalk {
  readonly topicId: string;
  readonly index: keyof typeof indexes;
  /** The marks or failure codes to walk by, where the index is by those. */
  readonly strands?: readonly string[];
}

/** Walks along an index over the Units of a Topic. */
export function indexWalk(
  store: Store,
  conditions: UnitConditions,
  { topicId, index, strands = [''] }: IndexWalk,
): Walk<UnitCandidate> {
  const fixed = [...conditionParameters(conditions), toStrands(strands), topicId];
  const from =
    index === 'HELD'
      ? `"HeldUnit" h ${store.joinEach({ table: 'Unit', alias: 'x', on: 'x."id" = h."unitId"' })}`
      : '"Unit" x';
  return async (span, wanted) => {
    const count = perStrand(wanted, strands.length);
    const sql = `SELECT ${testedUnit(store)}
      FROM ${store.rows('?5', { strand: 'text' })} s
      ${store.joinSelected({
        table: 'Unit',
        alias: 'u',
        select: `SELECT x."id" FROM ${from} WHERE ${indexes[index]}
          AND (x."jobId", x."id") > (?7, ?8) AND (x."jobId", x."id") < (?9, ?10)
        ORDER BY x."jobId" ${span.scan}, x."id" ${span.scan} LIMIT ?11`,
      })}
      ${conditionsJoined(store)}`;
    const parameters = [...fixed, ...pairOf(span.above), ...pairOf(span.below), count];
    return stretchOf(await readUnits(store, sql, parameters), count, span.scan);
  };
}

/** A walk that goes no further than the Units of one Job. */
export function withinJob(walk: Walk<UnitCandidate>, jobId: string): Walk<UnitCandidate> {
  const first = `${jobId}/${leastId}`;
  const last = `${jobId}/${greatestId}`;
  return (span, count) => {
    const above = span.above > first ? span.above : first;
    const below = span.below < last ? span.below : last;
    return walk({ ...span, above, below }, count);
  };
}

/** Walks over the Units of one Task, or of one Job. */
export function nodeWalk(
  store: Store,
  conditions: UnitConditions,
  { taskId, jobId }: { readonly taskId: string | undefined; readonly jobId: string },
): Walk<UnitCandidate> {
  const parent = taskId === undefined ? 'jobId' : 'taskId';
  const fixed = [...conditionParameters(conditions), toStrands([taskId ?? jobId])];
  return async (span, count) => {
    const sql = `SELECT ${testedUnit(store)}
      FROM ${store.rows('?5', { strand: 'text' })} s
      ${store.joinSelected({
        table: 'Unit',
        alias: 'u',
        select: `SELECT x."id" FROM "Unit" x
        WHERE x."${parent}" = s."strand" AND x."id" > ?6 AND x."id" < ?7
        ORDER BY x."id" ${span.scan} LIMIT ?8`,
      })}
      ${conditionsJoined(store)}`;
    const { above, below } = idsWithin(span, jobId);
    const rows = await readUnits(store, sql, [...fixed, above, below, count]);
    return stretchOf(rows, count, span.scan);
  };
}

/** Walks over the Units in these states of the Jobs that another walk comes upon. */
export function unitsOfJobsWalk(
  store: Store,
  conditions: UnitConditions,
  { jobs, states }: { readonly jobs: Walk<JobCandidate>; readonly states: readonly UnitState[] },
): Walk<UnitCandidate> {
  return async (span, count) => {
    const { scan } = span;
    const { jobIds, reached, lookedCount } = await listJobIds(span, { jobs, states, count });
    const read = await readUnitsOfJobs(store, conditions, { jobIds, span, count });
    // Those in other states may be what another walk of the same search comes upon.
    const wanted = new Set(states);
    const units = read.map((unit) => ({
      ...unit,
      isMatch: unit.isMatch && wanted.has(unit.state),
    }));
    const stretch = stretchOf(units, count, scan);
    return {
      candidates: units,
      reached: nearer(stretch, reached, scan),
      lookedCount: lookedCount + units.length,
    };
  };
}

interface JobsOfUnits {
  readonly jobs: Walk<JobCandidate>;
  readonly states: readonly UnitState[];
  readonly count: number;
}

/** Jobs with Units in these states, until they have as many Units as are wanted; at first a few are read. */
async function listJobIds(span: Span, { jobs, states, count }: JobsOfUnits) {
  const { scan } = span;
  const jobIds: string[] = [];
  let unitCount = 0;
  let lookedCount = 0;
  let rest = jobSpan(span);
  for (let jobCount = jobCountAtFirst; ; jobCount = Math.min(jobCount * 4, count)) {
    const stretch = await jobs(rest, jobCount);
    lookedCount += stretch.lookedCount;
    for (const job of inOrder(stretch, scan)) {
      if (job.isMatch && states.some((state) => job[unitCounterOf[state]] > 0)) {
        jobIds.push(job.id);
        unitCount += unitStates.reduce((sum, state) => sum + job[unitCounterOf[state]], 0);
      }
      if (unitCount >= count) return { jobIds, reached: job.id, lookedCount };
    }
    const { reached } = stretch;
    if (reached === undefined || lookedCount >= count) return { jobIds, reached, lookedCount };
    rest = scan === 'ASC' ? { ...rest, above: reached } : { ...rest, below: reached };
  }
}

const jobCountAtFirst = 50;

async function readUnitsOfJobs(
  store: Store,
  conditions: UnitConditions,
  { jobIds, span, count }: { jobIds: readonly string[]; span: Span; count: number },
): Promise<readonly UnitCandidate[]> {
  if (jobIds.length === 0) return [];
  const sql = `SELECT ${testedUnit(store)}
    FROM ${store.rows('?5', { strand: 'text', above: 'text', below: 'text' })} s
    ${store.joinSelected({
      table: 'Unit',
      alias: 'u',
      select: `SELECT x."id" FROM "Unit" x
      WHERE x."jobId" = s."strand" AND x."id" > s."above" AND x."id" < s."below"
      ORDER BY x."id" ${span.scan} LIMIT ?6`,
    })}
    ${conditionsJoined(store)}`;
  const rows = jobIds.map((jobId) => {
    const { above, below } = idsWithin(span, jobId);
    return [jobId, above, below];
  });
  const parameters = [...conditionParameters(conditions), JSON.stringify(rows), count];
  return await readUnits(store, sql, parameters);
}

type UnitRow = Omit<UnitCandidate, 'key' | 'isMatch'> & {
  readonly jobId: string;
  readonly isMatch: number;
};

async function readUnits(
  store: Store,
  sql: string,
  parameters: readonly SqlValue[],
): Promise<readonly UnitCandidate[]> {
  const rows = await store.query<UnitRow>(sql, parameters);
  return rows.map((row) => ({ ...row, key: unitKey(row), isMatch: row.isMatch === 1 }));
}

function toStrands(strands: readonly string[]): string {
  return JSON.stringify(strands.map((strand) => [strand]));
}

/** The Job and the Unit in a key; what lies outside all keys does so in both. */
function pairOf(key: string): readonly [string, string] {
  const [jobId = '', id = jobId] = key.split('/');
  return [jobId, id];
}

/** The Jobs of a span of Units, with those at its ends unless the span begins behind all they have. */
function jobSpan({ above, below, scan }: Span): Span {
  const [aboveJob, aboveId] = pairOf(above);
  const [belowJob, belowId] = pairOf(below);
  return {
    above: aboveId === greatestId ? aboveJob : aboveJob.slice(0, -1),
    below: belowId === leastId ? belowJob : `${belowJob}${greatestId}`,
    scan,
  };
}

/** Which ids of Units of a Job are within a span. */
function idsWithin({ above, below }: Span, jobId: string) {
  const [aboveJob, aboveId] = pairOf(above);
  const [belowJob, belowId] = pairOf(below);
  const outsideAbove = aboveJob < jobId ? leastId : greatestId;
  const outsideBelow = belowJob > jobId ? greatestId : leastId;
  return {
    above: aboveJob === jobId ? aboveId : outsideAbove,
    below: belowJob === jobId ? belowId : outsideBelow,
  };
}

function inOrder(
  { candidates, reached }: Stretch<JobCandidate>,
  scan: Span['scan'],
): readonly JobCandidate[] {
  const sign = scan === 'ASC' ? 1 : -1;
  return candidates
    .filter(({ id }) => reached === undefined || (scan === 'ASC' ? id <= reached : id >= reached))
    .sort((one, other) => (one.id < other.id ? -sign : sign));
}

/** How far a walk over Jobs has come: to the end of a Job, unless its Units were cut off before. */
function nearer(
  { reached }: Stretch<UnitCandidate>,
  jobReached: string | undefined,
  scan: Span['scan'],
): string | undefined {
  if (jobReached === undefined) return reached;
  const endOfJob = scan === 'ASC' ? `${jobReached}/~` : `${jobReached}/`;
  if (reached === undefined) return endOfJob;
  return (scan === 'ASC') === reached < endOfJob ? reached : endOfJob;
}
