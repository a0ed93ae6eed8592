/**
 * Positions in a Topic's journal as clients hold them: opaque text with a version, bound to one
 * Topic of one history. A cursor comes back from outside, so nothing in it is believed.
 */
import { isStorable } from '../domain/value-checks.ts';

export interface JournalPosition {
  readonly topicId: string;
  /** The sequence number of the last Event seen; 0 before the first. */
  readonly seq: number;
}

export interface CursorCodec {
  encode(position: JournalPosition): string;
  /** Undefined for text that this codec did not write for this history. */
  decode(cursor: string): JournalPosition | undefined;
}

/** @param logEpoch names the history that the cursors belong to */
export function createCursorCodec(logEpoch: string): CursorCodec {
  return {
    encode: ({ topicId, seq }) => toBase64Url(`${version}.${logEpoch}.${topicId}.${seq}`),
    decode: (cursor) => {
      if (cursor.length > cursorLengthMax) return undefined;
      const parts = Buffer.from(cursor, 'base64url').toString('utf8').split('.');
      const [writtenVersion, epoch, topicId, digits, ...rest] = parts;
      if (writtenVersion !== version || epoch !== logEpoch || rest.length > 0) return undefined;
      if (topicId === undefined || digits === undefined || !seqPattern.test(digits))
        return undefined;
      if (!isStorable(topicId)) return undefined;
      return { topicId, seq: Number(digits) };
    },
  };
}

const version = '1';
const cursorLengthMax = 512;
/** At most 15 digits, so that every number that matches is exact. */
const seqPattern = /^(0|[1-9][0-9]{0,14})$/;

function toBase64Url(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}
