/** What the clients that people use make of it when they are refused. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkshop, taskOf, type Workshop } from '../server/workshop.ts';
import { firstNumbers, follow } from './followed.ts';
import { stockClients } from './stock-clients.ts';

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
  await workshop.submit([taskOf('t', ['a', 'b'])]);
});

afterAll(() => workshop.close());

const manyFields = 'seq kind at topicId jobId taskId unitId worker data from to '.repeat(12);
const costly = `subscription {
  events(filter: { topic: "workshop" }, batch: 1000) { events { ${manyFields} } cursor caughtUp }
}`;

describe.each(stockClients)('$name', (client) => {
  test('follows the Events there are, and those that come', async () => {
    const followed = follow(client, { url: workshop.server.url, variables: { batch: 2 } });
    await followed.reach(5);
    await workshop.submit([taskOf('t', ['a', 'b'])]);
    await followed.reach(9);
    expect(followed.seqs).toEqual(firstNumbers(followed.seqs.length));
  });

  test.each([
    ['a cursor that is none', { after: 'nonsense' }, 'CURSOR_INVALID'],
    ['a Topic that is not there', { filter: { topic: 'nowhere' } }, 'TOPIC_NOT_FOUND'],
    ['a batch that is too large', { batch: 1_000_000 }, 'PAGE_SIZE_TOO_LARGE'],
    ['a variable of another type', { filter: 1 }, 'BAD_USER_INPUT'],
  ])('tells the code of %s', async (_, variables, code) => {
    const followed = follow(client, { url: workshop.server.url, variables });
    await followed.reach(1);
    expect(followed).toMatchObject({ codes: [code], seqs: [] });
  });

  test.each([
    ['a field that does not exist', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a subscription that costs too much', costly, 'COST_LIMIT_EXCEEDED'],
  ])('tells the code of %s', async (_, query, code) => {
    const followed = follow(client, { url: workshop.server.url, query });
    await followed.reach(1);
    expect(followed).toMatchObject({ codes: [code], seqs: [] });
  });
});
