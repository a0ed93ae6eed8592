/**
 * What Junjo has to do, said as simply as possible: everything derived is recomputed from scratch
 * after every command, by looking at everything. Slow and obvious, so that the engine, which is
 * neither, can be held against it.
 */
export interface ReferenceUnit {
  readonly key: string;
  readonly kind: string;
  readonly dependsOn: readonly string[];
  readonly maxAttempts: number;
  state: string;
  attempt: number;
  failureCount: number;
  lease: { readonly attempt: number; readonly until: number; readonly ms: number } | undefined;
  readonly endings: Map<number, string>;
  readyAt: number;
  availableAt: number | undefined;
  readonly sequence: number;
}

export interface ReferenceTask {
  readonly key: string;
  readonly dependsOn: readonly string[];
  readonly units: readonly ReferenceUnit[];
  state: string;
}

export interface ReferenceJob {
  readonly tasks: readonly ReferenceTask[];
  state: string;
}

export type ReferenceAnswer = 'ACCEPTED' | 'REPEATED' | string;

export class Reference {
  readonly jobs: ReferenceJob[] = [];
  now: number;

  constructor(now: number) {
    this.now = now;
  }

  submit(tasks: readonly Omit<ReferenceTask, 'state'>[]): ReferenceJob {
    const job = { tasks: tasks.map((task) => ({ ...task, state: 'PENDING' })), state: 'RUNNING' };
    this.jobs.push(job);
    this.#derive();
    return job;
  }

  /** The Units that a claim gets now, in order. */
  claim(kinds: readonly string[] | null, max: number, leaseMs: number): readonly ReferenceUnit[] {
    const claimable = this.#units()
      .filter((unit) => unit.state === 'READY' && unit.availableAt === undefined)
      .filter((unit) => kinds === null || kinds.includes(unit.kind))
      .sort((a, b) => a.readyAt - b.readyAt || a.sequence - b.sequence)
      .slice(0, max);
    for (const unit of claimable) {
      unit.state = 'RUNNING';
      unit.attempt += 1;
      unit.lease = { attempt: unit.attempt, until: this.now + leaseMs, ms: leaseMs };
    }
    return claimable;
  }

  report(unit: ReferenceUnit, attempt: number, kind: string): ReferenceAnswer {
    const ending = { succeed: 'SUCCEEDED', fail: 'FAILED', give: 'FAILED', release: 'RELEASED' }[
      kind
    ];
    if (unit.lease?.attempt !== attempt) {
      const ended = unit.endings.get(attempt);
      if (ended === undefined) return 'LEASE_UNKNOWN';
      return ended === ending ? 'REPEATED' : 'LEASE_LOST';
    }
    if (ending === undefined) {
      unit.lease = { ...unit.lease, until: this.now + unit.lease.ms };
      return 'ACCEPTED';
    }
    this.#end(unit, ending);
    if (kind === 'succeed') unit.state = 'SUCCEEDED';
    if (kind === 'release') unit.state = 'READY';
    if (kind === 'fail') this.#failed(unit, 1_000);
    if (kind === 'give') unit.state = 'FAILED';
    this.#derive();
    return 'ACCEPTED';
  }

  cancelUnit(unit: ReferenceUnit): ReferenceAnswer {
    if (unit.state === 'CANCELLED') return 'REPEATED';
    if (unit.state === 'SUCCEEDED' || unit.state === 'FAILED') return 'UNIT_FINISHED';
    this.#cancel(unit);
    this.#derive();
    return 'ACCEPTED';
  }

  cancelJob(job: ReferenceJob): ReferenceAnswer {
    if (job.state === 'CANCELLED') return 'REPEATED';
    if (job.state !== 'RUNNING') return 'JOB_FINISHED';
    for (const task of job.tasks) {
      for (const unit of task.units) {
        if (unit.state !== 'SUCCEEDED' && unit.state !== 'FAILED') this.#cancel(unit);
      }
      if (task.state === 'PENDING' || task.state === 'RUNNING') task.state = 'CANCELLED';
    }
    job.state = 'CANCELLED';
    return 'ACCEPTED';
  }

  pass(durationMs: number): void {
    this.now += durationMs;
    for (const unit of this.#units()) {
      if (unit.lease !== undefined && unit.lease.until <= this.now) {
        this.#end(unit, 'EXPIRED');
        this.#failed(unit, 0);
      } else if (unit.availableAt !== undefined && unit.availableAt <= this.now) {
        unit.readyAt = unit.availableAt;
        unit.availableAt = undefined;
      }
    }
    this.#derive();
  }

  #failed(unit: ReferenceUnit, delayMs: number): void {
    unit.failureCount += 1;
    unit.state = unit.failureCount < unit.maxAttempts ? 'READY' : 'FAILED';
    if (unit.state === 'READY' && delayMs > 0) unit.availableAt = this.now + delayMs;
  }

  #cancel(unit: ReferenceUnit): void {
    if (unit.lease !== undefined) this.#end(unit, 'CANCELLED');
    unit.state = 'CANCELLED';
    unit.availableAt = undefined;
  }

  #end(unit: ReferenceUnit, ending: string): void {
    unit.endings.set(unit.attempt, ending);
    unit.lease = undefined;
  }

  #units(): readonly ReferenceUnit[] {
    return this.jobs.flatMap((job) => job.tasks.flatMap((task) => task.units));
  }

  /** Everything that follows, until nothing follows any more. */
  #derive(): void {
    while (this.jobs.filter((job) => this.#deriveJob(job)).length > 0);
  }

  #deriveJob(job: ReferenceJob): boolean {
    if (job.state !== 'RUNNING') return false;
    let changed = false;
    for (const task of job.tasks) {
      const before = JSON.stringify([task.state, task.units.map(({ state }) => state)]);
      const isOpen = task.dependsOn.every((key) => stateOf(job.tasks, key) === 'SUCCEEDED');
      if (task.state === 'PENDING' && isOpen) task.state = 'RUNNING';
      if (task.state === 'RUNNING') this.#deriveTask(task);
      changed ||= before !== JSON.stringify([task.state, task.units.map(({ state }) => state)]);
    }
    if (changed || job.tasks.some((task) => task.state === 'RUNNING')) return changed;
    job.state = worstOf(job.tasks.map((task) => task.state));
    return true;
  }

  #deriveTask(task: ReferenceTask): void {
    for (const unit of task.units) {
      const isFree = unit.dependsOn.every((key) => stateOf(task.units, key) === 'SUCCEEDED');
      if (unit.state !== 'PENDING' || !isFree) continue;
      unit.state = 'READY';
      unit.readyAt = this.now;
    }
    if (task.units.some(({ state }) => state === 'READY' || state === 'RUNNING')) return;
    task.state = worstOf(task.units.map(({ state }) => state));
  }
}

function stateOf(nodes: readonly { key: string; state: string }[], key: string): string {
  return nodes.find((node) => node.key === key)?.state ?? '';
}

function worstOf(states: readonly string[]): string {
  return ['FAILED', 'CANCELLED'].find((state) => states.includes(state)) ?? 'SUCCEEDED';
}
