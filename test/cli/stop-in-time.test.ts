import { expect, test } from 'vitest';
import { stopInTime } from '../../src/cli/stop-in-time.ts';

test('a server that comes to its end is waited for, and one that does not is left', async () => {
  expect(await stopInTime({ stop: () => Promise.resolve() }, 3_600_000)).toBe(true);
  expect(await stopInTime({ stop: () => new Promise(() => undefined) }, 1)).toBe(false);
});

test('a fault on the way to the end is told', async () => {
  const stop = () => Promise.reject(new Error('The disk is full.'));
  await expect(stopInTime({ stop }, 3_600_000)).rejects.toThrow('The disk is full.');
});
