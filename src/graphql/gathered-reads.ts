/**
 * Reads that are gathered: what the fields of one level ask for is read with one statement. What is
 * read by id is gathered over all requests: one commit answers many of them, and each then asks for
 * what it has changed.
 */
import DataLoader from 'dataloader';
import type { Store } from '../store/port.ts';

export class GatheredReads {
  readonly store: Store;
  readonly #loaders = new Map<string, unknown>();

  constructor(store: Store) {
    this.store = store;
  }

  protected values(
    name: string,
    read: (ids: ReadonlySet<string>) => Promise<ReadonlyMap<string, string>>,
  ): DataLoader<string, string | null> {
    return this.once(name, async (ids: readonly string[]) => {
      const found = await read(new Set(ids));
      return ids.map((id) => found.get(id) ?? null);
    });
  }

  protected byId<Model extends { readonly id: string }>(
    name: string,
    read: (ids: ReadonlySet<string>) => Promise<readonly Model[]>,
  ): DataLoader<string, Model | null> {
    return onceIn(ofAllRequests(this.store), name, async (ids: readonly string[]) => {
      const found = new Map((await read(new Set(ids))).map((model) => [model.id, model]));
      return ids.map((id) => found.get(id) ?? null);
    });
  }

  protected lists<Row, Model>(
    name: string,
    page: object | number,
    toModel: (row: Row) => Model,
    read: (ids: readonly string[]) => Promise<ReadonlyMap<string, readonly Row[]>>,
  ): DataLoader<string, readonly Model[]> {
    return this.once(`${name} ${JSON.stringify(page)}`, async (ids: readonly string[]) => {
      const rows = await read([...new Set(ids)]);
      return ids.map((id) => (rows.get(id) ?? []).map(toModel));
    });
  }

  /**
   * The loader of this name; made when it is first needed, since most requests need none. Nouns that
   * bring their own statements have theirs made here, too, under names of their own.
   */
  once<Key, Value>(
    name: string,
    read: (keys: readonly Key[]) => Promise<readonly (Value | Error)[]>,
  ): DataLoader<Key, Value> {
    return onceIn(this.#loaders, name, read);
  }
}

type LoadersByName = Map<string, unknown>;

const loadersByStore = new WeakMap<Store, LoadersByName>();

function ofAllRequests(store: Store): LoadersByName {
  let loaders = loadersByStore.get(store);
  if (loaders === undefined) {
    loaders = new Map();
    loadersByStore.set(store, loaders);
  }
  return loaders;
}

function onceIn<Key, Value>(
  loaders: LoadersByName,
  name: string,
  read: (keys: readonly Key[]) => Promise<readonly (Value | Error)[]>,
): DataLoader<Key, Value> {
  const made = loaders.get(name);
  // A name stands for one kind of loader: each is made in one place.
  if (made !== undefined) return made as DataLoader<Key, Value>;
  const loader = new DataLoader(read, { cache: false });
  loaders.set(name, loader);
  return loader;
}
