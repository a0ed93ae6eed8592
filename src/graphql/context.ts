import type { Engine } from '../engine/create-engine.ts';
import { Turns } from '../engine/turns.ts';
import type { CursorCodec } from '../feeds/cursor.ts';
import type { Hub } from '../feeds/hub.ts';
import type { Store } from '../store/port.ts';
import type { ReadClient } from '../store/prisma/open-prisma.ts';
import { Loaders } from './loaders.ts';
import { type LongLists, noLongLists } from './long-lists.ts';

/** What the API stands on; the same for every request. */
export interface Backend {
  readonly engine: Engine;
  readonly store: Store;
  readonly prisma: ReadClient;
  readonly hub: Hub;
  readonly cursors: CursorCodec;
  /** The version of Junjo. */
  readonly version: string;
  /** The largest request body that is read, in bytes. */
  readonly maxBodyBytes: number;
}

/** What resolvers work with during one request. */
export interface Context extends Backend {
  readonly loaders: Loaders;
  /** From when the request began to be executed. */
  readonly turns: Turns;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal | undefined;
  /** Whether what the request costs was found to be within the limit. */
  readonly isCostChecked: boolean;
  /**
   * By Topic, a position in its journal that is no later than what this request shows of it. Filled
   * as Topics come up in a request that asks for the cursor of a Job, Task or Unit.
   */
  readonly heads: Map<string, number>;
  /** What was taken out of the variables of the request before; see long-lists.ts. */
  longLists: LongLists;
}

/** What is known of a request before it is executed. */
export interface Asking {
  /** Asked for only by those who wait. */
  readonly signal?: AbortSignal | undefined;
  readonly isCostChecked?: boolean | undefined;
}

export function createContext(backend: Backend, asking: Asking = {}): Context {
  return new RequestContext(backend, asking);
}

/** One is made for each request: an object whose fields are known is made faster than a copy. */
class RequestContext implements Context {
  readonly engine: Engine;
  readonly store: Store;
  readonly prisma: ReadClient;
  readonly hub: Hub;
  readonly cursors: CursorCodec;
  readonly version: string;
  readonly maxBodyBytes: number;
  readonly loaders: Loaders;
  readonly turns = new Turns();
  readonly isCostChecked: boolean;
  readonly heads = new Map<string, number>();
  longLists: LongLists = noLongLists;
  readonly #asking: Asking;

  constructor(backend: Backend, asking: Asking) {
    this.engine = backend.engine;
    this.store = backend.store;
    this.prisma = backend.prisma;
    this.hub = backend.hub;
    this.cursors = backend.cursors;
    this.version = backend.version;
    this.maxBodyBytes = backend.maxBodyBytes;
    this.loaders = new Loaders(backend.store);
    this.isCostChecked = asking.isCostChecked ?? false;
    this.#asking = asking;
  }

  get signal(): AbortSignal | undefined {
    return this.#asking.signal;
  }
}
