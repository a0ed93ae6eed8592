/**
 * The door for tests: `junjo/testing`. A server in memory with a clock to move, and the conformance
 * suite for stores.
 */
export type {
  Columns,
  ColumnType,
  DatabaseCopies,
  Dialect,
  HintLine,
  LockedRow,
  Matching,
  MigrationRecord,
  Selected,
  SqlReader,
  SqlValue,
  SqlWriter,
  Store,
  Transaction,
} from '../store/port.ts';
export type {
  ConformanceCase,
  OpenedStore,
  OpeningOptions,
  StoreOpener,
} from './conformance-case.ts';
export { createMovableClock, type MovableClock } from './movable-clock.ts';
export { openTestServer, type TestServer } from './open-test-server.ts';
export { storeConformance } from './store-conformance.ts';
