import { describe, expect, test } from 'vitest';
import { encodeInstant, encodeRandomness, idKind } from '../../src/domain/id.ts';
import { createIdSource } from '../../src/engine/id-source.ts';

describe('an id', () => {
  test('says what it names', () => {
    const ids = createIdSource(() => 1_700_000_000_000);
    for (const kind of ['topic', 'job', 'task', 'unit'] as const) {
      expect(idKind(ids.next(kind))).toBe(kind);
    }
  });

  test.each([
    '',
    'unit',
    'unit_',
    'unit_8zzzzzzzzzzzzzzzzzzzzzzzzz',
    'user_01hf7yat00e02981kxn4gbk0rz',
  ])('is not any text: "%s"', (text) => {
    expect(idKind(text)).toBeUndefined();
  });

  test('is a UUIDv7: instant, version, variant, in base 32', () => {
    // The 128 bits of 018bcfe5-6800-7000-8000-000000000000, two zero bits before them.
    const instant = 0x018bcfe56800;
    expect(encodeInstant(instant) + encodeRandomness(new Uint8Array(10))).toBe(
      '01hf7yat00e008000000000000',
    );
  });

  test('sorts behind every id made before it, also within one millisecond', () => {
    let now = 1_700_000_000_000;
    const ids = createIdSource(() => now);
    const made = Array.from({ length: 10_000 }, (_, index) => {
      if (index % 3_000 === 0) now += 1;
      return ids.next('unit');
    });
    expect(made).toEqual([...made].sort());
    expect(new Set(made).size).toBe(made.length);
  });

  test('of a lease has 128 random bits', () => {
    const ids = createIdSource(() => 1_700_000_000_000);
    const made = Array.from({ length: 1_000 }, () => ids.nextLeaseId());
    expect(new Set(made).size).toBe(made.length);
    expect(made.every((id) => /^lease_[0-9a-z]{26}$/.test(id))).toBe(true);
  });
});
