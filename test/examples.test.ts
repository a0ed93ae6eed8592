/** Every example is run as a newcomer would run it, in a process of its own, and keeps its word. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { importsOf } from './architecture/layers.ts';
import { readSources } from './architecture/source-text.ts';
import { exists, linksOf, readPage } from './docs/pages.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

const programs = [
  'adaptive-rate.ts',
  'after-an-outage.ts',
  'approval.ts',
  'autoscaler.ts',
  'begin-later.ts',
  'bulk-submission.ts',
  'checkpoint-and-resume.ts',
  'condition.ts',
  'debounce.ts',
  'drain-a-worker.ts',
  'failure-branch.ts',
  'fan-out-fan-in.ts',
  'hello-worker.ts',
  'kitchen.ts',
  'own-storage.ts',
  'routing.ts',
  'fair-shares.ts',
  'limits.ts',
  'live-cache.ts',
  'live-on-work.ts',
  'poison-unit.ts',
  'rerun-from-the-middle.ts',
  'retention.ts',
  'retry-with-backoff.ts',
  'schedule.ts',
  'spawn-and-join.ts',
  'surviving-a-restart.ts',
  'template.ts',
  'watch-a-job.ts',
  'why-not-running.ts',
];

/** Far more than any of them takes; one that hangs is ended. */
const timeoutMs = 60_000;

describe('the example', () => {
  test.concurrent.each(programs)(
    '%s runs to its end',
    async (name) => {
      const args = ['--import', 'tsx', '--conditions=junjo-source', `examples/${name}`];
      // Rejects, with all that was printed, unless the exit code is 0.
      const { stdout, stderr } = await run(process.execPath, args, {
        cwd: root,
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
      });
      expect(stderr).toBe('');
      expect(stdout).not.toBe('');
    },
    timeoutMs + 5_000,
  );
});

describe('the folder of examples', () => {
  const sources = readSources(root, ['examples']);

  test('holds programs that are run here, and what they import', () => {
    const imported = sources
      .flatMap(importsOf)
      .filter(({ specifier }) => specifier.startsWith('./'))
      .map(({ specifier }) => specifier.slice('./'.length));
    const found = sources.map(({ path }) => path.slice('examples/'.length));
    expect([...new Set([...programs, ...imported])].toSorted()).toEqual(found.toSorted());
  });

  test('imports nothing but the public doors, Node.js, the driver of a store and its own parts', () => {
    const foreign = sources
      .flatMap(importsOf)
      .map(({ specifier }) => specifier)
      .filter(
        (specifier) =>
          !/^(node:|\.\/[\w-]+\.ts$|junjo\/(server|client|testing)$|libsql$)/.test(specifier),
      );
    expect(foreign).toEqual([]);
  });

  test('holds files of less than 120 lines', () => {
    const long = sources.filter(({ text }) => text.split('\n').length > 120);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  test('is listed in its README, file by file', () => {
    const files = readdirSync(new URL('../examples', import.meta.url));
    const links = linksOf(readPage('examples/README.md'));
    expect(files.filter((name) => name !== 'README.md' && !links.includes(name))).toEqual([]);
    expect(links.filter((link) => !exists(`examples/${link}`))).toEqual([]);
  });
});
