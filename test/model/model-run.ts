/** One run of the model: every command is done by a driver and by the reference, and compared. */
import type { LeaseRef } from '../../src/domain/lease.ts';
import type { Action, ReportKind, Step } from './actions.ts';
import { type Answer, type Driver, type ReadNode, textOf } from './driver.ts';
import { findOrder } from './find-order.ts';
import type { Known, Plan } from './plan.ts';
import { planAction, planReport } from './plan-action.ts';
import { Reference } from './reference.ts';
import { nameNodes, standingsOf } from './reference-standings.ts';

/** What differs between the driver and the reference once all the steps have been done. */
export async function differencesIn(
  driver: Driver,
  steps: readonly Step[],
): Promise<readonly string[]> {
  const run = new ModelRun(driver);
  for (const step of steps) {
    if (step.type === 'pass') await run.pass(step.durationMs);
    else if (step.type === 'work') await run.work(step.ends);
    else await run.batch(step.actions);
    if (run.differences.length > 0) break;
  }
  return [...run.differences, ...(await driver.faults())];
}

class ModelRun {
  readonly differences: string[] = [];
  readonly #driver: Driver;
  #reference: Reference;
  readonly #leases: LeaseRef[] = [];
  #count = 0;

  constructor(driver: Driver) {
    this.#driver = driver;
    this.#reference = new Reference(driver.startedAt);
  }

  async pass(durationMs: number): Promise<void> {
    await this.#driver.pass(durationMs);
    this.#reference.pass(durationMs);
    this.#compareStandings(await this.#driver.read());
  }

  async work(ends: readonly ReportKind[]): Promise<void> {
    const before = this.#leases.length;
    const labels = { hat: 'white' };
    await this.batch([{ type: 'claim', kinds: null, max: 20, worker: 2, capacity: null, labels }]);
    const known = this.#known();
    const leases = this.#leases.slice(before);
    await this.#do(
      leases.map((lease, index) => {
        const kind = ends[index % ends.length];
        return kind && planReport({ ...known, leases: [lease] }, kind);
      }),
    );
  }

  async batch(actions: readonly Action[]): Promise<void> {
    // What a command names must be known before the batch; what it makes is known after it.
    const known = this.#known();
    await this.#do(actions.map((action) => planAction(known, action)));
  }

  #known(): Known {
    return {
      topicId: this.#driver.topicId,
      reference: this.#reference,
      leases: this.#leases,
      next: () => this.#count++,
    };
  }

  async #do(planned: readonly (Plan | undefined)[]): Promise<void> {
    const plans = planned.flatMap((plan) => plan ?? []);
    const answers = await this.#driver.execute(plans.map(({ command }) => command));
    const nodes = await this.#driver.read();
    this.#leases.push(...answers.flatMap(({ leases }) => leases ?? []));
    const found = this.#driver.isOrdered
      ? undefined
      : findOrder(this.#reference, { plans, answers, nodes });
    if (found === undefined) this.#applyInOrder(plans, answers, nodes);
    else this.#reference = found;
    this.#compareStandings(nodes);
  }

  #applyInOrder(
    plans: readonly Plan[],
    answers: readonly Answer[],
    nodes: readonly ReadNode[],
  ): void {
    plans.forEach(({ command, apply }, index) => {
      const answer = answers[index];
      if (answer === undefined) return;
      const expected = apply(this.#reference, answer);
      nameNodes(this.#reference, nodes);
      this.#expect(JSON.stringify(command), textOf(answer), expected);
    });
  }

  #compareStandings(nodes: readonly ReadNode[]): void {
    const expected = new Map(standingsOf(this.#reference));
    for (const { id, path, standing } of nodes) {
      this.#expect(`${id} ${path}`, standing, expected.get(id));
      expected.delete(id);
    }
    for (const [id, standing] of expected) this.#expect(id, undefined, standing);
  }

  #expect(what: string, driver: unknown, reference: unknown): void {
    if (driver !== reference) this.differences.push(`${what}: ${driver}, not ${reference}`);
  }
}
