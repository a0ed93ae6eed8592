/** Submits Jobs, some by a key that others use as well, and reads how they are. */
import type { Client } from '../../../src/client/create-client.ts';
import type { Accepted, Answer, Wish } from '../history.ts';
import { shapes } from '../shapes.ts';
import type { Known } from './known.ts';
import { type Campaign, choose, pause, perform, positionOf } from './send.ts';

const submittedShapes = ['single', 'chain', 'diamond', 'tasks'];

export async function produce(campaign: Campaign, name: string, known: Known): Promise<void> {
  while (!campaign.ending.aborted) {
    const topic = choose(campaign, campaign.topics);
    const shape = choose(campaign, submittedShapes);
    if (topic === undefined || shape === undefined) return;
    const key = campaign.chance() < 0.3 ? `k${Math.floor(campaign.chance() * 300)}` : undefined;
    const answer = await submit(campaign, { client: name, topic, shape, key });
    if (answer.kind === 'OK' && answer.jobId !== undefined) {
      known.jobs.add({ jobId: answer.jobId, topicId: topic.id });
    }
    if (campaign.chance() < 0.3) await read(campaign, name, known);
    await pause(campaign.chance() * 100);
  }
}

export interface Submission {
  readonly client: string;
  readonly topic: { readonly id: string; readonly name: string };
  readonly shape: string;
  readonly key?: string | undefined;
  readonly server?: number | undefined;
}

export async function submit(
  campaign: Campaign,
  { client, topic, shape, key, server }: Submission,
): Promise<Answer> {
  const wish: Wish = { kind: 'SUBMIT', topicId: topic.id, shape, key };
  return await perform(campaign, { client, wish, server }, async (at, id) => {
    const named = key === undefined ? { idempotencyKey: id } : { key };
    const tasks = shapes[shape] ?? [];
    const retry = { maxAttempts: 3, backoff: 'FIXED', delayMs: 30, jitter: 'NONE' } as const;
    // The holder of a Unit learns from the payload which Topic it is of.
    const payload = { topicId: topic.id };
    const input = { topic: topic.name, name: id, ...named, payload, retry, tasks };
    const { job, cursor, replayed } = await at.jobSubmit(input);
    return { ...accepted(cursor, replayed), jobId: job.id };
  });
}

async function read(campaign: Campaign, client: string, known: Known): Promise<void> {
  const job = known.jobs.choose(campaign.chance);
  if (job === undefined) return;
  const wish: Wish = { kind: 'READ', ...job };
  await perform(campaign, { client, wish }, (at) => readJob(at, job.jobId));
}

async function readJob(client: Client, jobId: string): Promise<Accepted> {
  const job = await client.findJob({ id: jobId });
  if (job === null) throw new Error(`Job ${jobId} was acknowledged and is not found.`);
  return { ...accepted(job.cursor, false), jobId, state: job.state };
}

export function accepted(cursor: string | null, isReplayed: boolean): Accepted {
  return { kind: 'OK', position: positionOf(cursor), isReplayed };
}
