/** Memory of processes, as Linux tells it in /proc; undefined where there is none. */
import { readFileSync, writeFileSync } from 'node:fs';

/** What a process has in memory now, bytes. */
export function residentBytesOf(pid: number): number | undefined {
  return readStatus(pid, 'VmRSS');
}

/** The most that it had in memory at once since `forgetPeakOf`, bytes. */
export function peakBytesOf(pid: number): number | undefined {
  return readStatus(pid, 'VmHWM');
}

/** The peak is counted anew from now on. */
export function forgetPeakOf(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // Where this cannot be, the peak is that since the process began, which is not less.
  }
}

function readStatus(pid: number, name: string): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const [, kilobytes] = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024;
  } catch {
    return undefined;
  }
}
