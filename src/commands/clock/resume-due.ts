import type { Pause } from '../../domain/pause.ts';
import { accepted, type Handler } from '../batch/handler.ts';
import { clockUnitCount } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { isDeleting } from '../retention/deletion.ts';
import { letScopeGo, type Scope } from '../rules/hold.ts';
import { openIntakeOf } from '../topic/intake.ts';
import { resume } from '../unit/resume-unit.ts';

/** Resumes the Units, Tasks, Jobs and the Topic that were paused until now, and opens its intake. */
export const resumeDue: Handler<'resumeDue'> = {
  check: () => [],

  addNeeds: (_command, needs) => {
    needs.deadlines.add('resumeAt');
  },

  decide: (_command, set) => {
    const scopes = dueScopes(set);
    for (const scope of scopes) letScopeGo(set, scope, nobody);
    const isOpening = isPast(set, set.topic.intakeOpensAt);
    if (isOpening) openIntakeOf(set, nobody);
    const units = [...set.units.values()]
      .filter(
        (unit) => unit.state === 'PAUSED' && isPast(set, unit.resumeAt) && !isDeleting(set, unit),
      )
      .slice(0, clockUnitCount);
    for (const unit of units) resume(set, unit, nobody);
    return accepted({ count: scopes.length + units.length + (isOpening ? 1 : 0) });
  },
};

const nobody = { reason: null };

function dueScopes(set: WorkingSet): readonly Scope[] {
  const isDue = ({ resumeAt }: Pause) => isPast(set, resumeAt);
  return [
    ...(isDue(set.topic) ? (['TOPIC'] as const) : []),
    ...[...set.jobs.values()].filter(isDue).map((job) => ({ job })),
    ...[...set.tasks.values()]
      .filter((task) => isDue(task) && !isDeleting(set, task))
      .map((task) => ({ task })),
  ];
}

function isPast({ now }: WorkingSet, at: number | null): boolean {
  return at !== null && at <= now;
}
