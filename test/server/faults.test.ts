/** What a client learns when something breaks down in the server: an id, and nothing of the inside. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import Database from 'libsql';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorkshop, submitJob, type Workshop } from './workshop.ts';

let folder: string;
let workshop: Workshop;
let logged: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'junjo-faults-'));
  logged = [];
  const sink = new Writable({
    write: (chunk: Buffer, _, done) => {
      logged.push(chunk.toString());
      done();
    },
  });
  workshop = await openWorkshop({
    database: `file:${join(folder, 'junjo.db')}`,
    log: pino({ level: 'warn' }, sink),
  });
});

afterEach(async () => {
  await workshop.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Takes a table away behind the server's back. */
function breakTable(name: string): void {
  const database = new Database(join(folder, 'junjo.db'));
  database.exec(`PRAGMA foreign_keys = OFF; ALTER TABLE "${name}" RENAME TO "Lost${name}"`);
  database.close();
}

describe('a fault', () => {
  test.each([
    ['of a read of a single thing', '{ topic(by: { name: "workshop" }) { id name } }', 'Topic'],
    ['of a read of a list in a list', '{ topics { nodes { jobs { nodes { id } } } } }', 'Job'],
    ['of a command', 'mutation { topicCreate(input: { name: "x" }) { cursor } }', 'Topic'],
    [
      'of the journal',
      '{ events(filter: { topic: "workshop" }, after: "start") { cursor } }',
      'Event',
    ],
  ])('%s is masked, and logged under the id that the client is given', async (_, query, table) => {
    breakTable(table);
    const answer = await workshop.call(query);
    const [fault] = answer.errors ?? [];
    expect(fault?.extensions).toEqual({
      code: 'INTERNAL',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(JSON.stringify(answer)).not.toMatch(/no such table|SQLITE|at .*\.ts|stack/i);
    const lines = logged.filter((line) => line.includes(fault?.extensions.requestId ?? 'none'));
    expect(lines.join()).toMatch(/no such table/);
  });

  test('that meets one follower is masked on its stream', async () => {
    breakTable('Event');
    const stream = await workshop.stream(
      'subscription { events(filter: { topic: "workshop" }, after: "start") { cursor } }',
    );
    expect(await stream.next()).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL' } }] });
    expect(await stream.next()).toBeUndefined();
  });

  test('is none when a command is refused: nothing of it is logged', async () => {
    const input = { topic: 'nowhere', name: 'n', tasks: [] };
    await workshop.data(submitJob, { input });
    await workshop.call('{ topics(first: 1000) { nodes { id } } }');
    await workshop.call('{ nothing }');
    expect(logged).toEqual([]);
  });
});
