/**
 * Cuts the power at random points of a recording, and looks at what each cut leaves. What was
 * acknowledged by then is what the recorded process had passed on before the cut: the trace itself
 * tells, without any clock.
 */
import { createHash } from 'node:crypto';
import { type Acknowledged, createLedger, enter } from '../crash/ledger.ts';
import { randomNumbers } from '../crash/random-numbers.ts';
import { checkState } from './check-state.ts';
import { Disk, type Files } from './disk.ts';
import { drawFates } from './fates.ts';
import { databaseFile, type Recording } from './record.ts';

export interface Cuts {
  readonly stateCount: number;
  readonly seed: number;
  /** A folder that is made and removed for every state. */
  readonly folder: string;
}

export interface Outcome {
  /** How many different states of the disk were looked at. */
  readonly distinctCount: number;
  /** In how many of all states something acknowledged is not there, of those that can be opened. */
  readonly lossyCount: number;
  /** In how many of all states something is wrong by itself, or the database cannot be opened. */
  readonly faultyCount: number;
  /** What was found first, each with where. */
  readonly examples: readonly string[];
}

export async function cutPower(
  recording: Recording,
  { stateCount, seed, folder }: Cuts,
): Promise<Outcome> {
  const chance = randomNumbers(seed);
  const { length } = recording.steps;
  const cuts = Array.from({ length: stateCount }, () => Math.floor(chance() * length));
  cuts.sort((one, other) => one - other);
  const disk = new Disk();
  const ledger = createLedger();
  const digests = new Set<string>();
  const examples: string[] = [];
  let cutCount = 0;
  let lossyCount = 0;
  let faultyCount = 0;
  for (const [index, step] of recording.steps.entries()) {
    if (step.kind === 'answer') enter(ledger, readAnswer(step.text));
    else disk.take(step);
    for (; cuts[cutCount] === index; cutCount += 1) {
      const files = withIndexOfLog(disk.cut(drawFates(chance)), chance);
      digests.add(digestOf(files));
      const { lost, faults } = await checkState(folder, files, ledger);
      lossyCount += lost.length > 0 ? 1 : 0;
      faultyCount += faults.length > 0 ? 1 : 0;
      const found = [...faults, ...lost].slice(0, 3);
      if (found.length > 0 && examples.length < 5) {
        examples.push(`cut ${cutCount}, after step ${index} of ${length}: ${found.join('; ')}`);
      }
    }
  }
  return { distinctCount: digests.size, lossyCount, faultyCount, examples };
}

/** What the running programs would see once all steps were taken. */
export function replay({ steps }: Recording): Files {
  const disk = new Disk();
  for (const step of steps) if (step.kind !== 'answer') disk.take(step);
  return disk.seen();
}

/**
 * The index of the log is memory that processes share by a file. It is never synced and not
 * recorded, so anything may be left of it.
 */
function withIndexOfLog(files: Files, chance: () => number): Files {
  if (!files.has(databaseFile) || chance() < 0.5) return files;
  const noise = Buffer.from(Array.from({ length: 4_096 }, () => Math.floor(chance() * 256)));
  return new Map([...files, [`${databaseFile}-shm`, Buffer.concat(Array(8).fill(noise))]]);
}

function readAnswer(line: string): Acknowledged {
  // The recorded process has written it as such; one write is one line.
  return JSON.parse(line) as Acknowledged;
}

function digestOf(files: Files): string {
  const hash = createHash('sha1');
  for (const [name, content] of files) {
    if (!name.endsWith('-shm')) hash.update(`${name} ${content.length} `).update(content);
  }
  return hash.digest('hex');
}
