import type { Client } from '../../client/create-client.ts';
import type { JobPartsFragment } from '../../client/generated/operations.ts';
import { CliError } from '../cli-error.ts';
import { getJob } from './watch-job.ts';

/** The Job that a person names by its id, or by TOPIC/KEY. */
export async function findJob(
  client: Client,
  name: string,
  signal: AbortSignal,
): Promise<JobPartsFragment> {
  const slash = name.indexOf('/');
  if (slash === -1) return getJob(client, name, signal);
  const [topic, key] = [name.slice(0, slash), name.slice(slash + 1)];
  const job = await client.findJob({ key: { topic, key } }, { signal });
  if (job !== null) return job;
  throw new CliError(`There is no job with the key "${key}" in the topic "${topic}".`);
}
