import { accepted, type Handler } from './handler.ts';
import { clockUnitCount } from './needs.ts';
import { resume } from './resume-unit.ts';

/** Resumes the paused Units that were to go on by now. */
export const resumeUnits: Handler<'resumeUnits'> = {
  check: () => [],

  addNeeds: (_command, needs) => {
    needs.deadlines.add('resumeAt');
  },

  decide: (_command, set) => {
    const due = [...set.units.values()].filter(
      ({ state, resumeAt }) => state === 'PAUSED' && resumeAt !== null && resumeAt <= set.now,
    );
    const taken = due.slice(0, clockUnitCount);
    for (const unit of taken) resume(set, unit, null);
    return accepted({ unitCount: taken.length });
  },
};
