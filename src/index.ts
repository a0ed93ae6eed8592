/** The door to the vocabulary: what states, kinds and codes there are. */
export { type EventCategory, type EventKind, eventKinds } from './domain/event.ts';
export { type JobState, jobStates } from './domain/job.ts';
export type { AttemptOutcome, LeaseLostReason } from './domain/lease.ts';
export { type RejectionCategory, type RejectionCode, rejectionCodes } from './domain/rejection.ts';
export { type TaskState, taskStates } from './domain/task.ts';
export { type UnitState, unitStates } from './domain/unit.ts';
