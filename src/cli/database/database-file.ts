/**
 * Files of databases, moved about safely. A file that SQLite has had open is never given another
 * name: the driver may hold it open beyond the end of a store, and would then write the log of the
 * old name into it. Such a file is copied, and the copy is what gets the name.
 */
import { constants } from 'node:fs';
import { copyFile, link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What SQLite and Junjo keep beside a database file. */
const besides = ['-wal', '-shm', '.lock'] as const;

/** Removes a database file that nobody has open, and what is beside it. */
export async function removeDatabase(path: string): Promise<void> {
  for (const end of ['', ...besides]) await rm(`${path}${end}`, { force: true });
}

/** Copies a file that is complete, so that under the new name there is all of it or nothing. */
export async function putInPlace(from: string, to: string): Promise<void> {
  const partial = `${to}.partial`;
  await copyFile(from, partial, constants.COPYFILE_FICLONE);
  await syncFile(partial);
  await rename(partial, to);
  await syncFolder(dirname(to));
}

/**
 * Gives a database that nobody has open a second name, and takes its log away from the first, so
 * that no other file that comes there is read with it.
 */
export async function setAside(path: string, aside: string): Promise<void> {
  await link(path, aside);
  await linkIfThere(`${path}-wal`, `${aside}-wal`);
  await syncFolder(dirname(path));
  await removeLog(path);
}

/** Removes the log of a file that is not there or has a name elsewhere. */
export async function removeLog(path: string): Promise<void> {
  await rm(`${path}-wal`, { force: true });
  await rm(`${path}-shm`, { force: true });
  await syncFolder(dirname(path));
}

export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes names that were given or taken outlast a loss of power, where folders can be opened. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function linkIfThere(path: string, name: string): Promise<void> {
  try {
    await link(path, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
