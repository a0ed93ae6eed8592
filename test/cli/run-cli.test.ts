import { describe, expect, test } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { createCapturedTerminal } from './captured-terminal.ts';

describe('the command line', () => {
  test.each(['--version', '-V'])('tells its version by %s', async (flag) => {
    const terminal = createCapturedTerminal();
    expect(await runCli([flag], terminal)).toBe(0);
    expect(terminal.outText()).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  });

  test('lists its commands when asked for help', async () => {
    const terminal = createCapturedTerminal();
    expect(await runCli(['--help'], terminal)).toBe(0);
    for (const name of ['start', 'demo', 'submit', 'watch', 'simulate']) {
      expect(terminal.outText()).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
  });

  test.each([
    ['an unknown command', ['strat'], "unknown command 'strat'"],
    ['an unknown option', ['watch', '--colour', 'x'], "unknown option '--colour'"],
    ['too many arguments', ['watch', 'a', 'b'], 'too many arguments'],
    ['an unknown format', ['watch', '-o', 'xml', 'a'], 'Allowed choices are text, json'],
  ])('calls %s a fault of usage and points to the help', async (_, args, message) => {
    const terminal = createCapturedTerminal();
    expect(await runCli(args, terminal)).toBe(2);
    expect(terminal.errText()).toContain(message);
    expect(terminal.errText()).toContain('--help');
    expect(terminal.outText()).toBe('');
  });

  test.each([
    [{ isTerminal: true }, true],
    [{ isTerminal: true, env: { NO_COLOR: '1' } }, false],
    [{ isTerminal: true, env: { TERM: 'dumb' } }, false],
    [{ isTerminal: false }, false],
  ])('colours its errors only where that is welcome: %j', async (conditions, isColoured) => {
    const terminal = createCapturedTerminal(conditions);
    await runCli(['submit', 'no-such-file.yaml'], terminal);
    expect(terminal.errText().includes('\u001b[31m')).toBe(isColoured);
  });
});
