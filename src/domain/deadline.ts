/** All that waits for the clock, by the columns that say until when. */
import { jobDeadlineColumns } from './job.ts';
import { deadlineColumns } from './unit.ts';

/** In the order in which the clock looks: what ends as a whole has no more attempts to lose. */
export const deadlines = [...jobDeadlineColumns, ...deadlineColumns, 'wakesAt', 'opensAt'] as const;

export type Deadline = (typeof deadlines)[number];
