/** What comes with time alone: deadlines, and those that the clock is too late for. */
import type { Command } from '../../src/domain/command.ts';
import type { Action } from './actions.ts';
import type { Picture } from './picture.ts';

/** What comes with time: the clock does all that is due, or is late, and a holder is quicker. */
export function timeActions(picture: Picture): readonly Action[] {
  const units = [...picture.units.values()];
  const jobs = [...picture.jobs.values()];
  const uses = [...picture.limitUses.values()];
  const holdable = [...picture.tasks.values(), ...jobs];
  const resumable = [...units, ...holdable, ...picture.topics.values()];
  const deadlines = [
    ...units.flatMap((unit) => unit.leaseUntil ?? unit.availableAt ?? []),
    ...units.flatMap(({ failsAt }) => failsAt ?? []),
    ...resumable.flatMap(({ resumeAt }) => resumeAt ?? []),
    ...jobs.flatMap(({ beginsAt }) => beginsAt ?? []),
    ...jobs.flatMap(({ cancelsAt }) => cancelsAt ?? []),
    ...uses.flatMap(({ opensAt }) => opensAt ?? []),
  ];
  if (deadlines.length === 0) return [];
  const [topicId = ''] = picture.topics.keys();
  const until = Math.min(...deadlines);
  const waitMs = Math.max(0, until - picture.now);
  const isPast = (at: number | null) => at !== null && at <= picture.now + waitMs;
  const clock: Command[] = [];
  if (units.some((unit) => isPast(unit.leaseUntil))) clock.push({ name: 'expireLeases', topicId });
  if (units.some((unit) => isPast(unit.availableAt))) clock.push({ name: 'makeUnitsDue', topicId });
  if (units.some((unit) => isPast(unit.failsAt))) clock.push({ name: 'failOverdue', topicId });
  if (resumable.some(({ resumeAt }) => isPast(resumeAt)))
    clock.push({ name: 'resumeDue', topicId });
  if (jobs.some(({ beginsAt }) => isPast(beginsAt))) clock.push({ name: 'beginDueJobs', topicId });
  if (jobs.some(({ cancelsAt }) => isPast(cancelsAt)))
    clock.push({ name: 'cancelOverdueJobs', topicId });
  if (uses.some(({ opensAt }) => isPast(opensAt))) clock.push({ name: 'openLimits', topicId });
  const late = units.flatMap(({ id: unitId, attempt, leaseId, leaseUntil }): Action[] => {
    if (leaseId === null || leaseUntil !== until) return [];
    const lease = { unitId, attempt, leaseId };
    const command = { name: 'succeedUnit', lease, output: 'true' } as const;
    const name = `succeed in time ${unitId.slice(-3)}`;
    return [{ name, grain: 'FINE', waitMs, batches: [[command]] }];
  });
  const batches = clock.map((command) => [command]);
  return [{ name: 'pass', grain: 'BOTH', waitMs, batches }, ...late];
}
