/** The README's quick start, as it stands there: its blocks run in order, in one shell, against a
 * server that is started by the same program. Only the port is another, so that nothing has to be
 * free for the test. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeBlocks, readPage, root } from './pages.ts';

const readme = readPage('README.md');
const blocks = codeBlocks(readme).filter(({ info }) => info === 'sh quick-start');
const addressInReadme = 'http://127.0.0.1:4000';
const programArguments = ['--conditions=junjo-source', '--import', 'tsx', 'src/cli/main.ts'];

let folder: string;
let server: ReturnType<typeof spawnProgram>;
let address: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'junjo-quick-start-'));
  const database = `file:${join(folder, 'junjo.db')}`;
  server = spawnProgram('start', '--port', '0', '--database', database);
  address = await announcedAddress(server);
}, 60_000);

afterAll(async () => {
  const exit = once(server, 'exit');
  if (server.exitCode === null && server.kill('SIGTERM')) await exit;
  rmSync(folder, { recursive: true, force: true });
});

describe('the quick start', () => {
  let outputs: readonly string[];

  beforeAll(async () => {
    outputs = await runBlocks();
  }, 60_000);

  test('has its steps', () => {
    expect(blocks.length).toBe(5);
    expect(readme.text).toContain(`${addressInReadme}/graphql`);
  });

  test('submits the Job, of which one Unit is ready', () => {
    const [created, submitted] = answersIn(outputs[1]);
    expect(created).toMatchObject({ data: { topicCreate: { userErrors: [] } } });
    expect(submitted).toMatchObject({
      data: {
        jobSubmit: {
          job: { state: 'RUNNING', unitCounts: { pending: 2, ready: 1 } },
          userErrors: [],
        },
      },
    });
  });

  test('claims it', () => {
    expect(answersIn(outputs[2])).toMatchObject([
      {
        data: {
          unitsClaim: {
            leases: [{ unit: { path: 'prepare/fetch', input: { album: 7 } }, attempt: 1 }],
            userErrors: [],
          },
        },
      },
    ]);
  });

  test('reports it, which opens the next Task, and reports the first Unit of that', () => {
    const [reported, succeeded] = answersIn(outputs[3]);
    expect(reported).toMatchObject({
      data: {
        unitsReport: {
          answers: [{ state: 'SUCCEEDED', error: null }],
          leases: [
            { unit: { path: 'publish/resize' }, inputs: { prepare: { fetch: { photos: 24 } } } },
          ],
        },
      },
    });
    expect(succeeded).toMatchObject({
      data: {
        unitSucceed: {
          unit: {
            path: 'publish/resize',
            state: 'SUCCEEDED',
            job: { unitCounts: { succeeded: 2, ready: 1 } },
          },
          userErrors: [],
        },
      },
    });
  });

  test('watches from the first Event to the last, and hears that there are no more', () => {
    const batches = [...(outputs[4] ?? '').matchAll(/^data: (.+)$/gm)].map(([, data = '']) =>
      readBatch(data),
    );
    const events = batches.flatMap((batch) => batch.events);
    expect(events.map(({ seq }) => Number(seq))).toEqual(events.map((_, index) => index + 1));
    expect(events.at(0)).toMatchObject({ kind: 'topic.created' });
    expect(events.at(-1)).toMatchObject({ kind: 'unit.ready', from: 'PENDING', to: 'READY' });
    expect(events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['job.submitted', 'unit.claimed', 'task.succeeded', 'task.opened']),
    );
    expect(batches.at(-1)).toMatchObject({ caughtUp: true });
  });

  test('lets simulated workers finish the Job, which can be watched afterwards', async () => {
    expect(readme.text).toContain('`npx junjo simulate --topic photos --until-idle`');
    expect(readme.text).toContain('`npx junjo watch photos/album-7`');
    await runProgram('simulate', '--topic', 'photos', '--until-idle', '--url', address);
    const watched = await runProgram('watch', 'photos/album-7', '--url', address);
    expect(watched).toContain('succeeded');
    expect(watched).toContain('3 of 3 units');
  }, 60_000);
});

/** What each block printed: on both streams, because the README shows answers that it also reads. */
async function runBlocks(): Promise<readonly string[]> {
  const mark = '----- next block -----';
  const script = blocks
    .map(({ code }) => `${code.replaceAll(addressInReadme, address)}\necho '${mark}'\n`)
    .join('');
  const shell = spawn('bash', ['-u'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
  shell.stdin.end(`exec 2>&1\n${script}`);
  return (await text(shell.stdout)).split(mark);
}

/** The GraphQL answers in an output, one on each line. */
function answersIn(output: string | undefined): readonly unknown[] {
  const lines = (output ?? '').split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => JSON.parse(line));
}

interface Batch {
  readonly events: readonly { readonly seq: string; readonly kind: string }[];
  readonly caughtUp: boolean;
}

function readBatch(data: string): Batch {
  // The shape is what the README selects; the assertions look at each part of it.
  return (JSON.parse(data) as { readonly data: { readonly events: Batch } }).data.events;
}

function spawnProgram(...args: readonly string[]) {
  return spawn(process.execPath, [...programArguments, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function runProgram(...args: readonly string[]): Promise<string> {
  const program = spawnProgram(...args);
  const outputs = Promise.all([text(program.stdout), text(program.stderr)]);
  const [exitCode] = await once(program, 'exit');
  const [output, errors] = await outputs;
  if (exitCode !== 0) throw new Error(`junjo ${args.join(' ')} ended with ${exitCode}: ${errors}`);
  return output;
}

/** The address in what a server prints once it serves. */
async function announcedAddress(program: ReturnType<typeof spawnProgram>): Promise<string> {
  const errors = text(program.stderr);
  let printed = '';
  for await (const chunk of program.stdout) {
    printed += String(chunk);
    const [, found] = /GraphQL\s+(http:\S+)\/graphql/.exec(printed) ?? [];
    if (found !== undefined) return found;
  }
  throw new Error(`The server ended before it said where it serves: ${await errors}`);
}
