/** Walks over Jobs, in the order of their ids: by their Topic, state, name or a label. */

import type { UnitCounters } from '../../domain/counters.ts';
import { unitCounterOf } from '../../domain/counters.ts';
import type { Flag } from '../../domain/flag.ts';
import { encodeInstant } from '../../domain/id.ts';
import type { JobState } from '../../domain/job.ts';
import type { WantedLabel } from '../../domain/labels.ts';
import type { SqlValue, Store } from '../port.ts';
import { toJsonColumn } from '../row-statements.ts';
import { type Candidate, perStrand, type Span, stretchOf, type Walk } from './walk.ts';

/** A span of time, epoch milliseconds: from, included, until, excluded; null is open. */
export interface TimeSpan {
  readonly from: number | null;
  readonly before: number | null;
}

/** What Jobs are searched by; what is null or empty does not narrow. */
export interface JobConditions {
  readonly states: readonly JobState[] | null;
  readonly labels: readonly WantedLabel[];
  readonly name: string | null;
  readonly key: string | null;
  /** Part of the name or key, in either case. */
  readonly text: string | null;
  readonly createdAt: TimeSpan;
  readonly finishedAt: TimeSpan;
  readonly hasFailures: boolean | null;
  readonly isRetrying: boolean | null;
  /** Only Jobs that had not finished by then, epoch milliseconds. */
  readonly unfinishedBy: number | null;
}

export const anyTime: TimeSpan = { from: null, before: null };

export const anyJob: JobConditions = {
  states: null,
  labels: [],
  name: null,
  key: null,
  text: null,
  createdAt: anyTime,
  finishedAt: anyTime,
  hasFailures: null,
  isRetrying: null,
  unfinishedBy: null,
};

/** A Job that a walk came upon, with what it has of Units. */
export interface JobCandidate extends Candidate, UnitCounters {
  readonly strand: string;
  readonly topicId: string;
  readonly state: JobState;
}

/**
 * The walk over the index that has the fewest Jobs which are not wanted.
 *
 * @param topicIds the Topics whose Jobs are searched; null for all
 */
export function jobWalk(
  store: Store,
  topicIds: readonly string[] | null,
  conditions: JobConditions,
): Walk<JobCandidate> {
  const { source, strands } = sourceOf(topicIds, conditions);
  const fixed = [
    conditionRow(conditions),
    JSON.stringify(conditions.labels.map(({ name, value }) => [name, value])),
    toJsonColumn(conditions.states ?? []),
  ];
  return async (span, wanted) => {
    const { above, below, scan } = withinTime(span, conditions.createdAt);
    const count = perStrand(wanted, strands.length);
    const parameters: SqlValue[] = [JSON.stringify(strands), above, below, count, ...fixed];
    const rows = await store.query<JobRow>(statement(store, source, scan), parameters);
    const candidates = rows.map((row) => ({ ...row, key: row.id, isMatch: row.isMatch === 1 }));
    return stretchOf(candidates, count, scan);
  };
}

type JobRow = Omit<JobCandidate, 'key' | 'isMatch'> & { readonly isMatch: number };

/** Which index is walked: each has the ids of Jobs in order behind the columns that are given. */
const sources = {
  LABEL: `SELECT x."jobId" AS "id" FROM "JobLabel" x
    WHERE x."topicId" = s."topicId" AND x."name" = s."name" AND x."value" = s."value"
      AND x."jobId" > ?2 AND x."jobId" < ?3 ORDER BY x."jobId"`,
  LABEL_NAME: `SELECT x."jobId" AS "id" FROM "JobLabel" x
    WHERE x."topicId" = s."topicId" AND x."name" = s."name"
      AND x."jobId" > ?2 AND x."jobId" < ?3 ORDER BY x."jobId"`,
  RETRYING: `SELECT DISTINCT x."jobId" AS "id" FROM "Unit" x
    WHERE x."topicId" = s."topicId" AND x."mark" = 'RETRYING' AND x."mark" IS NOT NULL
      AND x."jobId" > ?2 AND x."jobId" < ?3 ORDER BY x."jobId"`,
  KEY: ofJobs('x."topicId" = s."topicId" AND x."key" = s."value"'),
  NAME: ofJobs('x."topicId" = s."topicId" AND x."name" = s."value"'),
  STATE: ofJobs('x."topicId" = s."topicId" AND x."state" = s."value"'),
  STATE_ANYWHERE: ofJobs('x."state" = s."value"'),
  TOPIC: ofJobs('x."topicId" = s."topicId"'),
  ANYWHERE: ofJobs('true'),
} as const;

function ofJobs(condition: string): string {
  return `SELECT x."id" FROM "Job" x WHERE ${condition}
      AND x."id" > ?2 AND x."id" < ?3 ORDER BY x."id"`;
}

interface Strand {
  readonly source: keyof typeof sources;
  /** For each strand: which it is, its Topic, the name of a label, and a value. */
  readonly strands: readonly (readonly [string, string | null, string | null, string | null])[];
}

/** The source that is narrowest as a rule: what names one Job, then what names few. */
function sourceOf(topicIds: readonly string[] | null, conditions: JobConditions): Strand {
  const { key, name, labels, isRetrying, states } = conditions;
  const label = labels.find(({ value }) => value !== null) ?? labels[0];
  if (topicIds === null) {
    if (states === null) return { source: 'ANYWHERE', strands: [['', null, null, null]] };
    const strands = [...new Set(states)].map((state) => [state, null, null, state] as const);
    return { source: 'STATE_ANYWHERE', strands };
  }
  const each = (source: Strand['source'], labelName: string | null, value: string | null) => ({
    source,
    strands: topicIds.map((topicId) => [topicId, topicId, labelName, value] as const),
  });
  if (key !== null) return each('KEY', null, key);
  if (label !== undefined) {
    return each(label.value === null ? 'LABEL_NAME' : 'LABEL', label.name, label.value);
  }
  if (isRetrying === true) return each('RETRYING', null, null);
  if (name !== null) return each('NAME', null, name);
  if (states === null) return each('TOPIC', null, null);
  const strands = topicIds.flatMap((topicId) =>
    [...new Set(states)].map((state) => [`${topicId} ${state}`, topicId, null, state] as const),
  );
  return { source: 'STATE', strands };
}

const strandColumns = { strand: 'text', topicId: 'text', name: 'text', value: 'text' } as const;

const conditionColumns = {
  hasStates: 'integer',
  hasLabels: 'integer',
  name: 'text',
  key: 'text',
  text: 'text',
  createdFrom: 'integer',
  createdBefore: 'integer',
  finishedFrom: 'integer',
  finishedBefore: 'integer',
  unfinishedBy: 'integer',
  hasFailures: 'integer',
  isRetrying: 'integer',
} as const;

/** One text for all conditions, so that there are no more prepared statements than sources. */
function statement(store: Store, source: Strand['source'], scan: Span['scan']): string {
  return `SELECT s."strand", j."id", j."topicId", j."state", ${counters},
      CASE WHEN ${jobCondition(store)} THEN 1 ELSE 0 END AS "isMatch"
    FROM ${store.rows('?1', strandColumns)} s
    ${store.joinSelected({ table: 'Job', alias: 'j', select: `${sources[source]} ${scan} LIMIT ?4` })}
    JOIN ${store.rows('?5', conditionColumns)} f ON true`;
}

const counters = Object.values(unitCounterOf)
  .map((counter) => `j."${counter}"`)
  .join(', ');

function jobCondition({ rows }: Store): string {
  const label = `SELECT 1 FROM "JobLabel" y WHERE y."topicId" = j."topicId" AND y."name" = l."name"
        AND y."jobId" = j."id" AND (l."value" IS NULL OR y."value" = l."value")`;
  const retrying = `SELECT 1 FROM "Unit" u WHERE u."topicId" = j."topicId" AND u."jobId" = j."id"
        AND u."mark" = 'RETRYING' AND u."mark" IS NOT NULL`;
  return `j."deletingAt" IS NULL
      AND (f."hasStates" = 0 OR j."state" IN (SELECT w."state" FROM ${rows('?7', { state: 'text' })} w))
      AND (f."name" IS NULL OR j."name" = f."name")
      AND (f."key" IS NULL OR j."key" = f."key")
      AND (f."text" IS NULL OR lower(j."name") LIKE lower(f."text") ESCAPE '\\'
        OR lower(j."key") LIKE lower(f."text") ESCAPE '\\')
      AND (f."createdFrom" IS NULL OR j."createdAt" >= f."createdFrom")
      AND (f."createdBefore" IS NULL OR j."createdAt" < f."createdBefore")
      AND (f."finishedFrom" IS NULL OR j."finishedAt" >= f."finishedFrom")
      AND (f."finishedBefore" IS NULL OR j."finishedAt" < f."finishedBefore")
      AND (f."unfinishedBy" IS NULL OR j."finishedAt" IS NULL OR j."finishedAt" >= f."unfinishedBy")
      AND (f."hasFailures" IS NULL OR (j."unitsFailed" > 0) = (f."hasFailures" = 1))
      AND (f."isRetrying" IS NULL OR EXISTS (${retrying}) = (f."isRetrying" = 1))
      AND (f."hasLabels" = 0 OR NOT EXISTS (SELECT 1 FROM ${rows('?6', { name: 'text', value: 'text' })} l
        WHERE NOT EXISTS (${label})))`;
}

function conditionRow(conditions: JobConditions): string {
  const { states, name, key, text, createdAt, finishedAt } = conditions;
  const row = [
    states === null ? 0 : 1,
    conditions.labels.length === 0 ? 0 : 1,
    name,
    key,
    text === null ? null : containing(text),
    createdAt.from,
    createdAt.before,
    finishedAt.from,
    finishedAt.before,
    conditions.unfinishedBy,
    flagOf(conditions.hasFailures),
    flagOf(conditions.isRetrying),
  ];
  return JSON.stringify([row]);
}

/** The pattern of LIKE for a text somewhere within another one. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`;
}

export function flagOf(value: boolean | null): Flag | null {
  if (value === null) return null;
  return value ? 1 : 0;
}

/**
 * Ids begin with the instant at which they were made, so a span of time is also a span of ids, and
 * the index finds it. The clock may have been set back between the two, hence the day to spare; the
 * exact span is tested on each Job.
 */
export function withinTime(span: Span, { from, before }: TimeSpan): Span {
  const first = from === null ? span.above : idAt(from - dayMs);
  const last = before === null ? span.below : idAt(before + dayMs);
  return {
    ...span,
    above: span.above < first ? first : span.above,
    below: span.below > last ? last : span.below,
  };
}

const dayMs = 86_400_000;

function idAt(atMs: number): string {
  return `job_${encodeInstant(Math.min(Math.max(atMs, 0), 2 ** 48 - 1))}`;
}
