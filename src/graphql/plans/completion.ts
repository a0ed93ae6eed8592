/**
 * One execution of a plan below its root: values are put into the answer as they come, and it is done
 * when none is outstanding. Nothing is made of faults here. Whatever is not as it most often is ends
 * it, and the whole answer is made again by who can tell what is wrong: what is below a root field
 * only reads.
 */
import type { Context } from '../context.ts';
import type { ReadAll } from './read-all.ts';

/** Puts a value that was resolved into the form of the answer. */
export type Complete = (value: unknown, completion: Completion) => unknown;

/** Something is not as a plan takes it to be: a fault, most often. */
export class Unusual extends Error {
  override readonly name = 'Unusual';
}

/** What becomes of the values of a field that is read for many objects at once. */
export interface GatheredField {
  readonly key: string;
  readonly readAll: ReadAll;
  readonly complete: Complete;
}

type Target = Record<string, unknown>;

interface Gathered {
  readonly sources: unknown[];
  readonly targets: Target[];
}

export class Completion {
  readonly context: Context;
  #gathered = new Map<GatheredField, Gathered>();
  #outstandingCount = 0;
  #hasEnded = false;
  #resolve: () => void = () => undefined;
  #reject: (reason: unknown) => void = () => undefined;

  constructor(context: Context) {
    this.context = context;
  }

  /** Resolves when nothing is outstanding; rejects when something was unusual. */
  settle(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#go(() => undefined);
    });
  }

  /** Whether anything of the answer is still to come. */
  get isOutstanding(): boolean {
    return this.#outstandingCount > 0 || this.#gathered.size > 0;
  }

  /** Has the value, when it is there, be put somewhere. */
  await(promise: PromiseLike<unknown>, put: (value: unknown) => void): void {
    this.#outstandingCount += 1;
    promise.then(
      (value) => {
        this.#outstandingCount -= 1;
        this.#go(() => put(value));
      },
      (error) => this.#end(error),
    );
  }

  /** Puts there what is read of the source, together with what is read of all others. */
  gather(field: GatheredField, source: unknown, target: Target): void {
    const gathered = this.#gathered.get(field);
    if (gathered === undefined) {
      this.#gathered.set(field, { sources: [source], targets: [target] });
      return;
    }
    gathered.sources.push(source);
    gathered.targets.push(target);
  }

  #go(step: () => void): void {
    if (this.#hasEnded) return;
    try {
      step();
      while (this.#gathered.size > 0) {
        const all = this.#gathered;
        this.#gathered = new Map();
        for (const [field, gathered] of all) this.#read(field, gathered);
      }
      if (this.#outstandingCount === 0) this.#resolve();
    } catch (error) {
      this.#end(error);
    }
  }

  #read(field: GatheredField, { sources, targets }: Gathered): void {
    const put = (values: unknown) => {
      if (!Array.isArray(values) || values.length !== targets.length) throw new Unusual();
      for (const [index, target] of targets.entries()) {
        target[field.key] = field.complete(values[index], this);
      }
    };
    const values = field.readAll(sources, this.context);
    if (values instanceof Promise) this.await(values, put);
    else put(values);
  }

  #end(reason: unknown): void {
    this.#hasEnded = true;
    this.#reject(reason);
  }
}
