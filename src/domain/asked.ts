/** What the commands of operators have in common: who asks for what, why, and how often it counts. */
import type { Idempotency } from './idempotency.ts';
import type { JobState } from './job.ts';
import type { TaskState } from './task.ts';
import type { UnitState } from './unit.ts';
import type { WorkerMode } from './worker.ts';

export interface Idempotent {
  readonly idempotency?: Idempotency | undefined;
}

/** Why something is asked for, and by whom, as they name themselves; null when nobody says. */
export interface Asked {
  readonly reason: string | null;
  readonly by?: string | null | undefined;
}

/** What every command of an operator may say; `ifState` has it done in one of these states alone. */
export interface Operation<State extends string> extends Idempotent, Asked {
  readonly ifState?: readonly State[] | null | undefined;
}

/** What an operator asks of one Unit, of a Task, of a Job, of a Worker, of a Topic. */
export interface Operator extends Operation<UnitState> {
  readonly unitId: string;
}

export interface TaskOperator extends Operation<TaskState> {
  readonly taskId: string;
}

export interface JobOperator extends Operation<JobState> {
  readonly jobId: string;
}

export interface WorkerOperator extends Operation<WorkerMode> {
  readonly workerId: string;
}

export interface TopicOperator extends Idempotent, Asked {
  readonly topicId: string;
}

/** How a Topic, Job or Task is to be held. */
export interface Holding extends Asked {
  /** When it goes on by itself, epoch milliseconds; null when somebody has to resume it. */
  readonly resumeAt: number | null;
  /** Whether its running Units are taken from their holders as well. */
  readonly interrupt: boolean;
}
