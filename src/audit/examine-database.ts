/**
 * Everything that can be said of a database from inside: its settings, its migrations, whether its
 * schema is the one that they make, and whether what it holds agrees with itself. Nothing is changed.
 */
import { findPendingMigrations, MigrationRefused } from '../store/migrate.ts';
import type { Store } from '../store/port.ts';
import { readSnapshot } from '../store/snapshot.ts';
import { audit } from './audit.ts';
import { findDamages } from './check-database.ts';
import { examinePostgresql } from './examine-postgresql.ts';
import { examineSqlite } from './examine-sqlite.ts';
import { type Finding, fault, ok, warning } from './finding.ts';
import { examineSchema } from './schema-drift.ts';

export async function examineDatabase(store: Store): Promise<readonly Finding[]> {
  const settings =
    store.dialect === 'sqlite' ? await examineSqlite(store) : await examinePostgresql(store);
  return [...settings, ...(await examineContent(store))];
}

/** Of a database whose settings say nothing, such as a copy: only what it holds. */
export async function examineContent(store: Store): Promise<readonly Finding[]> {
  const damages = await findDamages(store);
  if (damages.length > 0) {
    const message = 'The file is damaged. Restore a backup; keep a copy of this file.';
    return [fault('file', message, damages)];
  }
  const migrations = await examineMigrations(store);
  // What is audited has to have the tables that the auditor knows.
  if (migrations.level !== 'OK') return [migrations];
  return [migrations, ...(await examineSchema(store)), await examineRows(store)];
}

async function examineMigrations(store: Store): Promise<Finding> {
  const subject = 'migrations';
  try {
    const pending = await findPendingMigrations(store);
    if (pending.length === 0) return ok(subject, 'all of this version are applied, and no others');
    return warning(
      subject,
      `${pending.join(', ')} will be applied when this version is started here; until then nothing more is looked at.`,
    );
  } catch (error) {
    if (error instanceof MigrationRefused) return fault(subject, error.message);
    throw error;
  }
}

async function examineRows(store: Store): Promise<Finding> {
  const subject = 'auditor';
  const faults = await readSnapshot(store, audit);
  if (faults.length === 0) {
    return ok(subject, 'counters, states and journal agree with each other');
  }
  return fault(
    subject,
    'The rows do not agree with each other. Keep a backup of this state, report it, and restore the last good backup if work is stuck.',
    faults,
  );
}
