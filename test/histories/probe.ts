/** Whether every server does everything again: takes a Job in, hands it out, and tells that it is done. */
import type { Client } from '../../src/client/create-client.ts';
import { resumeTopic } from './clients/operator.ts';
import { submit } from './clients/producer.ts';
import { type Campaign, pause } from './clients/send.ts';
import { claimUnits, reportOn } from './clients/worker.ts';
import { probeShape } from './shapes.ts';

/** Answers how long it took until the last of them did, milliseconds. */
export async function probeAll(campaign: Campaign): Promise<number> {
  const since = performance.now();
  await Promise.all(campaign.clients.map((_, server) => probe(campaign, server)));
  return performance.now() - since;
}

/** In every Topic, because what a fault has left behind may be in the way of only one. */
async function probe(campaign: Campaign, server: number): Promise<void> {
  const { name: shape, kind } = probeShape(server);
  const client = `prober-${server}`;
  const ask = { client, server };
  const inTopic = async (topic: Campaign['topics'][number]) => {
    await untilDone(async () => (await submit(campaign, { ...ask, topic, shape })).kind === 'OK');
    await untilDone(async () => {
      const wanted = { kinds: [kind], max: 1, leaseMs: 10_000, waitMs: 200 };
      const answer = await claimUnits(campaign, { ...ask, topics: [topic], ...wanted });
      const [lease] = answer.kind === 'OK' ? (answer.leases ?? []) : [];
      if (lease === undefined) {
        // An operator may have paused it, and not have come through to resume it.
        await resumeTopic(campaign, { ...ask, topicId: topic.id });
        return false;
      }
      const said = { lease, worker: client, report: 'succeed', server } as const;
      if ((await reportOn(campaign, said)).kind !== 'OK') return false;
      await untilTold(campaign.clients[server], lease.unitId);
      return true;
    });
  };
  await Promise.all(campaign.topics.map(inTopic));
}

/** Subscribes, and waits for the success of the Unit. */
async function untilTold(client: Client | undefined, unitId: string): Promise<void> {
  const enough = new AbortController();
  for await (const { events } of client?.events({ unitId }, followOptions(enough.signal)) ?? []) {
    if (events.some(({ kind }) => kind === 'unit.succeeded')) enough.abort();
  }
}

function followOptions(signal: AbortSignal) {
  return { after: 'start', signal };
}

async function untilDone(attempt: () => Promise<boolean>): Promise<void> {
  while (!(await attempt())) await pause(20);
}
