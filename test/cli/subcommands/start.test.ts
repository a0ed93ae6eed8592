import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findFreePort } from '../../../src/cli/free-port.ts';
import { runCli } from '../../../src/cli/run-cli.ts';
import { createClient } from '../../../src/client/create-client.ts';
import { createCapturedTerminal } from '../captured-terminal.ts';
import { makeFolder } from '../running-server.ts';

/** Starts a server, does something once it is announced, and interrupts it. */
async function start(args: readonly string[], act: (announcement: string) => Promise<void>) {
  let announce = (_: string): void => undefined;
  const announced = new Promise<string>((resolve) => {
    announce = resolve;
  });
  const terminal = createCapturedTerminal({ onOut: (text) => announce(text) });
  const running = runCli(['start', ...args], terminal);
  await announced.then(act).finally(terminal.interrupt);
  return { exitCode: await running, out: terminal.outText(), err: terminal.errText() };
}

function urlIn(announcement: string): string {
  return /http:\S+\/graphql/.exec(announcement)?.[0] ?? '';
}

/** A port that another program listens on. */
async function occupyPort(): Promise<number> {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => other.close(() => resolve())));
  // A server that listens on a port has an address with that port.
  return (other.address() as AddressInfo).port;
}

describe('junjo start', () => {
  test('serves until it is told to stop, and says where in at most ten lines', async () => {
    const { exitCode, out, err } = await start(
      ['--port', '0', '--database', 'memory:'],
      async (announcement) => {
        expect(await createClient({ url: urlIn(announcement) }).version()).toMatch(
          /^\d+\.\d+\.\d+/,
        );
      },
    );
    expect(exitCode).toBe(0);
    expect(out.split('\n').length).toBeLessThanOrEqual(10);
    for (const title of ['Page', 'GraphQL', 'Database', 'Next']) expect(out).toContain(title);
    expect(out).toContain('only this machine can reach it');
    expect(out).toMatch(/\d+ migrations? applied/);
    expect(err).toMatch(/^Stopping: no more Units are handed out.*\nStopped\.\n$/);
  });

  test('keeps what it was given in its file', async () => {
    const database = `file:${join(await makeFolder(), 'deep', 'junjo.db')}`;
    await start(['--port', '0', '--database', database], async (announcement) => {
      await createClient({ url: urlIn(announcement) }).topicCreate({ name: 'film' });
    });
    const { out } = await start(['--port', '0', '--database', database], async (announcement) => {
      const topic = await createClient({ url: urlIn(announcement) }).findTopic({ name: 'film' });
      expect(topic?.name).toBe('film');
    });
    expect(out).toContain('up to date');
  });

  test('names the flag when the port that was asked for is taken', async () => {
    const port = await occupyPort();
    const terminal = createCapturedTerminal();
    const args = ['start', '--database', 'memory:', '--port', `${port}`];
    expect(await runCli(args, terminal)).toBe(1);
    expect(terminal.errText()).toContain(`--port: port ${port} is taken by another program.`);
  });

  test('takes the next free port instead of the usual one', async () => {
    const port = await occupyPort();
    expect(await findFreePort('127.0.0.1', port)).toBeGreaterThan(port);
  });

  test('says which server has the database open', async () => {
    const database = `file:${join(await makeFolder(), 'junjo.db')}`;
    await start(['--port', '0', '--database', database], async () => {
      const terminal = createCapturedTerminal();
      expect(await runCli(['start', '--port', '0', '--database', database], terminal)).toBe(1);
      expect(terminal.errText()).toMatch(/^error: Another Junjo server \(pid \d+\) has .* open\./);
    });
  });

  test.each([
    [['--host', '0.0.0.0'], '--host is "0.0.0.0"'],
    [['--port', 'many'], '--port is "many"'],
    [['--database', 'postgresql://'], '--database is "postgresql:…"'],
    [['--prot', '4000'], "unknown option '--prot'"],
  ])('refuses %j as a fault of usage', async (args, message) => {
    const terminal = createCapturedTerminal();
    expect(await runCli(['start', ...args], terminal)).toBe(2);
    expect(terminal.errText()).toContain(message);
    expect(terminal.outText()).toBe('');
  });

  test('says when the address is none of this machine', async () => {
    const terminal = createCapturedTerminal();
    const args = ['start', '--host', '203.0.113.1', '--insecure', '--database', 'memory:'];
    expect(await runCli([...args, '--port', '4000'], terminal)).toBe(1);
    expect(terminal.errText()).toContain('Junjo cannot listen on 203.0.113.1, port 4000');
  });
});
