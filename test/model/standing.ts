/** How a Unit, Task or Job stands, as a line of text that is the same for all who know it. */

export interface UnitStanding {
  readonly state: string;
  readonly failureCode: string | null | undefined;
  readonly isHandled: boolean;
  /** Instants are epoch milliseconds. */
  readonly availableAt: number | null | undefined;
  readonly failsAt: number | null | undefined;
}

export function standingOfUnit(unit: UnitStanding): string {
  const { state, failureCode, availableAt, failsAt } = unit;
  if (state === 'FAILED') return `${state} ${failureCode}${handledText(unit)}`;
  const delay = availableAt == null || state !== 'READY' ? '' : `, available at ${availableAt}`;
  const waits = state === 'READY' || state === 'PAUSED';
  return `${state}${delay}${failsAt == null || !waits ? '' : `, fails at ${failsAt}`}`;
}

export interface TaskStanding {
  readonly state: string;
  readonly isHeld: boolean;
  readonly isHandled: boolean;
}

export function standingOfTask(task: TaskStanding): string {
  return `${task.state}${heldText(task)}${handledText(task)}`;
}

export interface JobStanding {
  readonly state: string;
  readonly isHeld: boolean;
  readonly key: string | null | undefined;
  /** Epoch milliseconds, while it has not begun. */
  readonly beginsAt: number | null | undefined;
  readonly context: unknown;
}

export function standingOfJob(job: JobStanding): string {
  const delay = job.beginsAt == null ? '' : `, begins at ${job.beginsAt}`;
  const name = job.key == null ? '' : ` "${job.key}"`;
  return `${job.state}${name}${delay}${heldText(job)} ${JSON.stringify(job.context)}`;
}

function heldText({ isHeld }: { readonly isHeld: boolean }): string {
  return isHeld ? ', held' : '';
}

function handledText({ isHandled }: { readonly isHandled: boolean }): string {
  return isHandled ? ', handled' : '';
}
