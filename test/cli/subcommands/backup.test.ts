/** Backups of running servers, and what is restored from them. */
import { existsSync } from 'node:fs';
import { copyFile, open, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { audit } from '../../../src/audit/audit.ts';
import { runCli } from '../../../src/cli/run-cli.ts';
import { createClient } from '../../../src/client/create-client.ts';
import { createServer } from '../../../src/server/create-server.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { createCapturedTerminal } from '../captured-terminal.ts';
import { makeFolder } from '../running-server.ts';

interface Place {
  readonly folder: string;
  readonly path: string;
  readonly backup: string;
}

async function makePlace(): Promise<Place> {
  const folder = await makeFolder();
  return { folder, path: join(folder, 'junjo.db'), backup: join(folder, 'backup.db') };
}

async function serve(path: string) {
  const server = await createServer({ port: 0, database: `file:${path}`, drainMs: 1_000 });
  onTestFinished(() => server.stop());
  await server.start();
  return { server, client: createClient({ url: server.url }) };
}

async function junjo(...args: readonly string[]) {
  const terminal = createCapturedTerminal();
  const exitCode = await runCli(args, terminal);
  return { exitCode, out: terminal.outText(), err: terminal.errText() };
}

const jobOf = (key: string) => ({
  topic: 'film',
  name: key,
  key,
  tasks: [{ key: 'all', units: [{ key: 'one', kind: 'cut' }] }],
});

/** A server with a topic and jobs, and a backup of it after these. */
async function serveAndBackUp(keys: readonly string[]) {
  const place = await makePlace();
  const { server, client } = await serve(place.path);
  await client.topicCreate({ name: 'film' });
  for (const key of keys) await client.jobSubmit(jobOf(key));
  const made = await junjo('backup', '--url', server.url, '--to', place.backup);
  return { ...place, server, client, made };
}

async function keysIn(path: string): Promise<readonly string[]> {
  const store = await openStore({ database: `file:${path}` });
  try {
    expect(await audit(store)).toEqual([]);
    const jobs = await store.query<{ key: string }>('SELECT "key" FROM "Job" ORDER BY "key"');
    return jobs.map(({ key }) => key);
  } finally {
    await store.close();
  }
}

describe('junjo backup', () => {
  test('copies the database of a running server, and says what it checked', async () => {
    const { made, folder, backup } = await serveAndBackUp(['a', 'b']);
    expect(made).toMatchObject({ exitCode: 0, err: '' });
    expect(made.out).toMatch(/backup\.db {2}\d+\.\d MB, checked: 1 topic, 2 jobs, 2 units\n$/);
    expect((await readdir(folder)).filter((name) => !name.startsWith('junjo.db'))).toEqual([
      'backup.db',
    ]);
    const copy = join(folder, 'looked-at.db');
    await copyFile(backup, copy);
    expect(await keysIn(copy)).toEqual(['a', 'b']);
  });

  test('copies a state that the database had, however much goes on meanwhile', async () => {
    const { folder, path } = await makePlace();
    const { server, client } = await serve(path);
    await client.topicCreate({ name: 'film' });
    let isDone = false;
    let count = 0;
    const submitting = (async () => {
      while (!isDone) {
        await client.jobSubmit(jobOf(`job-${String(count).padStart(4, '0')}`));
        count += 1;
      }
    })();
    const found: (readonly string[])[] = [];
    for (const name of ['one', 'two', 'three']) {
      const to = join(folder, `${name}.db`);
      expect(await junjo('backup', '--url', server.url, '--to', to)).toMatchObject({ err: '' });
      const copy = join(folder, `${name}-looked-at.db`);
      await copyFile(to, copy);
      found.push(await keysIn(copy));
    }
    isDone = true;
    await submitting;
    // Each holds the jobs up to one of them, and more than the one before.
    const all = Array.from({ length: count }, (_, at) => `job-${String(at).padStart(4, '0')}`);
    for (const keys of found) expect(keys).toEqual(all.slice(0, keys.length));
    expect(found.map(({ length }) => length)).toEqual(
      found.map(({ length }) => length).toSorted((one, other) => one - other),
    );
    expect(found.at(-1)?.length).toBeGreaterThan(found[0]?.length ?? 0);
  });

  test('takes a file that no server has open by itself, and none that one has', async () => {
    const { server, path, folder } = await serveAndBackUp(['a']);
    const args = ['backup', '--database', `file:${path}`, '--to', join(folder, 'direct.db')];
    const busy = await junjo(...args);
    expect(busy.exitCode).toBe(1);
    expect(busy.err).toMatch(/Another Junjo server \(pid \d+\) has .* open/);
    await server.stop();
    expect(await junjo(...args)).toMatchObject({ exitCode: 0, err: '' });
  });

  test('replaces no file, creates no database, and says when no server answers', async () => {
    const { folder, backup } = await makePlace();
    await writeFile(backup, 'precious');
    const there = await junjo('backup', '--to', backup);
    expect(there).toMatchObject({ exitCode: 2 });
    expect(await readFile(backup, 'utf8')).toBe('precious');
    const to = join(folder, 'other.db');
    const nowhere = await junjo('backup', '--url', 'http://127.0.0.1:9', '--to', to);
    expect(nowhere.exitCode).toBe(1);
    expect(nowhere.err).toContain('No server answers at http://127.0.0.1:9');
    const none = await junjo('backup', '--database', `file:${folder}/none.db`, '--to', to);
    expect(none.err).toContain(`There is no database at ${folder}/none.db`);
    expect(await readdir(folder)).toEqual(['backup.db']);
  });

  test('checks only the file of a database that is of another version', async () => {
    const { server, path, folder } = await serveAndBackUp(['a']);
    await server.stop();
    await changeDatabase(path, 'DELETE FROM _prisma_migrations');
    const to = join(folder, 'other.db');
    const made = await junjo('backup', '--database', `file:${path}`, '--to', to);
    expect(made).toMatchObject({ exitCode: 0, err: '' });
    expect(made.out).toContain('made by another version of Junjo');
  });

  test('does not call a backup done in which counters are wrong', async () => {
    const { server, path, folder } = await serveAndBackUp(['a']);
    await server.stop();
    await changeDatabase(path, 'UPDATE "Job" SET "unitsReady" = 0');
    const to = join(folder, 'faulty.db');
    const made = await junjo('backup', '--database', `file:${path}`, '--to', to);
    expect(made.exitCode).toBe(1);
    expect(made.err).toContain('unitsReady is not the number of its Units that are READY');
    expect(existsSync(to)).toBe(false);
  });
});

describe('junjo restore', () => {
  test('brings back what the backup holds, and refuses cursors from before', async () => {
    const { server, client, backup, path, folder } = await serveAndBackUp(['a']);
    await client.jobSubmit(jobOf('b'));
    const newer = (await client.findTopic({ name: 'film' }))?.cursor ?? '';
    await server.stop();

    const kept = await junjo('restore', backup, '--database', `file:${path}`);
    expect(kept.exitCode).toBe(1);
    expect(kept.err).toContain(`There is a database at ${path} already`);
    const restored = await junjo('restore', backup, '--database', `file:${path}`, '--replace');
    expect(restored).toMatchObject({ exitCode: 0 });
    expect(restored.out).toContain('restored: 1 topic, 1 job, 1 unit');
    const aside = (await readdir(folder)).find((name) => /^junjo\.db\.replaced-\d+$/.test(name));
    expect(restored.err).toContain(aside);
    expect((await readdir(folder)).filter((name) => name.includes('restoring'))).toEqual([]);

    const next = await serve(path);
    const read = async (after: string) => {
      const seen: string[] = [];
      for await (const { events } of next.client.events({ topic: 'film' }, { after })) {
        seen.push(...events.map(({ seq }) => seq));
        break;
      }
      return seen;
    };
    await expect(read(newer)).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
    expect(await read('start')).not.toEqual([]);
    expect(await next.client.jobSubmit(jobOf('b'))).toMatchObject({ replayed: false });
    expect(await next.client.jobSubmit(jobOf('a'))).toMatchObject({ replayed: true });
    await next.server.stop();
    expect(await keysIn(path)).toEqual(['a', 'b']);
    expect(await keysIn(join(folder, aside ?? ''))).toEqual(['a', 'b']);

    // The restored database is backed up again as any other.
    const again = join(folder, 'again.db');
    expect(await junjo('backup', '--database', `file:${path}`, '--to', again)).toMatchObject({
      exitCode: 0,
      err: '',
    });
  });

  test('leaves a database alone that a server has open', async () => {
    const { client, backup, path } = await serveAndBackUp(['a']);
    const refused = await junjo('restore', backup, '--database', `file:${path}`, '--replace');
    expect(refused.exitCode).toBe(1);
    expect(refused.err).toMatch(/Another Junjo server \(pid \d+\)/);
    expect((await client.findTopic({ name: 'film' }))?.name).toBe('film');
  });

  test('does not read the log of a database that was there before', async () => {
    const { server, backup, folder } = await serveAndBackUp(['a']);
    await server.stop();
    const path = join(folder, 'elsewhere.db');
    await writeFile(`${path}-wal`, 'left behind');
    expect(await junjo('restore', backup, '--database', `file:${path}`)).toMatchObject({
      exitCode: 0,
    });
    expect(existsSync(`${path}-wal`)).toBe(false);
    expect(await keysIn(path)).toEqual(['a']);
  });

  test.each<[string, (path: string) => Promise<void>, string]>([
    ['is damaged', damage, 'SQLite cannot work with the database: malformed'],
    ['is cut off', (path) => truncate(path, 100_000), 'malformed'],
    ['is something else', (path) => writeFile(path, 'hello'), 'is no SQLite database'],
    [
      'does not agree with itself',
      (path) => changeDatabase(path, 'UPDATE "Topic" SET "jobsRunning" = 7'),
      'jobsRunning is not the number of its Jobs that are RUNNING',
    ],
    [
      'is of a newer version',
      (path) =>
        changeDatabase(
          path,
          `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at)
           VALUES ('x', 'x', '9999_later', 0, 0)`,
        ),
      'a newer version has been here',
    ],
  ])('changes nothing when the backup %s', async (_, spoil, message) => {
    const { server, backup, path, folder } = await serveAndBackUp(['a']);
    await server.stop();
    const spoilt = join(folder, 'spoilt.db');
    await copyFile(backup, spoilt);
    await spoil(spoilt);
    const before = await readFile(path);
    const refused = await junjo('restore', spoilt, '--database', `file:${path}`, '--replace');
    expect(refused.exitCode).toBe(1);
    expect(refused.err).toContain(message);
    expect(before.equals(await readFile(path))).toBe(true);
    expect((await readdir(folder)).filter((name) => name.includes('restoring'))).toEqual([]);
  });

  test('takes a backup with faults when it is told to', async () => {
    const { server, backup, folder } = await serveAndBackUp(['a']);
    await server.stop();
    await changeDatabase(backup, 'UPDATE "Topic" SET "jobsRunning" = 7');
    const to = `file:${join(folder, 'elsewhere.db')}`;
    expect(await junjo('restore', backup, '--database', to, '--accept-faults')).toMatchObject({
      exitCode: 0,
    });
  });
});

/** Turns over bytes in the middle of each page but the first. */
async function damage(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    for (let page = 2; page < size / 4_096; page += 1) {
      await file.write(Buffer.alloc(64, 0xa5), 0, 64, page * 4_096 + 4_000);
    }
  } finally {
    await file.close();
  }
}

async function changeDatabase(path: string, sql: string): Promise<void> {
  const store = await openStore({ database: `file:${path}` });
  try {
    await store.transaction((transaction) => transaction.script(sql));
  } finally {
    await store.close();
  }
}
