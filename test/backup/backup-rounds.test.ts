/**
 * Backups of a server under load, restored, worked on and backed up again. `npm run backups` does many
 * rounds of it; `JUNJO_BACKUP_ROUNDS` says how many. What a backup has to be: all that was acknowledged
 * before it began, and a journal that is a beginning of the one that the server went on with.
 */
import { randomUUID } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { removeDatabase } from '../../src/cli/database/database-file.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { createClient } from '../../src/client/create-client.ts';
import { openStore } from '../../src/store/open-store.ts';
import { createCapturedTerminal } from '../cli/captured-terminal.ts';
import { makeFolder } from '../cli/running-server.ts';
import { StartedServer } from '../replicas/started-server.ts';
import { jobOf, type Load, startLoad, topic, workOff } from './load.ts';

// npm tells a script its own name; the same file is the long programme and its short run in the gate.
const isLong = process.env['npm_lifecycle_event'] === 'backups';
const roundCount = Number(process.env['JUNJO_BACKUP_ROUNDS'] ?? (isLong ? 100 : 2));

test(
  'a backup made under load is a beginning of the history, and newer cursors are refused after it',
  async () => {
    const folder = await makeFolder();
    const path = join(folder, 'junjo.db');
    const tally = { jobCount: 0, lostLaterCount: 0 };
    for (let round = 0; round < roundCount; round += 1) {
      const { aside, backup, load, before, newer } = await backUp({ folder, path, round });
      const kept = await readDatabase(path);
      const original = await readDatabase(aside);
      expect(kept.faults).toEqual([]);
      // What was answered before the backup began is in it, and nothing that nobody sent.
      expect(before.filter((key) => !kept.keys.has(key))).toEqual([]);
      expect([...kept.keys].filter((key) => !original.keys.has(key))).toEqual([]);
      expect(kept.events).toEqual(original.events.slice(0, kept.events.length));
      await goOn(path, { load, newer });
      tally.jobCount += load.acknowledged.length;
      tally.lostLaterCount += original.events.length - kept.events.length;
      expect(backup).toContain('backup-');
    }
    expect(tally.lostLaterCount).toBeGreaterThan(0);
    process.stdout.write(
      `${roundCount} backups under load restored, ${tally.jobCount} jobs submitted meanwhile, ` +
        `${tally.lostLaterCount} events of after a backup left out\n`,
    );
  },
  60_000 + roundCount * 30_000,
);

interface Round {
  readonly folder: string;
  readonly path: string;
  readonly round: number;
}

interface BackedUp {
  readonly backup: string;
  /** What the server went on with after the backup. */
  readonly aside: string;
  readonly load: Load;
  /** The keys that were acknowledged before the backup began. */
  readonly before: readonly string[];
  /** A cursor of after the backup. */
  readonly newer: string;
}

/** Backs up a server under load, lets it go on, and restores the backup in its place. */
async function backUp({ folder, path, round }: Round): Promise<BackedUp> {
  const backup = join(folder, `backup-${round}.db`);
  const server = await StartedServer.start({ database: `file:${path}` });
  try {
    const client = createClient({ url: server.url });
    if ((await client.findTopic({ name: topic })) === null)
      await client.topicCreate({ name: topic });
    const load = startLoad(server.url, round);
    const reaches = async (count: number) => {
      while (load.acknowledged.length < count) await client.version();
    };
    await reaches(20);
    const before = [...load.acknowledged];
    await junjo('backup', '--url', server.url, '--to', backup);
    await reaches(load.acknowledged.length + 10);
    await load.stop();
    const newer = (await client.findTopic({ name: topic }))?.cursor ?? '';
    await server.terminate();
    const told = await junjo('restore', backup, '--database', `file:${path}`, '--replace');
    const [aside = ''] = /\S+\.replaced-\d+/.exec(told) ?? [];
    return { backup, aside, load, before, newer };
  } finally {
    await server.kill();
  }
}

/** Work goes on with what was restored, and who knows more than that learns it. */
async function goOn(path: string, { load, newer }: Pick<BackedUp, 'load' | 'newer'>) {
  const server = await StartedServer.start({ database: `file:${path}` });
  try {
    const client = createClient({ url: server.url });
    const following = client.events({ topic }, { after: newer })[Symbol.asyncIterator]();
    await expect(following.next()).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
    // Everybody sends again what was answered to them: nothing comes of it twice.
    for (const key of load.acknowledged) await client.jobSubmit(jobOf(key));
    await workOff(server.url);
    const state = await client.findTopic({ name: topic });
    expect(state?.jobCounts).toMatchObject({ running: 0, failed: 0, cancelled: 0 });
  } finally {
    await server.terminate();
    await server.kill();
  }
  const { faults, keys } = await readDatabase(path);
  expect(faults).toEqual([]);
  expect(load.acknowledged.filter((key) => !keys.has(key))).toEqual([]);
}

/** Looks at a copy: the next server has the file for itself. */
async function readDatabase(path: string) {
  const copy = `${path}.looked-at-${randomUUID()}`;
  await copyFile(path, copy);
  const store = await openStore({ database: `file:${copy}` });
  try {
    const jobs = await store.query<{ key: string }>('SELECT "key" FROM "Job"');
    return {
      faults: await audit(store),
      keys: new Set(jobs.map(({ key }) => key)),
      events: await store.query<object>('SELECT * FROM "Event" ORDER BY "topicId", "seq"'),
    };
  } finally {
    await store.close();
    await removeDatabase(copy);
  }
}

/** Answers all that was said. */
async function junjo(...args: readonly string[]): Promise<string> {
  const terminal = createCapturedTerminal();
  const exitCode = await runCli(args, terminal);
  expect({ exitCode, err: exitCode === 0 ? '' : terminal.errText() }).toEqual({
    exitCode: 0,
    err: '',
  });
  return terminal.outText() + terminal.errText();
}
