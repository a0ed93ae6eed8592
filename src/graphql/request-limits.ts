/**
 * What one request may ask for. A request beyond a limit is refused before any of it is done, with
 * a code of its own and HTTP status 400. Jobs and reports travel in variables, so these bound the
 * text of operations and the size of answers, not what is submitted.
 */
export const requestLimits = {
  /** Levels of selection; introspection does not count. */
  depth: 12,
  /** Fields that are given another name. */
  aliasCount: 30,
  directiveCount: 20,
  /** Lexical tokens of the document. */
  tokenCount: 5_000,
  /** Characters of the document; documents are cached, so this bounds memory. */
  documentLength: 100_000,
  /** Fields of the answer, lists counted as often as they may have elements. */
  cost: 100_000,
  /** What is read for all whole graphs of one request. */
  graph: { nodeCountMax: 10_000, edgeCountMax: 50_000 },
  /** Events in a batch. */
  eventBatchSize: 1_000,
  /** How long a subscription gathers what happens at most, milliseconds. */
  throttleMs: 60_000,
  /** Values of one kind in a filter of Events. */
  filterValueCount: 100,
  /** Kinds that are named in a request for a queue, and kinds of a queue of which none are named. */
  queueKindCount: 100,
  queueKindCountUnnamed: 1_000,
  /** How often the queue is told at most, milliseconds between two messages. */
  queueEveryMsMin: 100,
} as const;
