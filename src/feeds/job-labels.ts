/**
 * The labels of Jobs, for those who follow Events by them. Labels never change, so each Job is looked
 * up once while it is remembered. A Job that is gone left its labels in the Event of its deletion.
 */
import type { Event } from '../domain/event.ts';
import { type Labels, readLabels } from '../domain/labels.ts';
import { type JobOfTopic, readDeletions, readJobLabels } from '../store/journal-labels.ts';
import type { Store } from '../store/port.ts';

export class JobLabels {
  readonly #store: Store;
  readonly #known = new Map<string, Labels>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** The labels of the Jobs that these Events are about, by the id of the Job. */
  async of(
    events: readonly Pick<Event, 'topicId' | 'jobId'>[],
  ): Promise<ReadonlyMap<string, Labels>> {
    const found = new Map<string, Labels>();
    const unknown = new Map<string, JobOfTopic>();
    for (const { topicId, jobId } of events) {
      if (jobId === null) continue;
      const labels = this.#known.get(jobId);
      if (labels === undefined) unknown.set(jobId, { topicId, jobId });
      else found.set(jobId, labels);
    }
    if (unknown.size > 0) await this.#look([...unknown.values()], found);
    return found;
  }

  async #look(jobs: readonly JobOfTopic[], found: Map<string, Labels>): Promise<void> {
    if (this.#known.size + jobs.length > knownCountMax) this.#known.clear();
    const remember = ({ jobId, labels }: { readonly jobId: string; readonly labels: string }) => {
      const read = readLabels(labels);
      this.#known.set(jobId, read);
      found.set(jobId, read);
    };
    const jobIds = jobs.map(({ jobId }) => jobId);
    for (const row of await readJobLabels(this.#store, jobIds)) remember(row);
    const gone = jobs.filter(({ jobId }) => !found.has(jobId));
    if (gone.length === 0) return;
    for (const row of await readDeletions(this.#store, gone)) remember(row);
  }
}

/** Jobs that are remembered; beyond that all are looked up anew. */
const knownCountMax = 20_000;
