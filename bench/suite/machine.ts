/**
 * How fast the machine is just now, by two fixed pieces of work that have nothing to do with Junjo:
 * a run beside which they took much longer than beside others was disturbed.
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantile } from './figures.ts';

export interface MachineState {
  /** How long a fixed piece of computing takes on one core, by the clock. */
  readonly computingMs: number;
  /** How long 8 kB take to be written and synced, the median of fifty times. */
  readonly syncUs: number;
}

export function measureMachine(): MachineState {
  return { computingMs: measureComputing(), syncUs: measureSync() };
}

/** Of these runs those that were disturbed, against the best moment of all of them. */
export function isDisturbed(state: MachineState, all: readonly MachineState[]): boolean {
  const best = {
    computingMs: Math.min(...all.map(({ computingMs }) => computingMs)),
    syncUs: Math.min(...all.map(({ syncUs }) => syncUs)),
  };
  return state.computingMs > best.computingMs * 1.3 || state.syncUs > best.syncUs * 3;
}

const roundCount = 40_000_000;

function measureComputing(): number {
  const startedAt = performance.now();
  let number = 1;
  // Each step needs the one before it, so that nothing can be left out or done at once.
  for (let round = 0; round < roundCount; round += 1) {
    number = (Math.imul(number, 1_664_525) + 1_013_904_223) | 0;
  }
  const tookMs = performance.now() - startedAt;
  if (!Number.isInteger(number)) throw new Error('Computing went wrong.');
  return tookMs;
}

function measureSync(): number {
  const folder = mkdtempSync(join(tmpdir(), 'junjo-sync-'));
  const file = openSync(join(folder, 'synced'), 'w');
  try {
    const block = Buffer.alloc(8_192, 1);
    const times = Array.from({ length: 50 }, () => {
      const startedAt = performance.now();
      writeSync(file, block);
      fdatasyncSync(file);
      return (performance.now() - startedAt) * 1_000;
    });
    return quantile(times, 0.5);
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true, force: true });
  }
}
