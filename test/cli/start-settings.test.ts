import { describe, expect, test } from 'vitest';
import { readStartSettings } from '../../src/cli/start-settings.ts';

describe('the settings of a server', () => {
  test('have defaults', () => {
    expect(readStartSettings({}, {})).toEqual({
      host: '127.0.0.1',
      port: 4000,
      portSource: undefined,
      database: 'file:./.junjo/junjo.db',
      connectionCountMax: 17,
      subscriptionCountMax: 20_000,
      noticeMs: 0,
      drainMs: 10_000,
      isExposed: false,
    });
  });

  test('come from the flag, else from the own variable, else from the usual one', () => {
    const usual = { HOST: '::1', PORT: '5000', DATABASE_URL: 'file:usual.db' };
    const own = { JUNJO_HOST: 'localhost', JUNJO_PORT: '6000', JUNJO_DATABASE: 'file:own.db' };
    const flags = { host: '127.0.0.2', port: '7000', database: 'memory:' };
    expect(readStartSettings({}, usual)).toMatchObject({
      host: '::1',
      port: 5000,
      portSource: 'PORT',
      database: 'file:usual.db',
    });
    expect(readStartSettings({}, { ...usual, ...own })).toMatchObject({
      host: 'localhost',
      port: 6000,
      portSource: 'JUNJO_PORT',
      database: 'file:own.db',
    });
    expect(readStartSettings(flags, { ...usual, ...own })).toMatchObject({
      host: '127.0.0.2',
      port: 7000,
      portSource: '--port',
      database: 'memory:',
    });
  });

  test('say in seconds how long a server takes to stop', () => {
    const env = { JUNJO_NOTICE: '5', JUNJO_DRAIN: '60' };
    expect(readStartSettings({}, env)).toMatchObject({ noticeMs: 5_000, drainMs: 60_000 });
    const flags = { notice: '0', drain: '3600' };
    expect(readStartSettings(flags, env)).toMatchObject({ noticeMs: 0, drainMs: 3_600_000 });
    expect(() => readStartSettings({ notice: '-1', drain: '3601' }, {})).toThrow(
      /--notice is "-1".*\n--drain is "3601"; give whole seconds from 0 to 3600/,
    );
  });

  test('say how many connections to PostgreSQL there are', () => {
    const env = { JUNJO_CONNECTIONS: '9' };
    expect(readStartSettings({}, env).connectionCountMax).toBe(9);
    expect(readStartSettings({ connections: '40' }, env).connectionCountMax).toBe(40);
    expect(() => readStartSettings({ connections: '2' }, {})).toThrow(
      '--connections is "2"; give a number of connections from 3 to 9999.',
    );
  });

  test('say how many subscriptions may be open', () => {
    const env = { JUNJO_SUBSCRIPTIONS: '9' };
    expect(readStartSettings({}, env).subscriptionCountMax).toBe(9);
    expect(readStartSettings({ subscriptions: '0' }, env).subscriptionCountMax).toBe(0);
    expect(() => readStartSettings({ subscriptions: '-1' }, {})).toThrow(
      '--subscriptions is "-1"; give a number of subscriptions from 0 to 999999.',
    );
  });

  test('take an empty variable for none', () => {
    expect(readStartSettings({}, { PORT: '', HOST: '', DATABASE_URL: '' }).port).toBe(4000);
  });

  test.each(['0.0.0.0', '::', '192.168.1.7', 'junjo.example'])(
    'refuse to be reached from elsewhere at %s, unless that is meant',
    (host) => {
      expect(() => readStartSettings({ host }, {})).toThrow(/--host is .* no authentication yet/);
      expect(readStartSettings({ host, insecure: true }, {}).isExposed).toBe(true);
    },
  );

  test.each(['65536', '-1', '4e3', 'http'])('refuse the port %s', (port) => {
    expect(() => readStartSettings({}, { PORT: port })).toThrow(`PORT is "${port}"`);
  });

  test.each(['postgres://', 'postgresql://'])('take a database at %s', (scheme) => {
    const database = `${scheme}me:secret@db/junjo`;
    expect(readStartSettings({ database }, {}).database).toBe(database);
    const fault = () => readStartSettings({ database: `${scheme}me:secret@db:junjo` }, {});
    expect(fault).toThrow('USER:PASSWORD@HOST/DATABASE');
    expect(fault).not.toThrow('secret');
  });

  test('refuse an unknown database without showing what may be secret', () => {
    const fault = () => readStartSettings({ database: 'mysql://me:secret@db' }, {});
    expect(fault).toThrow('--database is "mysql:…"');
    expect(fault).not.toThrow('secret');
    expect(() => readStartSettings({ database: 'file:' }, {})).toThrow('no database');
  });

  test('tell all that is wrong at once, as a fault of usage', () => {
    const fault = () => readStartSettings({ host: '0.0.0.0', port: 'x', database: 'y' }, {});
    expect(fault).toThrow(/--host .*\n--port .*\n--database /);
    expect(fault).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});
