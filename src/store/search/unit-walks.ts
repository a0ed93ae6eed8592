/**
 * Walks over Units, in the order of their Jobs and within those of their own ids. What is out of the
 * way, has failed or tries again is found by partial indexes, what runs by its lease, and all else by
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
  SET_ASIDE: `x."topicId" = ?6 AND x."state" = s."strand"
          AND x."state" IN ('FAILED', 'PAUSED', 'SKIPPED', 'CANCELLED')`,
  FAILURE: `x."topicId" = ?6 AND x."failureCode" = s."strand" AND x."failureCode" IS NOT NULL`,
  RETRYING: `x."topicId" = ?6
          AND x."failureCode" IS NOT NULL AND x."state" IN ('READY', 'RUNNING')`,
  // Leases are in another order; they are sorted, being no more than the work under way.
  LEASED: `x."leaseUntil" > 0 AND x."leaseUntil" IS NOT NULL AND x."topicId" = ?6`,
} as const;

interface IndexWalk {
  readonly topicId: string;
  readonly index: keyof typeof indexes;
  /** The states or failure codes to walk by, where the index is by those. */
  readonly strands?: readonly string[];
}

/** Walks along an index over the Units of a Topic. */
export function indexWalk(
  store: Store,
  conditions: UnitConditions,
  { topicId, index, strands = [''] }: IndexWalk,
): Walk<UnitCandidate> {
  const fixed = [...conditionParameters(conditions), toStrands(strands), topicId];
  // As an expression the Job tempts no planner to walk the index of Jobs instead.
  const jobId = index === 'LEASED' ? `x."jobId" || ''` : 'x."jobId"';
  return async (span, wanted) => {
    const count = perStrand(wanted, strands.length);
    const sql = `SELECT ${testedUnit(store)}
      FROM ${store.rows('?5', { strand: 'text' })} s
      ${store.joinSelected({
        table: 'Unit',
        alias: 'u',
        select: `SELECT x."id" FROM "Unit" x WHERE ${indexes[index]}
          AND (${jobId}, x."id") > (?7, ?8) AND (${jobId}, x."id") < (?9, ?10)
        ORDER BY ${jobId} ${span.scan}, x."id" ${span.scan} LIMIT ?11`,
      })}
      ${conditionsJoined(store)}`;
    const parameters = [...fixed, ...pairOf(span.above), ...pairOf(span.below), count];
    return stretchOf(await readUnits(store, sql, parameters), count, span.scan);
  };
}

/** Walks over the Units of one Task. */
export function taskWalk(
  store: Store,
  conditions: UnitConditions,
  { taskId, jobId }: { readonly taskId: string; readonly jobId: string },
): Walk<UnitCandidate> {
  const fixed = [...conditionParameters(conditions), toStrands([taskId])];
  return async (span, count) => {
    const sql = `SELECT ${testedUnit(store)}
      FROM ${store.rows('?5', { strand: 'text' })} s
      ${store.joinSelected({
        table: 'Unit',
        alias: 'u',
        select: `SELECT x."id" FROM "Unit" x
        WHERE x."taskId" = s."strand" AND x."id" > ?6 AND x."id" < ?7
        ORDER BY x."id" ${span.scan} LIMIT ?8`,
      })}
      ${conditionsJoined(store)}`;
    const { above, below } = idsWithin(span, jobId);
    const rows = await readUnits(store, sql, [...fixed, above, below, count]);
    return stretchOf(rows, count, span.scan);
  };
}

/** Walks over the Units of one Job, state by state. */
export function jobUnitsWalk(
  store: Store,
  conditions: UnitConditions,
  jobId: string,
): Walk<UnitCandidate> {
  const states = conditions.states ?? unitStates;
  return async (span, wanted) => {
    const strands = states.map((state) => ({ jobId, state }));
    const count = perStrand(wanted, strands.length);
    const rows = await readUnitsOfJobs(store, conditions, { strands, span, count });
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
    const { strands, reached, lookedCount } = await listStrands(span, { jobs, states, count });
    const units = await readUnitsOfJobs(store, conditions, { strands, span, count });
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

/** Jobs until they have as many Units in these states as are wanted; at first a few are read. */
async function listStrands(span: Span, { jobs, states, count }: JobsOfUnits) {
  const { scan } = span;
  const strands: UnitStrand[] = [];
  let unitCount = 0;
  let lookedCount = 0;
  let rest = jobSpan(span);
  for (let jobCount = jobCountAtFirst; ; jobCount = Math.min(jobCount * 4, count)) {
    const stretch = await jobs(rest, jobCount);
    lookedCount += stretch.lookedCount;
    for (const job of inOrder(stretch, scan)) {
      for (const state of job.isMatch ? states : []) {
        const inState = job[unitCounterOf[state]];
        if (inState > 0) strands.push({ jobId: job.id, state });
        unitCount += inState;
      }
      if (unitCount >= count) return { strands, reached: job.id, lookedCount };
    }
    const { reached } = stretch;
    if (reached === undefined || lookedCount >= count) return { strands, reached, lookedCount };
    rest = scan === 'ASC' ? { ...rest, above: reached } : { ...rest, below: reached };
  }
}

const jobCountAtFirst = 50;

const unitStrandColumns = {
  strand: 'text',
  jobId: 'text',
  state: 'text',
  above: 'text',
  below: 'text',
} as const;

interface UnitStrand {
  readonly jobId: string;
  readonly state: UnitState;
}

async function readUnitsOfJobs(
  store: Store,
  conditions: UnitConditions,
  { strands, span, count }: { strands: readonly UnitStrand[]; span: Span; count: number },
): Promise<readonly UnitCandidate[]> {
  if (strands.length === 0) return [];
  const sql = `SELECT ${testedUnit(store)}
    FROM ${store.rows('?5', unitStrandColumns)} s
    ${store.joinSelected({
      table: 'Unit',
      alias: 'u',
      select: `SELECT x."id" FROM "Unit" x
      WHERE x."jobId" = s."jobId" AND x."state" = s."state"
        AND x."id" > s."above" AND x."id" < s."below"
      ORDER BY x."id" ${span.scan} LIMIT ?6`,
    })}
    ${conditionsJoined(store)}`;
  const rows = strands.map(({ jobId, state }) => {
    const { above, below } = idsWithin(span, jobId);
    return [`${jobId} ${state}`, jobId, state, above, below];
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
