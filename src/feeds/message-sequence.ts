/**
 * Messages that are made when they are first asked for, one after the other, and are the same
 * objects for all who ask, each at its own pace.
 */
export class MessageSequence<Message> {
  readonly #source: AsyncGenerator<Message, undefined, undefined>;
  readonly #made: Promise<Message | undefined>[] = [];
  #hasFailed = false;

  constructor(source: AsyncGenerator<Message, undefined, undefined>) {
    this.#source = source;
  }

  /** Whether one could not be made: whoever comes later has to begin with another sequence. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** The message at a place, from 0; undefined after the last. */
  async at(place: number): Promise<Message | undefined> {
    while (this.#made.length <= place) this.#made.push(this.#make());
    return await this.#made[place];
  }

  async #make(): Promise<Message | undefined> {
    try {
      return (await this.#source.next()).value;
    } catch (error) {
      this.#hasFailed = true;
      throw error;
    }
  }
}
