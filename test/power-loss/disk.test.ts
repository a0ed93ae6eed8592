import { describe, expect, test } from 'vitest';
import { randomNumbers } from '../crash/random-numbers.ts';
import { Disk, type Files, sectorSize } from './disk.ts';
import { drawFates, type Fate, type Fates, settleAll, settleNone } from './fates.ts';
import type { FileStep } from './trace.ts';

describe('what was synced', () => {
  test('is there whatever becomes of what was not', () => {
    const disk = diskOf(create('a'), write('a', 0, 'old'), sync('a'), write('a', 0, 'new'));
    expect(texts(disk.cut(settleNone))).toEqual({ a: 'old' });
    expect(texts(disk.cut(settleAll))).toEqual({ a: 'new' });
    expect(texts(disk.seen())).toEqual({ a: 'new' });
  });

  test('is not what was written after the sync', () => {
    const disk = diskOf(create('a'), write('a', 0, 'ab'), sync('a'), write('a', 2, 'cd'));
    expect(disk.openCount).toBe(1);
    expect(texts(disk.cut(settleNone))).toEqual({ a: 'ab' });
  });

  test('is that file and no other', () => {
    const disk = diskOf(create('a'), create('b'), sync('.'), write('b', 0, 'b'), sync('a'));
    expect(texts(disk.cut(settleNone))).toEqual({ a: '', b: '' });
  });
});

describe('a write that was not synced', () => {
  const disk = diskOf(
    create('a'),
    sync('a'),
    write('a', 0, 'x'.repeat(2 * sectorSize)),
    write('a', 4, 'y'.repeat(sectorSize)),
    write('a', 3 * sectorSize, 'z'),
  );

  test('is lost alone, which leaves zeros where nothing else was written', () => {
    const { a } = texts(disk.cut(fates(['dropped', 'dropped', 'kept'])));
    expect(a).toBe(`${'\0'.repeat(3 * sectorSize)}z`);
  });

  test('brings along what was written before to the same sectors', () => {
    const { a } = texts(disk.cut(fates(['dropped', 'kept', 'dropped'])));
    expect(a).toBe(`xxxx${'y'.repeat(sectorSize)}${'x'.repeat(sectorSize - 4)}`);
  });

  test('is torn between sectors', () => {
    const { a } = texts(disk.cut(fates(['torn', 'dropped', 'dropped'], [false, true])));
    expect(a).toBe(`${'\0'.repeat(sectorSize)}${'x'.repeat(sectorSize)}`);
  });

  test('may leave nothing but its length', () => {
    const { a } = texts(disk.cut(fates(['blank', 'dropped', 'dropped'])));
    expect(a).toBe('\0'.repeat(2 * sectorSize));
  });
});

test('a new length that was not synced is kept or lost', () => {
  const disk = diskOf(create('a'), write('a', 0, 'abc'), sync('a'), truncate('a', 1));
  expect(texts(disk.cut(settleNone))).toEqual({ a: 'abc' });
  expect(texts(disk.cut(settleAll))).toEqual({ a: 'a' });
  disk.take(truncate('a', 3));
  expect(texts(disk.cut(settleAll))).toEqual({ a: 'a\0\0' });
});

describe('a name', () => {
  test('that is new is there once the folder was synced, or the file', () => {
    const disk = diskOf(create('a'), create('b'), create('c'), sync('a'));
    expect(texts(disk.cut(settleNone))).toEqual({ a: '' });
    disk.take(sync('.'));
    expect(texts(disk.cut(settleNone))).toEqual({ a: '', b: '', c: '' });
    expect(disk.openCount).toBe(0);
  });

  test('that is gone may come back, with what its file had', () => {
    const disk = diskOf(create('a'), write('a', 0, 'old'), sync('a'), remove('a'), create('a'));
    expect(texts(disk.cut({ ...settleNone, name: () => 0 }))).toEqual({ a: 'old' });
    expect(texts(disk.cut({ ...settleNone, name: () => 1 }))).toEqual({});
    expect(texts(disk.cut({ ...settleNone, name: () => 2 }))).toEqual({ a: '' });
  });

  test('that was given to another file leads to the one or to the other', () => {
    const disk = diskOf(create('a'), create('b'), write('b', 0, 'b'), sync('b'), sync('.'));
    disk.take({ kind: 'rename', file: 'b', to: 'a' });
    expect(texts(disk.cut(settleNone))).toEqual({ a: '', b: 'b' });
    expect(texts(disk.seen())).toEqual({ a: 'b' });
  });
});

test('a step of a file that was never created is refused', () => {
  expect(() => diskOf(write('a', 0, 'a'))).toThrow('The trace uses a, which it has not created.');
});

test('drawn fates lose all, none, the first, the last, one alone and any mixture', () => {
  const chance = randomNumbers(1);
  const drawn = Array.from({ length: 500 }, () => {
    const { change } = drawFates(chance);
    return [0, 1, 2].map((index) => change(index, 3)[0]).join('');
  });
  const kinds = ['kkk', 'ddd', 'kkd', 'kdd', 'ddk', 'dkk', 'kdk', 'ttt', 'ktk', 'btd', 'bkk'];
  expect(drawn).toEqual(expect.arrayContaining(kinds));
});

function diskOf(...steps: readonly FileStep[]): Disk {
  const disk = new Disk();
  for (const step of steps) disk.take(step);
  return disk;
}

const create = (file: string) => ({ kind: 'create', file }) as const;
const remove = (file: string) => ({ kind: 'remove', file }) as const;
const sync = (file: string) => ({ kind: 'sync', file }) as const;
const truncate = (file: string, size: number) => ({ kind: 'truncate', file, size }) as const;
const write = (file: string, offset: number, text: string) =>
  ({ kind: 'write', file, offset, data: Buffer.from(text) }) as const;

/** Fates that are written down, for a disk whose names are settled. */
function fates(changes: readonly Fate[], sectors: readonly boolean[] = []): Fates {
  let sector = 0;
  return {
    change: (index) => changes[index] ?? 'kept',
    sector: () => sectors[sector++] ?? true,
    name: (count) => count - 1,
  };
}

function texts(files: Files): Record<string, string> {
  return Object.fromEntries(
    [...files].map(([name, content]) => [name, content.toString('latin1')]),
  );
}
