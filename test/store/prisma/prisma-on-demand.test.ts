import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPrisma } from '../../../src/store/prisma/open-prisma.ts';
import { prismaOnDemand } from '../../../src/store/prisma/prisma-on-demand.ts';
import { type Kitchen, openKitchen } from '../../engine/kitchen.ts';

let kitchen: Kitchen;
let openCount: number;

beforeEach(async () => {
  kitchen = await openKitchen();
  openCount = 0;
});

afterEach(async () => {
  await kitchen.close();
});

function onDemand() {
  return prismaOnDemand(kitchen.store, (store) => {
    openCount += 1;
    return openPrisma(store);
  });
}

describe('Prisma on demand', () => {
  test('is opened with the first read, and once', async () => {
    const { client, close } = onDemand();
    expect('topic' in client).toBe(true);
    expect(openCount).toBe(0);
    const [topics, again] = await Promise.all([
      client.topic.findMany({ select: { name: true } }),
      client.topic.findUnique({ where: { name: 'kitchen' }, select: { name: true } }),
    ]);
    expect([topics, again]).toEqual([[{ name: 'kitchen' }], { name: 'kitchen' }]);
    expect(await client.job.count()).toBe(0);
    expect(openCount).toBe(1);
    await close();
  });

  test('is not opened to be closed', async () => {
    await onDemand().close();
    expect(openCount).toBe(0);
  });

  test('tells whoever reads why it cannot be opened, and is closed all the same', async () => {
    const { client, close } = prismaOnDemand(kitchen.store, () =>
      Promise.reject(new Error('no room')),
    );
    await expect(client.topic.findMany()).rejects.toThrow('no room');
    await close();
  });

  test('refuses what Prisma has not', async () => {
    const { client, close } = onDemand();
    const wrong = client as unknown as { readonly song: { sing(): Promise<void> } };
    await expect(wrong.song.sing()).rejects.toThrow('Prisma has no song.sing.');
    await close();
  });
});
