/** Waits for a Job without asking again and again: its journal tells when it ends. */
import type { Client, Job } from 'junjo/client';

/** The Job once it has succeeded, failed or been cancelled, which may be after the cursor only. */
export async function awaitJobEnd(
  client: Client,
  { id, cursor }: Pick<Job, 'id' | 'cursor'>,
): Promise<Job> {
  for await (const { events } of client.events({ jobId: id }, { after: cursor })) {
    if (!events.some(({ kind }) => endings.has(kind))) continue;
    const job = await client.findJob({ id });
    if (job !== null) return job;
  }
  throw new Error('Events go on until they are left.');
}

const endings = new Set(['job.succeeded', 'job.failed', 'job.cancelled']);
