/** That the model leaves nothing out: a command that is new has to be told to it, too. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CommandName } from '../../src/domain/command.ts';
import { stepArbitrary } from './actions.ts';
import { differencesIn } from './model-run.ts';
import { openPictureDriver } from './picture-driver.ts';

test('every command is tried, and is accepted now and then', async () => {
  const wanted = Object.entries(isTried).flatMap(([name, isWanted]) => (isWanted ? [name] : []));
  const accepted = new Set<string>();
  const steps = fc.array(stepArbitrary, { maxLength: 40, size: 'max' });
  for (const run of fc.sample(steps, { seed: 1, numRuns: 1_000 })) {
    if (accepted.size === wanted.length) break;
    const driver = await openPictureDriver(({ name }) => accepted.add(name));
    expect(await differencesIn(driver, run)).toEqual([]);
  }
  expect([...accepted].toSorted()).toEqual(wanted.toSorted());
});

/** All that there are, as the types say. */
const isTried = {
  createTopic: true,
  updateTopic: true,
  submitJob: true,
  closeIntake: true,
  openIntake: true,
  pauseTopic: true,
  resumeTopic: true,
  pauseJob: true,
  resumeJob: true,
  pauseTask: true,
  resumeTask: true,
  cancelJob: true,
  retryJob: true,
  rerunJob: true,
  prioritizeJob: true,
  cancelUnit: true,
  prioritizeUnit: true,
  skipUnit: true,
  retryUnit: true,
  rerunUnit: true,
  pauseUnit: true,
  resumeUnit: true,
  revokeUnit: true,
  setWorkerMode: true,
  revokeWorker: true,
  forceSucceedUnit: true,
  claimUnits: true,
  renewLease: true,
  reportProgress: true,
  appendLog: true,
  succeedUnit: true,
  failUnit: true,
  releaseUnit: true,
  snoozeUnit: true,
  saveCheckpoint: true,
  pauseHeldUnit: true,
  spawn: true,
  mergeContext: true,
  mergeJobContext: true,
  addTasks: true,
  addUnits: true,
  addDependencies: true,
  removeDependencies: true,
  removeUnits: true,
  expireLeases: true,
  makeUnitsDue: true,
  resumeDue: true,
  failOverdue: true,
  // What a Template makes is taken in as any Job is; the rest of it has tests of its own.
  publishTemplate: false,
  deprecateTemplate: false,
  startJob: false,
  beginJob: true,
  rescheduleJob: true,
  beginDueJobs: true,
  cancelOverdueJobs: true,
  // Limits have tests of their own; the model does not know them yet.
  setLimit: false,
  removeLimit: false,
  // What is deleted is gone: test/engine/deletion.test.ts and retention.test.ts look at that.
  deleteJob: false,
  deleteExpired: false,
  // Nor does anything in a Job depend on whether a Schedule has started it.
  setSchedule: false,
  removeSchedule: false,
  pauseSchedule: false,
  resumeSchedule: false,
  fireSchedule: false,
  fireDueSchedules: false,
  openLimits: false,
  // It changes nothing but what a repetition is answered, which the model does not ask for.
  keepAnswer: false,
} as const satisfies Record<CommandName, boolean>;
