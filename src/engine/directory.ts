/**
 * Finds the Topic of a Unit, Task or Job, which a command has to know before it enters the queue. That
 * never changes, so answers are remembered; look-ups of one moment share a statement.
 */
import { idKind } from '../domain/id.ts';
import { type RowSource, sourceOf } from '../store/command-rows.ts';
import type { Store } from '../store/port.ts';
import { findTopicIds } from '../store/topic-ids.ts';

/** Entries of a generation. An entry is some hundred bytes, so both stay within a few megabytes. */
const entryCountMax = 25_000;

export class Directory {
  readonly #source: RowSource;
  /** Two generations, of which the older goes as a whole: to look for the oldest entry takes long. */
  #topicIds = new Map<string, string>();
  #older: ReadonlyMap<string, string> = new Map();
  #lookUp: { readonly ids: Set<string>; readonly found: Promise<void> } | undefined;

  constructor(store: Store) {
    this.#source = sourceOf(store);
  }

  /** Notes what is known anyway, so that nobody has to look it up. */
  remember(id: string, topicId: string): void {
    if (this.#topicIds.size >= entryCountMax) {
      this.#older = this.#topicIds;
      this.#topicIds = new Map();
    }
    this.#topicIds.set(id, topicId);
  }

  /** The id of the Topic, or undefined when there is no such thing. */
  findTopicId(id: string): string | undefined | Promise<string | undefined> {
    // What is no id names nothing, and may hold what no database takes.
    if (idKind(id) === undefined) return undefined;
    return this.#remembered(id) ?? this.#find(id);
  }

  #remembered(id: string): string | undefined {
    return this.#topicIds.get(id) ?? this.#older.get(id);
  }

  async #find(id: string): Promise<string | undefined> {
    this.#lookUp ??= this.#begin();
    this.#lookUp.ids.add(id);
    await this.#lookUp.found;
    return this.#remembered(id);
  }

  #begin(): { readonly ids: Set<string>; readonly found: Promise<void> } {
    const ids = new Set<string>();
    const found = Promise.resolve().then(async () => {
      this.#lookUp = undefined;
      const rows = await findTopicIds(this.#source, ids);
      for (const { id, topicId } of rows) this.remember(id, topicId);
    });
    return { ids, found };
  }
}
