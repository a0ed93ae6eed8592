/** What a server has acknowledged, and what of that a database lacks. */
import type { SqlReader } from '../../src/store/port.ts';

export interface Ledger {
  /** Ids of Jobs that were acknowledged. */
  readonly jobIds: Set<string>;
  /** The greatest acknowledged attempt of each Unit. */
  readonly attempts: Map<string, number>;
  /** Outputs of the Units whose success was acknowledged. */
  readonly outputs: Map<string, string>;
  /** Failed attempts that were acknowledged, as `unit/attempt`. */
  readonly failedAttempts: Set<string>;
  /** Lines of log that were acknowledged, as `unit/attempt`. */
  readonly loggedAttempts: Set<string>;
  /** Once it is not, nothing more is asked of the server. */
  isOpen: boolean;
  /** Called with every answer of the server. */
  onAnswer: () => void;
  /** Called with everything that is written down, before anything else happens. */
  onEntry: (entry: Acknowledged) => void;
}

/** One thing that a server has acknowledged. */
export type Acknowledged =
  | { readonly kind: 'job'; readonly id: string }
  | { readonly kind: 'claim'; readonly unitId: string; readonly attempt: number }
  | { readonly kind: 'success'; readonly unitId: string; readonly output: string }
  | { readonly kind: 'failure'; readonly unitId: string; readonly attempt: number }
  | { readonly kind: 'line'; readonly unitId: string; readonly attempt: number };

export function createLedger(): Ledger {
  return {
    jobIds: new Set(),
    attempts: new Map(),
    outputs: new Map(),
    failedAttempts: new Set(),
    loggedAttempts: new Set(),
    isOpen: true,
    onAnswer: () => undefined,
    onEntry: () => undefined,
  };
}

export function enter(ledger: Ledger, entry: Acknowledged): void {
  ledger.onEntry(entry);
  switch (entry.kind) {
    case 'job':
      ledger.jobIds.add(entry.id);
      return;
    case 'claim': {
      const before = ledger.attempts.get(entry.unitId) ?? 0;
      ledger.attempts.set(entry.unitId, Math.max(before, entry.attempt));
      return;
    }
    case 'success':
      ledger.outputs.set(entry.unitId, entry.output);
      return;
    case 'failure':
      ledger.failedAttempts.add(`${entry.unitId}/${entry.attempt}`);
      return;
    case 'line':
      ledger.loggedAttempts.add(`${entry.unitId}/${entry.attempt}`);
  }
}

/** What was acknowledged and is not in the database. */
export async function missing(reader: SqlReader, ledger: Ledger): Promise<readonly string[]> {
  const idsOf = async (sql: string) =>
    new Set((await reader.query<{ id: string }>(sql)).map(({ id }) => id));
  const jobIds = await idsOf('SELECT "id" FROM "Job"');
  const failed = await idsOf(
    `SELECT "unitId" || '/' || "number" AS "id" FROM "Attempt" WHERE "outcome" = 'FAILED'`,
  );
  const logged = await idsOf(`SELECT "unitId" || '/' || "attempt" AS "id" FROM "LogLine"`);
  const units = new Map(
    (
      await reader.query<{ id: string; state: string; output: string | null; attempt: number }>(
        'SELECT "id", "state", "output", "attempt" FROM "Unit"',
      )
    ).map((unit) => [unit.id, unit]),
  );
  return [
    ...[...ledger.jobIds].filter((id) => !jobIds.has(id)),
    ...[...ledger.failedAttempts].filter((id) => !failed.has(id)),
    ...[...ledger.loggedAttempts].filter((id) => !logged.has(id)),
    ...[...ledger.attempts]
      .filter(([id, attempt]) => (units.get(id)?.attempt ?? 0) < attempt)
      .map(([id]) => id),
    ...[...ledger.outputs]
      .filter(
        ([id, output]) => units.get(id)?.state !== 'SUCCEEDED' || units.get(id)?.output !== output,
      )
      .map(([id]) => id),
  ].map((lost) => `${lost} was acknowledged and is lost`);
}

/** Resolves after so many answers: so the cut falls anywhere in the work, and nothing waits for time. */
export function answers(ledger: Ledger, count: number): Promise<void> {
  let left = count;
  return new Promise((resolve) => {
    ledger.onAnswer = () => {
      left -= 1;
      if (left === 0) resolve();
    };
  });
}
