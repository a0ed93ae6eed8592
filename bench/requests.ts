/**
 * What requests cost the server: CPU time of its process (as the system counts it) for each request
 * of a kind, 64 connections at once. Each is sent both ways, by turns, to the same server: by the one
 * for what is frequent, and through yoga, which takes all that is not: more in the address than the
 * path is unusual enough.
 *
 * `npm run bench:requests`, or with names of kinds for those alone.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request as send } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { unitsClaimOperation, unitsReportOperation } from '../src/client/generated/operations.ts';
import { cpuSecondsOf } from './process-cpu.ts';
import { ServerProcess } from './server-process.ts';

/** The texts of the client in this package: what most workers send. */
const claimText = unitsClaimOperation.text;
const reportText = unitsReportOperation.text;
const submitText =
  'mutation ($input: JobSubmitInput!) { jobSubmit(input: $input) { job { id } userErrors { code message } } }';
const topicText =
  'mutation ($input: TopicCreateInput!) { topicCreate(input: $input) { topic { id } } }';

interface Lease {
  readonly unitId: string;
  readonly attempt: number;
  readonly leaseId: string;
}

interface Payload {
  readonly leases?: readonly Lease[];
  readonly userErrors?: readonly unknown[];
}

type Call = (query: string, variables?: object) => Promise<Payload>;

interface Kind {
  readonly name: string;
  readonly requestCount: number;
  readonly unitCount: number;
  /** Puts there what the requests need. */
  prepare?(call: Call, count: number): Promise<void>;
  send(call: Call): Promise<unknown>;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

async function post(address: string, query: string, variables: object = {}): Promise<Payload> {
  const text = await new Promise<string>((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const request = send(address, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString()));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(JSON.stringify({ query, variables }));
  });
  // Each caller reads only what it asked for.
  const { data } = JSON.parse(text) as { data?: Record<string, Payload> };
  const [payload] = Object.values(data ?? {});
  if (payload === undefined || (payload.userErrors?.length ?? 0) > 0) throw new Error(text);
  return payload;
}

const held: Lease[] = [];

function units(count: number): readonly object[] {
  return Array.from({ length: count }, (_, index) => ({ key: `u${index}`, kind: 'bench' }));
}

function job(count: number) {
  return { input: { topic: 'bench', name: 'bench', tasks: [{ key: 'all', units: units(count) }] } };
}

function claimOf(topic: string, max: number) {
  return { topics: [topic], worker: 'bench', max, leaseMs: 3_600_000 };
}

async function stock(call: Call, count: number): Promise<void> {
  for (let left = count; left > 0; left -= 5_000)
    await call(submitText, job(Math.min(left, 5_000)));
}

async function hold(call: Call, count: number): Promise<void> {
  await stock(call, count);
  while (held.length < count) {
    const { leases = [] } = await call(claimText, { input: claimOf('bench', 500) });
    held.push(...leases);
  }
}

function reports(count: number) {
  return held.splice(-count).map(({ unitId, attempt, leaseId }) => {
    return { succeed: { lease: { unitId, attempt, leaseId } } };
  });
}

function claims(max: number): Kind {
  return {
    name: `claim ${max}`,
    requestCount: Math.min(1_000, Math.ceil(10_000 / max)),
    unitCount: max,
    prepare: (call, count) => stock(call, count * max),
    send: async (call) => {
      const { leases = [] } = await call(claimText, { input: claimOf('bench', max) });
      held.push(...leases);
    },
  };
}

function successes(count: number): Kind {
  return {
    name: `report ${count}`,
    requestCount: Math.min(1_000, Math.ceil(10_000 / count)),
    unitCount: count,
    prepare: (call, requestCount) => hold(call, requestCount * count),
    send: (call) => call(reportText, { input: { reports: reports(count) } }),
  };
}

/** What a worker sends all the time: it reports, and claims what is next. */
function successesWithClaim(count: number): Kind {
  return {
    ...successes(count),
    name: `report ${count} and claim`,
    prepare: async (call, requestCount) => {
      await hold(call, Math.min(64, requestCount) * count);
      await stock(call, requestCount * count);
    },
    send: async (call) => {
      const input = { reports: reports(count), claim: claimOf('bench', count) };
      const { leases = [] } = await call(reportText, { input });
      held.push(...leases);
    },
  };
}

const kinds: readonly Kind[] = [
  {
    name: 'hello',
    requestCount: 5_000,
    unitCount: 1,
    send: (call) => call('{ __typename }'),
  },
  {
    name: 'version',
    requestCount: 5_000,
    unitCount: 1,
    send: (call) => call('{ version }'),
  },
  {
    name: 'claim of nothing',
    requestCount: 2_000,
    unitCount: 1,
    send: (call) => call(claimText, { input: claimOf('empty', 1) }),
  },
  ...[1, 100, 500].map(claims),
  ...[1, 100, 500].map(successes),
  ...[1, 100].map(successesWithClaim),
  {
    name: 'submit 10',
    requestCount: 500,
    unitCount: 10,
    send: (call) => call(submitText, job(10)),
  },
];

/** Microseconds of the server's CPU for each request. */
async function measure(pid: number, kind: Kind, call: Call): Promise<number> {
  await kind.prepare?.(call, kind.requestCount);
  const before = cpuSecondsOf(pid) ?? 0;
  let left = kind.requestCount;
  const go = async () => {
    while (left > 0) {
      left -= 1;
      await kind.send(call);
    }
  };
  await Promise.all(Array.from({ length: Math.min(64, kind.requestCount) }, go));
  return (((cpuSecondsOf(pid) ?? 0) - before) * 1e6) / kind.requestCount;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function run(names: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'junjo-bench-'));
  const server = await ServerProcess.start(`file:${join(folder, 'junjo.db')}`);
  const ways = ['', '?way=other'].map(
    (end): Call =>
      (query, variables) =>
        post(`${server.url}/graphql${end}`, query, variables),
  );
  for (const name of ['bench', 'empty'])
    await post(`${server.url}/graphql`, topicText, { input: { name } });
  console.log('| request | µs | through yoga µs | less |\n| --- | ---: | ---: | ---: |');
  for (const kind of kinds.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const costs: number[][] = ways.map(() => []);
    for (let round = 0; round < roundCount + 1; round += 1) {
      for (const [index, call] of ways.entries()) {
        const cost = await measure(server.pid, kind, call);
        // The first round warms up.
        if (round > 0) costs[index]?.push(cost);
      }
    }
    const [own = 0, yoga = 0] = costs.map(median);
    console.log(
      `| ${kind.name} | ${own.toFixed(0)} | ${yoga.toFixed(0)} | ${(yoga - own).toFixed(0)} |`,
    );
  }
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
  agent.destroy();
}

const roundCount = 5;

await run(argv.slice(2));
