/** Holds, cancels, retries and takes back what others work on. */
import type { Client } from '../../../src/client/create-client.ts';
import type { Wish } from '../history.ts';
import type { Known, KnownJob, KnownUnit } from './known.ts';
import { accepted } from './producer.ts';
import { type Campaign, choose, pause, perform } from './send.ts';

/** Who asks, and under which name it is told; the reason names the operation in the journal. */
interface Asked {
  readonly reason: string;
  readonly by: string;
  readonly idempotencyKey: string;
}

type Payload = Promise<{ readonly cursor: string | null; readonly replayed: boolean }>;

export async function operate(campaign: Campaign, name: string, known: Known): Promise<void> {
  while (!campaign.ending.aborted) {
    await actBy({ campaign, name, known });
    await pause(campaign.chance() * 50);
  }
}

interface Acting {
  readonly campaign: Campaign;
  readonly name: string;
  readonly known: Known;
}

function actBy(acting: Acting): Promise<void> {
  return choose(acting.campaign, actions)?.(acting) ?? Promise.resolve();
}

const actions: readonly ((acting: Acting) => Promise<void>)[] = [
  async (acting) => {
    const unit = acting.known.units.choose(acting.campaign.chance);
    await onUnit(acting, unit, ['unitPause', (at, input) => at.unitPause(input)]);
    if (unit !== undefined) acting.known.pausedUnits.add(unit);
  },
  (acting) =>
    onUnit(acting, acting.known.pausedUnits.take(), [
      'unitResume',
      (at, input) => at.unitResume(input),
    ]),
  async (acting) => {
    const unit = acting.known.units.choose(acting.campaign.chance);
    await onUnit(acting, unit, ['unitCancel', (at, input) => at.unitCancel(input)]);
    if (unit !== undefined) acting.known.endedUnits.add(unit);
  },
  (acting) =>
    onUnit(acting, acting.known.endedUnits.take(), [
      'unitRetry',
      (at, input) => at.unitRetry(input),
    ]),
  (acting) =>
    onUnit(acting, acting.known.endedUnits.take(), [
      'unitRerun',
      (at, input) => at.unitRerun(input),
    ]),
  (acting) =>
    onUnit(acting, acting.known.units.choose(acting.campaign.chance), [
      'unitRevoke',
      (at, input) => at.unitRevoke(input),
    ]),
  (acting) =>
    onJob(acting, acting.known.jobs.choose(acting.campaign.chance), [
      'jobCancel',
      (at, input) => at.jobCancel(input),
    ]),
  (acting) =>
    onJob(acting, acting.known.jobs.choose(acting.campaign.chance), [
      'jobRetry',
      (at, input) => at.jobRetry(input),
    ]),
  async (acting) => {
    const job = acting.known.jobs.choose(acting.campaign.chance);
    const interrupt = acting.campaign.chance() < 0.5;
    await onJob(acting, job, ['jobPause', (at, input) => at.jobPause({ ...input, interrupt })]);
    if (job !== undefined) acting.known.pausedJobs.add(job);
  },
  (acting) =>
    onJob(acting, acting.known.pausedJobs.take(), [
      'jobResume',
      (at, input) => at.jobResume(input),
    ]),
  async (acting) => {
    const topic = choose(acting.campaign, acting.campaign.topics);
    if (topic === undefined || acting.campaign.chance() < 0.7) return;
    await onTopic(acting, topic.id, ['topicPause', (at, input) => at.topicPause(input)]);
    await onTopic(acting, topic.id, ['topicResume', (at, input) => at.topicResume(input)]);
  },
];

/** Lets a Topic go on that may be paused; whoever asks says at which server. */
export async function resumeTopic(
  campaign: Campaign,
  { client, topicId, server }: { client: string; topicId: string; server: number },
): Promise<void> {
  const acting = { campaign, name: client, server };
  await onTopic(acting, topicId, ['topicResume', (at, input) => at.topicResume(input)]);
}

type Action<Input> = readonly [name: string, send: (at: Client, input: Asked & Input) => Payload];

async function onUnit(
  acting: Acting,
  unit: KnownUnit | undefined,
  action: Action<{ readonly unitId: string }>,
): Promise<void> {
  if (unit === undefined) return;
  const { unitId, topicId } = unit;
  await ask(acting, { topicId, subjectId: unitId, input: { unitId } }, action);
}

async function onJob(
  acting: Acting,
  job: KnownJob | undefined,
  action: Action<{ readonly jobId: string }>,
): Promise<void> {
  if (job === undefined) return;
  const { jobId, topicId } = job;
  await ask(acting, { topicId, subjectId: jobId, input: { jobId } }, action);
}

async function onTopic(
  acting: Asking,
  topicId: string,
  action: Action<{ readonly topicId: string }>,
): Promise<void> {
  await ask(acting, { topicId, subjectId: topicId, input: { topicId } }, action);
}

interface Subject<Input> {
  readonly topicId: string;
  readonly subjectId: string;
  readonly input: Input;
}

interface Asking {
  readonly campaign: Campaign;
  readonly name: string;
  /** Whichever it comes to by default. */
  readonly server?: number;
}

async function ask<Input>(
  { campaign, name, server }: Asking,
  { topicId, subjectId, input }: Subject<Input>,
  [action, send]: Action<Input>,
): Promise<void> {
  const wish: Wish = { kind: 'ASK', topicId, action, subjectId };
  await perform(campaign, { client: name, wish, server }, async (at, id) => {
    const asked = { reason: id, by: name, idempotencyKey: id };
    const { cursor, replayed } = await send(at, { ...input, ...asked });
    return accepted(cursor, replayed);
  });
}
