/** Where operations show in the journals: by the marks that they leave, and by what was claimed. */
import type { History, JournalEvent, LeaseAnswer, Position } from '../history.ts';
import { causeOf } from './causes.ts';

export interface Trace extends Position {
  readonly event: JournalEvent;
}

export class Traces {
  readonly #marked = new Map<string, Trace[]>();
  readonly #claims = new Map<string, Trace[]>();

  constructor({ journals }: Pick<History, 'journals'>) {
    for (const [topicId, events] of journals) {
      for (const event of events) {
        const cause = causeOf(event);
        const trace = { topicId, seq: event.seq, event };
        if (cause.kind === 'OPERATION') add(this.#marked, cause.mark, trace);
        else if (cause.kind === 'CLAIM') add(this.#claims, attemptKey(event), trace);
      }
    }
  }

  /** All Events with this mark, in the order of the journal. */
  marked(mark: string): readonly Trace[] {
    return this.#marked.get(mark) ?? [];
  }

  marks(): Iterable<readonly [string, readonly Trace[]]> {
    return this.#marked;
  }

  /** The claim that began this attempt. */
  claimOf(lease: Pick<LeaseAnswer, 'unitId' | 'attempt'>): Trace | undefined {
    return this.#claims.get(attemptKey(lease))?.[0];
  }

  claims(): Iterable<readonly [string, readonly Trace[]]> {
    return this.#claims;
  }
}

/** An attempt by name. */
export function attemptKey({
  unitId,
  attempt,
}: {
  readonly unitId: string | null;
  readonly attempt: number | null;
}): string {
  return `${unitId}/${attempt}`;
}

function add(traces: Map<string, Trace[]>, key: string, trace: Trace): void {
  const known = traces.get(key);
  if (known === undefined) traces.set(key, [trace]);
  else known.push(trace);
}
