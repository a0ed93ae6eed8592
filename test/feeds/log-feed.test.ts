/** How log lines are gathered into messages, and that they are read once for all who tail alike. */
import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/domain/event.ts';
import type { EventBatch } from '../../src/feeds/event-batch.ts';
import { createLogFeed, type LogMessage } from '../../src/feeds/log-feed.ts';
import type { Store } from '../../src/store/port.ts';

const levels = ['INFO'] as const;

function eventOf(seq: number, data: object): Event {
  const names = { jobId: 'job_1', taskId: 'task_1', unitId: 'unit_1', worker: 'ann' };
  const states = { from: 'RUNNING', to: 'RUNNING' };
  const rest = { topicId: 'topic_1', seq, at: seq, kind: 'unit.logged', attempt: 1 };
  return { ...rest, ...names, ...states, data: JSON.stringify(data) };
}

/** Answers one line for each span that is read, as far as `isThere` says. */
function openStore(isThere: () => boolean = () => true) {
  const reads: number[] = [];
  const query = (_: string, [spans]: readonly unknown[]) => {
    const read: readonly (readonly [number, string, number, number])[] = JSON.parse(`${spans}`);
    reads.push(read.length);
    if (!isThere()) return Promise.resolve([]);
    return Promise.resolve(read.map(([, unitId, attempt, line]) => ({ unitId, attempt, line })));
  };
  // Lines are read by one kind of statement; nothing else of the store is asked for.
  const store = { rows: () => '', joinEach: () => '', query } as unknown as Store;
  return { store, reads };
}

async function tail(
  batches: readonly EventBatch[],
  store: Store,
  batch: number,
): Promise<readonly LogMessage[]> {
  async function* feed(): AsyncGenerator<EventBatch, undefined> {
    yield* batches;
    return undefined;
  }
  const messages: LogMessage[] = [];
  for await (const message of createLogFeed({ store, events: feed(), batch, levels })) {
    messages.push(message);
  }
  return messages;
}

describe('messages', () => {
  test('end where they hold enough lines or characters, at the end of a report', async () => {
    const sizes = [
      { lineCount: 1, characterCount: 300_000 },
      { lineCount: 1, characterCount: 300_000 },
      { lineCount: 9, characterCount: 1_000 },
      { lineCount: 2, characterCount: 1_000 },
      { lineCount: 1 },
    ];
    const events = sizes.map((size, at) => eventOf(at + 5, { firstLine: at + 1, ...size }));
    const { store, reads } = openStore();
    const batch = { topicId: 'topic_1', events, seq: 20, isCaughtUp: true };
    const messages = await tail([batch], store, 10);
    expect(messages.map(({ lines }) => lines.map(({ line }) => line))).toEqual([
      [1],
      [2, 3],
      [4, 5],
    ]);
    expect(messages.map(({ seq, isCaughtUp }) => [seq, isCaughtUp])).toEqual([
      [5, false],
      [7, false],
      [20, true],
    ]);
    expect(reads).toEqual([1, 2, 2]);
  });

  test('are read once for all who tail alike', async () => {
    const { store, reads } = openStore();
    const events = [eventOf(1, { firstLine: 1, lineCount: 1 })];
    const batch = { topicId: 'topic_1', events, seq: 1, isCaughtUp: true };
    const [[one], [other]] = await Promise.all([
      tail([batch], store, 10),
      tail([batch], store, 10),
    ]);
    expect(one).toBeDefined();
    expect(other).toBe(one);
    expect(reads).toHaveLength(1);
  });

  test('without lines are left out, but from time to time, and when all has been read', async () => {
    const { store } = openStore(() => false);
    const batches = Array.from({ length: 12 }, (_, at) => {
      const seq = at * 200 + 1;
      const events = [eventOf(seq, { firstLine: 1, lineCount: 1 })];
      return { topicId: 'topic_1', events, seq, isCaughtUp: at > 1 };
    });
    const seqs = (await tail(batches, store, 10)).map(({ seq }) => seq);
    expect(seqs).toEqual([1, 401, 1_401]);
  });
});
