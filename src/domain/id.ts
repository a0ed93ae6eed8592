/**
 * Ids say what they name and sort by when they were made: a prefix, then a UUIDv7 in 26 characters
 * of Crockford's base 32 (the TypeID form). The same string is database key, GraphQL id and what
 * logs print.
 */
export type IdKind = (typeof idKinds)[number];

const idKinds = [
  'topic',
  'template',
  'schedule',
  'job',
  'task',
  'unit',
  'limit',
  'worker',
] as const;

/** What has an id as well and is no object that clients look up by it. */
export type InnerIdKind = 'firing' | 'lane';

/** Where ids come from. Commands get one handed in, so that they stay free of clock and chance. */
export interface IdSource {
  next(kind: IdKind | InnerIdKind): string;
  /** 128 random bits in base 32: nobody can guess the lease of another holder. */
  nextLeaseId(): string;
}

/** What an id names, or undefined for a string that is no id. */
export function idKind(id: string): IdKind | undefined {
  const kind = id.slice(0, id.indexOf('_'));
  return isIdKind(kind) && suffixPattern.test(id.slice(kind.length + 1)) ? kind : undefined;
}

/** The 10 characters of an instant: 48 bits of milliseconds after two zero bits. */
export function encodeInstant(atMs: number): string {
  let rest = atMs;
  let text = '';
  for (let position = 0; position < 10; position += 1) {
    text = digit(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/** 16 characters for ten random bytes, with the version and variant bits of a UUIDv7 set. */
export function encodeRandomness(bytes: Uint8Array, offset = 0): string {
  const high = (highBits(bytes, offset) & 0x0fff3) | 0x70008;
  return (
    encodeTwentyBits(high) +
    encodeTwentyBits(lowBits(bytes, offset)) +
    encodeFiveBytes(bytes, offset + 5)
  );
}

/** Eight characters for the five bytes from the offset on. */
export function encodeFiveBytes(bytes: Uint8Array, offset: number): string {
  return encodeTwentyBits(highBits(bytes, offset)) + encodeTwentyBits(lowBits(bytes, offset));
}

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const suffixPattern = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;

function isIdKind(text: string): text is IdKind {
  return idKinds.some((kind) => kind === text);
}

/** The first twenty of the forty bits from the offset on. */
function highBits(bytes: Uint8Array, offset: number): number {
  return (at(bytes, offset) << 12) | (at(bytes, offset + 1) << 4) | (at(bytes, offset + 2) >> 4);
}

function lowBits(bytes: Uint8Array, offset: number): number {
  return (
    ((at(bytes, offset + 2) & 0x0f) << 16) | (at(bytes, offset + 3) << 8) | at(bytes, offset + 4)
  );
}

function encodeTwentyBits(bits: number): string {
  return pairOf(bits >> 10) + pairOf(bits & 0x3ff);
}

function digit(value: number): string {
  return alphabet.charAt(value);
}

function pairOf(value: number): string {
  return pairs[value] ?? '';
}

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

/** All pairs of digits: each Unit has an id, and to put it together of single ones takes twice as long. */
const pairs = Array.from({ length: 1_024 }, (_, value) => digit(value >> 5) + digit(value & 31));
