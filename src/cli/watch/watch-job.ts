/**
 * Watching one Job: a snapshot, then every Event after the snapshot's cursor, until the Job is
 * finished. What that looks like is a view's business.
 */
import type { Client } from '../../client/create-client.ts';
import type {
  EventBatchPartsFragment,
  JobPartsFragment,
} from '../../client/generated/operations.ts';
import { CliError } from '../cli-error.ts';

export type JobEvent = EventBatchPartsFragment['events'][number];

/** Shows a Job as it goes on. */
export interface JobView {
  begin(job: JobPartsFragment): Promise<void>;
  take(events: readonly JobEvent[]): Promise<void>;
  /** Says something about the watching itself; undefined takes it back. */
  notice(text: string | undefined): void;
  /** Shows the finished Job. */
  end(job: JobPartsFragment): Promise<void>;
  /** Leaves the terminal in order, however the watching ended. */
  close(): void;
}

/** Watches until the Job is finished, and answers it. Throws the signal's reason when that fires. */
export async function watchJob(
  client: Client,
  job: JobPartsFragment,
  { view, signal }: { readonly view: JobView; readonly signal: AbortSignal },
): Promise<JobPartsFragment> {
  try {
    await view.begin(job);
    if (job.state === 'RUNNING') await followUntilFinished(client, job, { view, signal });
    signal.throwIfAborted();
    const finished = job.state === 'RUNNING' ? await getJob(client, job.id, signal) : job;
    await view.end(finished);
    return finished;
  } finally {
    view.close();
  }
}

async function followUntilFinished(
  client: Client,
  job: JobPartsFragment,
  { view, signal }: { readonly view: JobView; readonly signal: AbortSignal },
): Promise<void> {
  const batches = client.events(
    { jobId: job.id },
    {
      after: job.cursor,
      batch: eventCountPerBatch,
      signal,
      onInterruption: ({ code, message }) =>
        view.notice(code === 'STREAM_HELD_BACK' ? message : `${message} Trying again.`),
    },
  );
  for await (const { events } of batches) {
    view.notice(undefined);
    await view.take(events);
    if (events.some(({ kind }) => finishingKinds.has(kind))) return;
  }
}

/** A view that is slow to draw sees more at once. */
const eventCountPerBatch = 500;

const finishingKinds: ReadonlySet<string> = new Set([
  'job.succeeded',
  'job.failed',
  'job.cancelled',
]);

/** The Job with an id; a CliError says that there is none. */
export async function getJob(
  client: Client,
  id: string,
  signal: AbortSignal,
): Promise<JobPartsFragment> {
  const job = await client.findJob({ id }, { signal });
  if (job !== null) return job;
  throw new CliError(`There is no job ${id}. Look for its id in what \`junjo submit\` printed.`);
}
