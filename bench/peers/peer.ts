/**
 * What a peer is to the benchmark: for each kind of work that it can do, a function that does it and
 * tells the clock when. Each file in `adapters` is written from the public documentation of its
 * peer; none knows of another, and none is loaded by the process that compares them.
 */

/** The kinds of work, each told in `workloads.ts`. */
export type WorkloadName = 'batched' | 'single' | 'dag' | 'idle';

/** Where a run happens: a store of its own, with nothing in it. */
export interface Site {
  /** The URL of the server or database, or the path of the SQLite file. */
  readonly store: string;
  /** In which of its modes the peer runs, as `entries.ts` names them. */
  readonly mode: string;
  /** How many Units; of 'idle', how many samples. */
  readonly unitCount: number;
  /** How long nothing happens before a sample of 'idle', on average. */
  readonly restMs: number;
}

export interface Clock {
  /** Everything is open and warm, and nothing is submitted yet. */
  begin(): void;
  /** All is submitted and nothing has been claimed: submission and drain are told apart. */
  submitted(): void;
  /** The last completion is recorded in the store. */
  end(): void;
  /** From the call that submits until the handler starts, in milliseconds; only of 'idle'. */
  sample(ms: number): void;
}

/**
 * Does the work, and answers how many Units are finished, asked of the store after the clock has
 * stopped.
 */
export type Run = (site: Site, clock: Clock) => Promise<number>;

export type Adapter = Partial<Readonly<Record<WorkloadName, Run>>>;

/** What one run has cost. */
export interface RunFigures {
  readonly finishedCount: number;
  /** From the first submission to the last completion. */
  readonly seconds: number;
  /** The part of it in which all was submitted, where that is apart from the rest. */
  readonly submitSeconds: number | undefined;
  /** Of the process that submits and works. */
  readonly clientCpuSeconds: number;
  /** Of all processes of the store, and of Junjo's server. */
  readonly serverCpuSeconds: number;
  readonly clientPeakBytes: number;
  /** Of 'idle': each sample in milliseconds. */
  readonly samples: readonly number[];
}
