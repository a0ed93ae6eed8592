/** All that the system can do: one handler per command. */
import type { Command, CommandName } from '../../domain/command.ts';
import { claimUnits } from '../claim/claim-units.ts';
import { beginDueJobs } from '../clock/begin-due-jobs.ts';
import { cancelOverdueJobs } from '../clock/cancel-overdue-jobs.ts';
import { expireLeases } from '../clock/expire-leases.ts';
import { failOverdue } from '../clock/fail-overdue.ts';
import { makeUnitsDue } from '../clock/make-units-due.ts';
import { resumeDue } from '../clock/resume-due.ts';
import { addDependencies } from '../graph/add-dependencies.ts';
import { addTasks } from '../graph/add-tasks.ts';
import { addUnits } from '../graph/add-units.ts';
import { removeDependencies } from '../graph/remove-dependencies.ts';
import { removeUnits } from '../graph/remove-units.ts';
import { spawn } from '../graph/spawn.ts';
import { beginJob } from '../job/begin-job.ts';
import { cancelJob } from '../job/cancel-job.ts';
import { mergeJobContext } from '../job/merge-job-context.ts';
import { pauseJob } from '../job/pause-job.ts';
import { pauseTask } from '../job/pause-task.ts';
import { prioritizeJob } from '../job/prioritize-job.ts';
import { rerunJob } from '../job/rerun-job.ts';
import { rescheduleJob } from '../job/reschedule-job.ts';
import { resumeJob } from '../job/resume-job.ts';
import { resumeTask } from '../job/resume-task.ts';
import { retryJob } from '../job/retry-job.ts';
import { submitJob } from '../job/submit-job.ts';
import { openLimits } from '../limit/open-limits.ts';
import { removeLimit } from '../limit/remove-limit.ts';
import { setLimit } from '../limit/set-limit.ts';
import { appendLog } from '../report/append-log.ts';
import { failUnit } from '../report/fail-unit.ts';
import { mergeContext } from '../report/merge-context.ts';
import { pauseHeldUnit } from '../report/pause-held-unit.ts';
import { releaseUnit } from '../report/release-unit.ts';
import { renewLease } from '../report/renew-lease.ts';
import { reportProgress } from '../report/report-progress.ts';
import { saveCheckpoint } from '../report/save-checkpoint.ts';
import { snoozeUnit } from '../report/snooze-unit.ts';
import { succeedUnit } from '../report/succeed-unit.ts';
import { deleteExpired } from '../retention/delete-expired.ts';
import { deleteJob } from '../retention/delete-job.ts';
import { fireDueSchedules } from '../schedule/fire-due-schedules.ts';
import { fireSchedule } from '../schedule/fire-schedule.ts';
import { pauseSchedule } from '../schedule/pause-schedule.ts';
import { removeSchedule } from '../schedule/remove-schedule.ts';
import { resumeSchedule } from '../schedule/resume-schedule.ts';
import { setSchedule } from '../schedule/set-schedule.ts';
import { deprecateTemplate } from '../template/deprecate-template.ts';
import { publishTemplate } from '../template/publish-template.ts';
import { startJob } from '../template/start-job.ts';
import { closeIntake } from '../topic/close-intake.ts';
import { createTopic } from '../topic/create-topic.ts';
import { keepAnswer } from '../topic/keep-answer.ts';
import { openIntake } from '../topic/open-intake.ts';
import { pauseTopic } from '../topic/pause-topic.ts';
import { resumeTopic } from '../topic/resume-topic.ts';
import { updateTopic } from '../topic/update-topic.ts';
import { cancelUnit } from '../unit/cancel-unit.ts';
import { forceSucceedUnit } from '../unit/force-succeed-unit.ts';
import { pauseUnit } from '../unit/pause-unit.ts';
import { prioritizeUnit } from '../unit/prioritize-unit.ts';
import { rerunUnit } from '../unit/rerun-unit.ts';
import { resumeUnit } from '../unit/resume-unit.ts';
import { retryUnit } from '../unit/retry-unit.ts';
import { revokeUnit } from '../unit/revoke-unit.ts';
import { skipUnit } from '../unit/skip-unit.ts';
import { revokeWorker } from '../worker/revoke-worker.ts';
import { setWorkerMode } from '../worker/set-worker-mode.ts';
import type { Handler, LongHandler } from './handler.ts';

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
