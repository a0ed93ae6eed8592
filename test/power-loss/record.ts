/** Runs servers one after the other on one database file, and records what they do to its files. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Files } from './disk.ts';
import { answersFile, readTrace, type Step, tracedCalls } from './trace.ts';

export const databaseFile = 'junjo.db';

/** Of what is beside the database file, the index of its log is left out: it is memory, in a file. */
const recordedFiles = ['', '-wal', '-journal', '.lock', '.lock-journal'].map(
  (ending) => `${databaseFile}${ending}`,
);

const serverPath = fileURLToPath(new URL('recorded-server.ts', import.meta.url));

export interface Run {
  readonly synchronous: 'FULL' | 'NORMAL' | 'OFF';
  /** Killed, it leaves everything as it is; stopped, it tidies up. */
  readonly ending: 'killed' | 'stopped';
  readonly answerCount: number;
  readonly seed: number;
}

export interface Recording {
  readonly steps: readonly Step[];
  /** The files as the last server has left them. */
  readonly files: Files;
}

/** Why nothing can be recorded here; undefined when it can. */
export function findHindrance(): string | undefined {
  const { error, status, stderr } = spawnSync('strace', ['-o', '/dev/null', 'true'], {
    encoding: 'utf8',
  });
  if (error !== undefined) return 'strace is not installed, or not to be run: nothing is recorded';
  return status === 0 ? undefined : `strace may not look at processes here: ${stderr.trim()}`;
}

/** Makes the folder; the database and the traces stay in it. */
export async function record(into: string, runs: readonly Run[]): Promise<Recording> {
  const folder = join(into, 'database');
  mkdirSync(folder, { recursive: true });
  const steps: Step[] = [];
  for (const [index, run] of runs.entries()) {
    const tracePath = join(into, `trace-${index}`);
    await recordRun(folder, tracePath, run);
    for (const step of readTrace(readFileSync(tracePath, 'latin1'), folder)) steps.push(step);
  }
  const names = readdirSync(folder).filter((name) => recordedFiles.includes(name));
  return { steps, files: new Map(names.map((name) => [name, readFileSync(join(folder, name))])) };
}

async function recordRun(folder: string, tracePath: string, run: Run): Promise<void> {
  const paths = [folder, ...[...recordedFiles, answersFile].map((name) => join(folder, name))];
  const child = spawn(
    'strace',
    [
      ...['-f', '-y', '-xx', '-s', '1000000', '-qq', '--seccomp-bpf', '-e', 'signal=none'],
      ...['-o', tracePath, '-e', `trace=${tracedCalls.join(',')}`],
      ...paths.flatMap((path) => ['-P', path]),
      ...[process.execPath, '--import', 'tsx', serverPath, join(folder, databaseFile)],
      ...[run.synchronous, run.ending, String(run.answerCount), String(run.seed)],
    ],
    { stdio: ['ignore', 'inherit', 'pipe'] },
  );
  const errors: Buffer[] = [];
  child.stderr.on('data', (data: Buffer) => errors.push(data));
  const [code, signal] = await once(child, 'close');
  const hasEnded = run.ending === 'killed' ? signal === 'SIGKILL' : code === 0;
  if (!hasEnded) {
    throw new Error(`The recorded server ended by ${code ?? signal}.\n${Buffer.concat(errors)}`);
  }
}
