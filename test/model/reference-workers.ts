/** Workers as the reference has them: known since they first claimed, and what is asked of them. */
import type { WorkerMode } from '../../src/domain/worker.ts';
import type { Reference } from './reference.ts';
import { endLease, waitForWorker } from './reference-attempts.ts';
import type { ReferenceUnit } from './reference-nodes.ts';

export interface ReferenceWorker {
  /** Empty until it is known how it is called elsewhere. */
  id: string;
  readonly name: string;
  mode: WorkerMode;
}

export interface ReferenceClaim {
  readonly worker: string;
  readonly kinds: readonly string[] | null;
  readonly max: number;
  readonly capacity: number | null;
  readonly labels: Readonly<Record<string, string>>;
}

/** Whether this claim has all labels that the Unit requires. */
export function suffices({ worker, labels }: ReferenceClaim, unit: ReferenceUnit): boolean {
  const has: Readonly<Record<string, string>> = { ...labels, worker };
  const requires: Readonly<Record<string, string>> = JSON.parse(unit.rules.requires);
  return Object.entries(requires).every(([name, value]) => has[name] === value);
}

/** How many Units this claim gets at most; whoever claims is known from then on. */
export function grantedCount(
  reference: Reference,
  { worker: name, max, capacity }: ReferenceClaim,
): number {
  const known = reference.workers.find((worker) => worker.name === name);
  if (known === undefined) reference.workers.push({ id: '', name, mode: 'ACTIVE' });
  else if (known.mode !== 'ACTIVE') return 0;
  const room = (capacity ?? max + heldBy(reference, name).length) - heldBy(reference, name).length;
  return Math.max(0, Math.min(max, room));
}

export function ask(reference: Reference, name: string, mode: WorkerMode): string {
  const worker = reference.workers.find((each) => each.name === name);
  if (worker === undefined) return 'WORKER_NOT_FOUND';
  if (worker.mode === mode) return 'REPEATED';
  worker.mode = mode;
  return 'ACCEPTED';
}

export function revoke(reference: Reference, unit: ReferenceUnit): string {
  if (unit.state === 'READY') return 'REPEATED';
  if (unit.state !== 'RUNNING') return 'UNIT_NOT_IN_STATE';
  takeBack(reference, unit);
  return 'ACCEPTED';
}

export function revokeAll(reference: Reference, name: string, isQuieting: boolean): string {
  const worker = reference.workers.find((each) => each.name === name);
  const isAsked = isQuieting && worker?.mode === 'ACTIVE' && ask(reference, name, 'QUIET') !== '';
  const held = heldBy(reference, name);
  for (const unit of held) takeBack(reference, unit);
  return held.length > 0 || isAsked ? 'ACCEPTED' : 'REPEATED';
}

function takeBack({ now }: Reference, unit: ReferenceUnit): void {
  endLease(unit, 'REVOKED');
  waitForWorker(unit, now);
}

function heldBy(reference: Reference, name: string): readonly ReferenceUnit[] {
  return reference.units().filter(({ lease }) => lease?.worker === name);
}
