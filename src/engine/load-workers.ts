/** Loads what commands need of Workers: all of a batch with one statement. */
import type { Needs } from '../commands/batch/needs.ts';
import { attemptKey, type WorkingSet } from '../commands/batch/working-set.ts';
import type { Worker } from '../domain/worker.ts';
import { listHeldUnitIds } from '../store/worker-rows.ts';
import { findWorkers, findWorkersByName, type WarmSource } from './find-rows.ts';

/** After the Units and attempts, which say who reports. */
export async function loadWorkers(
  source: WarmSource,
  set: WorkingSet,
  needs: Needs,
): Promise<void> {
  const names = namesIn(set, needs);
  if (names.length > 0) enter(set, await findWorkersByName(source, set.topic.id, names));
  const ids = [...needs.workers.ids].filter((id) => !set.workers.rows.has(id));
  if (ids.length > 0) enter(set, await findWorkers(source, ids));
  const holders = [...needs.workers.heldBy].filter((name) => !set.workers.held.has(name));
  if (holders.length === 0) return;
  const held = new Map<string, string[]>(holders.map((name) => [name, []]));
  for (const { id, worker } of await listHeldUnitIds(source, set.topic.id, holders)) {
    held.get(worker)?.push(id);
  }
  for (const [name, unitIds] of held) set.workers.held.load(name, unitIds);
}

/** Who claims, and who holds or held what is reported on. */
function namesIn(set: WorkingSet, needs: Needs): readonly string[] {
  const names = new Set(needs.workers.names);
  for (const [unitId, number] of needs.attempts) {
    const attempt = set.attempts.get(attemptKey(unitId, number));
    const name = attempt?.worker ?? set.units.find(unitId)?.worker;
    if (name != null) names.add(name);
  }
  return [...names].filter((name) => !set.workers.isKnown(name));
}

function enter(set: WorkingSet, workers: readonly Worker[]): void {
  for (const worker of workers) {
    set.workers.load(worker);
  }
}
