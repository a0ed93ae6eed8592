/**
 * Whether the server takes requests, for whoever spreads them over several servers. That is asked
 * often and from many places, so the database is asked one question at a time, and everybody who
 * asks meanwhile gets its answer.
 */
import type { Logger } from 'pino';

export type Phase = 'starting' | 'serving' | 'draining';

export interface Readiness {
  readonly isReady: boolean;
  /** For people: what it is, or why not. */
  readonly text: string;
}

export interface ReadinessOptions {
  /** Asks the database anything; rejects, or stays without an answer, when it is gone. */
  readonly askDatabase: () => Promise<unknown>;
  /** How long the database may take. @default 2000 */
  readonly timeoutMs?: number | undefined;
  readonly log: Logger;
}

/** Answers the question how ready a server in this phase is; never rejects. */
export function createReadiness(options: ReadinessOptions): (phase: Phase) => Promise<Readiness> {
  const { askDatabase, timeoutMs = 2_000, log } = options;
  let underWay: Promise<boolean> | undefined;
  let didAnswer = true;

  async function isAnswering(): Promise<boolean> {
    const fault = await faultOf(askDatabase, timeoutMs);
    // One line for each change, however often it is asked.
    if (fault !== undefined && didAnswer) log.error({ err: fault }, 'the database does not answer');
    if (fault === undefined && !didAnswer) log.warn('the database answers again');
    didAnswer = fault === undefined;
    return didAnswer;
  }

  return async (phase) => {
    if (phase !== 'serving') return phase === 'starting' ? starting : draining;
    underWay ??= isAnswering().finally(() => {
      underWay = undefined;
    });
    return (await underWay) ? ready : withoutDatabase;
  };
}

const ready: Readiness = { isReady: true, text: 'ready' };
const starting: Readiness = { isReady: false, text: 'not ready: the server is starting' };
const draining: Readiness = { isReady: false, text: 'not ready: the server is stopping' };
const withoutDatabase: Readiness = {
  isReady: false,
  text: 'not ready: the database does not answer',
};

/** What the question was answered with if not well; a question that hangs is given up. */
async function faultOf(ask: () => Promise<unknown>, timeoutMs: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([
      ask(),
      new Promise((_, reject) => {
        const late = () => reject(new Error(`There was no answer within ${timeoutMs} ms.`));
        timer = setTimeout(late, timeoutMs);
      }),
    ]);
    return undefined;
  } catch (error) {
    return error ?? new Error('It failed without saying why.');
  } finally {
    clearTimeout(timer);
  }
}
