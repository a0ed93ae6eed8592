/** An engine over a real database in memory, with a clock that the test moves. */
import { createEngine, type Engine } from '../src/engine/create-engine.ts';
import type { SqliteStore } from '../src/store/dialects/sqlite.ts';
import { migrate } from '../src/store/migrate.ts';
import { openStore } from '../src/store/open-store.ts';

export interface TestEngine {
  readonly engine: Engine;
  readonly store: SqliteStore;
  /** What broke down inside; a test that expects nothing of the kind looks that it is empty. */
  readonly faults: readonly unknown[];
  /** Moves the clock on and lets it do what is due. */
  pass(durationMs: number): Promise<void>;
  close(): Promise<void>;
}

export async function openEngine(database = 'memory:'): Promise<TestEngine> {
  let now = 1_700_000_000_000;
  const faults: unknown[] = [];
  const store = openStore({ database, now: () => now });
  await migrate(store);
  const engine = createEngine({
    store,
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
    },
  };
}
