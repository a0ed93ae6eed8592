/**
 * How V8 keeps its heap while a server is loaded, and as it runs. Its own ways are made for browsers and
 * for short programs: they take memory freely and clear up late, because that is a little faster.
 */
import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/**
 * Loads something without growth of the space for new objects. V8 doubles it as long as much of what is
 * new stays, which is so of everything that is loaded, and keeps it afterwards: 33 MB of which an idle
 * server has no use. Afterwards it may grow, and does when there is work.
 *
 * The flag is looked at whenever the space would grow; elsewhere nothing depends on it.
 */
export async function withoutGrowth<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  setFlagsFromString('--semi-space-growth-factor=1');
  try {
    return await load();
  } finally {
    setFlagsFromString('--semi-space-growth-factor=2');
  }
}

/**
 * Has the heap cleared up in time. V8 by itself lets it grow by three times what was left: a large Job
 * leaves much at the moment it is taken in, and thrice as much would be garbage. So it may grow by
 * up to 100 MB, with which a small heap is cleared up seldom, or by a little less than half of a large one.
 *
 * The flag is looked at after each clearing up, to decide when the next one is due. What will be left is not
 * known before; so the share is reckoned from all there is, which is more.
 */
export function clearUpInTime(): void {
  let percent: number | undefined;
  const setGrowth = () => {
    const used = getHeapStatistics().used_heap_size;
    const wanted = Math.max(leastGrowthPercent, Math.round((100 * growthBytes) / used));
    if (wanted !== percent) setFlagsFromString(`--heap-growing-percent=${wanted}`);
    percent = wanted;
  };
  setGrowth();
  new PerformanceObserver(setGrowth).observe({ entryTypes: ['gc'] });
}

const growthBytes = 100_000_000;
const leastGrowthPercent = 45;
