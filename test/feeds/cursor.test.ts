import { describe, expect, test } from 'vitest';
import { createCursorCodec } from '../../src/feeds/cursor.ts';

const cursors = createCursorCodec('epoch-one');

describe('a cursor', () => {
  test.each([0, 1, 4_711, 999_999_999_999_999])('keeps the position %i', (seq) => {
    const position = { topicId: 'topic_a', seq };
    expect(cursors.decode(cursors.encode(position))).toEqual(position);
  });

  test('means nothing in another history', () => {
    const cursor = createCursorCodec('epoch-two').encode({ topicId: 'topic_a', seq: 1 });
    expect(cursors.decode(cursor)).toBeUndefined();
  });

  test.each([
    [''],
    ['garbage'],
    ['=+/'],
    ['x'.repeat(10_000)],
    [encoded('2.epoch-one.topic_a.1')],
    [encoded('1.epoch-one.topic_a')],
    [encoded('1.epoch-one.topic_a.-1')],
    [encoded('1.epoch-one.topic_\0.1')],
    [encoded('1.epoch-one.topic_a.1e3')],
    [encoded('1.epoch-one.topic_a.01')],
    [encoded('1.epoch-one.topic_a.1.2')],
    [encoded('1.epoch-one.topic_a.9999999999999999')],
  ])('is not %j', (text) => {
    expect(cursors.decode(text)).toBeUndefined();
  });
});

function encoded(text: string): string {
  return Buffer.from(text).toString('base64url');
}
