/** The endpoint that `junjo backup` reads. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder } from '../cli/running-server.ts';
import { openApi, until } from './open-api.ts';

async function openOnFile() {
  const folder = await makeFolder();
  const api = await openApi({ database: `file:${join(folder, 'junjo.db')}` });
  onTestFinished(() => api.close());
  return { folder, url: new URL('/backup', api.url), call: api.call };
}

test('POST /backup answers a whole database, and leaves no file beside it', async () => {
  const { url, folder } = await openOnFile();
  const response = await fetch(url, { method: 'POST' });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/vnd.sqlite3');
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(bytes.length).toBe(Number(response.headers.get('content-length')));
  expect(bytes.toString('latin1', 0, 15)).toBe('SQLite format 3');
  expect((await readdir(folder)).filter((name) => !name.startsWith('junjo.db'))).toEqual([]);
});

test('a page in a browser cannot cause a backup', async () => {
  const { url } = await openOnFile();
  const got = await fetch(url);
  expect(got.status).toBe(405);
  expect(got.headers.get('allow')).toBe('POST');
  const foreign = await fetch(url, { method: 'POST', headers: { origin: 'http://example.com' } });
  expect(foreign.status).toBe(403);
});

test('a second backup is refused while one is made, and one that nobody waits for is given up', async () => {
  const { url } = await openOnFile();
  const answers = await Promise.all([1, 2].map(() => fetch(url, { method: 'POST' })));
  const refused = answers.filter(({ status }) => status !== 200);
  for (const answer of refused) {
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('"BACKUP_UNDER_WAY"');
  }
  expect(refused.length).toBeLessThan(2);
  await until(async () => {
    const leaving = new AbortController();
    const left = fetch(url, { method: 'POST', signal: leaving.signal }).catch(() => undefined);
    leaving.abort();
    await left;
    return (await fetch(url, { method: 'POST' })).ok;
  });
});
