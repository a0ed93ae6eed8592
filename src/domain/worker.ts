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
  /** When what it says of itself last became something else; null while it never did. */
  readonly changedAt: number | null;
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

/**
 * Whether what a Worker says of itself is taken in, when that is something else than before. Two that
 * claim by one name and say different things would otherwise fill the journal by contradicting each other.
 */
export function mayChange({ changedAt }: Pick<Worker, 'changedAt'>, now: number): boolean {
  return changedAt === null || now - changedAt >= seenEveryMs;
}

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

/** What is asked of a Worker, as it is told with the answers to its claims and reports. */
export interface WorkerDirective {
  readonly kind: 'QUIET' | 'DRAIN';
  /** The name of the Topic in which it is asked. */
  readonly topicName: string;
  readonly message: string;
  /** Whether it had not been told before. */
  readonly isNew: boolean;
}

/** What is to be told to a Worker by its mode; undefined while nothing is asked of it. */
export function directiveOf(worker: Worker, topicName: string): WorkerDirective | undefined {
  const { mode, modeBy, modeReason, toldAt } = worker;
  if (mode === 'ACTIVE') return undefined;
  const who = modeBy === null ? 'An operator' : `"${modeBy}"`;
  const why = modeReason === null ? 'nobody said why' : modeReason;
  const what = mode === 'QUIET' ? 'to rest' : 'to stop once it holds nothing';
  const message = `${who} asks the Worker "${worker.name}" ${what}: ${why}. It gets no new Units of the Topic "${topicName}"; what it holds it keeps, and goes on reporting.`;
  return {
    kind: mode === 'QUIET' ? 'QUIET' : 'DRAIN',
    topicName,
    message,
    isNew: toldAt === null,
  };
}
