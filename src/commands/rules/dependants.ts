/**
 * Who depends on whom among the Units, or among the Tasks, of those that a batch came upon: as the
 * database has it, with what commands of the batch have changed. A command that changes
 * dependencies of what is there already is alone in its batch (see commit-queue.ts), so taking back
 * what it did means taking back all of it.
 */
import type { Dependency } from '../../domain/dependency.ts';

export class Dependants {
  readonly #known = new Map<string, string[]>();
  /** Added to those of which the other dependants are not known. */
  #added: Dependency[] = [];
  #removed = new Map<string, Dependency>();

  has(id: string): boolean {
    return this.#known.has(id);
  }

  get(id: string): readonly string[] | undefined {
    return this.#known.get(id);
  }

  /** Takes in what is new and has no dependants but those that are added from now on. */
  insert(id: string): void {
    this.#known.set(id, []);
  }

  /** Takes in who depends on these, as the database has it: each by the place of its predecessor. */
  load(
    ids: readonly string[],
    found: readonly { readonly place: number; readonly dependantId: string }[],
  ): void {
    const lists = ids.map((): string[] => []);
    for (const { place, dependantId } of found) lists[place]?.push(dependantId);
    for (const [place, id] of ids.entries()) {
      const stored = lists[place] ?? [];
      this.#known.set(id, this.#hasEdits ? this.#edited(id, stored) : stored);
    }
  }

  /** Takes in who depends on one, as the database has it. */
  enter(id: string, dependantIds: readonly string[]): void {
    this.#known.set(id, this.#hasEdits ? this.#edited(id, dependantIds) : [...dependantIds]);
  }

  #edited(predecessorId: string, stored: readonly string[]): string[] {
    const left = stored.filter((dependantId) => !this.isRemoved({ predecessorId, dependantId }));
    const added = this.#added.filter((each) => each.predecessorId === predecessorId);
    return [...left, ...added.map(({ dependantId }) => dependantId)];
  }

  get #hasEdits(): boolean {
    return this.#added.length > 0 || this.#removed.size > 0;
  }

  add(dependency: Dependency): void {
    const known = this.#known.get(dependency.predecessorId);
    if (known === undefined) this.#added.push(dependency);
    else known.push(dependency.dependantId);
  }

  remove(dependencies: readonly Dependency[]): void {
    for (const dependency of dependencies) {
      this.#removed.set(dependencyKey(dependency), dependency);
    }
    for (const id of new Set(dependencies.map(({ predecessorId }) => predecessorId))) {
      const left = this.#known.get(id)?.filter((dependantId) => {
        return !this.isRemoved({ predecessorId: id, dependantId });
      });
      if (left !== undefined) this.#known.set(id, left);
    }
  }

  /** Whether a command has taken away what the database still has. */
  isRemoved(dependency: Dependency): boolean {
    return this.#removed.has(dependencyKey(dependency));
  }

  removedRows(): readonly Dependency[] {
    return [...this.#removed.values()];
  }

  rollback(): void {
    this.#added = [];
    this.#removed = new Map();
  }
}

export function dependencyKey({ predecessorId, dependantId }: Dependency): string {
  return `${predecessorId} ${dependantId}`;
}
