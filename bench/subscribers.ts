/** Subscribers, spread over processes that are not the server's. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Transport } from './event-readers.ts';
import { addToChecksum, type Received } from './received-batches.ts';
import type { Count, OpenOrder, Order, Report } from './subscriber-client.ts';

const processCount = 2;

export interface Delivered {
  readonly eventCount: number;
  readonly messageCount: number;
  /** From commit to delivery, of all Events to all subscribers. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export class Subscribers {
  readonly #clients: readonly ChildProcess[];

  constructor() {
    const path = fileURLToPath(new URL('subscriber-client.ts', import.meta.url));
    this.#clients = Array.from({ length: processCount }, () => fork(path));
  }

  /** Resolves when each has its first message; `variables` are those of each. */
  async open(
    url: string,
    transport: Transport,
    { query, variables }: Pick<OpenOrder, 'query' | 'variables'>,
  ): Promise<void> {
    await Promise.all(
      this.#clients.map((client, index) => {
        const own = variables.filter((_, at) => at % processCount === index);
        return ask(client, { what: 'open', url, transport, query, variables: own });
      }),
    );
  }

  /** Forgets what was received by now. */
  async begin(): Promise<void> {
    await this.#askAll({ what: 'begin' });
  }

  /** Waits until so many Events were delivered. */
  async untilDelivered(eventCount: number): Promise<void> {
    let last = { count: -1, at: 0 };
    for (;;) {
      const counts = await this.#askAll<Count>({ what: 'count' });
      const count = counts.reduce((sum, each) => sum + each.eventCount, 0);
      if (count >= eventCount) return;
      const now = performance.now();
      if (count > last.count) last = { count, at: now };
      else if (now - last.at > stalledMsMax) {
        throw new Error(`Of ${eventCount} Events ${count} were delivered, and no more come.`);
      }
      await sleep(pollMs);
    }
  }

  /** Throws if anybody has not received exactly these Events, in this order. */
  async check(expectedOf: (index: number) => readonly number[]): Promise<Delivered> {
    const reports = await this.#askAll<Report>({ what: 'report' });
    const checksumOf = rememberChecksums();
    reports.forEach(({ received }, client) => {
      received.forEach((each, at) => {
        const expected = expectedOf(at * processCount + client);
        checkReceived(each, { eventCount: expected.length, checksum: checksumOf(expected) });
      });
    });
    return sumOf(reports);
  }

  /** Ends all subscriptions. */
  async close(): Promise<void> {
    await this.#askAll({ what: 'close' });
  }

  /** Ends the processes. */
  async stop(): Promise<void> {
    await Promise.all(
      this.#clients.map(async (client) => {
        const exit = once(client, 'exit');
        client.kill();
        await exit;
      }),
    );
  }

  async #askAll<Answer>(order: Order): Promise<readonly Answer[]> {
    // Each order has one kind of answer; see subscriber-client.ts.
    return (await Promise.all(this.#clients.map((client) => ask(client, order)))) as Answer[];
  }
}

const pollMs = 20;
const stalledMsMax = 60_000;

async function ask(client: ChildProcess, order: Order): Promise<unknown> {
  const answered = once(client, 'message');
  client.send(order);
  // It answers each order with one of these; see subscriber-client.ts.
  const [{ answer, fault }] = (await answered) as [{ answer?: unknown; fault?: string }];
  if (fault !== undefined) throw new Error(fault);
  return answer;
}

function sumOf(reports: readonly Report[]): Delivered {
  const delays = new Map<number, number>();
  for (const [ms, count] of reports.flatMap((report) => report.delays)) {
    delays.set(ms, (delays.get(ms) ?? 0) + count);
  }
  const received = reports.flatMap((report) => report.received);
  return {
    eventCount: received.reduce((sum, { eventCount }) => sum + eventCount, 0),
    messageCount: received.reduce((sum, { messageCount }) => sum + messageCount, 0),
    p50Ms: quantile(delays, 0.5),
    p99Ms: quantile(delays, 0.99),
  };
}

function rememberChecksums(): (seqs: readonly number[]) => number {
  const known = new Map<readonly number[], number>();
  return (seqs) => {
    const checksum = known.get(seqs) ?? seqs.reduce(addToChecksum, 0);
    known.set(seqs, checksum);
    return checksum;
  };
}

type Sum = Pick<Received, 'eventCount' | 'checksum'>;

function checkReceived({ eventCount, checksum }: Sum, expected: Sum): void {
  if (eventCount === expected.eventCount && checksum === expected.checksum) return;
  throw new Error(
    `A subscriber received ${eventCount} Events, and not exactly the ${expected.eventCount} that it was to receive.`,
  );
}

function quantile(counts: ReadonlyMap<number, number>, share: number): number {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (const [ms, count] of [...counts].toSorted(([one], [other]) => one - other)) {
    seen += count;
    if (seen >= total * share) return ms;
  }
  return Number.NaN;
}
