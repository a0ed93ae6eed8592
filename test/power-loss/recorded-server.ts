/**
 * A server in a process of its own, to be recorded, that is kept busy from within: so each answer
 * is written down by the process that was recorded, and stands in the recording behind everything
 * that led to it and before everything that came after.
 */
import { existsSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createServer } from '../../src/server/create-server.ts';
import { createLedger } from '../crash/ledger.ts';
import { createTopic, runLoad } from '../crash/load.ts';
import { randomNumbers } from '../crash/random-numbers.ts';
import { answersFile } from './trace.ts';
import { weaken } from './weaken.ts';

const [path = '', synchronous, ending, answerCount, seed] = process.argv.slice(2);
const answers = openSync(join(dirname(path), answersFile), 'a');
if (synchronous === 'OFF' || synchronous === 'NORMAL') weaken(synchronous);

const isFirst = !existsSync(path);
const server = await createServer({ port: 0, database: `file:${path}` });
await server.start();
if (isFirst) await createTopic(server.url);

const ledger = createLedger();
ledger.onEntry = (entry) => writeSync(answers, `${JSON.stringify(entry)}\n`);
let left = Number(answerCount);
ledger.onAnswer = () => {
  left -= 1;
  if (left > 0) return;
  // By itself and here, where no call to the database is under way that would be cut in two.
  if (ending === 'killed') process.kill(process.pid, 'SIGKILL');
  ledger.isOpen = false;
};
await runLoad(server.url, ledger, randomNumbers(Number(seed)));
await server.stop();
