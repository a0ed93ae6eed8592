/** Databases that move by `junjo export` and `junjo import`. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runCli } from '../../../src/cli/run-cli.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { type Api, openApi } from '../../server/open-api.ts';
import { type Filled, fillDatabase, readAll } from '../../store/transfer/filled-database.ts';
import { createCapturedTerminal } from '../captured-terminal.ts';
import { makeFolder } from '../running-server.ts';

async function junjo(...args: readonly string[]) {
  const terminal = createCapturedTerminal();
  const exitCode = await runCli(args, terminal);
  return { exitCode, out: terminal.outText(), err: terminal.errText() };
}

/** A database with something in each table, and its export. */
async function exportFilled() {
  const folder = await makeFolder();
  const from = `file:${join(folder, 'from.db')}`;
  const to = `file:${join(folder, 'to.db')}`;
  const file = join(folder, 'all.jsonl');
  const filled = await fillDatabase(from);
  const made = await junjo('export', '--database', from, '--to', file);
  expect(made).toMatchObject({ exitCode: 0, err: '' });
  return { folder, from, to, file, filled, made };
}

async function readRows(database: string) {
  const store = await openStore({ database });
  try {
    return await readAll(store);
  } finally {
    await store.close();
  }
}

async function serve(database: string): Promise<Api> {
  const api = await openApi({ database });
  onTestFinished(() => api.close());
  return api;
}

/** The numbers of the Events after a cursor, or the code with which it is refused. */
async function readAfter(api: Api, { cursor }: Filled) {
  const { data, errors } = await api.call<{ events: { events: { seq: string }[] } } | null>(
    'query ($after: String) { events(filter: { topic: "workshop" }, after: $after) { events { seq } } }',
    { after: cursor },
  );
  return errors?.[0]?.extensions.code ?? data?.events.events.map(({ seq }) => Number(seq));
}

describe('an export', () => {
  test('holds rows of every table, and says how many', async () => {
    const { made, file, from } = await exportFilled();
    expect(made.out).toMatch(/all\.jsonl {2}\d+\.\d MB: 1 topic, 2 jobs, 4 units\n$/);
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const last: { rowCounts: Record<string, number> } = JSON.parse(lines.at(-1) ?? '');
    const rows = await readRows(from);
    expect(last.rowCounts).toEqual(
      Object.fromEntries([...rows].map(([name, { length }]) => [name, length])),
    );
    expect(Object.entries(last.rowCounts).filter(([, count]) => count === 0)).toEqual([]);
  });

  test('replaces no file, and is not made of a database that a server has open', async () => {
    const { from, file, folder } = await exportFilled();
    expect(await junjo('export', '--database', from, '--to', file)).toMatchObject({ exitCode: 2 });
    await serve(from);
    const busy = await junjo('export', '--database', from, '--to', join(folder, 'more.jsonl'));
    expect(busy.exitCode).toBe(1);
    expect(busy.err).toContain('Another Junjo server');
    expect((await readdir(folder)).filter((name) => name.startsWith('more'))).toEqual([]);
  });
});

describe('an import', () => {
  test('makes a database with the same rows, in which cursors go on', async () => {
    const { from, to, file, filled } = await exportFilled();
    const made = await junjo('import', file, '--database', to);
    expect(made.exitCode).toBe(0);
    expect(made.out).toContain('imported: 1 topic, 2 jobs, 4 units');
    expect(made.err).toContain('Do not use the old database any more');
    expect(await readRows(to)).toEqual(await readRows(from));
    const old = await serve(from);
    const read = await readAfter(old, filled);
    expect(read).not.toEqual([]);
    expect(await readAfter(await serve(to), filled)).toEqual(read);
  });

  test('makes a copy whose cursors are others', async () => {
    const { to, file, filled } = await exportFilled();
    expect(await junjo('import', file, '--database', to, '--as-copy')).toMatchObject({
      exitCode: 0,
      err: '',
    });
    expect(await readAfter(await serve(to), filled)).toBe('CURSOR_INVALID');
  });

  test('goes into an empty database only, which a server may have opened before', async () => {
    const { to, file } = await exportFilled();
    const api = await openApi({ database: to });
    await api.close();
    expect(await junjo('import', file, '--database', to)).toMatchObject({ exitCode: 0 });
    const again = await junjo('import', file, '--database', to);
    expect(again.exitCode).toBe(1);
    expect(again.err).toContain('holds rows already (in Topic)');
  });

  test.each<[string, (text: string) => string, string]>([
    ['is cut off in a line', (text) => text.slice(0, -10), 'is no JSON'],
    ['is cut off between lines', (text) => withoutLine(text, -1), 'it ends before its last line'],
    ['lacks a row', (text) => withoutLine(text, -2), 'it has 0 of 1 rows of IdempotencyRecord'],
    [
      'lacks what others refer to',
      (text) => withoutLine(text, 2),
      'does not take rows of Template',
    ],
    ['has another table', (text) => text.replace('"Topic"', '"Theme"'), 'has a table Theme'],
    [
      'is of a newer format',
      (text) => text.replace('"format":1', '"format":2'),
      'has the format 2',
    ],
    ['is something else', () => '{"hello": 1}\n', 'a first line that is no head'],
    ['is empty', () => '', 'no line at all'],
    ['does not agree with itself', withOtherRun, 'counts 7 running Units, has 1'],
  ])('that %s changes nothing', async (_, spoil, message) => {
    const { to, file } = await exportFilled();
    const text = await readFile(file, 'utf8');
    await writeFile(file, spoil(text));
    const refused = await junjo('import', file, '--database', to);
    expect(refused.exitCode).toBe(1);
    expect(refused.err).toContain(message);
    expect([...(await readRows(to)).values()].flat()).toEqual([]);
  });
});

function withoutLine(text: string, at: number): string {
  return `${text.trimEnd().split('\n').toSpliced(at, 1).join('\n')}\n`;
}

/** Says of the key that it has seven Units under lease. */
function withOtherRun(text: string): string {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.startsWith('{"table":"LimitUse"'));
  const columns: { columns: string[] } = JSON.parse(lines[at] ?? '');
  const row: unknown[] = JSON.parse(lines[at + 1] ?? '');
  row[columns.columns.indexOf('runningCount')] = 7;
  return lines.with(at + 1, JSON.stringify(row)).join('\n');
}
