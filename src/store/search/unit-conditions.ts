/** What Units are searched by, and how each that a walk comes upon is tested. */

import type { WantedLabel } from '../../domain/labels.ts';
import type { UnitState } from '../../domain/unit.ts';
import type { SqlValue, Store } from '../port.ts';
import { toJsonColumn } from '../row-statements.ts';
import { containing, flagOf, type TimeSpan } from './job-walks.ts';
import type { Candidate } from './walk.ts';

/** What is null, or empty for labels, does not narrow. */
export interface UnitConditions {
  readonly states: readonly UnitState[] | null;
  /** Whether it has failed before and is READY or RUNNING again. */
  readonly isRetrying: boolean | null;
  readonly kinds: readonly string[] | null;
  /** Of its Job. */
  readonly labels: readonly WantedLabel[];
  readonly failureCode: string | null;
  /** Part of the message of its failure, in either case. */
  readonly failureText: string | null;
  /** Who holds it. */
  readonly worker: string | null;
  readonly createdAt: TimeSpan;
  readonly startedAt: TimeSpan;
  readonly finishedAt: TimeSpan;
}

/** A Unit that a walk came upon. */
export interface UnitCandidate extends Candidate {
  readonly strand: string;
  readonly state: UnitState;
}

/** The place of a Unit in the order: its Job and itself. Ids have one length, so keys sort as pairs. */
export function unitKey({ jobId, id }: { readonly jobId: string; readonly id: string }): string {
  return `${jobId}/${id}`;
}

/** The first parameters of every statement that tests Units; those of its own come after them. */
export function conditionParameters(conditions: UnitConditions): readonly SqlValue[] {
  const { states, kinds, failureText, createdAt, startedAt, finishedAt, labels } = conditions;
  const row = [
    states === null ? 0 : 1,
    kinds === null ? 0 : 1,
    labels.length === 0 ? 0 : 1,
    flagOf(conditions.isRetrying),
    conditions.failureCode,
    failureText === null ? null : containing(failureText),
    conditions.worker,
    ...[createdAt, startedAt, finishedAt].flatMap(({ from, before }) => [from, before]),
  ];
  return [
    JSON.stringify([row]),
    toJsonColumn(states ?? []),
    toJsonColumn(kinds ?? []),
    JSON.stringify(labels.map(({ name, value }) => [name, value])),
  ];
}

/** The columns of a candidate "u" of strand "s"; one text, whatever the conditions are. */
export function testedUnit(store: Store): string {
  return `s."strand", u."id", u."jobId", u."state",
    CASE WHEN ${unitCondition(store)} THEN 1 ELSE 0 END AS "isMatch"`;
}

/** The row of conditions that the test looks at. */
export function conditionsJoined({ rows }: Store): string {
  return `JOIN ${rows('?1', conditionColumns)} f ON true`;
}

const conditionColumns = {
  hasStates: 'integer',
  hasKinds: 'integer',
  hasLabels: 'integer',
  isRetrying: 'integer',
  failureCode: 'text',
  failureText: 'text',
  worker: 'text',
  createdFrom: 'integer',
  createdBefore: 'integer',
  startedFrom: 'integer',
  startedBefore: 'integer',
  finishedFrom: 'integer',
  finishedBefore: 'integer',
} as const;

function unitCondition({ rows }: Store): string {
  const label = `SELECT 1 FROM "JobLabel" y WHERE y."topicId" = u."topicId" AND y."name" = l."name"
        AND y."jobId" = u."jobId" AND (l."value" IS NULL OR y."value" = l."value")`;
  return `(f."hasStates" = 0 OR u."state" IN (SELECT w."state" FROM ${rows('?2', { state: 'text' })} w))
      AND (f."hasKinds" = 0 OR u."kind" IN (SELECT w."kind" FROM ${rows('?3', { kind: 'text' })} w))
      AND (f."isRetrying" IS NULL OR (f."isRetrying" = 1) =
        (u."mark" IS NOT NULL AND u."mark" = 'RETRYING'))
      AND (f."failureCode" IS NULL OR u."failureCode" = f."failureCode")
      AND (f."failureText" IS NULL
        OR lower(u."failureMessage") LIKE lower(f."failureText") ESCAPE '\\')
      AND (f."worker" IS NULL OR u."worker" = f."worker")
      AND ${within('created')} AND ${within('started')} AND ${within('finished')}
      AND (f."hasLabels" = 0 OR NOT EXISTS (SELECT 1 FROM ${rows('?4', { name: 'text', value: 'text' })} l
        WHERE NOT EXISTS (${label})))`;
}

function within(what: 'created' | 'started' | 'finished'): string {
  return `(f."${what}From" IS NULL OR u."${what}At" >= f."${what}From")
      AND (f."${what}Before" IS NULL OR u."${what}At" < f."${what}Before")`;
}
