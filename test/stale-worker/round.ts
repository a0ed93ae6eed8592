/**
 * One round: a worker takes Units of every fate and is stopped, each meets its fate, the worker goes
 * on and says all that there is to say. Every word of it has to be refused with the right reason, and
 * nothing may be otherwise for it.
 */
import { type Client, createClient } from '../../src/client/create-client.ts';
import type { LeaseRefInput } from '../../src/client/generated/operations.ts';
import { type Fate, fates, outputOfSecond, type Scene } from './fates.ts';
import type { HeldLease, StaleAnswer } from './stale-worker.ts';
import type { WorkerProcess } from './worker-process.ts';

export interface Round {
  readonly worker: WorkerProcess;
  /** The server at which the first worker claims. */
  readonly url: string;
  /** The server at which the second claims, operators act, and the first reports later. */
  readonly otherUrl: string;
  /** A Topic that nobody else is at. */
  readonly topic: string;
  readonly turn: number;
  readonly unitsPerFate: number;
}

export interface RoundTally {
  readonly refusedCount: number;
  /** Of these, successes and failures. */
  readonly refusedResultCount: number;
  readonly faults: readonly string[];
}

/** The least that there is. */
const shortLeaseMs = 50;
const longLeaseMs = 3_600_000;

export async function runRound(round: Round): Promise<RoundTally> {
  const { worker, url, otherUrl, topic, turn } = round;
  const client = createClient({ url: otherUrl });
  const { jobId, cursor } = await submit(client, round);
  await prepareRerun(client, topic);
  const leases = await worker.claim({
    url,
    topic,
    claims: [
      { kinds: namesOf('HOLDS'), leaseMs: longLeaseMs },
      { kinds: namesOf('RUNS_OUT'), leaseMs: shortLeaseMs },
    ],
  });
  worker.stop();
  const scenes = scenesOf(leases, { client, topic, jobId });
  await untilExpired(client, { topic, cursor, leases: leasesOf(leases, 'RUNS_OUT') });
  for (const scene of scenes) await fateOf(scene.name).befall(scene);

  const before = await lookAt(client, topic, jobId);
  const answers = await worker.goOnAndReport({ url: otherUrl, turn });
  const after = await lookAt(client, topic, jobId);

  const faults = faultsOf(answers, scenes);
  if (leases.length !== Object.keys(fates).length * round.unitsPerFate) {
    faults.push(`The first worker got ${leases.length} Units.`);
  }
  if (before !== after) faults.push(`Something changed: from ${before} to ${after}.`);
  for (const scene of scenes) await fateOf(scene.name).after?.(scene);
  faults.push(...(await endFaults(client, jobId, scenes)));
  await client.jobCancel({ jobId });
  const results = answers.filter(({ report }) => report === 'succeed' || report === 'fail');
  return { refusedCount: answers.length, refusedResultCount: results.length, faults };
}

function fateOf(name: string): Fate {
  const fate = fates[name];
  if (fate === undefined) throw new Error(`There is no fate "${name}".`);
  return fate;
}

function namesOf(lease: Fate['lease']): readonly string[] {
  return Object.keys(fates).filter((name) => fateOf(name).lease === lease);
}

function nameOf({ path }: HeldLease): string {
  return path.split('/')[0] ?? '';
}

function leasesOf(leases: readonly HeldLease[], lease: Fate['lease']): readonly HeldLease[] {
  return leases.filter((held) => fateOf(nameOf(held)).lease === lease);
}

/** A Task for each fate, of Units whose kind is its name. */
async function submit(client: Client, { topic, unitsPerFate }: Round) {
  const tasks = Object.keys(fates).map((name) => ({
    key: name,
    units: [
      ...(name === 'rerun' ? [{ key: 'before', kind: 'before' }] : []),
      ...Array.from({ length: unitsPerFate }, (_, index) => ({
        key: `${index}`,
        kind: name,
        dependsOn: name === 'rerun' ? ['before'] : [],
      })),
    ],
  }));
  const { job, cursor } = await client.jobSubmit({ topic, name: 'stale', tasks });
  return { jobId: job.id, cursor: cursor ?? '' };
}

/** What is done again later has to be done first. */
async function prepareRerun(client: Client, topic: string): Promise<void> {
  const { leases } = await client.unitsClaim({
    worker: 'second',
    topics: [topic],
    kinds: ['before'],
  });
  const reports = leases.map(({ unitId, attempt, leaseId }) => ({
    succeed: { lease: { unitId, attempt, leaseId }, output: null },
  }));
  await client.unitsReport({ reports });
}

function scenesOf(
  leases: readonly HeldLease[],
  place: Pick<Scene, 'client' | 'topic' | 'jobId'>,
): readonly Scene[] {
  return Object.keys(fates).map((name) => ({
    ...place,
    name,
    unitIds: leases.filter((held) => nameOf(held) === name).map(({ unitId }) => unitId),
    held: [],
  }));
}

interface Expected {
  readonly topic: string;
  readonly cursor: string;
  readonly leases: readonly LeaseRefInput[];
}

/** Waits for the journal to tell that each of the leases was taken away. */
async function untilExpired(client: Client, { topic, cursor, leases }: Expected): Promise<void> {
  const left = new Set(leases.map(({ unitId, attempt }) => `${unitId}/${attempt}`));
  const filter = { topic, kinds: ['unit.expired'] };
  for await (const { events } of client.events(filter, { after: cursor })) {
    for (const { unitId, attempt } of events) left.delete(`${unitId}/${attempt}`);
    if (left.size === 0) return;
  }
}

/** How far the journal is, and how each Unit is, as text. */
async function lookAt(client: Client, topic: string, jobId: string): Promise<string> {
  const found = await client.findTopic({ name: topic });
  const units: unknown[] = [];
  for await (const unit of client.units(jobId)) units.push(unit);
  const { events } = await client.listEvents({ topic }, { after: found?.cursor, batch: 10 });
  return JSON.stringify({ cursor: found?.cursor, eventsAfter: events, units }, null, 1);
}

function faultsOf(answers: readonly StaleAnswer[], scenes: readonly Scene[]): string[] {
  const reasons = new Map(
    scenes.flatMap(({ name, unitIds }) => unitIds.map((id) => [id, fateOf(name).reason] as const)),
  );
  const wrong = answers.filter(
    ({ unitId, isAccepted, code, reason }) =>
      isAccepted || code !== 'LEASE_LOST' || reason !== reasons.get(unitId),
  );
  return wrong.map((answer) => `${JSON.stringify(answer)}, not ${reasons.get(answer.unitId)}`);
}

/** What the second has made of them stays. */
async function endFaults(
  client: Client,
  jobId: string,
  scenes: readonly Scene[],
): Promise<readonly string[]> {
  const nameById = new Map(scenes.flatMap(({ name, unitIds }) => unitIds.map((id) => [id, name])));
  const faults: string[] = [];
  for await (const { id, path, state, output } of client.units(jobId)) {
    const name = nameById.get(id);
    if (name === undefined) {
      if (path !== 'rerun/before') faults.push(`${path} is there and was not submitted`);
      continue;
    }
    if (state !== fateOf(name).state) faults.push(`${path} is ${state}`);
    const expected = state === 'SUCCEEDED' ? outputOfSecond : null;
    if (JSON.stringify(output) !== JSON.stringify(expected)) {
      faults.push(`${path} has the output ${JSON.stringify(output)}`);
    }
  }
  return faults;
}
