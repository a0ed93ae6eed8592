/**
 * The conformance suite: what Junjo takes for granted of a store, case by case. It knows no test
 * runner. Each case has a database of its own, so that they may run in any order and side by side.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { migrate } from '../store/migrate.ts';
import type { Store } from '../store/port.ts';
import type { Bench, BenchCase, ConformanceCase, StoreOpener } from './conformance-case.ts';
import { databaseCases } from './database-cases.ts';
import { engineCases } from './engine-cases.ts';
import { lockCases } from './lock-cases.ts';
import { orderCases } from './order-cases.ts';
import { statementCases } from './statement-cases.ts';
import { transactionCases } from './transaction-cases.ts';
import { valueCases } from './value-cases.ts';

/**
 * All cases for the stores that `open` opens: those of the port first, then those of an engine over
 * it. Give each to a test runner: `for (const { name, run } of storeConformance(open)) test(name, run)`.
 * Each takes less than a second or two on a database nearby.
 */
export function storeConformance(open: StoreOpener): readonly ConformanceCase[] {
  return allCases.map((each) => ({ name: each.name, run: () => runCase(each, open) }));
}

const allCases: readonly BenchCase[] = [
  ...valueCases,
  ...orderCases,
  ...statementCases,
  ...transactionCases,
  ...lockCases,
  ...databaseCases,
  ...engineCases,
];

async function runCase(each: BenchCase, open: StoreOpener): Promise<void> {
  const clock = { now: beginning };
  const now = each.movesClock === true ? () => clock.now : undefined;
  const { store, openAnother, clear } = await open({ now });
  const stores: Store[] = [store];
  const bench: Bench = {
    store,
    another: async () => {
      if (openAnother === undefined) return store;
      const other = await openAnother();
      stores.push(other);
      return other;
    },
    pass: async (durationMs) => {
      // Where the store goes by this clock it is enough to move it.
      if (store.now() === clock.now) clock.now += durationMs;
      else await sleep(durationMs);
    },
  };
  try {
    if (each.isBare !== true) await migrate(store);
    await each.run(bench);
  } finally {
    for (const opened of stores.reverse()) await opened.close();
    await clear?.();
  }
}

/** Where clocks begin that are moved, epoch milliseconds. */
const beginning = 1_700_000_000_000;
