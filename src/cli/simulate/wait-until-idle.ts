import type { Client } from '../../client/create-client.ts';
import type { TopicPartsFragment } from '../../client/generated/operations.ts';
import { CliError } from '../cli-error.ts';

/** Waits until no Job of the Topic is running, told by events rather than by asking again. */
export async function waitUntilIdle(
  client: Client,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const topic = await getTopic(client, name, signal);
  if (topic.jobCounts.running === 0) return;
  const batches = client.events(
    { topicId: topic.id, kinds: ['job.succeeded', 'job.failed', 'job.cancelled'] },
    { after: topic.cursor, signal },
  );
  for await (const { events } of batches) {
    if (events.length === 0) continue;
    if ((await getTopic(client, name, signal)).jobCounts.running === 0) return;
  }
}

/** The Topic with a name; a CliError says that there is none. */
export async function getTopic(
  client: Client,
  name: string,
  signal: AbortSignal,
): Promise<TopicPartsFragment> {
  const topic = await client.findTopic({ name }, { signal });
  if (topic !== null) return topic;
  throw new CliError(
    `There is no topic "${name}". Submit something to it first: junjo submit --topic ${name} FILE`,
  );
}
