import { execFileSync } from 'node:child_process';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const file = new URL('../../src/cli/heap.ts', import.meta.url).href;

/** How large the space for new objects is, in megabytes, after so much was made and kept. */
const program = `
  import { getHeapSpaceStatistics } from 'node:v8';
  import { withoutGrowth } from '${file}';
  const kept = [];
  const keep = () => {
    for (let count = 0; count < 200_000; count += 1) kept.push({ count, text: [count] });
    const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    return space.space_size / 1_048_576;
  };
  const before = await withoutGrowth(async () => keep());
  const after = keep();
  console.log(JSON.stringify({ before, after }));
`;

describe('what is loaded without growth', () => {
  test('leaves the space for new objects as it was, and later that grows as ever', () => {
    const cwd = fileURLToPath(new URL('../..', import.meta.url));
    const flags = ['--import', 'tsx', '--input-type=module', '--eval', program];
    // What the program prints.
    const { before, after } = JSON.parse(
      execFileSync(execPath, flags, { cwd, encoding: 'utf8' }),
    ) as { before: number; after: number };
    expect(after).toBeGreaterThan(2 * before);
  });
});
