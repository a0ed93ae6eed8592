import { expect, test } from 'vitest';
import { runCli } from '../../../src/cli/run-cli.ts';
import { createClient } from '../../../src/client/create-client.ts';
import { createCapturedTerminal } from '../captured-terminal.ts';
import { startServer } from '../running-server.ts';

async function run(args: readonly string[]) {
  const terminal = createCapturedTerminal();
  const exitCode = await runCli(['logs', ...args], terminal);
  return { exitCode, out: terminal.outText(), err: terminal.errText() };
}

async function openFilm() {
  const { url } = await startServer();
  const client = createClient({ url });
  await client.topicCreate({ name: 'film' });
  const units = ['cut', 'mix'].map((key) => ({ key, kind: key }));
  const { job } = await client.jobSubmit({
    topic: 'film',
    key: 'one',
    name: 'Film',
    tasks: [{ key: 't', units }],
  });
  const { leases } = await client.unitsClaim({ worker: 'w', topics: ['film'], max: 2 });
  const log = async (place: number, message: string, level: 'INFO' | 'WARN' = 'INFO') => {
    const { unitId = '', attempt = 0, leaseId = '' } = leases[place] ?? {};
    const lines = [{ level, message, fields: level === 'WARN' ? { reel: 7 } : null }];
    await client.unitsReport({
      reports: [{ log: { lease: { unitId, attempt, leaseId }, lines } }],
    });
  };
  return { job, unitId: leases[0]?.unitId ?? '', log, where: ['--url', url] };
}

/** The lines without the time at which they begin. */
const told = (out: string) => out.split('\n').map((line) => line.replace(/^[\d:.]{12} {2}/, ''));

test('the log of a unit and of a job are shown', async () => {
  const { job, unitId, log, where } = await openFilm();
  await log(0, 'begun');
  await log(1, 'loud', 'WARN');
  await log(0, 'done');
  const ofUnit = ['INFO   t/cut  begun', 'INFO   t/cut  done', ''];
  expect(told((await run([unitId, ...where])).out)).toEqual(ofUnit);
  expect(told((await run([unitId, '--last', '1', ...where])).out)).toEqual(ofUnit.slice(1));
  const ofJob = ['INFO   t/cut  begun', 'WARN   t/mix  loud  {"reel":7}', 'INFO   t/cut  done', ''];
  expect(told((await run([job.id, ...where])).out)).toEqual(ofJob);
  expect(told((await run(['film/one', '--level', 'WARN', ...where])).out)).toEqual([ofJob[1], '']);
  const json = await run([job.id, '-o', 'json', ...where]);
  expect(JSON.parse(json.out.split('\n')[1] ?? '')).toMatchObject({ path: 't/mix', line: 1 });
});

test('what does not exist is said', async () => {
  const { where } = await openFilm();
  const { exitCode, err } = await run(['unit_none', ...where]);
  expect(exitCode).not.toBe(0);
  expect(err).toContain('There is no unit unit_none.');
});

test.each(['unit', 'job'])(
  'the log of a %s that is followed goes on until it is left',
  async (noun) => {
    const { job, unitId, log, where } = await openFilm();
    await log(0, 'one');
    const messages: string[] = [];
    const terminal = createCapturedTerminal({
      onOut: (text) => {
        for (const line of text.trimEnd().split('\n')) {
          messages.push(line.split('  ').at(-1) ?? '');
          if (messages.length === 1) void log(0, 'two').then(() => log(0, 'three'));
          if (messages.length === 3) terminal.interrupt();
        }
      },
    });
    const name = noun === 'unit' ? unitId : job.id;
    expect(await runCli(['logs', name, '-f', ...where], terminal)).toBe(130);
    expect(messages).toEqual(['one', 'two', 'three']);
  },
);
