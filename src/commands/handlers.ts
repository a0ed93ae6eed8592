/** All that the system can do: one handler per command. */
import type { Command, CommandName } from '../domain/command.ts';
import { addDependencies } from './add-dependencies.ts';
import { addTasks } from './add-tasks.ts';
import { addUnits } from './add-units.ts';
import { appendLog } from './append-log.ts';
import { beginDueJobs } from './begin-due-jobs.ts';
import { beginJob } from './begin-job.ts';
import { cancelJob } from './cancel-job.ts';
import { cancelOverdueJobs } from './cancel-overdue-jobs.ts';
import { cancelUnit } from './cancel-unit.ts';
import { claimUnits } from './claim-units.ts';
import { closeIntake } from './close-intake.ts';
import { createTopic } from './create-topic.ts';
import { deleteExpired } from './delete-expired.ts';
import { deleteJob } from './delete-job.ts';
import { deprecateTemplate } from './deprecate-template.ts';
import { expireLeases } from './expire-leases.ts';
import { failOverdue } from './fail-overdue.ts';
import { failUnit } from './fail-unit.ts';
import { fireDueSchedules } from './fire-due-schedules.ts';
import { fireSchedule } from './fire-schedule.ts';
import { forceSucceedUnit } from './force-succeed-unit.ts';
import type { Handler, LongHandler } from './handler.ts';
import { keepAnswer } from './keep-answer.ts';
import { makeUnitsDue } from './make-units-due.ts';
import { mergeContext } from './merge-context.ts';
import { mergeJobContext } from './merge-job-context.ts';
import { openIntake } from './open-intake.ts';
import { openLimits } from './open-limits.ts';
import { pauseHeldUnit } from './pause-held-unit.ts';
import { pauseJob } from './pause-job.ts';
import { pauseSchedule } from './pause-schedule.ts';
import { pauseTask } from './pause-task.ts';
import { pauseTopic } from './pause-topic.ts';
import { pauseUnit } from './pause-unit.ts';
import { prioritizeJob } from './prioritize-job.ts';
import { prioritizeUnit } from './prioritize-unit.ts';
import { publishTemplate } from './publish-template.ts';
import { releaseUnit } from './release-unit.ts';
import { removeDependencies } from './remove-dependencies.ts';
import { removeLimit } from './remove-limit.ts';
import { removeSchedule } from './remove-schedule.ts';
import { removeUnits } from './remove-units.ts';
import { renewLease } from './renew-lease.ts';
import { reportProgress } from './report-progress.ts';
import { rerunJob } from './rerun-job.ts';
import { rerunUnit } from './rerun-unit.ts';
import { rescheduleJob } from './reschedule-job.ts';
import { resumeDue } from './resume-due.ts';
import { resumeJob } from './resume-job.ts';
import { resumeSchedule } from './resume-schedule.ts';
import { resumeTask } from './resume-task.ts';
import { resumeTopic } from './resume-topic.ts';
import { resumeUnit } from './resume-unit.ts';
import { retryJob } from './retry-job.ts';
import { retryUnit } from './retry-unit.ts';
import { revokeUnit } from './revoke-unit.ts';
import { revokeWorker } from './revoke-worker.ts';
import { saveCheckpoint } from './save-checkpoint.ts';
import { setLimit } from './set-limit.ts';
import { setSchedule } from './set-schedule.ts';
import { setWorkerMode } from './set-worker-mode.ts';
import { skipUnit } from './skip-unit.ts';
import { snoozeUnit } from './snooze-unit.ts';
import { spawn } from './spawn.ts';
import { startJob } from './start-job.ts';
import { submitJob } from './submit-job.ts';
import { succeedUnit } from './succeed-unit.ts';
import { updateTopic } from './update-topic.ts';

const handlers: { readonly [N in CommandName]: Handler<N> | LongHandler<N> } = {
  createTopic,
  updateTopic,
  setLimit,
  removeLimit,
  openLimits,
  submitJob,
  publishTemplate,
  deprecateTemplate,
  startJob,
  closeIntake,
  openIntake,
  pauseTopic,
  resumeTopic,
  pauseJob,
  resumeJob,
  pauseTask,
  resumeTask,
  cancelJob,
  beginJob,
  rescheduleJob,
  retryJob,
  rerunJob,
  deleteJob,
  prioritizeJob,
  cancelUnit,
  prioritizeUnit,
  keepAnswer,
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
  revokeUnit,
  forceSucceedUnit,
  setWorkerMode,
  revokeWorker,
  spawn,
  mergeContext,
  mergeJobContext,
  addTasks,
  addUnits,
  addDependencies,
  removeDependencies,
  removeUnits,
  setSchedule,
  removeSchedule,
  pauseSchedule,
  resumeSchedule,
  fireSchedule,
  fireDueSchedules,
  expireLeases,
  makeUnitsDue,
  resumeDue,
  failOverdue,
  beginDueJobs,
  cancelOverdueJobs,
  deleteExpired,
};

export function handlerOf(command: Command): Handler<CommandName> | LongHandler<CommandName> {
  // The table has under each name the handler of just that command, so the two go together.
  return handlers[command.name] as Handler<CommandName> | LongHandler<CommandName>;
}
