/** What can be chosen on the command line. */
import { parseArgs } from 'node:util';
import { type DatabaseKind, databaseKinds } from './databases.ts';
import { idlePickUp } from './idle-pick-up.ts';
import type { Workload } from './workload.ts';
import { bigJob } from './workloads/big-job.ts';
import { dag } from './workloads/dag.ts';
import { independentBatched } from './workloads/independent.ts';
import { single } from './workloads/single.ts';

/** In the order of the table. */
export const workloads: readonly Workload[] = [dag, independentBatched, single, bigJob];

export interface Options {
  readonly workloads: readonly Workload[];
  readonly isIdleMeasured: boolean;
  readonly databases: readonly DatabaseKind[];
  readonly roundCount: number;
  /** What part of the Units of a full run is done. */
  readonly share: number;
  readonly json: string | undefined;
  /** Where profiles of the server go, if they are asked for. */
  readonly profiles: string | undefined;
  /** Whether the tables go into docs/performance.md. */
  readonly isWritten: boolean;
}

export const usage = `npm run bench -- [options]

  --workloads ${[...workloads, idlePickUp].map(({ name }) => name).join(',')}
  --databases ${databaseKinds.join(',')}
  --rounds 5          how often each is measured, on each database in turn
  --share 1           what part of the Units of a full run is done
  --quick             one round of a twentieth of the Units
  --json FILE         all figures of all rounds
  --profile FOLDER    no figures, but CPU profiles of the server and counts of its statements
  --write             puts the tables into docs/performance.md`;

/** Undefined where only help is asked for. */
export function readOptions(words: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...words],
    options: {
      workloads: { type: 'string' },
      databases: { type: 'string' },
      rounds: { type: 'string' },
      share: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      profile: { type: 'string' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const workloadNames = [...workloads, idlePickUp].map(({ name }) => name);
  const chosen = chosenOf('--workloads', values.workloads, workloadNames);
  const databases = chosenOf('--databases', values.databases, databaseKinds);
  return {
    workloads: workloads.filter(({ name }) => chosen.includes(name)),
    isIdleMeasured: chosen.includes(idlePickUp.name),
    databases: databaseKinds.filter((kind) => databases.includes(kind)),
    roundCount: numberOf('--rounds', values.rounds ?? (values.quick ? '1' : '5')),
    share: numberOf('--share', values.share ?? (values.quick ? '0.05' : '1')),
    json: values.json,
    profiles: values.profile,
    isWritten: values.write,
  };
}

function chosenOf(flag: string, text: string | undefined, known: readonly string[]) {
  const names = text?.split(',') ?? known;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Error(`${flag} names "${unknown}"; there are ${known.join(', ')}.`);
  }
  return names;
}

function numberOf(flag: string, text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  throw new Error(`${flag} is "${text}"; give a number above 0.`);
}
