/** One run of the model: every command is done by the engine and by the reference, and compared. */
import type { Command, Outcome } from '../../src/domain/command.ts';
import type { LeaseRef } from '../../src/domain/lease.ts';
import { openEngine, type TestEngine } from '../open-engine.ts';
import { type Action, type JobVerb, kinds, leaseMs, type TaskPlan, type Verb } from './actions.ts';
import {
  definitionOf,
  joinOver,
  keysBefore,
  operationOn,
  operationOnJob,
  pauseMs,
  priorityOf,
  reportOf,
} from './commands.ts';
import { Reference } from './reference.ts';
import type { ReferenceJob, ReferenceUnit } from './reference-rules.ts';

interface Holding {
  readonly unit: ReferenceUnit;
  readonly lease: LeaseRef;
}

export class ModelRun {
  readonly differences: string[] = [];
  readonly test: TestEngine;
  readonly #topicId: string;
  readonly #reference = new Reference(1_700_000_000_000);
  readonly #units: { readonly id: string; readonly reference: ReferenceUnit }[] = [];
  readonly #jobs: { readonly id: string; readonly reference: ReferenceJob }[] = [];
  readonly #holdings: Holding[] = [];
  #sequence = 0;

  static async open(): Promise<ModelRun> {
    const test = await openEngine();
    const topic = { name: 'createTopic', topicName: 'kitchen', description: null } as const;
    const created = await test.engine.execute(topic);
    if (!created.isAccepted) throw new Error('The Topic was refused.');
    return new ModelRun(test, created.topicId);
  }

  private constructor(test: TestEngine, topicId: string) {
    this.test = test;
    this.#topicId = topicId;
  }

  async pass(durationMs: number): Promise<void> {
    await this.test.pass(durationMs);
    this.#reference.pass(durationMs);
  }

  async batch(actions: readonly Action[]): Promise<void> {
    // What a command names must be known before the batch; what it makes is known after it.
    const planned = actions.map((action) => this.#plan(action));
    for (const plan of planned) await this.#introduce(plan?.command);
    const outcomes = await Promise.all(
      planned.map((plan) => plan && this.test.engine.execute(plan.command)),
    );
    for (const [index, plan] of planned.entries()) {
      const outcome = outcomes[index];
      if (plan !== undefined && outcome !== undefined) await plan.compare(outcome);
    }
  }

  /** Commands on a Unit that the engine has to look up first would enter after the others. */
  async #introduce(command: Command | undefined): Promise<void> {
    if (command === undefined || !('unitId' in command)) return;
    const lease = { unitId: command.unitId, attempt: 0, leaseId: '' };
    const stranger = await this.test.engine.execute({ name: 'releaseUnit', lease });
    this.#expect('a stranger', answerOf(stranger), 'LEASE_UNKNOWN');
  }

  async compareStates(): Promise<void> {
    const units = await this.test.store.query<{ id: string; state: string }>(
      'SELECT "id", "state" FROM "Unit"',
    );
    const states = new Map(units.map(({ id, state }) => [id, state]));
    for (const { id, reference } of this.#units) {
      this.#expect(`the state of ${reference.key}`, states.get(id), reference.state);
    }
    const jobs = await this.test.store.query<{ id: string; state: string }>(
      'SELECT "id", "state" FROM "Job"',
    );
    const jobStates = new Map(jobs.map(({ id, state }) => [id, state]));
    for (const { id, reference } of this.#jobs) {
      this.#expect(`the state of ${id}`, jobStates.get(id), reference.state);
    }
  }

  #expect(what: string, engine: unknown, reference: unknown): void {
    if (engine !== reference) this.differences.push(`${what}: ${engine}, not ${reference}`);
  }

  #plan(action: Action): Plan | undefined {
    switch (action.type) {
      case 'submit':
        return this.#planSubmit(action.tasks, action.cancelsRest);
      case 'claim':
        return this.#planClaim(action.kinds, action.max);
      case 'report':
        return this.#planReport(action.kind, action.lease);
      case 'operate':
        return this.#planOperation(action.verb, action.unit);
      case 'operateJob':
        return this.#planJobOperation(action.verb, action.job);
    }
  }

  #planSubmit(plans: readonly TaskPlan[], cancelsRest: boolean): Plan {
    const tasks = plans.map((plan, index) => ({
      key: `t${index}`,
      dependsOn: keysBefore('t', plan.dependsOn, index),
      join: joinOver(plan, keysBefore('t', plan.dependsOn, index)),
      tolerateCount: plan.tolerateCount,
      state: 'PENDING',
      isCascading: false,
      wasOpened: false,
      units: plan.units.map((unit, place) => ({
        key: `u${place}`,
        kind: kinds[unit.kind] ?? '',
        dependsOn: keysBefore('u', unit.dependsOn, place),
        join: joinOver(unit, keysBefore('u', unit.dependsOn, place)),
        isCascading: false,
        maxAttempts: unit.maxAttempts,
        attemptTimeoutMs: unit.attemptTimeoutMs,
        state: 'PENDING',
        priority: 0,
        attempt: 0,
        failureCount: 0,
        lossCount: 0,
        lease: undefined,
        endings: new Map<number, string>(),
        readyAt: 0,
        availableAt: undefined,
        resumeAt: undefined,
        isPausedByWorker: false,
        sequence: this.#sequence++,
      })),
    }));
    const command = {
      name: 'submitJob' as const,
      topicId: this.#topicId,
      job: definitionOf(tasks, cancelsRest),
    };
    return plan(command, async (outcome) => {
      if (!outcome.isAccepted) throw new Error(outcome.rejections[0].message);
      const { jobId } = outcome.result;
      this.#jobs.push({ id: jobId, reference: this.#reference.submit(tasks, cancelsRest) });
      // Ids rise in the order in which the definition names its Units.
      const rows = await this.test.store.query<{ id: string }>(
        'SELECT "id" FROM "Unit" WHERE "jobId" = ?1 ORDER BY "id"',
        [jobId],
      );
      const references = tasks.flatMap((task) => task.units);
      rows.forEach(({ id }, index) => {
        const reference = references[index];
        if (reference !== undefined) this.#units.push({ id, reference });
      });
    });
  }

  #planClaim(named: readonly number[] | null, max: number): Plan {
    const claimed = named?.map((kind) => kinds[kind] ?? '') ?? null;
    const command = {
      name: 'claimUnits' as const,
      topicId: this.#topicId,
      worker: 'cook',
      kinds: claimed,
      max,
      leaseMs,
      requestId: null,
    };
    return plan(command, (outcome) => {
      if (!outcome.isAccepted) throw new Error(outcome.rejections[0].message);
      const units = this.#reference.claim(claimed, max, leaseMs);
      const idOf = new Map(this.#units.map(({ id, reference }) => [reference, id]));
      const engineIds = outcome.result.leases.map(({ unit }) => unit.id).join();
      this.#expect('a claim', engineIds, units.map((unit) => idOf.get(unit)).join());
      for (const { unit, attempt, leaseId } of outcome.result.leases) {
        const reference = this.#units.find(({ id }) => id === unit.id)?.reference;
        if (reference === undefined) continue;
        const lease = { unitId: unit.id, attempt, leaseId };
        this.#holdings.push({ unit: reference, lease });
      }
    });
  }

  #planReport(kind: string, place: number): Plan | undefined {
    // The latest leases most of the time, now and then one that is long over.
    const holding = this.#holdings.at(-1 - (place % (this.#holdings.length || 1)));
    if (holding === undefined) return undefined;
    return plan(reportOf(kind, holding.lease), (outcome) => {
      const expected = this.#reference.report(holding.unit, holding.lease.attempt, kind);
      this.#expect(`${kind} of ${holding.unit.key}`, answerOf(outcome), expected);
    });
  }

  #planOperation(verb: Verb, place: number): Plan | undefined {
    const unit = this.#units[place % (this.#units.length || 1)];
    if (unit === undefined) return undefined;
    const { id: unitId, reference } = unit;
    const command = operationOn(verb, unitId, this.#reference.now);
    return plan(command, (outcome) => {
      this.#expect(
        `${verb} of ${reference.key}`,
        answerOf(outcome),
        this.#operate(verb, reference),
      );
    });
  }

  #operate(verb: Verb, unit: ReferenceUnit): string {
    switch (verb) {
      case 'cancelUnit':
        return this.#reference.cancelUnit(unit);
      case 'skipUnit':
        return this.#reference.skip(unit);
      case 'retryUnit':
        return this.#reference.retry(unit);
      case 'rerunUnit':
        return this.#reference.rerun(unit);
      case 'pauseUnit':
        return this.#reference.pause(unit, undefined);
      case 'pauseForAWhile':
        return this.#reference.pause(unit, pauseMs);
      case 'resumeUnit':
        return this.#reference.resume(unit);
      case 'forceSucceedUnit':
        return this.#reference.forceSucceed(unit);
      case 'putUnitFirst':
      case 'putUnitLast':
        return this.#reference.prioritize(unit, priorityOf(verb));
    }
  }

  #planJobOperation(verb: JobVerb, place: number): Plan | undefined {
    const job = this.#jobs[place % (this.#jobs.length || 1)];
    if (job === undefined) return undefined;
    return plan(operationOnJob(verb, job.id), (outcome) => {
      const expected = this.#operateJob(verb, job.reference);
      this.#expect(verb, answerOf(outcome), expected);
    });
  }

  #operateJob(verb: JobVerb, job: ReferenceJob): string {
    switch (verb) {
      case 'cancelJob':
        return this.#reference.cancelJob(job);
      case 'retryJob':
        return this.#reference.retryJob(job);
      case 'rerunJob':
        return this.#reference.rerunJob(job);
      case 'putJobFirst':
      case 'putJobLast':
        return this.#reference.prioritizeJob(job, priorityOf(verb));
    }
  }
}

interface Plan {
  readonly command: Command;
  compare(outcome: Outcome): void | Promise<void>;
}

function plan<N extends Command['name']>(
  command: Command<N>,
  compare: (outcome: Outcome<N>) => void | Promise<void>,
): Plan {
  // The outcome that comes back is that of this command, as the engine's own types say.
  return { command: command as Command, compare: (outcome) => compare(outcome as Outcome<N>) };
}

function answerOf(outcome: Outcome): string {
  if (!outcome.isAccepted) return outcome.rejections[0].code;
  return outcome.isReplayed ? 'REPEATED' : 'ACCEPTED';
}
