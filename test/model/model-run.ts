/** One run of the model: every command is done by the engine and by the reference, and compared. */
import type { Command } from '../../src/domain/command.ts';
import type { LeaseRef } from '../../src/domain/lease.ts';
import { openEngine, type TestEngine } from '../open-engine.ts';
import { type Action, type HoldVerb, kinds, leaseMs, type Noun, type TaskPlan } from './actions.ts';
import {
  definitionOf,
  holdOn,
  operationOn,
  operationOnJob,
  pauseMs,
  reportOf,
} from './commands.ts';
import { operate, operateJob } from './operate.ts';
import { answerOf, type Plan, plan } from './plan.ts';
import { type EditedRun, planEdit } from './plan-edit.ts';
import { referenceTasksOf } from './planned-tasks.ts';
import { Reference } from './reference.ts';
import { type ReferenceScope, resumeScope } from './reference-holds.ts';
import type { ReferenceJob, ReferenceTask, ReferenceUnit } from './reference-rules.ts';

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
  readonly #tasks: { readonly id: string; readonly reference: ReferenceTask }[] = [];
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
    if (command !== undefined && 'taskId' in command) await this.#introduceTask(command.taskId);
    if (command === undefined || !('unitId' in command)) return;
    const unit = this.#units.find(({ id }) => id === command.unitId)?.reference;
    const lease = { unitId: command.unitId, attempt: 0, leaseId: '' };
    const stranger = await this.test.engine.execute({ name: 'releaseUnit', lease });
    const expected = unit?.isRemoved === true ? 'UNIT_NOT_FOUND' : 'LEASE_UNKNOWN';
    this.#expect('a stranger', answerOf(stranger), expected);
  }

  async #introduceTask(taskId: string): Promise<void> {
    const task = this.#tasks.find(({ id }) => id === taskId)?.reference;
    const ifState = [task?.state === 'SKIPPED' ? 'PENDING' : 'SKIPPED'] as const;
    const resume = { name: 'resumeTask', taskId, reason: null, ifState } as const;
    const refusal = await this.test.engine.execute(resume);
    this.#expect('a stranger', answerOf(refusal), 'STATE_NOT_AS_EXPECTED');
  }

  async compareStates(): Promise<void> {
    const units = await this.test.store.query<{ id: string; state: string }>(
      'SELECT "id", "state" FROM "Unit"',
    );
    const states = new Map(units.map(({ id, state }) => [id, state]));
    for (const { id, reference } of this.#units) {
      const expected = reference.isRemoved ? undefined : reference.state;
      this.#expect(`the state of ${reference.key}`, states.get(id), expected);
    }
    const holders = await this.test.store.query<{ id: string; state: string }>(
      `SELECT "id", "state" || iif("pausedAt" IS NULL, '', ', held') AS "state" FROM "Job" UNION ALL
       SELECT "id", "state" || iif("pausedAt" IS NULL, '', ', held') FROM "Task"`,
    );
    const holderStates = new Map(holders.map(({ id, state }) => [id, state]));
    for (const { id, reference } of [...this.#jobs, ...this.#tasks]) {
      const expected = `${reference.state}${reference.hold === undefined ? '' : ', held'}`;
      this.#expect(`the state of ${id}`, holderStates.get(id), expected);
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
        return this.#planOperation(action);
      case 'operateJob':
        return this.#planJobOperation(action);
      case 'hold':
        return this.#planHold(action.verb, action.noun, action.place);
      case 'intake':
        return this.#planIntake(action.verb);
      case 'edit':
        return planEdit(this.#edited, action);
    }
  }

  get #edited(): EditedRun {
    return {
      reference: this.#reference,
      jobs: this.#jobs,
      tasks: this.#tasks,
      units: this.#units,
      holdings: this.#holdings,
      nextSequence: () => this.#sequence++,
      expect: (what, engine, reference) => this.#expect(what, engine, reference),
      nameNew: (jobId, job) => this.#nameNodes(jobId, job.tasks),
    };
  }

  #planSubmit(plans: readonly TaskPlan[], cancelsRest: boolean): Plan {
    const tasks = referenceTasksOf(plans, () => this.#sequence++);
    const command = {
      name: 'submitJob' as const,
      topicId: this.#topicId,
      job: definitionOf(tasks, cancelsRest),
    };
    return plan(command, async (outcome) => {
      const job = this.#reference.submit(tasks, cancelsRest);
      const expected = job === undefined ? 'INTAKE_CLOSED' : 'ACCEPTED';
      this.#expect('a submission', answerOf(outcome), expected);
      if (!outcome.isAccepted || job === undefined) return;
      const { jobId } = outcome.result;
      this.#jobs.push({ id: jobId, reference: job });
      await this.#nameNodes(jobId, tasks);
    });
  }

  /** Finds the ids of those Tasks and Units of a Job that have none yet, by their keys. */
  async #nameNodes(jobId: string, tasks: readonly ReferenceTask[]): Promise<void> {
    const rows = await this.test.store.query<{ id: string; task: string; unit: string | null }>(
      `SELECT "id", "key" AS "task", NULL AS "unit" FROM "Task" WHERE "jobId" = ?1 UNION ALL
       SELECT u."id", t."key", u."key" FROM "Unit" u JOIN "Task" t ON t."id" = u."taskId"
       WHERE u."jobId" = ?1`,
      [jobId],
    );
    const known = new Set([...this.#tasks, ...this.#units].map(({ id }) => id));
    for (const { id, task: taskKey, unit: unitKey } of rows) {
      const task = tasks.find(({ key }) => key === taskKey);
      const unit = task?.units.find(({ key }) => key === unitKey);
      if (known.has(id) || task === undefined) continue;
      if (unitKey === null) this.#tasks.push({ id, reference: task });
      else if (unit !== undefined) this.#units.push({ id, reference: unit });
    }
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

  #planOperation(action: Extract<Action, { type: 'operate' }>): Plan | undefined {
    const { verb, ifState } = action;
    const unit = this.#units[action.unit % (this.#units.length || 1)];
    if (unit === undefined) return undefined;
    const { id: unitId, reference } = unit;
    const command = operationOn(verb, { unitId, ifState }, this.#reference.now);
    return plan(command, (outcome) => {
      const isExpected = ifState === null || reference.state === ifState;
      const answer = () =>
        isExpected ? operate(this.#reference, verb, reference) : 'STATE_NOT_AS_EXPECTED';
      const expected = reference.isRemoved ? 'UNIT_NOT_FOUND' : answer();
      this.#expect(`${verb} of ${reference.key}`, answerOf(outcome), expected);
    });
  }

  #planHold(verb: HoldVerb, noun: Noun, place: number): Plan | undefined {
    const scope = this.#scopeAt(noun, place);
    if (scope === undefined) return undefined;
    const { now } = this.#reference;
    const resumeAt = verb === 'pauseForAWhile' ? now + pauseMs : undefined;
    return plan(holdOn(verb, scope, now), (outcome) => {
      const expected =
        verb === 'resume'
          ? resumeScope(scope)
          : this.#reference.hold(scope, { resumeAt, interrupt: verb === 'interrupt' });
      this.#expect(`${verb} of a ${noun}`, answerOf(outcome), expected);
    });
  }

  #scopeAt(noun: Noun, place: number): (ReferenceScope & { readonly id: string }) | undefined {
    const job = this.#jobs[place % (this.#jobs.length || 1)];
    const task = this.#tasks[place % (this.#tasks.length || 1)];
    if (noun === 'Topic') {
      const units = () => this.#units.map(({ reference }) => reference);
      return { noun, id: this.#topicId, held: this.#reference.topic, units };
    }
    if (noun === 'Task') {
      return task && { noun, id: task.id, held: task.reference, units: () => task.reference.units };
    }
    const units = () => job?.reference.tasks.flatMap((each) => each.units) ?? [];
    return job && { noun, id: job.id, held: job.reference, units };
  }

  #planIntake(verb: 'close' | 'closeForAWhile' | 'open'): Plan {
    const asked = { topicId: this.#topicId, reason: null };
    const reference = this.#reference;
    const opensAt = verb === 'closeForAWhile' ? reference.now + pauseMs : null;
    const command =
      verb === 'open'
        ? ({ name: 'openIntake', ...asked } as const)
        : ({ name: 'closeIntake', ...asked, opensAt } as const);
    return plan(command, (outcome) => {
      const { intake } = reference;
      const resumeAt = opensAt ?? undefined;
      reference.intake = verb === 'open' ? undefined : { resumeAt };
      const isSo = (intake === undefined) === (verb === 'open');
      const isTheSame = isSo && (verb === 'open' || intake?.resumeAt === resumeAt);
      this.#expect(`${verb} the intake`, answerOf(outcome), isTheSame ? 'REPEATED' : 'ACCEPTED');
    });
  }

  #planJobOperation(action: Extract<Action, { type: 'operateJob' }>): Plan | undefined {
    const { verb, ifState } = action;
    const job = this.#jobs[action.job % (this.#jobs.length || 1)];
    if (job === undefined) return undefined;
    return plan(operationOnJob(verb, { jobId: job.id, ifState }), (outcome) => {
      const isExpected = ifState === null || job.reference.state === ifState;
      const expected = isExpected
        ? operateJob(this.#reference, verb, job.reference)
        : 'STATE_NOT_AS_EXPECTED';
      this.#expect(verb, answerOf(outcome), expected);
    });
  }
}
