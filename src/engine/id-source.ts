/** Ids from the clock and the system's randomness, rising within this process. */
import { randomFillSync } from 'node:crypto';
import {
  encodeFiveBytes,
  encodeInstant,
  encodeRandomness,
  type IdKind,
  type IdSource,
  type InnerIdKind,
} from '../domain/id.ts';

/** @param now the clock, epoch milliseconds */
export function createIdSource(now: () => number): IdSource {
  const pool = new RandomPool();
  let lastMs = 0;
  let instant = '';
  let counter = 0;
  return {
    next: (kind: IdKind | InnerIdKind) => {
      const nowMs = now();
      // Ids made within one millisecond count up; past 4,096 of them they borrow from the next one.
      counter += 1;
      if (nowMs > lastMs || counter > 0xfff) {
        lastMs = Math.max(nowMs, lastMs + 1);
        counter = 0;
        instant = encodeInstant(lastMs);
      }
      const offset = pool.take(10);
      pool.bytes[offset] = counter >> 8;
      pool.bytes[offset + 1] = counter & 0xff;
      return inOnePiece(`${kind}_${instant}${encodeRandomness(pool.bytes, offset)}`);
    },
    nextLeaseId: () => {
      const { bytes } = pool;
      const offset = pool.take(16);
      const tail = bytes.toString('hex', offset + 15, offset + 16);
      return `lease_${encodeFiveBytes(bytes, offset)}${encodeFiveBytes(bytes, offset + 5)}${encodeFiveBytes(bytes, offset + 10)}${tail}`;
    },
  };
}

/**
 * The same text. Put together of pieces it would be kept as these pieces, in three times the room, and
 * a large Job has hundreds of thousands of ids.
 */
function inOnePiece(text: string): string {
  return place.toString('latin1', 0, place.write(text, 'latin1'));
}

const place = Buffer.alloc(64);

/** Random bytes drawn in large pieces, because asking for a few costs as much as for thousands. */
class RandomPool {
  readonly bytes = Buffer.alloc(4_096);
  #used = this.bytes.length;

  /** Where so many stand that nobody has had. */
  take(count: number): number {
    if (this.#used + count > this.bytes.length) {
      randomFillSync(this.bytes);
      this.#used = 0;
    }
    this.#used += count;
    return this.#used - count;
  }
}
