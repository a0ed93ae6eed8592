/**
 * Searches Units. Which walks are taken follows from what is given; whichever they are, they come
 * upon the Units in one order, so pages of the same search fit together.
 */
import { type UnitState, unitStates } from '../../domain/unit.ts';
import type { Store } from '../port.ts';
import { anyJob, anyTime, jobWalk } from './job-walks.ts';
import type { UnitCandidate, UnitConditions } from './unit-conditions.ts';
import { indexWalk, nodeWalk, unitsOfJobsWalk, withinJob } from './unit-walks.ts';
import { type Found, type Span, search, type Walk } from './walk.ts';

/** Where to search: a Topic, or one Job or Task of it. */
export interface UnitScope {
  readonly topicId: string;
  readonly jobId: string | undefined;
  readonly taskId: string | undefined;
}

export const anyUnit: UnitConditions = {
  states: null,
  isRetrying: null,
  kinds: null,
  labels: [],
  failureCode: null,
  failureText: null,
  worker: null,
  createdAt: anyTime,
  startedAt: anyTime,
  finishedAt: anyTime,
};

export interface UnitSearch {
  readonly scope: UnitScope;
  readonly conditions: UnitConditions;
}

export async function searchUnits(
  store: Store,
  { scope, conditions }: UnitSearch,
  { span, ...bounds }: { readonly span: Span; readonly limit: number; readonly lookMax?: number },
): Promise<Found<UnitCandidate>> {
  return await search(await walksOf(store, scope, conditions), span, bounds);
}

type Walks = readonly Walk<UnitCandidate>[];

async function walksOf(store: Store, scope: UnitScope, conditions: UnitConditions): Promise<Walks> {
  const { topicId, jobId, taskId } = scope;
  const { labels, isRetrying, failureCode, failureText, worker } = conditions;
  const by = (index: Parameters<typeof indexWalk>[2]['index'], strands?: readonly string[]) => {
    const ofTopic = { topicId, index, ...(strands === undefined ? {} : { strands }) };
    const walk = indexWalk(store, conditions, ofTopic);
    return [jobId === undefined ? walk : withinJob(walk, jobId)];
  };
  if (taskId !== undefined && jobId !== undefined) {
    return [nodeWalk(store, conditions, { taskId, jobId })];
  }
  if (failureCode !== null) return by('FAILURE', [failureCode]);
  if (isRetrying === true) return by('MARK', ['RETRYING']);
  const states = new Set(conditions.states ?? unitStates);
  if (worker !== null || isWithin(states, ['RUNNING'])) return by('HELD');
  if (jobId !== undefined) {
    if (isWithin(states, setAside)) return by('MARK', [...states]);
    return [nodeWalk(store, conditions, { taskId, jobId })];
  }
  if (failureText !== null) {
    const codes = await listFailureCodes(store, topicId);
    if (codes.length <= failureCodeCountMax) return by('FAILURE', codes);
  }
  if (labels.length > 0) return [byJobs(store, topicId, conditions)];
  return byState(store, topicId, { conditions, states });
}

const setAside: readonly UnitState[] = ['FAILED', 'PAUSED', 'SKIPPED', 'CANCELLED'];

function byState(
  store: Store,
  topicId: string,
  { conditions, states }: { conditions: UnitConditions; states: ReadonlySet<UnitState> },
): Walks {
  const aside = setAside.filter((state) => states.has(state));
  const asideWalk = indexWalk(store, conditions, { topicId, index: 'MARK', strands: aside });
  if (isWithin(states, setAside)) return [asideWalk];
  const active = (['READY', 'RUNNING'] as const).filter((state) => states.has(state));
  // Units are ready or run only in Jobs that do; what waits, or has succeeded, is in any.
  if (!isWithin(states, [...setAside, ...active])) return [byJobs(store, topicId, conditions)];
  const jobs = jobWalk(store, [topicId], { ...anyJob, states: ['RUNNING'] });
  const activeWalk = unitsOfJobsWalk(store, conditions, { jobs, states: active });
  return aside.length === 0 ? [activeWalk] : [activeWalk, asideWalk];
}

/** By all Jobs that may have such Units. */
function byJobs(store: Store, topicId: string, conditions: UnitConditions): Walk<UnitCandidate> {
  const { labels, createdAt, startedAt, finishedAt } = conditions;
  const befores = [createdAt, startedAt, finishedAt].flatMap(({ before }) => before ?? []);
  // A Job gets Units, and they start, only until it ends.
  const froms = [createdAt, startedAt].flatMap(({ from }) => from ?? []);
  const jobs = jobWalk(store, [topicId], {
    ...anyJob,
    labels,
    createdAt: { from: null, before: befores.length === 0 ? null : Math.min(...befores) },
    unfinishedBy: froms.length === 0 ? null : Math.max(...froms),
  });
  return unitsOfJobsWalk(store, conditions, { jobs, states: conditions.states ?? unitStates });
}

function isWithin(states: ReadonlySet<UnitState>, others: readonly UnitState[]): boolean {
  return [...states].every((state) => others.includes(state));
}

/** Beyond so many codes they do not narrow a search any more. */
const failureCodeCountMax = 500;

/** The codes with which Units of a Topic have failed, found by stepping from code to code. */
async function listFailureCodes(store: Store, topicId: string): Promise<readonly string[]> {
  const found = await store.query<{ readonly code: string }>(
    `WITH RECURSIVE step(code) AS (
       SELECT min(u."failureCode") FROM "Unit" u
       WHERE u."topicId" = ?1 AND u."failureCode" IS NOT NULL
       UNION ALL
       SELECT (SELECT min(u."failureCode") FROM "Unit" u
               WHERE u."topicId" = ?1 AND u."failureCode" IS NOT NULL
                 AND u."failureCode" > step.code)
       FROM step WHERE step.code IS NOT NULL)
     SELECT code AS "code" FROM step WHERE code IS NOT NULL LIMIT ?2`,
    [topicId, failureCodeCountMax + 1],
  );
  return found.map(({ code }) => code);
}
