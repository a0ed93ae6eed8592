import { beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../../src/cli/run-cli.ts';
import { createClient } from '../../../src/client/create-client.ts';
import { createCapturedTerminal } from '../captured-terminal.ts';
import { startServer } from '../running-server.ts';

const topic = 'reports';

let url: string;

async function schedule(...args: string[]) {
  const terminal = createCapturedTerminal();
  const exitCode = await runCli(['schedule', ...args, '--url', url], terminal);
  return { exitCode, out: terminal.outText(), err: terminal.errText() };
}

const inTopic = ['--topic', topic];

describe('junjo schedule', () => {
  beforeEach(async () => {
    url = (await startServer()).url;
    const client = createClient({ url });
    await client.topicCreate({ name: topic });
    const definition = { tasks: [{ key: 'a', units: [{ key: 'b', kind: 'c' }] }] };
    const paramsSchema = { type: 'object', properties: { store: { type: 'string' } } };
    await client.templatePublish({ topic, name: 'report', definition, paramsSchema });
  });

  test('shows what a timing comes to', async () => {
    const zone = ['--zone', 'Europe/Berlin'];
    const after = ['--after', '2026-03-28T12:00:00Z', '--count', '2'];
    const { exitCode, out } = await schedule('preview', '--cron', '30 2 * * *', ...zone, ...after);
    expect({ exitCode, lines: out.split('\n') }).toEqual({
      exitCode: 0,
      lines: [
        '2026-03-29T01:00:00.000Z  2026-03-29 03:00:00 GMT+02:00',
        '2026-03-30T00:30:00.000Z  2026-03-30 02:30:00 GMT+02:00',
        '',
      ],
    });
  });

  test('sets a Schedule, and looks after it by its name', async () => {
    const set = ['set', 'nightly', ...inTopic, '--template', 'report', '--cron', '30 2 * * *'];
    const params = ['--params', '{"store": "Berlin"}', '--overlap', 'QUEUE', '--queue-max', '3'];
    const made = await schedule(...set, ...params);
    expect(made.err).toBe('');
    expect(made.out).toMatch(
      /^schedule_\w+ {2}nightly: report by "30 2 \* \* \*" in UTC, next at \S+T02:30:00.000Z\n$/,
    );
    const why = ['--by', 'ann', '--reason', 'Stocktaking.'];
    const paused = await schedule('pause', 'nightly', ...inTopic, ...why);
    expect(paused.out).toContain('paused by ann: Stocktaking.');
    expect((await schedule('fire', 'nightly', ...inTopic)).out).toMatch(
      /by hand {2}STARTED job_\w+ RUNNING/,
    );
    expect((await schedule('fire', 'nightly', ...inTopic)).out).toMatch(/by hand {2}QUEUED\n/);
    expect((await schedule('resume', 'nightly', ...inTopic)).out).toMatch(/in UTC, next at/);
    const shown = (await schedule('show', 'nightly', ...inTopic)).out.split('\n');
    expect(shown[1]).toBe('  parameters {"store":"Berlin"}, overlap QUEUE, missed ONE');
    expect(shown[2]).toBe('  1 started, 0 skipped, 0 failed, 1 waiting');
    expect(shown[3]).toContain('QUEUED');
    expect(shown[4]).toContain('STARTED');
    const listed = await schedule('list', ...inTopic, '-o', 'json');
    expect(JSON.parse(listed.out)).toMatchObject({ name: 'nightly', queueMax: 3 });
    expect((await schedule('remove', 'nightly', ...inTopic)).out).toMatch(/removed\n$/);
    expect((await schedule('list', ...inTopic)).out).toBe('');
  });

  test('reads intervals with their units', async () => {
    const set = ['set', 'often', ...inTopic, '--template', 'report', '--every', '15m'];
    expect((await schedule(...set)).out).toContain('often: report every 900 s, next at');
    const wrong = await schedule('set', 'x', ...inTopic, '--template', 'report', '--every', '15');
    expect(wrong.exitCode).toBe(2);
    expect(wrong.err).toContain('Give a number and its unit');
  });

  test.each([
    [['set', 'x', '--template', 'report'], 'exactly one of --cron, --every and --at', 2],
    [['set', 'x', '--template', 'none', '--every', '1h'], 'TEMPLATE_NOT_FOUND', 1],
    [['set', 'x', '--template', 'report', '--cron', 'daily'], 'INVALID_VALUE', 1],
    [['set', 'x', '--template', 'report', '--every', '1h', '--params', '[]'], 'JSON object', 2],
    [['pause', 'none'], 'There is no schedule "none"', 1],
    [['show'], 'missing required argument', 2],
  ])('says what is wrong with %j', async (args, text, code) => {
    const { exitCode, err } = await schedule(...args, ...inTopic);
    expect(err).toContain(text);
    expect(exitCode).toBe(code);
  });
});
