/** Doing again what a lost connection, or others in the way, have kept from being done. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseUnavailable } from '../../port.ts';
import { type FaultKind, faultKindOf, isWriteRefused } from './database-fault.ts';

/** It did not happen, and is worth trying again. */
export class Retry extends Error {
  override readonly name = 'Retry';
  readonly kind: FaultKind;

  constructor(kind: FaultKind, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.kind = kind;
  }
}

export function retryOf(failure: unknown): unknown {
  const kind = faultKindOf(failure);
  return kind === 'WRONG' ? failure : new Retry(kind, failure);
}

export async function orRetry<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    throw retryOf(error);
  }
}

/** Tries again while it is worth it: at once, then after growing pauses with jitter. */
export async function patiently<Answer>(
  attempt: () => Promise<Answer>,
  patienceMs: number,
): Promise<Answer> {
  const until = performance.now() + patienceMs;
  for (let count = 0, conflictCount = 0; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Retry)) throw error;
      if (error.kind === 'CONFLICT') conflictCount += 1;
      if (conflictCount >= conflictCountMax) throw error.cause;
      if (performance.now() > until) {
        throw new DatabaseUnavailable(`PostgreSQL cannot be reached: ${error.message}`, {
          cause: error.cause,
        });
      }
      await sleep(Math.random() * Math.min(pauseMsMax, 2 ** count * 5));
    }
  }
}

/** For how long it is tried again: as long as a database takes to start anew, or another to take over. */
export const patienceMsByDefault = 15_000;
const conflictCountMax = 6;
const pauseMsMax = 500;

export interface ReadOptions {
  readonly patienceMs?: number | undefined;
  /** Called when the connection was lost over which it was read. */
  readonly onLost?: (() => void) | undefined;
}

/** Reads again what a lost connection did not answer: reading twice changes nothing. */
export async function readPatiently<Answer>(
  read: () => Promise<Answer>,
  { patienceMs = patienceMsByDefault, onLost }: ReadOptions = {},
): Promise<Answer> {
  return await patiently(async () => {
    try {
      return await read();
    } catch (error) {
      // What writes is refused on these connections for good, and not only for a time.
      if (isWriteRefused(error)) throw error;
      if (faultKindOf(error) === 'LOST') onLost?.();
      throw retryOf(error);
    }
  }, patienceMs);
}
