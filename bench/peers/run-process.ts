/**
 * The process of one run: it submits and works. First a part of the work in a place of its own, so
 * that everybody is measured warm, and then the work that is measured. It answers with what that
 * took, and ends.
 */
import { resourceUsage, send } from 'node:process';
import type { Adapter, Clock, RunFigures, Site, WorkloadName } from './peer.ts';
import { cpuSecondsOfAll } from './server-family.ts';

export interface RunOrder {
  readonly adapter: string;
  readonly workload: WorkloadName;
  readonly warmUp: Site;
  readonly measured: Site;
  readonly serverPids: readonly number[];
}

process.once('message', (order: RunOrder) => {
  void run(order).then((figures) => {
    send?.call(process, figures, () => process.exit());
  });
});

async function run(order: RunOrder): Promise<RunFigures> {
  // Each file there exports one.
  const { adapter } = (await import(`./adapters/${order.adapter}.ts`)) as { adapter: Adapter };
  const act = adapter[order.workload];
  if (act === undefined) throw new Error(`${order.adapter} cannot do "${order.workload}".`);
  if (order.warmUp.unitCount > 0) {
    await act(order.warmUp, new RunClock([]));
    globalThis.gc?.();
  }
  const clock = new RunClock(order.serverPids);
  const finishedCount = await act(order.measured, clock);
  return { finishedCount, ...clock.figures(), clientPeakBytes: resourceUsage().maxRSS * 1_024 };
}

class RunClock implements Clock {
  readonly #serverPids: readonly number[];
  readonly #samples: number[] = [];
  #begun: Instant | undefined;
  #submittedAt: number | undefined;
  #ended: Instant | undefined;

  constructor(serverPids: readonly number[]) {
    this.#serverPids = serverPids;
  }

  readonly begin = (): void => {
    this.#begun = this.#now();
  };

  readonly submitted = (): void => {
    this.#submittedAt = performance.now();
  };

  readonly end = (): void => {
    this.#ended = this.#now();
  };

  readonly sample = (ms: number): void => {
    this.#samples.push(ms);
  };

  figures() {
    const [begun, ended] = [this.#begun, this.#ended];
    if (begun === undefined || ended === undefined) throw new Error('The clock was not used.');
    return {
      seconds: (ended.at - begun.at) / 1_000,
      submitSeconds:
        this.#submittedAt === undefined ? undefined : (this.#submittedAt - begun.at) / 1_000,
      clientCpuSeconds: ended.clientCpuSeconds - begun.clientCpuSeconds,
      serverCpuSeconds: ended.serverCpuSeconds - begun.serverCpuSeconds,
      samples: this.#samples,
    };
  }

  #now(): Instant {
    const { user, system } = process.cpuUsage();
    return {
      at: performance.now(),
      clientCpuSeconds: (user + system) / 1e6,
      serverCpuSeconds: cpuSecondsOfAll(this.#serverPids),
    };
  }
}

interface Instant {
  readonly at: number;
  readonly clientCpuSeconds: number;
  readonly serverCpuSeconds: number;
}
