/** What a server says of its health while it starts, serves, stops and has lost its database. */
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createReadiness } from '../../src/server/readiness.ts';

function createCapturedLog() {
  const messages: string[] = [];
  const log = pino({}, { write: (line) => messages.push(JSON.parse(line).msg) });
  return { messages, log };
}

test('only a server that serves is ready, and the others are not asked about their database', async () => {
  let askedCount = 0;
  const askDatabase = () => {
    askedCount += 1;
    return Promise.resolve();
  };
  const readiness = createReadiness({ askDatabase, log: createCapturedLog().log });
  expect(await readiness('starting')).toMatchObject({ isReady: false });
  expect(await readiness('draining')).toMatchObject({ isReady: false });
  expect(askedCount).toBe(0);
  expect(await readiness('serving')).toEqual({ isReady: true, text: 'ready' });
  expect(askedCount).toBe(1);
});

test('many who ask at once ask the database once', async () => {
  const answers: (() => void)[] = [];
  const askDatabase = () => new Promise<void>((resolve) => answers.push(resolve));
  const readiness = createReadiness({ askDatabase, log: createCapturedLog().log });
  const asking = Array.from({ length: 20 }, () => readiness('serving'));
  expect(answers).toHaveLength(1);
  answers[0]?.();
  for (const { isReady } of await Promise.all(asking)) expect(isReady).toBe(true);
});

test('a database that fails or stays silent makes it not ready, until it answers again', async () => {
  const { messages, log } = createCapturedLog();
  let ask = (): Promise<void> => Promise.reject(new Error('The connection was refused.'));
  const readiness = createReadiness({ askDatabase: () => ask(), timeoutMs: 1, log });
  const refused = { isReady: false, text: 'not ready: the database does not answer' };
  expect(await readiness('serving')).toEqual(refused);
  ask = () => new Promise(() => undefined);
  expect(await readiness('serving')).toEqual(refused);
  ask = () => Promise.resolve();
  expect((await readiness('serving')).isReady).toBe(true);
  expect(messages).toEqual(['the database does not answer', 'the database answers again']);
});
