/** Prisma reads what the engine wrote, and cannot write. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPrisma, type ReadClient } from '../../../src/store/prisma/open-prisma.ts';
import { type Kitchen, openKitchen } from '../../engine/kitchen.ts';

let kitchen: Kitchen;
let prisma: ReadClient;

beforeEach(async () => {
  kitchen = await openKitchen();
  prisma = await openPrisma(kitchen.store);
});

afterEach(async () => {
  await prisma.$disconnect();
  await kitchen.close();
});

describe('the client of Prisma', () => {
  test('sees each commit as soon as it is answered', async () => {
    for (let count = 0; count < 20; count += 1) {
      const jobId = await kitchen.submit({ meal: { units: { cook: [] } } });
      const job = await prisma.job.findUnique({ where: { id: jobId }, include: { topic: true } });
      expect(job).toMatchObject({ id: jobId, topic: { name: 'kitchen', jobsRunning: count + 1 } });
    }
  });

  test.each<[string, (client: ReadClient) => Promise<unknown>]>([
    ['a new row', (client) => client.topic.create({ data: topic })],
    ['a changed row', (client) => client.topic.updateMany({ data: { name: 'x' } })],
    ['a removed row', (client) => client.topic.deleteMany()],
    ['a raw statement', (client) => client.$executeRaw`UPDATE "Topic" SET "name" = 'x'`],
  ])('is refused %s by the database', async (_, write) => {
    await expect(write(prisma)).rejects.toThrow(/readonly database/);
    expect(await prisma.topic.findMany({ select: { name: true } })).toEqual([{ name: 'kitchen' }]);
  });

  test('is refused a transaction, which would swallow the reads of others', async () => {
    await expect(prisma.$transaction((inner) => inner.topic.findMany())).rejects.toThrow(
      /only reads/,
    );
    expect(await prisma.topic.count()).toBe(1);
  });
});

const topic = { id: 'topic_x', name: 'x', createdAt: 0, lastSeq: 0, lastAt: 0 };
