/** Reads of the Workers that may have Units, gathered for all that ask in one level. */
import type DataLoader from 'dataloader';
import { readLabels } from '../domain/labels.ts';
import { type Lane, workerLabel } from '../domain/lane.ts';
import { type Worker, workerModes } from '../domain/worker.ts';
import { countHeldUnits, findNamedWorkers, listWorkersOfTopics } from '../store/reads/workers.ts';
import type { Loaders } from './loaders.ts';

/** How many Units Workers hold. */
export function heldCounts(loaders: Loaders): DataLoader<string, number> {
  return loaders.once('heldCounts', async (ids: readonly string[]) => {
    const counts = await countHeldUnits(loaders.store, ids);
    return ids.map((id) => counts.get(id) ?? 0);
  });
}

/**
 * The Workers that may tell whether somebody gets the Units of a Lane, those first that were seen
 * last: the one that it requires by name, and of the others as many as are looked at.
 */
export async function workersFor(loaders: Loaders, lane: Lane): Promise<readonly Worker[]> {
  const name = readLabels(lane.requires).get(workerLabel);
  if (name === undefined) return await latestWorkers(loaders).load(lane.topicId);
  const named = await namedWorkers(loaders).load({ topicId: lane.topicId, name });
  return named === null ? [] : [named];
}

/** Of more Workers than this those are left aside that were seen longest ago. */
const latestWorkerCount = 1_000;

function latestWorkers(loaders: Loaders): DataLoader<string, readonly Worker[]> {
  const page = {
    above: undefined,
    below: undefined,
    scan: 'DESC',
    limit: latestWorkerCount,
  } as const;
  const selection = { modes: workerModes, seenFrom: 0, seenBefore: Number.MAX_SAFE_INTEGER };
  return loaders.once('latestWorkers', async (topicIds: readonly string[]) => {
    const ids = [...new Set(topicIds)];
    const found = await listWorkersOfTopics(loaders.store, ids, { ...page, ...selection });
    return topicIds.map((topicId) => found.get(topicId) ?? []);
  });
}

function namedWorkers(
  loaders: Loaders,
): DataLoader<Pick<Worker, 'topicId' | 'name'>, Worker | null> {
  return loaders.once(
    'namedWorkers',
    async (names: readonly Pick<Worker, 'topicId' | 'name'>[]) => {
      const rows = await findNamedWorkers(loaders.store, names);
      const found = new Map(rows.map((row) => [`${row.topicId} ${row.name}`, row]));
      return names.map(({ topicId, name }) => found.get(`${topicId} ${name}`) ?? null);
    },
  );
}
