import { findTopicsByName, type RowSource } from '../store/command-rows.ts';

/** Finds Topics by their names, which never change: what was found is remembered. */
export class TopicNames {
  readonly #source: RowSource;
  readonly #idByName = new Map<string, string>();

  constructor(source: RowSource) {
    this.#source = source;
  }

  /** Their ids in the order of the names; undefined where there is no such Topic. */
  async find(names: readonly string[]): Promise<readonly (string | undefined)[]> {
    const unknown = names.filter((name) => !this.#idByName.has(name));
    if (unknown.length > 0) {
      for (const { id, name } of await findTopicsByName(this.#source, unknown)) {
        this.#idByName.set(name, id);
      }
    }
    return names.map((name) => this.#idByName.get(name));
  }
}
