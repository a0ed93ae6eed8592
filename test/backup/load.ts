/** Work that goes on while backups are made: Jobs are submitted, claimed and done. */
import { type Client, createClient } from '../../src/client/create-client.ts';

export interface Load {
  /** The keys of the Jobs that were submitted and answered, in the order of the answers. */
  readonly acknowledged: readonly string[];
  /** The keys of all Jobs that were sent. */
  readonly sent: ReadonlySet<string>;
  /** Ends what is under way. Rejects with what went wrong. */
  stop(): Promise<void>;
}

/** @param round names the Jobs of this load, so that they are others than those of the rounds before */
export function startLoad(url: string, round: number): Load {
  const client = createClient({ url, retry: { retryCount: 0 } });
  const state = { isStopping: false };
  const acknowledged: string[] = [];
  const sent = new Set<string>();
  const loops = [
    ...[1, 2].map((producer) =>
      repeat(state, async (count) => {
        const key = `${round}-${producer}-${count}`;
        sent.add(key);
        await client.jobSubmit(jobOf(key));
        acknowledged.push(key);
      }),
    ),
    ...[1, 2].map((worker) => repeat(state, () => workOnce(client, `worker-${worker}`))),
  ];
  return {
    acknowledged,
    sent,
    stop: async () => {
      state.isStopping = true;
      await Promise.all(loops);
    },
  };
}

/** Does all that is left, also what workers held that are gone. */
export async function workOff(url: string): Promise<void> {
  const client = createClient({ url });
  for (;;) {
    const { unitCounts } = (await client.findTopic({ name: topic })) ?? { unitCounts: undefined };
    if (unitCounts === undefined) throw new Error('The topic is gone.');
    if (unitCounts.pending + unitCounts.ready + unitCounts.running === 0) return;
    await workOnce(client, 'finisher', 200);
  }
}

export function jobOf(key: string) {
  const unit = (name: string, ...dependsOn: string[]) => ({ key: name, kind: 'cut', dependsOn });
  return {
    topic,
    name: key,
    key,
    payload: { filling: key.repeat(200) },
    tasks: [
      { key: 'first', units: [unit('a'), unit('b', 'a')] },
      { key: 'last', dependsOn: ['first'], units: [unit('c')] },
    ],
  };
}

export const topic = 'film';

async function workOnce(client: Client, worker: string, waitMs = 0): Promise<void> {
  const claim = { worker, topics: [topic], max: 10, leaseMs: 2_000, waitMs };
  const { leases } = await client.unitsClaim(claim);
  if (leases.length === 0) return;
  // A lease may run out on a machine that is busy; that is refused, and what was held is done again.
  await client.unitsReport({
    reports: leases.map(({ unitId, attempt, leaseId }) => ({
      succeed: { lease: { unitId, attempt, leaseId } },
    })),
  });
}

async function repeat(
  state: { readonly isStopping: boolean },
  act: (count: number) => Promise<void>,
): Promise<void> {
  for (let count = 0; !state.isStopping; count += 1) await act(count);
}
