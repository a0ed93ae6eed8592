/** What the pages say of the API is so: kinds of Events, reasons, numbers, and every operation. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { bounds } from '../../src/domain/bounds.ts';
import { eventKinds } from '../../src/domain/event.ts';
import { leaseLostReasons } from '../../src/domain/lease.ts';
import { leaseDirectiveKinds } from '../../src/domain/lease-directive.ts';
import { defaultRetryPolicy } from '../../src/domain/retry.ts';
import { codeBlocks, codeWords, readPage, readPages, root, tableHeaded } from './pages.ts';

const protocol = readPage('docs/protocol.md');
const schema = buildSchema(readFileSync(join(root, 'schema.graphql'), 'utf8'));

describe('the protocol', () => {
  test('lists every kind of Event, and no other', () => {
    const listed = tableHeaded(protocol, 'kind').flatMap(([kind]) => codeWords(kind));
    expect(listed).toEqual([...eventKinds]);
  });

  test('lists every reason for which a lease is lost, and no other', () => {
    const listed = tableHeaded(protocol, '`details.reason` of `LEASE_LOST`').flatMap(([reason]) =>
      codeWords(reason),
    );
    expect(listed).toEqual([...leaseLostReasons]);
  });

  test('lists every directive about a lease, and no other', () => {
    const listed = tableHeaded(protocol, '`leaseDirectives.kind`').flatMap(([kind]) =>
      codeWords(kind),
    );
    expect(listed).toEqual([...leaseDirectiveKinds]);
  });

  test('says the default retry policy', () => {
    const rows = tableHeaded(protocol, 'field').map(([field, value]) => [
      codeWords(field).join(),
      value?.replaceAll('`', ''),
    ]);
    const policy = Object.entries(defaultRetryPolicy).map(([field, value]) => [field, `${value}`]);
    expect(rows).toEqual(policy);
  });

  test.each([
    ['topics', bounds.claimTopicCount],
    ['kinds', bounds.claimKindCount],
    ['max', bounds.claimUnitCount],
    ['leaseMs', bounds.leaseMsMin],
    ['leaseMs', bounds.leaseMsMax],
    ['waitMs', bounds.claimWaitMs],
  ])('says the bound of %s that is checked, %d', (field, bound) => {
    const rows = tableHeaded(protocol, 'field of the input');
    const [, text] = rows.find(([name]) => name === `\`${field}\``) ?? [];
    expect(text).toMatch(new RegExp(`\\b${bound.toLocaleString('en-US')}\\b`));
  });

  test('says how many reports one call takes', () => {
    expect(protocol.text).toContain(`up to ${bounds.reportCount.toLocaleString('en-US')} reports`);
  });
});

describe('every operation on the pages', () => {
  const operations = readPages().flatMap((page) =>
    codeBlocks(page)
      .filter(({ info }) => info === 'graphql')
      .map(({ code }) => [page.path, code] as const),
  );

  test('is found', () => {
    expect(operations.length).toBeGreaterThanOrEqual(4);
  });

  test.each(operations)('fits the schema (%s)', (_, code) => {
    expect(validate(schema, parse(code)).map(({ message }) => message)).toEqual([]);
  });
});
