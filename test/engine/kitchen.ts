/** A Topic to try things on, and short ways to say what is done in it. */
import { expect } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import type { Command, Outcome } from '../../src/domain/command.ts';
import type { LeasedUnit } from '../../src/domain/command-results.ts';
import type {
  JobDefinition,
  TaskDefinition,
  UnitDefinition,
} from '../../src/domain/job-definition.ts';
import type { LeaseRef } from '../../src/domain/lease.ts';
import type { ClaimRequest } from '../../src/engine/claim-request.ts';
import { openEngine, type TestEngine } from '../open-engine.ts';

export interface Kitchen extends TestEngine {
  readonly topicId: string;
  submit(tasks: Tasks, more?: Partial<JobDefinition>): Promise<string>;
  /** Submits Tasks that are more than keys; answers the Job's id, or the codes of the refusal. */
  submitTasks(tasks: readonly TaskDefinition[], more?: Partial<JobDefinition>): Promise<string>;
  claim(more?: Partial<ClaimRequest>): Promise<readonly LeasedUnit[]>;
  /** The Unit that is first in order, which has to be there. */
  claimOne(more?: Partial<ClaimRequest>): Promise<LeasedUnit>;
  /** Claims until nothing is left; everything succeeds but what is to fail for good. */
  workOff(way?: WayToWork): Promise<void>;
  unitId(key: string): Promise<string>;
  succeed(leased: LeasedUnit, output?: string): Promise<Outcome<'succeedUnit'>>;
  fail(leased: LeasedUnit, more?: Partial<Command<'failUnit'>>): Promise<Outcome<'failUnit'>>;
  unitStates(): Promise<Readonly<Record<string, string>>>;
  jobState(jobId: string): Promise<string | undefined>;
  /** The kinds of all Events of the Topic, in order. */
  eventKinds(): Promise<readonly string[]>;
  /** Looks that nothing broke down and all is as it has to be, and closes: the end of most tests. */
  closeAudited(): Promise<void>;
}

export interface WayToWork {
  /** The keys of Units that fail. */
  readonly failing?: readonly string[];
  /** Outputs by key, null for all others. */
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** Tasks by key, each with its Units by key and the keys that those depend on. */
export type Tasks = Readonly<
  Record<
    string,
    { dependsOn?: readonly string[]; units: Readonly<Record<string, readonly string[]>> }
  >
>;

export async function openKitchen(database?: string): Promise<Kitchen> {
  const test = await openEngine(database);
  const { engine, store } = test;
  const topic = { name: 'createTopic', topicName: 'kitchen', description: null } as const;
  const { topicId } = accepted(await engine.execute(topic)).result;
  const claim = async (more?: Partial<ClaimRequest>) => {
    const answer = await engine.claim({ ...claimRequest, ...more });
    if (!answer.isAccepted) throw new Error(answer.rejections[0].message);
    return answer.leases;
  };
  const succeed = (leased: LeasedUnit, output = 'null') =>
    engine.execute({ name: 'succeedUnit', lease: leaseOf(leased), output });
  const fail = (leased: LeasedUnit, more?: Partial<Command<'failUnit'>>) =>
    engine.execute({ ...failure, lease: leaseOf(leased), ...more });
  return {
    ...test,
    topicId,
    submit: async (tasks, more) => {
      const job = definition(tasks, more);
      return accepted(await engine.execute({ name: 'submitJob', topicId, job })).result.jobId;
    },
    submitTasks: async (tasks, more) => {
      const job = { ...definition({}), tasks, ...more };
      const outcome = await engine.execute({ name: 'submitJob', topicId, job });
      return outcome.isAccepted ? outcome.result.jobId : codesOf(outcome).join();
    },
    claim,
    claimOne: async (more) => {
      const [leased] = await claim({ max: 1, ...more });
      if (leased === undefined) throw new Error('Nothing can be claimed.');
      return leased;
    },
    workOff: async ({ failing = [], outputs = {} } = {}) => {
      for (let leases = await claim(); leases.length > 0; leases = await claim()) {
        for (const leased of leases) {
          const { key } = leased.unit;
          if (failing.includes(key)) await fail(leased, { isRetryable: false });
          else await succeed(leased, JSON.stringify(outputs[key] ?? null));
        }
      }
    },
    unitId: async (key) => {
      const sql = 'SELECT "id" FROM "Unit" WHERE "key" = ?1';
      const [unit] = await store.query<{ id: string }>(sql, [key]);
      if (unit === undefined) throw new Error(`There is no Unit "${key}".`);
      return unit.id;
    },
    succeed,
    fail,
    unitStates: async () => {
      const units = await store.query<{ key: string; state: string }>(
        'SELECT "key", "state" FROM "Unit" ORDER BY "id"',
      );
      return Object.fromEntries(units.map(({ key, state }) => [key, state]));
    },
    jobState: async (jobId) => {
      const sql = 'SELECT "state" FROM "Job" WHERE "id" = ?1';
      const [job] = await store.query<{ state: string }>(sql, [jobId]);
      return job?.state;
    },
    eventKinds: async () => {
      const sql = 'SELECT "kind" FROM "Event" ORDER BY "seq"';
      return (await store.query<{ kind: string }>(sql)).map(({ kind }) => kind);
    },
    closeAudited: async () => {
      const faults = [...(await audit(store)), ...test.faults];
      await test.close();
      expect(faults).toEqual([]);
    },
  };
}

export const claimRequest: ClaimRequest = {
  topics: ['kitchen'],
  worker: 'cook',
  kinds: null,
  max: 100,
  leaseMs: 30_000,
  waitMs: 0,
  requestId: null,
};

export function definition(tasks: Tasks, more: Partial<JobDefinition> = {}): JobDefinition {
  return {
    name: 'dinner',
    key: null,
    priority: 0,
    payload: 'null',
    labels: '{}',
    hash: JSON.stringify(tasks),
    retry: { backoff: 'FIXED', delayMs: 1_000, jitter: 'NONE' },
    tasks: Object.entries(tasks).map(([key, task]) => taskDefinition(key, task)),
    ...more,
  };
}

/** A Unit of a kind like its key. */
export function unitNamed(key: string, more: Partial<UnitDefinition> = {}): UnitDefinition {
  return { key, kind: key, input: 'null', dependsOn: [], priority: null, ...more };
}

/** A Job of so many Units that depend on nothing. */
export function jobOf(unitCount: number): JobDefinition {
  const units = Array.from({ length: unitCount }, (_, index) => unitNamed(`u${index}`));
  return definition({}, { tasks: [taskNamed('all', units)] });
}

export function taskNamed(
  key: string,
  units: readonly UnitDefinition[],
  more: Partial<TaskDefinition> = {},
): TaskDefinition {
  return { key, name: null, dependsOn: [], units, ...more };
}

export function leaseOf({ unit, attempt, leaseId }: LeasedUnit): LeaseRef {
  return { unitId: unit.id, attempt, leaseId };
}

export function accepted<O extends Outcome>(outcome: O): Extract<O, { isAccepted: true }> {
  if (!outcome.isAccepted) throw new Error(outcome.rejections[0].message);
  // What is left of the outcome after the refusal is the acceptance.
  return outcome as Extract<O, { isAccepted: true }>;
}

/** The codes of a refusal; none for an acceptance. */
export function codesOf(outcome: {
  readonly isAccepted: boolean;
  readonly rejections?: readonly { readonly code: string }[];
}): readonly string[] {
  return (outcome.rejections ?? []).map(({ code }) => code);
}

const failure = {
  name: 'failUnit',
  code: 'BURNT',
  message: 'It is black.',
  details: null,
  isRetryable: true,
  retryAfterMs: null,
} as const;

function taskDefinition(key: string, task: Tasks[string]): TaskDefinition {
  return {
    key,
    name: null,
    dependsOn: task.dependsOn ?? [],
    units: Object.entries(task.units).map(([unitKey, dependsOn]) => ({
      key: unitKey,
      kind: 'cook',
      input: 'null',
      dependsOn,
      priority: null,
    })),
  };
}
