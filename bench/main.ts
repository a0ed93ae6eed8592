/**
 * Junjo's own figures: real servers, producers and workers in processes of their own over HTTP, on
 * both databases. `npm run bench` builds first; --help says what can be chosen.
 */
import { writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { type Conditions, describe } from './suite/conditions.ts';
import { writeMarkedPart } from './suite/marked-part.ts';
import { type Options, readOptions, usage } from './suite/options.ts';
import { profileTables, runProfiles } from './suite/run-profiles.ts';
import { type Run, runSuite } from './suite/run-suite.ts';
import { tablesOf } from './suite/tables.ts';

const page = new URL('../docs/performance.md', import.meta.url);

const options = readOptions(argv.slice(2));
if (options === undefined) console.log(usage);
else if (options.profiles !== undefined) await profile(options, options.profiles);
else await run(options);

async function profile(chosen: Options, folder: string): Promise<void> {
  const text = profileTables(await runProfiles(chosen, folder));
  console.log(text);
  if (chosen.isWritten) writeMarkedPart(page, 'bench profiles', text);
}

async function run(chosen: Options): Promise<void> {
  const runs: Run[] = [];
  let conditions: Conditions | undefined;
  await runSuite(chosen, {
    onConditions: (found) => {
      conditions = found;
      console.error(describe(found));
    },
    onRun: (done) => {
      runs.push(done);
      console.error(lineOf(done));
      // After each run, so that there is something to see of one that is ended early.
      if (chosen.json !== undefined) {
        writeFileSync(chosen.json, `${JSON.stringify({ conditions, runs }, null, 2)}\n`);
      }
    },
  });
  const tables = tablesOf(chosen.workloads, runs);
  const words = conditions === undefined ? '' : describe(conditions);
  const part =
    chosen.share === 1 ? '' : ` Only ${chosen.share} of the Units that are named was done.`;
  const text = `${words}${part}\n\n${tables}`;
  console.log(text);
  if (chosen.isWritten) writeMarkedPart(page, 'bench', text);
}

function lineOf({ round, workload, database, measured, idle }: Run): string {
  const figure =
    measured === undefined
      ? `p50 ${idle?.pickUpMs.p50.toFixed(1)} ms`
      : `${Math.round(measured.unitsPerSecond)} Units/s`;
  return `round ${round}: ${workload} on ${database}: ${figure}`;
}
