/**
 * How V8 keeps its heap while a server is loaded, and as it runs. Its own ways are made for browsers and
 * for short programs: they take memory freely and clear up late, because that is a little faster.
 */
import { setFlagsFromString } from 'node:v8';

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
 * Has the heap cleared up when it has grown by a little less than half of what was left the last time,
 * instead of by three times that: a large Job leaves much at the moment it is taken in, and thrice as
 * much would be garbage.
 *
 * The flag is looked at after each clearing up, to decide when the next one is due.
 */
export function clearUpEarly(): void {
  setFlagsFromString('--heap-growing-percent=45');
}
