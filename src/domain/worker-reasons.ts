/**
 * Whether there is a worker that may have a Unit, and if not, what it would take. Workers that have
 * given no sign for a minute are as good as none, though the one that was seen last is named: it is
 * the one to look after.
 */
import { readLabels } from './labels.ts';
import { isServedBy, type LaneTraits, workerLabel } from './lane.ts';
import { nameSome } from './name-some.ts';
import type { WaitReason } from './waiting.ts';
import { isLost, type Worker } from './worker.ts';

/** What of a worker tells whether it may have a Unit. */
export type Candidate = Pick<Worker, 'id' | 'name' | 'labels' | 'kinds' | 'capacity' | 'mode'> &
  Pick<Worker, 'modeBy' | 'modeReason' | 'lastSeenAt'>;

/** What the workers of a Topic are to a Unit; the first in each list were seen last. */
export interface WorkerFit {
  /** Those that may have it: in touch and asked for nothing, in touch and quiet, out of touch. */
  readonly active: readonly Candidate[];
  readonly quiet: readonly Candidate[];
  readonly lost: readonly Candidate[];
  /** Those in touch that may not have it, and what they lack. */
  readonly lacking: readonly Lacking[];
}

interface Lacking {
  readonly worker: Candidate;
  readonly kind: boolean;
  /** Labels as "name=value". */
  readonly labels: readonly string[];
}

/** @param workers of the Topic, those first that were seen last */
export function fitWorkers(
  lane: Pick<LaneTraits, 'kind' | 'requires'>,
  workers: readonly Candidate[],
  now: number,
): WorkerFit {
  const active: Candidate[] = [];
  const quiet: Candidate[] = [];
  const lost: Candidate[] = [];
  const lacking: Lacking[] = [];
  for (const worker of workers) {
    const isAway = isLost(worker, now);
    if (isServedBy(lane, scopeOf(worker))) {
      const inTouch = worker.mode === 'ACTIVE' ? active : quiet;
      (isAway ? lost : inTouch).push(worker);
    } else if (!isAway) lacking.push(lackOf(worker, lane));
  }
  return { active, quiet, lost, lacking };
}

/** Whether all that may have it bound how much they hold, so that what they hold decides. */
export function areBounded({ active }: WorkerFit): boolean {
  return active.length > 0 && active.every(({ capacity }) => capacity !== null);
}

/**
 * Why no worker has it; undefined if one may.
 *
 * @param heldCounts how many Units the active ones hold, by id, where all of them bound that
 */
export function workerReason(
  lane: Pick<LaneTraits, 'kind' | 'requires'>,
  fit: WorkerFit,
  heldCounts: ReadonlyMap<string, number>,
): WaitReason | undefined {
  const { active, quiet } = fit;
  if (active.length === 0) return quiet.length > 0 ? quietReason(quiet) : noWorkerReason(lane, fit);
  const isFull = ({ id, capacity }: Candidate) =>
    capacity !== null && (heldCounts.get(id) ?? 0) >= capacity;
  if (!active.every(isFull)) return undefined;
  const names = active.map(
    ({ id, name, capacity }) => `"${name}" holds ${heldCounts.get(id)} of ${capacity}`,
  );
  const message = `Every worker that may have it holds as many Units as it takes: ${nameSome(names)}.`;
  return { kind: 'WORKERS_FULL', message, endsAt: null, workerIds: idsOf(active) };
}

function quietReason(quiet: readonly Candidate[]): WaitReason {
  const names = quiet.map(({ name, mode, modeBy, modeReason }) => {
    const who = modeBy === null ? '' : ` by "${modeBy}"`;
    const why = modeReason === null ? '' : `: ${modeReason}`;
    return `"${name}" is ${mode === 'QUIET' ? 'quiet' : 'draining'}${who}${why}`;
  });
  const message = `No worker that may have it gets new Units: ${nameSome(names)}.`;
  return { kind: 'WORKERS_QUIET', message, endsAt: null, workerIds: idsOf(quiet) };
}

function noWorkerReason(
  lane: Pick<LaneTraits, 'kind' | 'requires'>,
  { lost, lacking }: WorkerFit,
): WaitReason {
  const labels = Array.from(readLabels(lane.requires), ([name, value]) => `${name}=${value}`);
  const withLabels = labels.length === 0 ? '' : ` with the labels ${labels.join(', ')}`;
  const needed = `one that claims the kind "${lane.kind}"${withLabels}`;
  const [gone] = lost;
  if (gone !== undefined) {
    const seenAt = new Date(gone.lastSeenAt).toISOString();
    const message = `It needs a worker: ${needed}. The last that may have it, "${gone.name}", was seen at ${seenAt} for the last time.`;
    return { kind: 'NO_WORKER', message, endsAt: null, workerIds: idsOf(lost), missingLabels: [] };
  }
  const lackCount = ({ kind, labels: missing }: Lacking) => missing.length + (kind ? 1 : 0);
  const least = Math.min(...lacking.map(lackCount));
  const nearest = lacking.filter((each) => lackCount(each) === least);
  const names = nearest.map(({ worker, kind, labels: missing }) => {
    const lacks = [...(kind ? [`the kind "${lane.kind}"`] : []), ...missing];
    return `"${worker.name}" lacks ${lacks.join(', ')}`;
  });
  const near =
    nearest.length === 0
      ? 'None has claimed from its Topic within the last minute.'
      : `None of the ${lacking.length} seen within the last minute is; nearest to it: ${nameSome(names)}.`;
  const message = `It needs a worker: ${needed}. ${near}`;
  const missingLabels = nearest.length === 0 ? labels : (nearest[0]?.labels ?? []);
  const workerIds = idsOf(nearest.map(({ worker }) => worker));
  return { kind: 'NO_WORKER', message, endsAt: null, workerIds, missingLabels };
}

/** What a worker gets that claims as it last did. */
function scopeOf({ name, labels, kinds }: Candidate) {
  return {
    // A claim wrote it, from its kinds.
    kinds: kinds === null ? null : (JSON.parse(kinds) as readonly string[]),
    labels: new Map([...readLabels(labels), [workerLabel, name]]),
  };
}

function lackOf(worker: Candidate, lane: Pick<LaneTraits, 'kind' | 'requires'>): Lacking {
  const { kinds, labels } = scopeOf(worker);
  const missing = [...readLabels(lane.requires)].filter(
    ([name, value]) => labels.get(name) !== value,
  );
  return {
    worker,
    kind: kinds !== null && !kinds.includes(lane.kind),
    labels: missing.map(([name, value]) => `${name}=${value}`),
  };
}

/** Those that are worth a look: there may be many. */
function idsOf(workers: readonly Candidate[]): readonly string[] {
  return workers.slice(0, workerCountMax).map(({ id }) => id);
}

const workerCountMax = 20;
