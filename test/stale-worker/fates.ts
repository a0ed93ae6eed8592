/**
 * What becomes of Units while the worker that holds them stands still. The leases of some run out
 * first; of others they are taken away at once, while they would hold for long.
 */
import type { Client } from '../../src/client/create-client.ts';
import type { LeaseRefInput, UnitReportInput } from '../../src/client/generated/operations.ts';
import type { LeaseLostReason } from '../../src/domain/lease.ts';
import type { UnitState } from '../../src/domain/unit.ts';

export interface Fate {
  readonly lease: 'RUNS_OUT' | 'HOLDS';
  /** Why the worker is refused that held them first. */
  readonly reason: LeaseLostReason;
  /** Where they are in the end. */
  readonly state: UnitState;
  readonly befall: (scene: Scene) => Promise<unknown>;
  /** What follows once the first worker has been refused. */
  readonly after?: (scene: Scene) => Promise<unknown>;
}

export interface Scene {
  readonly client: Client;
  readonly topic: string;
  readonly jobId: string;
  /** The name of the fate, which is the key of their Task and their kind. */
  readonly name: string;
  readonly unitIds: readonly string[];
  /** What the second worker holds, for later. */
  readonly held: LeaseRefInput[];
}

export const outputOfSecond = { by: 'second' };

export const fates: Readonly<Record<string, Fate>> = {
  forgotten: {
    lease: 'RUNS_OUT',
    reason: 'EXPIRED',
    state: 'READY',
    befall: () => Promise.resolve(),
  },
  cancelledLater: {
    lease: 'RUNS_OUT',
    reason: 'EXPIRED',
    state: 'CANCELLED',
    befall: (scene) => each(scene, (unitId) => scene.client.unitCancel({ unitId })),
  },
  pausedLater: {
    lease: 'RUNS_OUT',
    reason: 'EXPIRED',
    state: 'PAUSED',
    befall: (scene) => each(scene, (unitId) => scene.client.unitPause({ unitId })),
  },
  finished: {
    lease: 'RUNS_OUT',
    reason: 'RECLAIMED',
    state: 'SUCCEEDED',
    befall: finish,
  },
  failed: {
    lease: 'RUNS_OUT',
    reason: 'RECLAIMED',
    state: 'FAILED',
    befall: (scene) =>
      claimAndReport(scene, (lease) => ({
        fail: { lease, code: 'SECOND', message: 'The second failed.', retryable: false },
      })),
  },
  givenBack: {
    lease: 'RUNS_OUT',
    reason: 'RECLAIMED',
    state: 'READY',
    befall: (scene) => claimAndReport(scene, (lease) => ({ release: { lease } })),
  },
  held: {
    lease: 'RUNS_OUT',
    reason: 'RECLAIMED',
    state: 'SUCCEEDED',
    befall: async (scene) => scene.held.push(...(await claim(scene))),
    after: (scene) => report(scene, scene.held.map(succeed)),
  },
  rerunLater: {
    lease: 'RUNS_OUT',
    reason: 'RECLAIMED',
    state: 'READY',
    befall: async (scene) => {
      await finish(scene);
      await each(scene, (unitId) => scene.client.unitRerun({ unitId }));
    },
  },
  cancelled: {
    lease: 'HOLDS',
    reason: 'CANCELLED',
    state: 'CANCELLED',
    befall: (scene) => each(scene, (unitId) => scene.client.unitCancel({ unitId })),
  },
  paused: {
    lease: 'HOLDS',
    reason: 'PAUSED',
    state: 'PAUSED',
    befall: (scene) => each(scene, (unitId) => scene.client.unitPause({ unitId })),
  },
  pausedAndFinished: {
    lease: 'HOLDS',
    reason: 'PAUSED',
    state: 'SUCCEEDED',
    befall: async (scene) => {
      await each(scene, (unitId) => scene.client.unitPause({ unitId }));
      await each(scene, (unitId) => scene.client.unitResume({ unitId }));
      await finish(scene);
    },
  },
  interrupted: {
    lease: 'HOLDS',
    reason: 'PAUSED',
    state: 'READY',
    befall: async ({ client, jobId, name }) => {
      for await (const task of client.tasks(jobId)) {
        if (task.key === name) await client.taskPause({ taskId: task.id, interrupt: true });
      }
    },
  },
  revoked: {
    lease: 'HOLDS',
    reason: 'REVOKED',
    state: 'SUCCEEDED',
    befall: async (scene) => {
      await each(scene, (unitId) => scene.client.unitRevoke({ unitId }));
      await finish(scene);
    },
  },
  forced: {
    lease: 'HOLDS',
    reason: 'REVOKED',
    state: 'SUCCEEDED',
    befall: (scene) =>
      each(scene, (unitId) =>
        scene.client.unitForceSucceed({ unitId, output: outputOfSecond, reason: 'It was done.' }),
      ),
  },
  rerun: {
    lease: 'HOLDS',
    reason: 'RERUN',
    state: 'PENDING',
    befall: async ({ client, jobId }) => {
      const before = await client.findUnit({ path: { jobId, path: 'rerun/before' } });
      await client.unitRerun({ unitId: before?.id ?? '' });
    },
  },
};

async function each({ unitIds }: Scene, act: (unitId: string) => Promise<unknown>): Promise<void> {
  await Promise.all(unitIds.map(act));
}

/** Another worker takes all of them. */
async function claim({ client, topic, name, unitIds }: Scene): Promise<readonly LeaseRefInput[]> {
  const input = { worker: 'second', topics: [topic], kinds: [name], max: 1_000 };
  const { leases } = await client.unitsClaim({ ...input, leaseMs: 3_600_000 });
  const claimedIds = leases.map(({ unitId }) => unitId).toSorted();
  if (claimedIds.join() !== unitIds.toSorted().join()) {
    throw new Error(`The second worker got ${leases.length} of ${unitIds.length} Units: ${name}.`);
  }
  return leases.map(({ unitId, attempt, leaseId }) => ({ unitId, attempt, leaseId }));
}

async function finish(scene: Scene): Promise<void> {
  await claimAndReport(scene, succeed);
}

async function claimAndReport(
  scene: Scene,
  say: (lease: LeaseRefInput) => UnitReportInput,
): Promise<void> {
  await report(scene, (await claim(scene)).map(say));
}

function succeed(lease: LeaseRefInput): UnitReportInput {
  return { succeed: { lease, output: outputOfSecond } };
}

async function report({ client }: Scene, reports: readonly UnitReportInput[]): Promise<void> {
  const { answers } = await client.unitsReport({ reports });
  const refused = answers.filter(({ accepted }) => !accepted);
  if (refused.length > 0) throw new Error(`The second was refused: ${JSON.stringify(refused)}`);
}
