/** An engine over a real database in memory, with a clock that the test moves. */
import type { IdSource } from '../src/domain/id.ts';
import { createEngine, type Engine } from '../src/engine/create-engine.ts';
import { migrate } from '../src/store/migrate.ts';
import { type OpenStore, openStore } from '../src/store/open-store.ts';
import type { Store } from '../src/store/port.ts';
import { takeDatabase } from './test-database.ts';

export interface TestEngine {
  readonly engine: Engine;
  readonly store: OpenStore;
  /** What broke down inside; a test that expects nothing of the kind looks that it is empty. */
  readonly faults: readonly unknown[];
  /** Moves the clock on and lets it do what is due. */
  pass(durationMs: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param given where the database is; without, it is one that goes with the engine
 * @param watched the store as the engine is to see it, such as one that counts
 */
export async function openEngine(
  given?: string,
  watched: (store: Store) => Store = (store) => store,
  ids?: IdSource,
): Promise<TestEngine> {
  const { database, release } =
    given === undefined ? await takeDatabase() : { database: given, release: undefined };
  let now = 1_700_000_000_000;
  const faults: unknown[] = [];
  const store = await openStore({ database, now: () => now });
  await migrate(store);
  const engine = createEngine({
    store: watched(store),
    ids,
    chance: () => 1,
    onFault: (fault) => faults.push(fault),
  });
  return {
    engine,
    store,
    faults,
    pass: async (durationMs) => {
      now += durationMs;
      await engine.tick();
    },
    close: async () => {
      await engine.stop();
      await store.close();
      await release?.();
    },
  };
}
