/** Fair shares on a running server: one tenant's many Units beside another's few. */
import { beforeEach, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from '../server/workshop.ts';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

async function update(more: object) {
  return await workshop.data(
    `mutation($input: TopicUpdateInput!) { topicUpdate(input: $input) {
      topic { isFair advanceStartedJobs } userErrors { code }
    } }`,
    { input: { topicId: workshop.topicId, ...more } },
  );
}

function submitFor(concurrencyKey: string, count: number) {
  const units = Array.from({ length: count }, (_, index) => {
    return { key: `${concurrencyKey}-${index}`, kind: 'saw' };
  });
  return workshop.submit([{ key: 'cut', units }], { concurrencyKey });
}

test('a fair Topic serves a tenant with 5 Units beside one with 5,000', async () => {
  expect(await update({ isFair: true })).toEqual({
    topicUpdate: { topic: { isFair: true, advanceStartedJobs: false }, userErrors: [] },
  });
  await submitFor('big', 5_000);
  await submitFor('small', 5);
  const keys = (await workshop.claim({ max: 10 })).map(({ unit }) => unit.key);
  expect(keys.filter((key) => key.startsWith('small'))).toHaveLength(5);
});

test('a Topic that is not serves what became ready first', async () => {
  await submitFor('big', 20);
  await submitFor('small', 5);
  const keys = (await workshop.claim({ max: 20 })).map(({ unit }) => unit.key);
  expect(keys.filter((key) => key.startsWith('small'))).toEqual([]);
});

test('how a Topic hands out Units is said when it is created, too', async () => {
  const created = await workshop.data(
    `mutation($input: TopicCreateInput!) { topicCreate(input: $input) {
      topic { isFair advanceStartedJobs } userErrors { code }
    } }`,
    { input: { name: 'yard', isFair: true, advanceStartedJobs: true } },
  );
  expect(created).toEqual({
    topicCreate: { topic: { isFair: true, advanceStartedJobs: true }, userErrors: [] },
  });
});
