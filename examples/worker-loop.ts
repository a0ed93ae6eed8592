/**
 * A worker as small as one can be that keeps to the protocol: it claims a Unit, keeps its lease
 * while it works, and reports how that went, until it is told to stop, by its signal or by the server
 * when an operator drains it. One Unit at a time.
 */
import type { Client, Lease, UnitReportInput } from 'junjo/client';

/** Does one Unit and answers its output. When it throws, the attempt has failed. */
export type Skill = (lease: Lease, lost: AbortSignal) => Json | Promise<Json>;

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

export interface WorkerOptions {
  readonly name: string;
  readonly topic: string;
  /** What the worker can do, by kind of Unit. It is given no others. */
  readonly skills: Readonly<Record<string, Skill>>;
  /** Stops the worker once it has reported what it holds. */
  readonly signal: AbortSignal;
}

export async function runWorker(client: Client, options: WorkerOptions): Promise<void> {
  const { name, topic, skills, signal } = options;
  const claim = { worker: name, topics: [topic], kinds: Object.keys(skills), leaseMs: 30_000 };
  while (!signal.aborted) {
    // The server holds the answer back until there is something to do, for 20 seconds at most.
    const { leases, directives } = await client
      .unitsClaim({ ...claim, waitMs: 20_000 }, { signal })
      .catch((error: unknown) => {
        if (signal.aborted) return { leases: [], directives: [] };
        throw error;
      });
    for (const lease of leases) {
      const report = await doUnit(client, lease, skills);
      const { answers } = await client.unitsReport({ reports: [report] });
      // Refused when the lease was lost: somebody else has the Unit, and this result does not count.
      for (const { error } of answers) if (error !== null) console.warn(`${name}:`, error.message);
    }
    // It gets nothing new any more, and holds nothing: it can be stopped.
    if (directives.some(({ kind }) => kind === 'DRAIN')) return;
  }
}

/** Does the Unit while heartbeats keep it. Answers what is to be reported. */
async function doUnit(
  client: Client,
  { unitId, attempt, leaseId, ...held }: Lease,
  skills: Readonly<Record<string, Skill>>,
): Promise<UnitReportInput> {
  const lease = { unitId, attempt, leaseId };
  const lost = new AbortController();
  const renew = async () => {
    const { answers } = await client.leasesRenew({ leases: [lease] });
    if (answers[0]?.accepted === false) lost.abort();
  };
  const heartbeat = setInterval(() => {
    // The next one tries again. If none gets through, somebody else is given the Unit.
    renew().catch((error: unknown) => console.warn('No heartbeat:', error));
  }, held.leaseMs / 3);
  try {
    const skill = skills[held.unit.kind];
    if (skill === undefined) throw new Error(`Nobody here can do "${held.unit.kind}".`);
    return { succeed: { lease, output: await skill({ ...lease, ...held }, lost.signal) } };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { fail: { lease, code: 'FAILED', message } };
  } finally {
    clearInterval(heartbeat);
  }
}
