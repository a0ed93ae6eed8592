/**
 * Many subscribers in a process of their own. It does what it is told, one order after the other,
 * and answers each with one message.
 */
import { readEvents, type Transport } from './event-readers.ts';
import { type Received, ReceivedBatches } from './received-batches.ts';

export type Order =
  | OpenOrder
  /** Forgets what was received by now. */
  | { readonly what: 'begin' }
  | { readonly what: 'count' }
  | { readonly what: 'report' }
  | { readonly what: 'close' };

export interface OpenOrder {
  readonly what: 'open';
  readonly url: string;
  readonly transport: Transport;
  readonly query: string;
  /** Those of each subscriber. */
  readonly variables: readonly object[];
}

/** Answers `count`. */
export interface Count {
  readonly eventCount: number;
}

/** Answers `report`. */
export interface Report {
  readonly received: readonly Received[];
  /** Milliseconds from commit to delivery, and how many Events took them. */
  readonly delays: readonly (readonly [number, number])[];
}

let batches = new ReceivedBatches();
let received: Received[] = [];
let leave: (() => void)[] = [];

process.on('message', (order: Order) => {
  void obey(order).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) => process.send?.({ fault: String(error) }),
  );
});

async function obey(order: Order): Promise<unknown> {
  switch (order.what) {
    case 'open':
      return await openAll(order);
    case 'begin':
      batches = new ReceivedBatches();
      for (const each of received) Object.assign(each, nothing());
      return {};
    case 'count':
      checkUnbroken();
      return { eventCount: received.reduce((sum, { eventCount }) => sum + eventCount, 0) };
    case 'report':
      checkUnbroken();
      return { received, delays: delaysSeen() };
    case 'close':
      for (const each of leave) each();
      leave = [];
      received = [];
      return {};
  }
}

function nothing(): Received {
  return { eventCount: 0, messageCount: 0, checksum: 0, seq: 0 };
}

/** So many begin at once: a server is to be measured, not its queue of new connections. */
const openingMax = 25;
const breaks: string[] = [];

async function openAll({ variables, ...order }: OpenOrder): Promise<object> {
  received = variables.map(nothing);
  const left = variables.entries();
  const openNext = async () => {
    // The one iterator is shared, so that each subscriber is opened once.
    for (const [index, own] of left) {
      await open({ ...order, variables: own }, received[index] ?? nothing());
    }
  };
  await Promise.all(Array.from({ length: openingMax }, openNext));
  return {};
}

/** Resolves with the first message, which tells that the subscription stands. */
function open(
  { transport, ...reading }: Omit<OpenOrder, 'variables'> & { readonly variables: object },
  own: Received,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: Buffer) => {
      batches.receive(own, message);
      resolve();
    };
    const onBreak = (what: string) => {
      breaks.push(what);
      reject(new Error(what));
    };
    leave.push(readEvents(transport, { ...reading, onMessage, onBreak }));
  });
}

function checkUnbroken(): void {
  if (breaks.length > 0) throw new Error(`${breaks.length} subscriptions broke: ${breaks[0]}`);
}

function delaysSeen(): [number, number][] {
  const seen: [number, number][] = [];
  batches.delays.forEach((count, ms) => {
    if (count > 0) seen.push([ms, count]);
  });
  return seen;
}
