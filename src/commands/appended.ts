/** The rows of a batch that are only ever appended: what happened, and what was said of it. */
import type { Dependency } from '../domain/dependency.ts';
import type { Event } from '../domain/event.ts';
import type { IdempotencyRecord } from '../domain/idempotency.ts';
import type { JobLabel } from '../domain/labels.ts';
import type { Attempt } from '../domain/lease.ts';
import type { LogLine } from '../domain/log-line.ts';
import type { TemplateText } from '../domain/template.ts';

export interface Appended {
  readonly events: Event[];
  readonly jobLabels: JobLabel[];
  readonly attempts: Attempt[];
  readonly logLines: LogLine[];
  readonly taskDependencies: Dependency[];
  readonly unitDependencies: Dependency[];
  readonly idempotencyRecords: IdempotencyRecord[];
  readonly templateTexts: TemplateText[];
}

export const appendedLists = [
  'events',
  'jobLabels',
  'attempts',
  'logLines',
  'taskDependencies',
  'unitDependencies',
  'idempotencyRecords',
  'templateTexts',
] as const satisfies readonly (keyof Appended)[];
