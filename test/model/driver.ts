/** What the model is held against: something that does commands, and shows what came of them. */
import type { Command } from '../../src/domain/command.ts';
import type { LeaseRef } from '../../src/domain/lease.ts';

export interface Driver {
  readonly topicId: string;
  /** Epoch milliseconds, at the beginning. */
  readonly startedAt: number;
  /** Whether commands of one moment are done in the order in which they are given. */
  readonly isOrdered: boolean;
  /** Does commands at one moment; the answers are in the order of the commands. */
  execute(commands: readonly Command[]): Promise<readonly Answer[]>;
  /** Lets time pass, and everything happen that is due then. */
  pass(durationMs: number): Promise<void>;
  read(): Promise<readonly ReadNode[]>;
  /** All that went wrong without being an answer. */
  faults(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface Answer {
  /** ACCEPTED, REPEATED, or the code of the refusal. */
  readonly code: string;
  /** Of a submission that was accepted. */
  readonly jobId?: string | undefined;
  /** Of a claim. */
  readonly leases?: readonly LeaseRef[] | undefined;
}

/** A Job, Task, Unit or Worker as it is now. */
export interface ReadNode {
  readonly id: string;
  readonly jobId: string;
  /** `task`, or `task/unit`; empty for a Job. The name of a Worker, which belongs to no Job. */
  readonly path: string;
  /** Its state, and what else there is to tell about it; see standing.ts. */
  readonly standing: string;
}

/** What a plan says of the same: of a claim, the ids of its Units. */
export function textOf({ code, leases }: Answer): string {
  return leases?.map(({ unitId }) => unitId).join() ?? code;
}
