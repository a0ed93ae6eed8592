/**
 * What subscribers have received, checked at little cost: messages that are the same, byte by byte,
 * are parsed once. Of each subscriber a checksum over the sequence numbers in their order is kept,
 * so that a missing, repeated or misplaced Event shows.
 */
export interface Received {
  eventCount: number;
  messageCount: number;
  checksum: number;
  /** The last Event seen. */
  seq: number;
}

/** The checksum after one more Event. */
export function addToChecksum(checksum: number, seq: number): number {
  return (Math.imul(checksum, factor) + seq) | 0;
}

/** From commit to delivery: how often so many milliseconds. */
export const delayMsMax = 120_000;

export class ReceivedBatches {
  readonly delays = new Uint32Array(delayMsMax + 1);
  readonly #known = new Map<number, Batch[]>();

  /** @param message of which the JSON begins at its first brace */
  receive(received: Received, message: Buffer): void {
    const batch = this.#find(received.seq, message);
    received.messageCount += 1;
    if (batch.eventCount === 0) return;
    received.eventCount += batch.eventCount;
    received.checksum = (Math.imul(received.checksum, batch.power) + batch.checksum) | 0;
    received.seq = batch.lastSeq;
    const now = Date.now();
    for (const { at, count } of batch.instants) {
      const delay = Math.min(Math.max(now - at, 0), delayMsMax);
      this.delays[delay] = (this.delays[delay] ?? 0) + count;
    }
  }

  #find(after: number, message: Buffer): Batch {
    let candidates = this.#known.get(after);
    if (candidates === undefined) {
      candidates = [];
      this.#known.set(after, candidates);
      if (this.#known.size > knownMax) this.#known.delete(this.#known.keys().next().value ?? 0);
    }
    const known = candidates.find(({ bytes }) => bytes.equals(message));
    if (known !== undefined) return known;
    const batch = readBatch(message);
    candidates.push(batch);
    if (candidates.length > candidatesMax) candidates.shift();
    return batch;
  }
}

const factor = 1_000_003;
/** Positions from which batches are remembered. */
const knownMax = 2_000;
const candidatesMax = 50;

interface Batch {
  readonly bytes: Buffer;
  readonly eventCount: number;
  readonly checksum: number;
  /** What the checksum before is multiplied by. */
  readonly power: number;
  readonly lastSeq: number;
  readonly instants: readonly { readonly at: number; readonly count: number }[];
}

function readBatch(message: Buffer): Batch {
  const text = message.toString();
  // Both transports carry what the subscriptions of this bench select.
  const parsed = JSON.parse(text.slice(text.indexOf('{'))) as Message;
  const data = (parsed.payload ?? parsed).data;
  if (data === undefined || data === null) throw new Error(text.slice(0, 2_000));
  const { events } = data.events;
  let checksum = 0;
  let power = 1;
  const counts = new Map<number, number>();
  for (const { seq, at } of events) {
    checksum = addToChecksum(checksum, Number(seq));
    power = Math.imul(power, factor);
    const instant = Date.parse(at);
    counts.set(instant, (counts.get(instant) ?? 0) + 1);
  }
  return {
    bytes: Buffer.from(message),
    eventCount: events.length,
    checksum,
    power,
    lastSeq: Number(events.at(-1)?.seq ?? 0),
    instants: [...counts].map(([at, count]) => ({ at, count })),
  };
}

interface Message {
  readonly data?: Data | null;
  readonly payload?: { readonly data?: Data | null };
}

interface Data {
  readonly events: {
    readonly events: readonly { readonly seq: string; readonly at: string }[];
  };
}
