/**
 * The labels of Jobs, for those who follow Events by them. Labels never change, so each Job is looked
 * up once while it is remembered. A Job that is gone left its labels in the Event of its deletion.
 */
import { type Labels, readLabels } from '../domain/labels.ts';
import { readDeletions, readJobLabels } from '../store/journal-labels.ts';
import type { Store } from '../store/port.ts';

export class JobLabels {
  readonly #store: Store;
  readonly #known = new Map<string, Labels>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** The labels of the Jobs that these Events are about, by the id of the Job. */
  async of(
    events: readonly { readonly jobId: string | null }[],
  ): Promise<ReadonlyMap<string, Labels>> {
    const found = new Map<string, Labels>();
    const unknown = new Set<string>();
    for (const { jobId } of events) {
      if (jobId === null) continue;
      const labels = this.#known.get(jobId);
      if (labels === undefined) unknown.add(jobId);
      else found.set(jobId, labels);
    }
    if (unknown.size > 0) await this.#look([...unknown], found);
    return found;
  }

  async #look(jobIds: readonly string[], found: Map<string, Labels>): Promise<void> {
    if (this.#known.size + jobIds.length > knownCountMax) this.#known.clear();
    const remember = ({ jobId, labels }: { readonly jobId: string; readonly labels: string }) => {
      const read = readLabels(labels);
      this.#known.set(jobId, read);
      found.set(jobId, read);
    };
    for (const row of await readJobLabels(this.#store, jobIds)) remember(row);
    const gone = jobIds.filter((jobId) => !found.has(jobId));
    if (gone.length === 0) return;
    for (const row of await readDeletions(this.#store, gone)) remember(row);
  }
}

/** Jobs that are remembered; beyond that all are looked up anew. */
const knownCountMax = 20_000;
