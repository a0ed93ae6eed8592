import { describe, expect, test } from 'vitest';
import { readTrace, TraceRefused } from './trace.ts';

const folder = '/data/f';

describe('a trace', () => {
  test('gives the steps of the files in order', () => {
    const db = `24<${hex('/data/f/x.db')}>`;
    const lines = [
      `7 openat(AT_FDCWD<${hex('/data')}>, ${text('/data/f/x.db')}, O_RDWR|O_CREAT|O_CLOEXEC, 0644) = ${db}`,
      `7 pwrite64(${db}, ${text('abc')}, 3, 4096) = 3`,
      `7 fsync(${db}) = 0`,
      `7 ftruncate(${db}, 512) = 0`,
      `7 fdatasync(${db}) = 0`,
      `7 openat(AT_FDCWD<${hex('/data')}>, ${text('/data/f')}, O_RDONLY|O_CLOEXEC) = 25<${hex('/data/f')}>`,
      `7 fsync(25<${hex('/data/f')}>) = 0`,
      `7 rename(${text('/data/f/x.db')}, ${text('/data/f/y.db')}) = 0`,
      `7 unlink(${text('/data/f/y.db')}) = 0`,
    ];
    expect(read(...lines)).toEqual([
      { kind: 'create', file: 'x.db' },
      { kind: 'write', file: 'x.db', offset: 4096, data: Buffer.from('abc') },
      { kind: 'sync', file: 'x.db' },
      { kind: 'truncate', file: 'x.db', size: 512 },
      { kind: 'sync', file: 'x.db' },
      { kind: 'sync', file: '.' },
      { kind: 'rename', file: 'x.db', to: 'y.db' },
      { kind: 'remove', file: 'y.db' },
    ]);
  });

  test('gives the answers that were passed on, between the steps', () => {
    const answers = `20<${hex('/data/f/answers')}>`;
    expect(
      read(
        `7 openat(AT_FDCWD<${hex('/')}>, ${text('/data/f/answers')}, O_WRONLY|O_CREAT|O_APPEND, 0666) = ${answers}`,
        `7 fsync(24<${hex('/data/f/x.db')}>) = 0`,
        `7 write(${answers}, ${text('{"ü":1}\n')}, 9) = 9`,
      ),
    ).toEqual([
      { kind: 'sync', file: 'x.db' },
      { kind: 'answer', text: '{"ü":1}\n' },
    ]);
  });

  test('gives only as much of a write as was written', () => {
    const line = `7 pwrite64(24<${hex('/data/f/x.db')}>, ${text('abcdef')}, 6, 0) = 2`;
    expect(read(line)).toEqual([
      { kind: 'write', file: 'x.db', offset: 0, data: Buffer.from('ab') },
    ]);
  });

  test('puts together a call that another thread came in between of', () => {
    expect(
      read(
        `7 fsync(24<${hex('/data/f/x.db')}> <unfinished ...>`,
        '8 +++ exited with 0 +++',
        '7 <... fsync resumed>) = 0',
      ),
    ).toEqual([{ kind: 'sync', file: 'x.db' }]);
  });

  test('leaves out what failed, what is elsewhere, and what opens without creating', () => {
    expect(
      read(
        `7 unlink(${text('/data/f/x.db-journal')}) = -1 ENOENT (No such file or directory)`,
        `7 unlink(${text('/data/x.db')}) = 0`,
        `7 write(3<${hex('/dev/null')}>, ${text('a')}, 1) = 1`,
        `7 openat(AT_FDCWD<${hex('/')}>, ${text('/data/f/x.db')}, O_RDWR) = 24<${hex('/data/f/x.db')}>`,
      ),
    ).toEqual([]);
  });

  test.each([
    ['a call that it does not know', `7 pwritev(24<${hex('/data/f/x.db')}>, 0x1, 1, 0) = 3`],
    ['data that are cut off', `7 pwrite64(24<${hex('/data/f/x.db')}>, ${text('a')}..., 2, 0) = 2`],
    ['data that are too short', `7 pwrite64(24<${hex('/data/f/x.db')}>, ${text('a')}, 2, 0) = 2`],
    ['a write without a place', `7 write(24<${hex('/data/f/x.db')}>, ${text('a')}, 1) = 1`],
    ['a file without a name', `7 fsync(24<${hex('/data/f/x.db')}>(deleted)) = 0`],
    ['a call without a result', `7 fsync(24<${hex('/data/f/x.db')}>) = ?`],
    ['a call that never ended', `7 fsync(24<${hex('/data/f/x.db')}> <unfinished ...>`],
    ['a move out of the folder', `7 rename(${text('/data/f/x.db')}, ${text('/data/x.db')}) = 0`],
    ['something else', 'strace: Process 7 attached'],
  ])('is refused with %s', (_, line) => {
    expect(() => read(line)).toThrow(TraceRefused);
  });

  test('is refused when two calls are under way at once', () => {
    const lines = [
      `7 fsync(24<${hex('/data/f/x.db')}> <unfinished ...>`,
      `8 ftruncate(24<${hex('/data/f/x.db')}>, 0) = 0`,
      '7 <... fsync resumed>) = 0',
    ];
    expect(() => read(...lines)).toThrow(/comes amid another call/);
  });
});

function read(...lines: readonly string[]) {
  return readTrace(`${lines.join('\n')}\n`, folder);
}

/** As strace writes texts when it writes them all as digits. */
function hex(value: string): string {
  return [...Buffer.from(value)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

function text(value: string): string {
  return `"${hex(value)}"`;
}
