/** What the processes of a store cost together: CPU, and memory with what they share counted once. */
import { readdirSync, readFileSync } from 'node:fs';
import { cpuSecondsOfFamily, parentPidOf } from '../process-cpu.ts';

export function cpuSecondsOfAll(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (cpuSecondsOfFamily(pid) ?? 0), 0);
}

/** The most that they had in memory at once, looked at twice a second; bytes. */
export class MemoryWatch {
  readonly #pids: readonly number[];
  readonly #timer: NodeJS.Timeout;
  #peakBytes = 0;

  constructor(pids: readonly number[]) {
    this.#pids = pids;
    this.#timer = setInterval(() => this.#look(), 500);
    this.#look();
  }

  end(): number {
    clearInterval(this.#timer);
    this.#look();
    return this.#peakBytes;
  }

  #look(): void {
    const bytes = familyOf(this.#pids).reduce((sum, pid) => sum + proportionalBytesOf(pid), 0);
    this.#peakBytes = Math.max(this.#peakBytes, bytes);
  }
}

function familyOf(pids: readonly number[]): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pids.includes(parentPidOf(pid) ?? 0));
  return [...pids, ...children];
}

/** What it has for itself, and its part of what it shares with others. */
function proportionalBytesOf(pid: number): number {
  try {
    const [, kilobytes = '0'] =
      /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
    return Number(kilobytes) * 1_024;
  } catch {
    // It has ended meanwhile.
    return 0;
  }
}
