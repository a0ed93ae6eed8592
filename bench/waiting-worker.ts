/**
 * A worker in a process of its own that has nothing to do: it waits for a Unit, says when it has it,
 * reports success and waits again. Times are of the one monotonic clock that all processes have.
 */
import { createApi, type Lease } from './api-calls.ts';
import { readEvents } from './event-readers.ts';

/** How a worker waits for Units. */
export type Way = 'unitsClaim' | 'work';

export interface WaitingOrder {
  readonly url: string;
  readonly topic: string;
  readonly way: Way;
}

/** That it waits, or when it had a Unit: nanoseconds. */
export type Told = { readonly what: 'waits' } | { readonly what: 'has it'; readonly atNs: string };

process.on('message', ({ url, topic, way }: WaitingOrder) => {
  if (way === 'work') subscribe(url, topic);
  else void claimOn(url, topic);
});

const waitMs = 60_000;
const leaseMs = 600_000;

async function claimOn(url: string, topic: string): Promise<never> {
  const api = createApi(url);
  for (;;) {
    tell({ what: 'waits' });
    const leases = await api.claim(topic, 1, waitMs);
    if (leases.length === 0) continue;
    tell({ what: 'has it', atNs: `${process.hrtime.bigint()}` });
    await Promise.all(leases.map((lease) => api.succeedOne(lease)));
  }
}

function subscribe(url: string, topic: string): void {
  const api = createApi(url);
  const query =
    'subscription ($input: WorkInput!) { work(input: $input) { leases { unitId attempt leaseId } } }';
  const input = { topics: [topic], worker: 'bench', credits: 10, leaseMs };
  const onMessage = (message: Buffer) => {
    const atNs = process.hrtime.bigint();
    const { leases } = readOffer(message);
    if (leases.length > 0) {
      tell({ what: 'has it', atNs: `${atNs}` });
      const reported = Promise.all(leases.map((lease) => api.succeedOne(lease)));
      void reported.then(() => tell({ what: 'waits' }));
    } else if (!hasBegun) {
      hasBegun = true;
      tell({ what: 'waits' });
    }
  };
  let hasBegun = false;
  const onBreak = (what: string) => {
    throw new Error(what);
  };
  readEvents('sse', { url, query, variables: { input }, onMessage, onBreak });
}

function readOffer(message: Buffer): { readonly leases: readonly Lease[] } {
  const text = message.toString();
  // As the subscription selects.
  const { data } = JSON.parse(text.slice(text.indexOf('{'))) as {
    data?: { work: { leases: readonly Lease[] } };
  };
  if (data === undefined) throw new Error(text);
  return data.work;
}

function tell(told: Told): void {
  process.send?.(told);
}
