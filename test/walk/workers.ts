/** What is asked of the worker of the walk, and how it has to be answered. */
import type { Command } from '../../src/domain/command.ts';
import type { Picture } from './picture.ts';

/** What is asked of the worker, and taken from it. */
export function askings({ workers }: Picture): readonly (readonly [string, Command])[] {
  const [workerId = 'worker_0'] = workers.keys();
  const named = { workerId, reason: 'because' };
  return [
    ['quiet', { name: 'setWorkerMode', mode: 'QUIET', ...named }],
    ['drain', { name: 'setWorkerMode', mode: 'DRAINING', ...named }],
    ['activate', { name: 'setWorkerMode', mode: 'ACTIVE', ...named }],
    ['revoke all', { name: 'revokeWorker', isQuieting: false, ...named }],
    ['revoke all and quiet', { name: 'revokeWorker', isQuieting: true, ...named }],
    ['drain nobody', { name: 'setWorkerMode', mode: 'DRAINING', ...named, workerId: 'worker_0' }],
  ];
}

type Expected = 'ACCEPTED' | 'REPEATED' | 'WORKER_NOT_FOUND';

export function expectedMode(
  { workerId, mode, by = null, reason }: Command<'setWorkerMode'>,
  { workers }: Picture,
): Expected {
  const worker = workers.get(workerId);
  if (worker === undefined) return 'WORKER_NOT_FOUND';
  const isSaid = worker.modeBy === by && worker.modeReason === reason;
  return worker.mode === mode && (isSaid || mode === 'ACTIVE') ? 'REPEATED' : 'ACCEPTED';
}

export function expectedRevocation(
  { workerId, isQuieting, by = null, reason }: Command<'revokeWorker'>,
  { workers, units }: Picture,
): Expected {
  const worker = workers.get(workerId);
  if (worker === undefined) return 'WORKER_NOT_FOUND';
  const isSaid = worker.modeBy === by && worker.modeReason === reason;
  const isQuiet = worker.mode === 'DRAINING' || (worker.mode === 'QUIET' && isSaid);
  const isHolding = [...units.values()].some((unit) => unit.worker === worker.name);
  return isHolding || (isQuieting && !isQuiet) ? 'ACCEPTED' : 'REPEATED';
}

/** How many Units this claim gets at most. */
export function grantedCount(
  { workers, units }: Picture,
  { worker, max, capacity }: Command<'claimUnits'>,
): number {
  const known = [...workers.values()].find(({ name }) => name === worker);
  if (known !== undefined && known.mode !== 'ACTIVE') return 0;
  const held = [...units.values()].filter((unit) => unit.worker === worker);
  const room = (capacity ?? Number.POSITIVE_INFINITY) - held.length;
  return Math.max(0, Math.min(max, room));
}

/** Whether the registry takes in what a claim says of its worker, though the claim may get nothing. */
export function isNewToRegistry({ workers, now }: Picture, command: Command): boolean {
  if (command.name !== 'claimUnits') return false;
  const known = [...workers.values()].find(({ name }) => name === command.worker);
  if (known === undefined) return true;
  const kinds = command.kinds === null ? null : JSON.stringify(command.kinds.toSorted());
  const isSaid = known.kinds === kinds && known.capacity === (command.capacity ?? null);
  return !isSaid && now - (known.changedAt ?? 0) >= 10_000;
}
