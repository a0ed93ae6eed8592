import type { WorkerDirective } from '../domain/worker.ts';

/** What a subscriber was told that is asked of its worker, Topic by Topic, so that it is told once. */
export class ToldDirectives {
  readonly #topics: readonly string[];
  readonly #told = new Map<string, WorkerDirective>();

  /** @param topics the names of all that it draws from */
  constructor(topics: readonly string[]) {
    this.#topics = topics;
  }

  /** Those that it was not told, or not like that. */
  listNew(directives: readonly WorkerDirective[]): readonly WorkerDirective[] {
    return directives.filter(
      ({ topicName, message }) => this.#told.get(topicName)?.message !== message,
    );
  }

  note(directives: readonly WorkerDirective[]): void {
    for (const directive of directives) this.#told.set(directive.topicName, directive);
  }

  /** Something else is asked in this Topic, or nothing any more. */
  forget(topic: string | undefined): void {
    if (topic !== undefined) this.#told.delete(topic);
  }

  /** Whether it was told to stop wherever it gets Units from. */
  isToStop(): boolean {
    return this.#topics.every((topic) => this.#told.get(topic)?.kind === 'DRAIN');
  }
}
