/** Long lists of input are read as the GraphQL library would, and others have their turn meanwhile. */
import fc from 'fast-check';
import { getVariableValues, Kind, parse } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { Turns } from '../../src/engine/turns.ts';
import { putBack } from '../../src/graphql/coerce-in-portions.ts';
import { readLongLists } from '../../src/graphql/long-lists.ts';
import { schema } from '../../src/graphql/schema.ts';
import { openWorkshop, type Workshop } from '../server/workshop.ts';

const document = parse(
  'mutation ($input: JobSubmitInput!) { jobSubmit(input: $input) { cursor } }',
);

/** As the library reads it at once, and as it is read here with what the library leaves. */
function atOnce(input: unknown, text = document) {
  const [operation] = text.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('There is no operation.');
  const { coerced, errors } = getVariableValues(
    schema,
    operation.variableDefinitions ?? [],
    { input },
    { maxErrors: 50 },
  );
  return { coerced, messages: errors?.map(({ message }) => message) };
}

async function inPortions(input: unknown, text = document, turns = new Turns()) {
  const asked = { schema, document: text, variableValues: { input } };
  const found = await readLongLists(asked, turns);
  if (found === undefined) return undefined;
  const { coerced } = atOnce(found.variableValues['input'], text);
  for (const list of found.lists.get('input') ?? []) putBack(coerced?.['input'], list);
  return coerced;
}

function unitsOf(count: number, more: object = {}): readonly object[] {
  return Array.from({ length: count }, (_, at) => ({ key: `u${at}`, kind: 'k', ...more }));
}

const head = { topic: 'workshop', name: 'big' };

const taskArbitrary = fc.record(
  {
    key: fc.string(),
    name: fc.option(fc.string()),
    dependsOn: fc.array(fc.string()),
    tolerate: fc.record({ count: fc.nat() }),
    units: fc
      .tuple(fc.nat(1_500), fc.jsonValue(), fc.option(fc.integer()))
      .map(([count, input, priority]) => unitsOf(count, { input, priority, dependsOn: ['u0'] })),
  },
  { requiredKeys: ['key', 'units'] },
);

describe('a long list in a variable', () => {
  test('is read as the library reads it, whatever is in it and wherever it stands', async () => {
    const tasks = fc.array(taskArbitrary, { minLength: 1, maxLength: 4 });
    let longCount = 0;
    await fc.assert(
      fc.asyncProperty(tasks, fc.jsonValue(), async (given, payload) => {
        const input = { ...head, payload, tasks: given };
        const read = await inPortions(input);
        if (read === undefined) return;
        longCount += 1;
        expect(read).toEqual(atOnce(input).coerced);
      }),
      { numRuns: 40 },
    );
    expect(longCount).toBeGreaterThan(10);
  });

  test('is found in what workers report, and long lists in its elements are read as well', async () => {
    const text = parse(
      'mutation ($input: UnitsReportInput!) { unitsReport(input: $input) { leases { unitId } } }',
    );
    const lease = { unitId: 'u', attempt: 1, leaseId: 'l' };
    const spawned = unitsOf(3_000, { dependsOn: unitsOf(3_000).map((_, at) => `u${at}`) });
    const input = {
      reports: [{ spawn: { lease, units: spawned.slice(0, 3) } }, { release: { lease } }],
    };
    expect(await inPortions(input, text)).toEqual(atOnce(input, text).coerced);
  });

  test.each<[string, object]>([
    ['an unknown field', { knid: 'k' }],
    ['a missing key', { key: undefined }],
    ['a number for a text', { kind: 7 }],
    ['an enum value that there is not', { join: { kind: 'SOMETIMES' } }],
  ])('with %s is refused as the library refuses it', async (_, wrong) => {
    const units = [...unitsOf(2_500), { key: 'last', kind: 'k', ...wrong }];
    const input = { ...head, tasks: [{ key: 't', units }] };
    const { messages = [] } = atOnce(input);
    expect(messages).toHaveLength(1);
    // The library prints values in a way of its own; where and what is said is the same.
    const said = /at "input\.tasks.*$/s.exec(messages[0] ?? '')?.[0];
    expect(said).toBeDefined();
    await expect(inPortions(input)).rejects.toThrow(said);
  });

  test('is left where it is when somebody else could see the variable without it', async () => {
    const input = { ...head, tasks: [{ key: 't', units: unitsOf(3_000) }] };
    const nested = parse(
      'mutation ($input: [TaskInput!]!) { jobSubmit(input: { topic: "t", name: "n", tasks: $input }) { cursor } }',
    );
    expect(await inPortions(input.tasks, nested)).toBeUndefined();
    const short = { ...head, tasks: [{ key: 't', units: unitsOf(10) }] };
    expect(await inPortions(short)).toBeUndefined();
  });

  test('gives others a turn at least every five hundred elements', async () => {
    let readCount = 0;
    let longest = 0;
    class CountedTurns extends Turns {
      override give(): Promise<void> {
        longest = Math.max(longest, readCount);
        readCount = 0;
        return Promise.resolve();
      }
    }
    const counted = unitsOf(20_000).map((unit) => ({
      ...unit,
      get priority() {
        readCount += 1;
        return 0;
      },
    }));
    const tasks = [{ key: 't', units: counted }];
    expect(await inPortions({ ...head, tasks }, document, new CountedTurns())).toBeDefined();
    expect(longest).toBeGreaterThan(0);
    // The field is looked at a few times for each Unit: for how long the list is, and to be read.
    expect(longest).toBeLessThan(20_000 / 4);
  });
});

describe('a server', () => {
  let workshop: Workshop;

  beforeAll(async () => {
    workshop = await openWorkshop();
    return workshop.close;
  });

  const query = `mutation ($input: JobSubmitInput!) { jobSubmit(input: $input) {
    job { unitCounts { total } taskCounts { total } } userErrors { code } } }`;

  test('takes in long lists of several Tasks under several names at once', async () => {
    const tasks = ['one', 'two'].map((key) => ({ key, units: unitsOf(1_500) }));
    const both = `mutation ($one: JobSubmitInput!, $two: JobSubmitInput!) {
      first: jobSubmit(input: $one) { job { unitCounts { total } } }
      second: jobSubmit(input: $two) { job { unitCounts { total } } } }`;
    const topic = 'workshop';
    const one = { topic, name: 'one', tasks };
    const two = { topic, name: 'two', tasks: [{ key: 't', units: unitsOf(2_500) }] };
    expect(await workshop.data(both, { one, two })).toMatchObject({
      first: { job: { unitCounts: { total: 3_000 } } },
      second: { job: { unitCounts: { total: 2_500 } } },
    });
  });

  test('refuses a long list with a fault as any other request', async () => {
    const units = [...unitsOf(2_500), { key: 'last' }];
    const input = { topic: 'workshop', name: 'wrong', tasks: [{ key: 't', units }] };
    const { errors } = await workshop.call(query, { input });
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining('at "input.tasks[0].units[2500]"; Field "kind"'),
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });
});
