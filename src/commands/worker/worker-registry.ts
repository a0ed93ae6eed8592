/**
 * Keeps the registry of Workers as they claim and report. A Worker that says what it said before is
 * written at most every ten seconds, so that heartbeats and empty claims cost no write; and whoever
 * claims or reports is told what is asked of it.
 */
import type { Command } from '../../domain/command.ts';
import { readLabels } from '../../domain/labels.ts';
import { requirementText } from '../../domain/lane.ts';
import type { LeaseRef } from '../../domain/lease.ts';
import {
  directiveOf,
  mayChange,
  seenEveryMs,
  type Worker,
  type WorkerDirective,
} from '../../domain/worker.ts';
import type { AcceptedDecision, Context } from '../batch/handler.ts';
import { attemptKey, type WorkingSet } from '../batch/working-set.ts';

/** The Worker that claims, with what it says of itself now; it is made if it is new. */
export function register(
  set: WorkingSet,
  command: Command<'claimUnits'>,
  context: Context,
): Worker {
  const said = saidBy(command);
  const known = set.workers.findByName(command.worker);
  if (known === undefined) return registerNew(set, command.worker, { said, context });
  const hasChanged =
    known.labels !== said.labels || known.kinds !== said.kinds || known.capacity !== said.capacity;
  if (hasChanged && mayChange(known, set.now)) {
    set.workers.rows.change(known, { ...said, changedAt: set.now });
    const data = { workerId: known.id, ...dataOf(said) };
    set.emit('worker.changed', { worker: known.name, data });
  }
  see(set, known);
  return known;
}

/** What is asked of the Worker, which is told by this. */
export function tellWorker(
  set: WorkingSet,
  worker: Worker | undefined,
): WorkerDirective | undefined {
  if (worker === undefined) return undefined;
  const directive = directiveOf(worker, set.topic.name);
  if (directive?.isNew) set.workers.rows.change(worker, { toldAt: set.now });
  return directive;
}

/** Notes that whoever reports is there, and has the answer say what is asked of it. */
export function attendToHolder(
  set: WorkingSet,
  command: Command,
  decision: AcceptedDecision,
): AcceptedDecision {
  if (!('lease' in command)) return decision;
  const worker = findHolder(set, command.lease);
  if (worker === undefined) return decision;
  see(set, worker);
  const directive = tellWorker(set, worker);
  if (directive === undefined) return decision;
  return { ...decision, result: { ...decision.result, directive } };
}

/** Who holds the Unit under this lease, or did. */
function findHolder(set: WorkingSet, { unitId, attempt }: LeaseRef): Worker | undefined {
  if (set.workers.rows.size === 0) return undefined;
  const unit = set.units.find(unitId);
  const isHeld = unit?.attempt === attempt && unit.worker !== null;
  const name = isHeld ? unit.worker : set.attempts.get(attemptKey(unitId, attempt))?.worker;
  return name === undefined ? undefined : set.workers.findByName(name);
}

function see(set: WorkingSet, worker: Worker): void {
  if (set.now - worker.lastSeenAt >= seenEveryMs)
    set.workers.rows.change(worker, { lastSeenAt: set.now });
}

type Said = Pick<Worker, 'labels' | 'kinds' | 'capacity'>;

function saidBy({ labels = '{}', kinds, capacity = null }: Command<'claimUnits'>): Said {
  // In order, so that the same said otherwise is no change.
  const text = kinds === null ? null : JSON.stringify([...new Set(kinds)].sort());
  return { labels: requirementText(readLabels(labels)), kinds: text, capacity };
}

function registerNew(
  set: WorkingSet,
  name: string,
  { said, context }: { readonly said: Said; readonly context: Context },
): Worker {
  const id = context.ids.next('worker');
  set.workers.insert({
    id,
    topicId: set.topic.id,
    name,
    ...said,
    changedAt: null,
    mode: 'ACTIVE',
    modeAt: null,
    modeBy: null,
    modeReason: null,
    toldAt: null,
    firstSeenAt: set.now,
    lastSeenAt: set.now,
  });
  const data = { workerId: id, ...dataOf(said) };
  set.emit('worker.registered', { worker: name, to: 'ACTIVE', data });
  return set.workers.rows.get(id);
}

function dataOf({ labels, kinds, capacity }: Said): Readonly<Record<string, unknown>> {
  return {
    labels: JSON.parse(labels),
    kinds: kinds === null ? null : JSON.parse(kinds),
    capacity,
  };
}
