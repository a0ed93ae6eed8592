/** What is held as a whole, as the reference has it: a hold ends with what it holds. */
import { isPast } from './reference-attempts.ts';
import type { ReferenceHold, ReferenceJob, ReferenceUnit } from './reference-nodes.ts';

/** A Topic, Job or Task with all of its Units. */
export interface ReferenceScope {
  readonly noun: 'Topic' | 'Job' | 'Task';
  readonly held: { readonly state: string; hold: ReferenceHold | undefined };
  readonly units: readonly ReferenceUnit[];
}

export interface HoldOrder {
  readonly resumeAt: number | undefined;
  readonly interrupt: boolean;
}

/** @param takeAway what becomes of a Unit that is interrupted */
export function pauseScope(
  { noun, held, units }: ReferenceScope,
  { resumeAt, interrupt }: HoldOrder,
  takeAway: (unit: ReferenceUnit) => void,
): string {
  if (isOver(held.state)) return `${noun.toUpperCase()}_FINISHED`;
  const taken = interrupt ? units.filter(({ state }) => state === 'RUNNING') : [];
  const isTheSame = held.hold !== undefined && held.hold.resumeAt === resumeAt;
  held.hold = { resumeAt };
  for (const unit of taken) takeAway(unit);
  return isTheSame && taken.length === 0 ? 'REPEATED' : 'ACCEPTED';
}

export function resumeScope({ noun, held }: ReferenceScope): string {
  if (isOver(held.state)) return `${noun.toUpperCase()}_FINISHED`;
  const wasHeld = held.hold !== undefined;
  held.hold = undefined;
  return wasHeld ? 'ACCEPTED' : 'REPEATED';
}

/** The Units of all that is not held. */
export function unheldUnits(all: {
  readonly topic: ReferenceScope['held'];
  readonly jobs: readonly ReferenceJob[];
}): readonly ReferenceUnit[] {
  if (all.topic.hold !== undefined) return [];
  return all.jobs
    .filter((job) => job.hold === undefined)
    .flatMap((job) => job.tasks.filter((task) => task.hold === undefined))
    .flatMap((task) => task.units);
}

/** Lets go what has ended, or whose time has come. */
export function endHolds(jobs: readonly ReferenceJob[], now: number): void {
  for (const held of jobs.flatMap((job) => [job, ...job.tasks])) {
    if (isOver(held.state) || isPast(held.hold?.resumeAt, now)) held.hold = undefined;
  }
}

function isOver(state: string): boolean {
  return state !== 'PENDING' && state !== 'RUNNING';
}
