/** All that waits for the clock, by the columns that say until when. */
import { jobDeadlineColumns } from './job.ts';
import { deadlineColumns } from './unit.ts';

export const deadlines = [...deadlineColumns, ...jobDeadlineColumns, 'wakesAt'] as const;

export type Deadline = (typeof deadlines)[number];
