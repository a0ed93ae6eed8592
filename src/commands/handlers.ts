/** All that the system can do: one handler per command. */
import type { Command, CommandName } from '../domain/command.ts';
import { appendLog } from './append-log.ts';
import { cancelJob } from './cancel-job.ts';
import { cancelUnit } from './cancel-unit.ts';
import { claimUnits } from './claim-units.ts';
import { createTopic } from './create-topic.ts';
import { expireLeases } from './expire-leases.ts';
import { failUnit } from './fail-unit.ts';
import { forceSucceedUnit } from './force-succeed-unit.ts';
import type { Handler } from './handler.ts';
import { makeUnitsDue } from './make-units-due.ts';
import { pauseHeldUnit } from './pause-held-unit.ts';
import { pauseUnit } from './pause-unit.ts';
import { releaseUnit } from './release-unit.ts';
import { renewLease } from './renew-lease.ts';
import { reportProgress } from './report-progress.ts';
import { rerunUnit } from './rerun-unit.ts';
import { resumeUnit } from './resume-unit.ts';
import { resumeUnits } from './resume-units.ts';
import { retryUnit } from './retry-unit.ts';
import { saveCheckpoint } from './save-checkpoint.ts';
import { skipUnit } from './skip-unit.ts';
import { snoozeUnit } from './snooze-unit.ts';
import { submitJob } from './submit-job.ts';
import { succeedUnit } from './succeed-unit.ts';

const handlers: { readonly [N in CommandName]: Handler<N> } = {
  createTopic,
  submitJob,
  cancelJob,
  cancelUnit,
  claimUnits,
  renewLease,
  reportProgress,
  appendLog,
  succeedUnit,
  failUnit,
  releaseUnit,
  snoozeUnit,
  saveCheckpoint,
  pauseHeldUnit,
  skipUnit,
  retryUnit,
  rerunUnit,
  pauseUnit,
  resumeUnit,
  forceSucceedUnit,
  expireLeases,
  makeUnitsDue,
  resumeUnits,
};

export function handlerOf(command: Command): Handler<CommandName> {
  // The table has under each name the handler of just that command, so the two go together.
  return handlers[command.name] as Handler<CommandName>;
}
