import { describe, expect, test } from 'vitest';
import { readOptions } from '../../src/server/options.ts';

describe('the options of a server', () => {
  test('have defaults, also where undefined is given', () => {
    expect(readOptions({ port: 0, host: undefined })).toEqual({
      host: '127.0.0.1',
      port: 0,
      database: 'file:./.junjo/junjo.db',
      connectionCountMax: 17,
      maxBodyBytes: 16_777_216,
      subscriptionCountMax: 20_000,
      drainMs: 10_000,
      noticeMs: 0,
    });
  });

  test('are all told that are wrong', () => {
    const wrong = { host: '', port: 65_536, drainMs: 1.5, noticeMs: -1, log: null, prot: 4000 };
    // What someone without types may give.
    expect(() => readOptions(wrong as object)).toThrow(
      "The server's options are wrong. host: give text that is not empty. port: give a whole number of 0 to 65535. drainMs: give a whole number of 0 to 9007199254740991. noticeMs: give a whole number of 0 to 9007199254740991. log: give a logger of pino. prot: there is no such option.",
    );
  });
});
