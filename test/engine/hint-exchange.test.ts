import { expect, test } from 'vitest';
import type { CommitHint } from '../../src/engine/commit-hint.ts';
import { HintExchange } from '../../src/engine/hint-exchange.ts';
import type { HintLine } from '../../src/store/port.ts';

/** A line on which one listens to what the other tells. */
function createLine(): HintLine & { readonly sent: string[] } {
  const listeners = new Set<(message: string) => void>();
  const sent: string[] = [];
  return {
    sent,
    send: (message) => {
      sent.push(message);
      for (const listener of listeners) listener(message);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function hintOf(seq: number, more: Partial<CommitHint> = {}): CommitHint {
  return {
    topicId: 'topic_1',
    seq,
    claimable: [],
    calledWorkers: new Set(),
    freedWorkers: new Set(),
    endedAttempts: undefined,
    deadlineAt: undefined,
    ...more,
  };
}

test('what is committed soon after one another is told together, with the newest of each', () => {
  const line = createLine();
  const heard: CommitHint[] = [];
  const other = new HintExchange(line, (hint) => heard.push(hint));
  const exchange = new HintExchange(line, () => undefined);
  const units = { kind: 'cook', requires: '{}' };
  exchange.tell(hintOf(3, { claimable: [{ ...units, count: 1 }], calledWorkers: new Set(['a']) }));
  exchange.tell(hintOf(5, { claimable: [{ ...units, count: 2 }], freedWorkers: new Set(['b']) }));
  exchange.close();
  other.close();
  expect(line.sent).toHaveLength(1);
  expect(heard).toEqual([
    hintOf(5, {
      claimable: [{ ...units, count: 2 }],
      calledWorkers: new Set(['a']),
      freedWorkers: new Set(['b']),
    }),
  ]);
});

test('what is too long for one message is told in several, none of them too long', () => {
  const line = createLine();
  const kinds = new Set<string>();
  const other = new HintExchange(line, ({ seq, claimable }) => {
    expect(seq).toBe(7);
    for (const { kind } of claimable) kinds.add(kind);
  });
  const exchange = new HintExchange(line, () => undefined);
  const wanted = Array.from({ length: 500 }, (_, at) => `${'é'.repeat(20)}${at}`);
  const tooLong = { kind: 'x'.repeat(8_000), requires: '{}', count: 1 };
  const claimable = wanted.map((kind) => ({ kind, requires: '{}', count: 1 }));
  exchange.tell(hintOf(7, { claimable: [...claimable, tooLong] }));
  exchange.close();
  other.close();
  expect(line.sent.length).toBeGreaterThan(1);
  expect(line.sent.every((message) => Buffer.byteLength(message) <= 7_000)).toBe(true);
  expect([...kinds].sort()).toEqual([...wanted].sort());
});

test.each(['', 'null', '[]', '["topic_1"]', '["topic_1", 1, ["claimable", "a"]]', '{"seq": 1}'])(
  'what another version may have told is passed over: %s',
  (message) => {
    const line = createLine();
    const heard: CommitHint[] = [];
    const exchange = new HintExchange(line, (hint) => heard.push(hint));
    line.send(message);
    line.send('["topic_1",4]');
    exchange.close();
    expect(heard).toEqual([hintOf(4)]);
  },
);
