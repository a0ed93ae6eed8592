/**
 * Workers: who claims from a Topic, by a name of its own. Claims register a Worker and say what it
 * can do; its reports and renewals show that it is there. What it holds is not kept here: that is
 * what the leases of the Units say, so no slot can leak.
 */
export interface Worker {
  readonly id: string;
  readonly topicId: string;
  readonly name: string;
  /** JSON text of an object of texts, sorted by name. */
  readonly labels: string;
  /** JSON text of a sorted list of the kinds that it claims; null for any. */
  readonly kinds: string | null;
  /** How many Units of the Topic it holds at most at once; null for any number. */
  readonly capacity: number | null;
  readonly mode: WorkerMode;
  /** Since when its mode is what it is, by whom and why; null while nobody has changed it. */
  readonly modeAt: number | null;
  readonly modeBy: string | null;
  readonly modeReason: string | null;
  /** When it was first told of its mode; null while it was not, and of one that is ACTIVE. */
  readonly toldAt: number | null;
  readonly firstSeenAt: number;
  /** When it last claimed or reported; written at most every `seenEveryMs`. */
  readonly lastSeenAt: number;
}

/**
 * ACTIVE: it gets what it claims. QUIET: it gets no new Units, and keeps what it holds. DRAINING:
 * likewise, and it is to stop once it holds nothing.
 */
export type WorkerMode = 'ACTIVE' | 'QUIET' | 'DRAINING';

export const workerModes = ['ACTIVE', 'QUIET', 'DRAINING'] as const satisfies readonly WorkerMode[];

/** Within how long a Worker that is seen again is not written again, so that heartbeats cost nothing. */
export const seenEveryMs = 10_000;

/** After how long without a sign a Worker is taken for lost; its leases run out by themselves. */
export const lostAfterMs = 60_000;

/** After how long without a sign a Worker is forgotten, if it holds nothing. */
export const forgottenAfterMs = 30 * 86_400_000;

export function isLost({ lastSeenAt }: Pick<Worker, 'lastSeenAt'>, now: number): boolean {
  return now - lastSeenAt > lostAfterMs;
}

export function isForgettable({ lastSeenAt }: Pick<Worker, 'lastSeenAt'>, now: number): boolean {
  return now - lastSeenAt > forgottenAfterMs;
}
