/** Opens what a power cut has left as a server does, and says what is wrong with it. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { audit } from '../../src/audit/audit.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/port.ts';
import { type Ledger, missing } from '../crash/ledger.ts';
import type { Files } from './disk.ts';
import { databaseFile } from './record.ts';

export interface Finding {
  /** What was acknowledged and is not there. */
  readonly lost: readonly string[];
  /** What is wrong in itself, whatever was acknowledged. */
  readonly faults: readonly string[];
}

/** Puts the files into the folder, which it makes and removes again. */
export async function checkState(folder: string, files: Files, ledger: Ledger): Promise<Finding> {
  mkdirSync(folder);
  for (const [name, content] of files) writeFileSync(join(folder, name), content);
  try {
    const store = await openStore({ database: `file:${join(folder, databaseFile)}` });
    try {
      await migrate(store);
      const faults = [...(await faultsOfFile(store)), ...(await audit(store))];
      return { lost: await missing(store, ledger), faults };
    } finally {
      await store.close();
    }
  } catch (error) {
    return { lost: [], faults: [`cannot be opened: ${String(error)}`] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function faultsOfFile(store: Store): Promise<readonly string[]> {
  const rows = await store.query<{ integrity_check: string }>('PRAGMA integrity_check');
  const faults = rows.map((row) => row.integrity_check).filter((text) => text !== 'ok');
  const orphans = await store.query<{ table: string }>('PRAGMA foreign_key_check');
  return [...faults, ...orphans.map(({ table }) => `${table}: leads to a row that is not there`)];
}
