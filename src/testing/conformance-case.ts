/** What the conformance suite consists of, and what it has to be given. */
import type { Store } from '../store/port.ts';

/** One promise of a store, and how it is tried. */
export interface ConformanceCase {
  /** The promise, as a sentence: a name for a test of any test runner. */
  readonly name: string;
  /** Rejects, with what was found instead, when the promise is not kept. */
  run(): Promise<void>;
}

export interface OpeningOptions {
  /**
   * The clock that the store is to go by instead of the database's, epoch milliseconds; undefined for
   * the database's. A store that cannot do so goes by its own, and the suite then waits where time
   * has to pass.
   */
  readonly now: (() => number) | undefined;
}

export interface OpenedStore {
  /** On a database that is new and empty. The suite closes it. */
  readonly store: Store;
  /**
   * Opens another store on the same database, as another server would; the suite closes that, too.
   * Not there where a database can have but one server.
   */
  readonly openAnother?: (() => Promise<Store>) | undefined;
  /** Clears away the database; called when all its stores are closed. */
  readonly clear?: (() => Promise<void>) | undefined;
}

/** Called once for each case. */
export type StoreOpener = (options: OpeningOptions) => Promise<OpenedStore>;

/** What a case of the suite works on. */
export interface Bench {
  readonly store: Store;
  /** Another store on the same database; the same store where there can only be one. */
  another(): Promise<Store>;
  /** Lets that much time pass on the store's clock. */
  pass(durationMs: number): Promise<void>;
}

export interface BenchCase {
  readonly name: string;
  /** Whether the database is left without tables. @default false */
  readonly isBare?: boolean;
  /** Whether the case moves the clock. @default false */
  readonly movesClock?: boolean;
  readonly run: (bench: Bench) => Promise<void>;
}
