/** New rows of the tables that are only ever appended to, and those of them that one command added. */
import type { Dependency } from '../../domain/dependency.ts';
import type { Event } from '../../domain/event.ts';
import type { IdempotencyRecord } from '../../domain/idempotency.ts';
import type { JobLabel } from '../../domain/labels.ts';
import type { Attempt } from '../../domain/lease.ts';
import type { LogLine } from '../../domain/log-line.ts';
import type { TemplateText } from '../../domain/template.ts';

export class AppendedRows {
  readonly events: Event[] = [];
  readonly jobLabels: JobLabel[] = [];
  readonly attempts: Attempt[] = [];
  readonly logLines: LogLine[] = [];
  readonly taskDependencies: Dependency[] = [];
  readonly unitDependencies: Dependency[] = [];
  readonly idempotencyRecords: IdempotencyRecord[] = [];
  readonly templateTexts: TemplateText[] = [];
  readonly #marks = new Map<ListName, number>();

  /** From here on, `rollback` leads back to here. */
  begin(): void {
    for (const name of listNames) this.#marks.set(name, this[name].length);
  }

  rollback(): void {
    for (const name of listNames) this[name].length = this.#marks.get(name) ?? 0;
  }

  /** The attempts that ended since `begin`. */
  lateAttempts(): readonly Attempt[] {
    return this.attempts.slice(this.#marks.get('attempts') ?? 0);
  }

  /** The answers that were kept since `begin`. */
  lateRecords(): readonly IdempotencyRecord[] {
    return this.idempotencyRecords.slice(this.#marks.get('idempotencyRecords') ?? 0);
  }
}

const listNames = [
  'events',
  'jobLabels',
  'attempts',
  'logLines',
  'taskDependencies',
  'unitDependencies',
  'idempotencyRecords',
  'templateTexts',
] as const satisfies readonly (keyof AppendedRows)[];

type ListName = (typeof listNames)[number];
