/** Tailing log lines over the API: each line once, in order, wherever the connection breaks. */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { EventStream } from '../server/open-api.ts';
import { type Lease, leaseOf, openWorkshop, taskOf, type Workshop } from '../server/workshop.ts';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

interface Line {
  readonly unitId: string;
  readonly attempt: number;
  readonly line: number;
  readonly message: string;
}

interface Logs {
  readonly lines: readonly Line[];
  readonly cursor: string;
  readonly caughtUp: boolean;
}

const lineParts = 'unitId attempt line level message';

function follow(variables: object): Promise<EventStream> {
  return workshop.stream(
    `subscription ($filter: LogTailFilter!, $after: String, $batch: Int! = 100) {
      logs(filter: $filter, after: $after, batch: $batch, throttleMs: 0) {
        lines { ${lineParts} unit { path } } cursor caughtUp } }`,
    { filter: { topic: 'workshop' }, ...variables },
  );
}

async function nextOf(stream: EventStream): Promise<Logs> {
  const result = await stream.next<{ logs: Logs }>();
  if (result === undefined || result.errors !== undefined) throw new Error(JSON.stringify(result));
  return result.data.logs;
}

/** The lines of a stream until it has come to the one that says this. */
async function readUntil(stream: EventStream, message: string): Promise<readonly Line[]> {
  const lines: Line[] = [];
  while (lines.at(-1)?.message !== message) lines.push(...(await nextOf(stream)).lines);
  return lines;
}

async function log(lease: Lease | undefined, messages: readonly string[], level = 'INFO') {
  const lines = messages.map((message) => ({ level, message }));
  const { answers } = await workshop.report([{ log: { lease: leaseOf(lease), lines } }]);
  expect(answers).toMatchObject([{ accepted: true }]);
}

const messagesOf = (lines: readonly Line[]) => lines.map(({ message }) => message);

describe('a log that is followed', () => {
  test('begins with now, and goes on with the lines that come', async () => {
    await workshop.submit([taskOf('t', ['a'])]);
    const [lease] = await workshop.claim();
    await log(lease, ['before']);
    const stream = await follow({});
    expect(await nextOf(stream)).toMatchObject({ lines: [], caughtUp: true });
    await log(lease, ['one', 'two']);
    const { lines, caughtUp } = await nextOf(stream);
    expect(caughtUp).toBe(true);
    expect(lines).toEqual([
      {
        unitId: lease?.unitId,
        attempt: 1,
        line: 2,
        level: 'INFO',
        message: 'one',
        unit: { path: 't/a' },
      },
      {
        unitId: lease?.unitId,
        attempt: 1,
        line: 3,
        level: 'INFO',
        message: 'two',
        unit: { path: 't/a' },
      },
    ]);
  });

  test('is that of a Unit, a Task, a Job or the Topic, and of levels and workers', async () => {
    const { id: jobId } = await workshop.submit([taskOf('t', ['a', 'b']), taskOf('u', ['c'])]);
    await workshop.submit([taskOf('t', ['d'])], { labels: { hat: 'white' } });
    const leases = await workshop.claim();
    for (const lease of leases) await log(lease, [lease.unit.key]);
    await log(leases[0], ['a!'], 'ERROR');
    const { job } = await workshop.data<{ job: { task: { id: string } } }>(
      'query ($id: ID!) { job(by: { id: $id }) { task(key: "t") { id } } }',
      { id: jobId },
    );
    const told = async (filter: object, last: string) => {
      const stream = await follow({ filter, after: 'start' });
      const lines = await readUntil(stream, last);
      await stream.leave();
      return messagesOf(lines);
    };
    const everything = ['a', 'b', 'c', 'd', 'a!'];
    expect(await told({ topic: 'workshop' }, 'a!')).toEqual(everything);
    expect(await told({ jobId }, 'a!')).toEqual(['a', 'b', 'c', 'a!']);
    expect(await told({ taskId: job.task.id }, 'a!')).toEqual(['a', 'b', 'a!']);
    expect(await told({ unitId: leases[0]?.unitId }, 'a!')).toEqual(['a', 'a!']);
    expect(await told({ topic: 'workshop', worker: 'ann' }, 'a!')).toEqual(everything);
    expect(await told({ topic: 'workshop', labels: [{ name: 'hat' }] }, 'd')).toEqual(['d']);
    expect(await told({ topic: 'workshop', levels: ['ERROR', 'WARN'] }, 'a!')).toEqual(['a!']);
  });

  test('keeps the lines of a report together, and to the size of a message otherwise', async () => {
    await workshop.submit([taskOf('t', ['a'])]);
    const [lease] = await workshop.claim();
    const reports = [['1', '2'], ['3'], ['4', '5', '6', '7', '8'], ['9'], ['10'], ['11'], ['12']];
    for (const report of reports) await log(lease, report);
    const stream = await follow({ after: 'start', batch: 3 });
    const messages: (readonly string[])[] = [];
    while (messages.flat().length < 12) messages.push(messagesOf((await nextOf(stream)).lines));
    expect(messages).toEqual([
      ['1', '2', '3'],
      ['4', '5', '6', '7', '8'],
      ['9', '10', '11'],
      ['12'],
    ]);
  });

  test('says how far it is where much of other levels passes', async () => {
    await workshop.submit([taskOf('t', ['a'])]);
    const [lease] = await workshop.claim();
    const stream = await follow({ filter: { topic: 'workshop', levels: ['ERROR'] } });
    const { cursor } = await nextOf(stream);
    const report = { log: { lease: leaseOf(lease), lines: [{ level: 'DEBUG', message: 'm' }] } };
    for (let count = 0; count < 3; count += 1) {
      await workshop.report(Array.from({ length: 500 }, () => report));
    }
    const moved = await nextOf(stream);
    expect(moved.lines).toEqual([]);
    expect(moved.cursor).not.toBe(cursor);
    await log(lease, ['oh'], 'ERROR');
    expect(messagesOf(await readUntil(stream, 'oh'))).toEqual(['oh']);
  });

  test('refuses what it cannot go on from', async () => {
    const codeOf = async (variables: object) =>
      (await (await follow(variables)).next())?.errors?.[0]?.extensions.code;
    expect(await codeOf({ after: 'nonsense' })).toBe('CURSOR_INVALID');
    expect(await codeOf({ filter: { unitId: 'unit_none' } })).toBe('UNIT_NOT_FOUND');
    expect(await codeOf({ batch: 0 })).toBe('INVALID_VALUE');
    expect(await codeOf({ batch: 1_001 })).toBe('PAGE_SIZE_TOO_LARGE');
  });
});

describe('every line', () => {
  test('comes once and in order, however often its reader breaks off and comes back', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 });
    const breaks = fc.array(fc.nat(3), { minLength: 1, maxLength: 8 });
    const runs = fc.asyncProperty(
      sizes,
      breaks,
      fc.integer({ min: 1, max: 12 }),
      async (...given) => {
        const [reportSizes, patience, batch] = given;
        const { id: jobId } = await workshop.submit([taskOf('t', ['a', 'b'])]);
        const leases = await workshop.claim();
        const expected = reportSizes.flatMap((size, report) =>
          Array.from({ length: size }, (_, at) => `${report}.${at}`),
        );
        const logging = (async () => {
          for (const [report, size] of reportSizes.entries()) {
            const messages = Array.from({ length: size }, (_, at) => `${report}.${at}`);
            await log(leases[report % leases.length], messages);
          }
        })();
        const read: string[] = [];
        let after = 'start';
        for (let round = 0; read.length < expected.length; round += 1) {
          const stream = await follow({ filter: { jobId }, after, batch });
          const most = 1 + (patience[round % patience.length] ?? 0);
          for (let count = 0; count < most && read.length < expected.length; count += 1) {
            const { lines, cursor } = await nextOf(stream);
            read.push(...messagesOf(lines));
            after = cursor;
          }
          await stream.leave();
        }
        await logging;
        expect(read).toEqual(expected);
      },
    );
    await fc.assert(runs, { numRuns: 5 });
  });

  test('is in what was read before or comes after its cursor', async () => {
    await workshop.submit([taskOf('t', ['a'])]);
    const [lease] = await workshop.claim();
    const messages = Array.from({ length: 20 }, (_, at) => `${at}`);
    const logging = (async () => {
      for (const message of messages) await log(lease, [message]);
    })();
    for (let round = 0; round < 3; round += 1) {
      const { unit } = await workshop.data<{
        unit: { cursor: string; logs: { nodes: readonly Line[] } };
      }>(
        `query ($id: ID!) { unit(by: { id: $id }) { cursor logs(last: 100) { nodes { ${lineParts} } } } }`,
        { id: lease?.unitId },
      );
      const stream = await follow({ filter: { unitId: lease?.unitId }, after: unit.cursor });
      const seen = new Set(messagesOf(unit.logs.nodes));
      while (!seen.has('19'))
        for (const { message } of (await nextOf(stream)).lines) seen.add(message);
      await stream.leave();
      expect([...seen].sort()).toEqual([...messages].sort());
    }
    await logging;
  });
});
