import { setMaxListeners } from 'node:events';
import type { Client } from '../../client/create-client.ts';
import { createFates, type FateRates } from './fate.ts';
import { type SimulatedWorkerOptions, simulateWorker } from './simulated-worker.ts';
import { createTally, type Tally } from './tally.ts';

export interface SimulationOptions
  extends FateRates,
    Pick<SimulatedWorkerOptions, 'topic' | 'batch' | 'leaseMs' | 'labels' | 'timeScale'> {
  readonly workerCount: number;
  /** Names of the workers begin with this. */
  readonly workerPrefix: string;
}

export interface SimulationEnd {
  /** Waits for what ends the simulation; its signal fires when that does not matter any more. */
  readonly until: (signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

export interface SimulationResult extends Tally {
  readonly elapsedMs: number;
}

/** Runs workers side by side until what `until` waits for has come, or the signal fires. */
export async function runSimulation(
  client: Client,
  options: SimulationOptions,
  { until, signal }: SimulationEnd,
): Promise<SimulationResult> {
  const startedAt = performance.now();
  const tally = createTally();
  const decideFate = createFates(options);
  const stop = new AbortController();
  // Every call of every worker listens to it.
  setMaxListeners(0, stop.signal);
  const abort = () => stop.abort();
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  const workers = Array.from({ length: options.workerCount }, (_, index) =>
    simulateWorker(client, {
      ...options,
      name: `${options.workerPrefix}-${index + 1}`,
      decideFate,
      tally,
      signal: stop.signal,
    }),
  );
  try {
    // A worker ends by itself by failing, which ends the simulation, or when it is drained.
    await Promise.race([until(stop.signal), Promise.all(workers)]);
  } finally {
    stop.abort();
    signal.removeEventListener('abort', abort);
    await Promise.allSettled(workers);
  }
  return { ...tally, elapsedMs: performance.now() - startedAt };
}
