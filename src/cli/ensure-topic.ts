import { ClientError } from '../client/client-error.ts';
import type { Client } from '../client/create-client.ts';

/** Creates the Topic if there is none of that name; answers whether it had to. */
export async function ensureTopic(client: Client, name: string): Promise<boolean> {
  if ((await client.findTopic({ name })) !== null) return false;
  try {
    await client.topicCreate({ name });
    return true;
  } catch (error) {
    // Somebody else created it in between: it is there.
    if (error instanceof ClientError && error.code === 'TOPIC_NAME_TAKEN') return false;
    throw error;
  }
}
