/** What claims have to get, and in which order. */
import type { Command } from '../../src/domain/command.ts';
import type { Unit } from '../../src/domain/unit.ts';
import type { Picture } from './picture.ts';
import { grantedCount } from './workers.ts';

/** The Units that a claim may take, in the order in which it has to. */
export function listClaimable({ units, tasks, jobs, topics }: Picture): readonly Unit[] {
  const isHeld = ({ taskId, jobId, topicId }: Unit) =>
    [tasks.get(taskId), jobs.get(jobId), topics.get(topicId)].some((row) => row?.pausedAt !== null);
  return [...units.values()]
    .filter(({ state, availableAt }) => state === 'READY' && availableAt === null)
    .filter((unit) => !isHeld(unit))
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || (a.id < b.id ? -1 : 1));
}

/** What this claim has to get. */
export function listDue(picture: Picture, command: Command<'claimUnits'>): readonly Unit[] {
  const { kinds } = command;
  return listClaimable(picture)
    .filter(({ kind }) => kinds === null || kinds.includes(kind))
    .slice(0, grantedCount(picture, command));
}
