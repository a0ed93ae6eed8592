/** How a server goes down: what is under way is answered, nothing more is handed out. */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { createServer } from '../../src/server/create-server.ts';
import { leaseOf, openWorkshop, taskOf, type Workshop } from './workshop.ts';

const closing: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(options = {}): Promise<Workshop> {
  const workshop = await openWorkshop(options);
  closing.push(workshop.close);
  return workshop;
}

function temporaryDatabase(): string {
  const folder = mkdtempSync(join(tmpdir(), 'junjo-stop-'));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  return `file:${join(folder, 'junjo.db')}`;
}

describe('a server that stops', () => {
  test('ends long polls, without Units', async () => {
    const workshop = await open();
    const waiting = workshop.claim({ waitMs: 60_000 });
    await workshop.data('{ version }');
    await workshop.server.stop();
    expect(await waiting).toEqual([]);
  });

  test('completes subscriptions, whose cursors are good afterwards', async () => {
    const database = temporaryDatabase();
    const workshop = await open({ database });
    const query = `subscription($after: String) {
      events(filter: { topic: "workshop" }, after: $after) { cursor events { seq } }
    }`;
    const stream = await workshop.stream(query);
    const first = await stream.next<{ events: { cursor: string } }>();
    const ended = stream.next();
    await workshop.server.stop();
    expect(await ended).toBeUndefined();

    const again = await createServer({ port: 0, database });
    closing.push(again.stop);
    await again.start();
    const response = await fetch(`${again.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: query.replace('subscription', 'query'),
        variables: { after: first?.data.events.cursor },
      }),
    });
    expect(await response.json()).toMatchObject({ data: { events: { events: [] } } });
  });

  test('answers what is under way and hands out nothing more', async () => {
    const workshop = await open();
    await workshop.submit([taskOf('t', ['a', 'b'])]);
    const [lease] = await workshop.claim({ max: 1 });
    // The body of this report is still coming when the server begins to stop.
    const report = openRequest(workshop.url);
    const claim = openRequest(workshop.url);
    await Promise.all([report.begun, claim.begun]);
    const stopped = workshop.server.stop();
    const reports = [{ succeed: { lease: leaseOf(lease) } }];
    expect(
      await report.send({
        query:
          'mutation($r: [UnitReportInput!]!) { unitsReport(input: { reports: $r }) { answers { accepted state } } }',
        variables: { r: reports },
      }),
    ).toMatchObject({
      status: 200,
      body: { data: { unitsReport: { answers: [{ accepted: true, state: 'SUCCEEDED' }] } } },
    });
    expect(
      await claim.send({
        query:
          'mutation { unitsClaim(input: { worker: "ann", topics: ["workshop"] }) { leases { unitId } userErrors { code category retryable } } }',
      }),
    ).toMatchObject({
      body: {
        data: {
          unitsClaim: {
            leases: [],
            userErrors: [{ code: 'DRAINING', category: 'PRECONDITION_FAILED', retryable: true }],
          },
        },
      },
    });
    await stopped;
    await expect(fetch(workshop.url)).rejects.toThrow();
  });

  test('sends clients elsewhere first, and goes on taking reports until they have noticed', async () => {
    const workshop = await open({ noticeMs: 2_000 });
    await workshop.submit([taskOf('t', ['a', 'b'])]);
    const [lease] = await workshop.claim({ max: 1 });
    const waiting = workshop.claim({ kinds: ['nobody'], waitMs: 60_000 });
    await workshop.data('{ version }');
    const stopped = workshop.server.stop();
    expect(await waiting).toEqual([]);

    const ready = await fetch(new URL('/health/ready', workshop.url));
    expect([ready.status, await ready.text()]).toEqual([
      503,
      'not ready: the server is stopping\n',
    ]);
    expect((await fetch(new URL('/health/live', workshop.url))).status).toBe(200);
    await expect(workshop.claim()).rejects.toThrow('DRAINING');
    const reported = await workshop.call(
      'mutation($lease: LeaseRefInput!) { unitSucceed(input: { lease: $lease }) { unit { state } } }',
      { lease: leaseOf(lease) },
    );
    expect(reported.data).toEqual({ unitSucceed: { unit: { state: 'SUCCEEDED' } } });
    expect(reported.headers.get('connection')).toBe('close');
    await stopped;
    await expect(fetch(workshop.url)).rejects.toThrow();
  });

  test('closes the connection of an answer that was under way', async () => {
    const workshop = await open({ drainMs: 3_600_000 });
    const kept = openRequest(workshop.url, new Agent({ keepAlive: true }));
    await kept.begun;
    const stopped = workshop.server.stop();
    const { headers } = await kept.send({ query: '{ version }' });
    expect(headers.connection).toBe('close');
    await stopped;
  });

  test('cuts off connections that do not end by themselves', async () => {
    const messages: string[] = [];
    const log = pino({}, { write: (line) => messages.push(JSON.parse(line).msg) });
    const workshop = await open({ drainMs: 20, log });
    const silent = openRequest(workshop.url);
    await silent.begun;
    await workshop.server.stop();
    await expect(silent.send({ query: '{ version }' })).rejects.toThrow();
    expect(messages).toEqual(['connections are cut off']);
  });

  test('may be stopped twice, and before it has started', async () => {
    const server = await createServer({ port: 0, database: 'memory:' });
    await Promise.all([server.stop(), server.stop()]);
    await expect(server.stop()).resolves.toBeUndefined();
  });

  test('leaves a database that goes on where it was', async () => {
    const database = temporaryDatabase();
    const workshop = await open({ database });
    const job = await workshop.submit([taskOf('t', ['a'])]);
    const [lease] = await workshop.claim();
    await workshop.server.stop();

    const again = await createServer({ port: 0, database });
    closing.push(again.stop);
    await again.start();
    expect(again.database.migrationsApplied).toEqual([]);
    const response = await fetch(`${again.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: `mutation($id: ID!, $r: [UnitReportInput!]!) {
          unitsReport(input: { reports: $r }) { answers { accepted } }
          jobCancel(input: { jobId: $id }) { userErrors { code } }
        }`,
        variables: { id: job.id, r: [{ succeed: { lease: leaseOf(lease) } }] },
      }),
    });
    expect(await response.json()).toEqual({
      data: {
        unitsReport: { answers: [{ accepted: true }] },
        jobCancel: { userErrors: [{ code: 'JOB_FINISHED' }] },
      },
    });
  });
});

describe('a server that cannot start', () => {
  test('says that its port is taken, and can be stopped', async () => {
    const workshop = await open();
    const other = await createServer({ port: workshop.server.port, database: 'memory:' });
    closing.push(other.stop);
    await expect(other.start()).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  test('names every option that is wrong', async () => {
    await expect(createServer({ port: -1, host: '', database: 'memory:' })).rejects.toThrow(
      /host: .*port: /s,
    );
  });
});

interface Sent {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** A request that the server has taken up, and whose body comes when the test says so. */
function openRequest(
  url: string,
  agent?: Agent,
): {
  readonly begun: Promise<void>;
  send(body: object): Promise<Sent>;
} {
  const headers = { 'content-type': 'application/json', expect: '100-continue' };
  const sent = request(url, { method: 'POST', headers, agent });
  const answer = new Promise<Sent>((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (response) => {
      readText(response).then((text) => {
        const { statusCode: status = 0, headers: answered } = response;
        resolve({ status, headers: answered, body: JSON.parse(text) });
      }, reject);
    });
  });
  answer.catch(() => undefined);
  sent.flushHeaders();
  return {
    begun: new Promise((resolve) => sent.once('continue', resolve)),
    send: (body) => {
      sent.end(JSON.stringify(body));
      return answer;
    },
  };
}
