/**
 * Which tails an Event may be for. Each tail stands under the narrowest thing that its filter names,
 * so that an Event is held against those that follow its Unit, its Job and so on, and not against
 * thousands that follow others.
 */
import type { Event } from '../domain/event.ts';
import type { Labels } from '../domain/labels.ts';
import { type EventFilter, matchesFilter } from './event-filter.ts';
import type { Tail } from './tail.ts';

export class TailRoutes {
  readonly #byUnit: Routes = new Map();
  readonly #byTask: Routes = new Map();
  readonly #byJob: Routes = new Map();
  readonly #byWorker: Routes = new Map();
  readonly #byLabel: Routes = new Map();
  readonly #others: Routes = new Map();
  #labelledCount = 0;

  /** Whether labels have to be known to tell where an Event goes. */
  get hasLabels(): boolean {
    return this.#labelledCount > 0;
  }

  add(tail: Tail): void {
    const { routes, key } = this.#placeOf(tail.filter);
    const there = routes.get(key);
    if (there === undefined) routes.set(key, new Set([tail]));
    else there.add(tail);
    if (tail.filter.labels !== undefined) this.#labelledCount += 1;
  }

  remove(tail: Tail): void {
    const { routes, key } = this.#placeOf(tail.filter);
    const there = routes.get(key);
    there?.delete(tail);
    if (there?.size === 0) routes.delete(key);
    if (tail.filter.labels !== undefined) this.#labelledCount -= 1;
  }

  /** Hands the Events, in order, to the tails that they match; answers which those are. */
  hand(
    events: readonly Event[],
    labels: ReadonlyMap<string, Labels> | undefined,
  ): ReadonlySet<Tail> {
    const concerned = new Set<Tail>();
    for (const event of events) {
      const ofJob = event.jobId === null ? undefined : labels?.get(event.jobId);
      const offer = (tails: ReadonlySet<Tail> | undefined) => {
        if (tails === undefined) return;
        for (const tail of tails) {
          if (!matchesFilter(event, tail.filter, ofJob)) continue;
          tail.push(event);
          concerned.add(tail);
        }
      };
      if (event.unitId !== null) offer(this.#byUnit.get(event.unitId));
      if (event.taskId !== null) offer(this.#byTask.get(event.taskId));
      if (event.jobId !== null) offer(this.#byJob.get(event.jobId));
      if (event.worker !== null) offer(this.#byWorker.get(event.worker));
      for (const [name, value] of ofJob ?? []) offer(this.#byLabel.get(labelKey(name, value)));
      offer(this.#others.get(''));
    }
    return concerned;
  }

  #placeOf({ unitId, taskId, jobId, worker, labels }: EventFilter): Place {
    if (unitId !== undefined) return { routes: this.#byUnit, key: unitId };
    if (taskId !== undefined) return { routes: this.#byTask, key: taskId };
    if (jobId !== undefined) return { routes: this.#byJob, key: jobId };
    if (worker !== undefined) return { routes: this.#byWorker, key: worker };
    for (const { name, value } of labels ?? []) {
      if (value !== null) return { routes: this.#byLabel, key: labelKey(name, value) };
    }
    return { routes: this.#others, key: '' };
  }
}

type Routes = Map<string, Set<Tail>>;

interface Place {
  readonly routes: Routes;
  readonly key: string;
}

function labelKey(name: string, value: string): string {
  return `${name}=${value}`;
}
