/** What a finished Job comes to: words for people, a code for scripts. */
import type { Client } from '../../client/create-client.ts';
import type { JobPartsFragment } from '../../client/generated/operations.ts';
import { type ExitCode, exitCodes } from '../cli-error.ts';
import { paintFor, type Terminal } from '../terminal.ts';

export function exitCodeOf(job: JobPartsFragment): ExitCode {
  return job.state === 'SUCCEEDED' ? exitCodes.ok : exitCodes.jobFailed;
}

/** Writes how the Job ended and, when it failed, the first Units that did. */
export async function writeOutcome(
  client: Client,
  job: JobPartsFragment,
  terminal: Terminal,
): Promise<void> {
  const paint = paintFor(terminal.out, terminal.env);
  const color = job.state === 'SUCCEEDED' ? 'green' : 'red';
  terminal.out.write(`${paint(color, outcomeInWords(job))}\n`);
  if (job.state !== 'FAILED') return;
  let shownCount = 0;
  for await (const { path, failure } of client.units(job.id, { states: ['FAILED'] })) {
    if (shownCount === failureCountShown) break;
    shownCount += 1;
    const reason = failure === null ? 'no reason given' : `${failure.code}: ${failure.message}`;
    terminal.out.write(`  ${path}  ${reason}\n`);
  }
  const hiddenCount = job.unitCounts.failed - shownCount;
  if (hiddenCount > 0) terminal.out.write(`  … and ${hiddenCount} more failed units\n`);
}

const failureCountShown = 10;

function outcomeInWords({ id, name, state, unitCounts, startedAt, finishedAt }: JobPartsFragment) {
  const seconds =
    startedAt === null || finishedAt === null
      ? ''
      : ` in ${((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000).toFixed(1)} s`;
  const counts = `${unitCounts.succeeded} of ${unitCounts.total} units succeeded`;
  const failed = unitCounts.failed === 0 ? '' : `, ${unitCounts.failed} failed`;
  return `${name} (${id}) ${state.toLowerCase()}${seconds}: ${counts}${failed}.`;
}
