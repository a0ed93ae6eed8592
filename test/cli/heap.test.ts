import { execFileSync } from 'node:child_process';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const file = new URL('../../src/cli/heap.ts', import.meta.url).href;

describe('what is loaded without growth', () => {
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
    // How soon it grows is another matter.
    keep();
    const after = keep();
    console.log(JSON.stringify({ before, after }));
  `;

  test('leaves the space for new objects as it was, and later that grows as ever', () => {
    // What the program prints.
    const { before, after } = run(program) as { before: number; after: number };
    expect(after).toBeGreaterThan(2 * before);
  });
});

describe('a heap that is cleared up in time', () => {
  /** The most there is, in megabytes, while 24 are made again and again and 8 stay for each thousand kept. */
  const mostBeside = (keptCount: number) => {
    const program = `
      import { getHeapStatistics } from 'node:v8';
      import { clearUpInTime } from '${file}';
      clearUpInTime();
      const numbers = () => new Array(1_000).fill(0.5);
      const kept = Array.from({ length: ${keptCount} }, numbers);
      const lately = [];
      let most = 0;
      for (let count = 0; count < 100_000; count += 1) {
        lately[count % 3_000] = numbers();
        if (count % 100 > 0) continue;
        most = Math.max(most, getHeapStatistics().used_heap_size / 1_000_000);
        await new Promise((resolve) => setImmediate(resolve));
      }
      console.log(JSON.stringify({ most, keptCount: kept.length }));
    `;
    // What the program prints.
    return (run(program) as { most: number }).most;
  };

  test('never has much more than what is used, where that is much', () => {
    // By itself V8 lets this come to 1,300.
    expect(mostBeside(35_000)).toBeLessThan(700);
  });

  test('may have several times that, where it is little', () => {
    // By half of what is used this would come to 80 or 90.
    expect(mostBeside(0)).toBeGreaterThan(100);
  });
});

function run(program: string): unknown {
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const flags = ['--import', 'tsx', '--input-type=module', '--eval', program];
  return JSON.parse(execFileSync(execPath, flags, { cwd, encoding: 'utf8' }));
}
