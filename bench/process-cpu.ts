/** CPU seconds of processes, as Linux counts them in /proc; undefined where there is none. */
import { readdirSync, readFileSync } from 'node:fs';

/** Of a process: with its threads, and with its children that have ended. */
export function cpuSecondsOf(pid: number): number | undefined {
  return readStat(pid)?.cpuSeconds;
}

/** Of a process and all its children, those included that have ended. */
export function cpuSecondsOfFamily(pid: number): number | undefined {
  const parent = readStat(pid);
  if (parent === undefined) return undefined;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((stat) => stat?.parentPid === pid)
    .reduce((sum, stat) => sum + (stat?.cpuSeconds ?? 0), parent.cpuSeconds);
}

export function parentPidOf(pid: number): number | undefined {
  return readStat(pid)?.parentPid;
}

function readStat(pid: number): { parentPid: number; cpuSeconds: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program stands in brackets and may hold anything; numbers follow it.
    const numbers = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const ticks = numbers.slice(11, 15).reduce((sum, count) => sum + count, 0);
    return { parentPid: numbers[1] ?? 0, cpuSeconds: ticks / ticksPerSecond };
  } catch {
    // It has ended meanwhile, or this is not Linux.
    return undefined;
  }
}

const ticksPerSecond = 100;
