/** An engine over a store, and short ways to say what is done with it. */
import assert from 'node:assert/strict';
import { audit } from '../audit/audit.ts';
import type { Command, CommandName, Outcome } from '../domain/command.ts';
import type { LeasedUnit } from '../domain/command-results.ts';
import type { JobDefinition, TaskDefinition } from '../domain/job-definition.ts';
import { createEngine, type Engine } from '../engine/create-engine.ts';
import type { Store } from '../store/port.ts';

export interface EngineBench {
  readonly engine: Engine;
  /** Does a command that has to be accepted; answers its result. */
  do<N extends CommandName>(command: Command<N>): Promise<Accepted<N>>;
  claim(more?: {
    readonly max?: number;
    readonly requestId?: string;
  }): Promise<readonly LeasedUnit[]>;
  succeed(leased: LeasedUnit): Promise<Outcome<'succeedUnit'>>;
}

export type Accepted<N extends CommandName> = Extract<Outcome<N>, { isAccepted: true }>;

/**
 * Gives the work an engine over each of these stores, and looks afterwards that nothing broke down and
 * the auditor finds nothing.
 */
export async function withEngines(
  stores: readonly Store[],
  work: (first: EngineBench, all: readonly EngineBench[]) => Promise<void>,
): Promise<void> {
  const faults: unknown[] = [];
  const engines = stores.map((store) =>
    createEngine({ store, chance: () => 1, onFault: (fault) => faults.push(fault) }),
  );
  try {
    const [first, ...more] = engines.map(benchOf);
    assert.ok(first !== undefined);
    await work(first, [first, ...more]);
  } finally {
    for (const engine of engines) await engine.stop();
  }
  assert.deepEqual(faults, []);
  for (const store of stores.slice(0, 1)) {
    assert.deepEqual(await audit(store), []);
    await assertContiguous(store);
  }
}

/** The same with the one store of a case. */
export function withEngine(
  store: Store,
  work: (bench: EngineBench) => Promise<void>,
): Promise<void> {
  return withEngines([store], work);
}

function benchOf(engine: Engine): EngineBench {
  return {
    engine,
    do: async (command) => {
      const outcome = await engine.execute(command);
      assert.ok(outcome.isAccepted, JSON.stringify(outcome));
      // What is left of the outcome after the refusal is the acceptance.
      return outcome as Accepted<typeof command.name>;
    },
    claim: async ({ max = 100, requestId = null } = {}) => {
      const answer = await engine.claim({ ...claimRequest, max, requestId });
      assert.ok(answer.isAccepted, JSON.stringify(answer));
      return answer.leases;
    },
    succeed: ({ unit, attempt, leaseId }) =>
      engine.execute({
        name: 'succeedUnit',
        lease: { unitId: unit.id, attempt, leaseId },
        output: JSON.stringify(unit.key),
      }),
  };
}

/** Each Topic's Events are numbered from 1 to the last that it knows of. */
async function assertContiguous(store: Store): Promise<void> {
  const gaps = await store.query(
    `SELECT t."id", t."lastSeq", e."count", e."least", e."most" FROM "Topic" t JOIN
       (SELECT "topicId", count(*) AS "count", min("seq") AS "least", max("seq") AS "most"
        FROM "Event" GROUP BY "topicId") e ON e."topicId" = t."id"
     WHERE e."least" <> 1 OR e."count" <> t."lastSeq" OR e."most" <> t."lastSeq"`,
  );
  assert.deepEqual(gaps, []);
}

export const leaseMs = 200;

const claimRequest = {
  topics: ['conformance'],
  worker: 'worker',
  kinds: null,
  leaseMs,
  waitMs: 0,
} as const;

export const topicCreation = {
  name: 'createTopic',
  topicName: 'conformance',
  description: null,
} as const;

/** Units by key, with the keys that they depend on. */
export type Units = Readonly<Record<string, readonly string[]>>;

export function jobOf(
  tasks: Readonly<
    Record<string, { readonly dependsOn?: readonly string[]; readonly units: Units }>
  >,
  more: Partial<JobDefinition> = {},
): JobDefinition {
  return {
    name: 'job',
    key: null,
    priority: 0,
    payload: '{"text":"順序"}',
    labels: '{}',
    hash: JSON.stringify(tasks),
    tasks: Object.entries(tasks).map(
      ([key, { dependsOn = [], units }]): TaskDefinition => ({
        key,
        name: null,
        dependsOn,
        units: Object.entries(units).map(([unitKey, predecessors]) => ({
          key: unitKey,
          kind: 'kind',
          input: 'null',
          dependsOn: predecessors,
          priority: null,
        })),
      }),
    ),
    ...more,
  };
}
