/**
 * Everything that waits for the clock, in Topics that several engines share: for each sort of deadline
 * some Units or Jobs that it is due for at once, and what the journal has to tell of each of them.
 */
import type { Command } from '../../src/domain/command.ts';
import type { Event } from '../../src/domain/event.ts';
import type { JobDefinition, UnitDefinition } from '../../src/domain/job-definition.ts';
import type { Submission } from '../../src/domain/submission.ts';
import type { Engine } from '../../src/engine/create-engine.ts';
import { accepted, definition, leaseOf, taskNamed, unitNamed } from '../engine/kitchen.ts';

/** How many Units or Jobs wait for each sort of deadline. */
export const subjectCount = 15;
/** After how long all of them are due. */
export const delayMs = 400;
/** How long finished Jobs and Events are kept where they are not kept for long. */
export const retentionMs = 4_000;

export interface DeadlinesScene {
  readonly topicIds: readonly string[];
  /** What the journals have to tell once all is over, by what a deadline is for, and how often. */
  readonly expected: Readonly<Record<string, number>>;
  /** What an Event tells of a deadline that was met, and of whom; undefined if it is about none. */
  tellOf(event: Event): { readonly what: string; readonly subject: string } | undefined;
}

/** Arranges all of it at an engine; the others may meet the deadlines as well. */
export async function arrangeDeadlines(engine: Engine, now: () => number): Promise<DeadlinesScene> {
  const caseOfJob = new Map<string, string>();
  const execute = async <N extends Command['name']>(command: Command<N>) =>
    accepted(await engine.execute(command)).result;
  const createTopic = async (topicName: string, keptMs: number | null) => {
    const command = { name: 'createTopic', topicName, description: null } as const;
    return (await execute({ ...command, retentionMs: keptMs })).topicId;
  };
  const topicId = await createTopic('busy', null);
  const heldTopicId = await createTopic('held', null);
  const shortTopicId = await createTopic('short', retentionMs);

  const submit = async (name: string, job: Partial<JobDefinition>, submission: Submission = {}) => {
    const command = { name: 'submitJob', topicId, submission } as const;
    const { jobId } = await execute({ ...command, job: definition({}, { name, ...job }) });
    caseOfJob.set(jobId, name);
    return jobId;
  };
  const submitUnits = (name: string, more: Partial<UnitDefinition> = {}) => {
    const units = Array.from({ length: subjectCount }, (_, index) =>
      unitNamed(`${name}-${index}`, { kind: name, ...more }),
    );
    return submit(name, { tasks: [taskNamed('t', units)] });
  };
  const claim = async (kind: string, leaseMs: number) => {
    const asked = { topics: ['busy'], worker: 'ann', kinds: [kind], max: subjectCount, leaseMs };
    const answer = await engine.claim({ ...asked, waitMs: 0, requestId: null });
    if (!answer.isAccepted) throw new Error(answer.rejections[0].message);
    return answer.leases;
  };

  await submitUnits('lease');
  await submitUnits('attempt', { attemptTimeoutMs: delayMs });
  await submitUnits('snooze');
  await submitUnits('pause');
  await submitUnits('start', { startByMs: delayMs });
  await submitUnits('deadline', { deadlineMs: delayMs });
  await claim('lease', delayMs);
  await claim('attempt', 3_600_000);
  await claim('deadline', 3_600_000);
  for (const leased of await claim('snooze', 3_600_000)) {
    await execute({ name: 'snoozeUnit', lease: leaseOf(leased), delayMs });
  }
  for (const leased of await claim('pause', 3_600_000)) {
    const resumeAt = now() + delayMs;
    await execute({ name: 'pauseHeldUnit', lease: leaseOf(leased), reason: null, resumeAt });
  }
  const oneUnit = { tasks: [taskNamed('t', [unitNamed('only')])] };
  for (let count = 0; count < subjectCount; count += 1) {
    await submit('begin', oneUnit, { startAt: now() + delayMs });
    await submit('finish', oneUnit, { finishBy: now() + delayMs });
    const jobId = await submit('hold', oneUnit);
    const hold = { name: 'pauseJob', jobId, reason: null, interrupt: false } as const;
    await execute({ ...hold, resumeAt: now() + delayMs });
    const done = { name: 'submitJob', topicId: shortTopicId, job: definition({}) } as const;
    caseOfJob.set((await execute(done)).jobId, 'keep');
  }
  const onHeld = { topicId: heldTopicId, reason: null };
  await execute({ name: 'closeIntake', ...onHeld, opensAt: now() + delayMs });
  const hold = { name: 'pauseTopic', ...onHeld, interrupt: false } as const;
  await execute({ ...hold, resumeAt: now() + delayMs });

  return {
    topicIds: [topicId, heldTopicId, shortTopicId],
    expected,
    tellOf: ({ kind, data, jobId, unitId, attempt, topicId: where }) => {
      const code = codeIn(data);
      const name = jobId === null ? 'topic' : caseOfJob.get(jobId);
      const what = [name, kind, ...(code === undefined ? [] : [code])].join(' ');
      if (!(what in expected)) return undefined;
      return { what, subject: [unitId ?? jobId ?? where, attempt].join('/') };
    },
  };
}

const expected = {
  'lease unit.expired LEASE_EXPIRED': subjectCount,
  'attempt unit.expired ATTEMPT_TIMEOUT': subjectCount,
  'snooze unit.due': subjectCount,
  'pause unit.resumed': subjectCount,
  'start unit.failed START_TIMEOUT': subjectCount,
  'deadline unit.failed DEADLINE_EXCEEDED': subjectCount,
  'begin job.begun': subjectCount,
  'finish job.cancelled FINISH_BY_PASSED': subjectCount,
  'hold job.resumed': subjectCount,
  'keep job.deleted': subjectCount,
  'topic topic.intakeOpened': 1,
  'topic topic.resumed': 1,
};

function codeIn(data: string | null): string | undefined {
  const facts: unknown = data === null ? null : JSON.parse(data);
  const isCoded = typeof facts === 'object' && facts !== null && 'code' in facts;
  return isCoded && typeof facts.code === 'string' ? facts.code : undefined;
}
