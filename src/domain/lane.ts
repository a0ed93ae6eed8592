/**
 * Lanes: the claimable Units of a Topic that are alike for whoever claims. A claim looks at Lanes and
 * not at Units to find out what it may have and which of it comes first, so that it never comes upon
 * what it cannot hand out, however much of that there is.
 */
import type { Flag } from './flag.ts';
import type { Labels } from './labels.ts';

/** What the Units of a Lane have in common. */
export interface LaneTraits {
  readonly kind: string;
  /** JSON text of the labels that a worker must have; see requirementText. */
  readonly requires: string;
  /** What its Units share, such as a tenant or a host, by which they are limited; "" for nothing. */
  readonly concurrencyKey: string;
}

/** A Lane as it is stored. A Topic has one for all Units with the same traits. */
export interface Lane extends LaneTraits {
  readonly id: string;
  readonly topicId: string;
  /** The first of the required labels, by which claims find it; see firstRequirement. */
  readonly requiresFirst: string;
  /** Its Units in any state, and those of them that can be claimed. */
  readonly unitCount: number;
  readonly claimableCount: number;
  /**
   * Where it stands among Lanes, smallest first: the rank of the first of its Units that can be
   * claimed, or less, and the id of that Unit, or less. A claim that finds it to be less puts it right.
   */
  readonly place: number;
  readonly headId: string;
  /** 0 while nothing of it is handed out. */
  readonly isOpen: Flag;
  /** The time between two claims from it, of late, while it had something; null before the second. */
  readonly paceMs: number | null;
  /** Since when the next claim is waited for, epoch milliseconds. */
  readonly pacedAt: number | null;
  /** Since when no Unit is in it, epoch milliseconds; null while some are, and before the first. */
  readonly emptyAt: number | null;
}

/** What a claim may be served from. */
export interface ClaimScope {
  /** Null is any kind. */
  readonly kinds: readonly string[] | null;
  /** Those of the worker, with its own name under `worker`. */
  readonly labels: Labels;
}

/** The label that every worker has by itself: its name. */
export const workerLabel = 'worker';

/** Whether somebody with this scope may have the Units of such a Lane. */
export function isServedBy(
  { kind, requires }: Pick<LaneTraits, 'kind' | 'requires'>,
  { kinds, labels }: ClaimScope,
): boolean {
  if (kinds !== null && !kinds.includes(kind)) return false;
  return requirementsOf(requires).every(([name, value]) => labels.get(name) === value);
}

/** Canonical JSON text of required labels: sorted by name, so that the same ones are the same text. */
export function requirementText(labels: Labels): string {
  if (labels.size === 0) return noRequirement;
  return JSON.stringify(Object.fromEntries([...labels].sort(([a], [b]) => (a < b ? -1 : 1))));
}

export const noRequirement = '{}';

/**
 * The one requirement by which claims find a Lane, as "name=value"; "" for none. A certain worker
 * comes before all else, since nothing leaves fewer Lanes to look at.
 */
export function firstRequirement(requires: string): string {
  const requirements = requirementsOf(requires);
  const first = requirements.find(([name]) => name === workerLabel) ?? requirements[0];
  return first === undefined ? '' : `${first[0]}=${first[1]}`;
}

/** All first requirements that somebody with these labels satisfies. */
export function firstRequirementsOf(labels: Labels): readonly string[] {
  return ['', ...Array.from(labels, ([name, value]) => `${name}=${value}`)];
}

/** Whether something can be claimed from a Lane. */
export function isClaimable({
  claimableCount,
  isOpen,
}: Pick<Lane, 'claimableCount' | 'isOpen'>): boolean {
  return claimableCount > 0 && isOpen === 1;
}

/** Tells Lanes of one Topic apart. */
export function laneKey({ kind, requires, concurrencyKey }: LaneTraits): string {
  return JSON.stringify([kind, requires, concurrencyKey]);
}

/** Where something stands in the claim order: by rank, then by id. */
export interface Place {
  readonly rank: number;
  readonly id: string;
}

/** Where a claimable Unit stands in its Lane; the id is its own. */
export interface UnitPlace extends Place {
  readonly laneId: string;
}

export function comparePlaces(a: Place, b: Place): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

export function placeOfLane({ place, headId }: Pick<Lane, 'place' | 'headId'>): Place {
  return { rank: place, id: headId };
}

/** The pace of a Lane from which so many Units are claimed now. */
export function pacedBy(
  { paceMs, pacedAt }: Pick<Lane, 'paceMs' | 'pacedAt'>,
  count: number,
  now: number,
): Pick<Lane, 'paceMs' | 'pacedAt'> {
  if (pacedAt === null) return { paceMs, pacedAt: now };
  const gapMs = (now - pacedAt) / count;
  const weight = 1 - (1 - 1 / pacedUnitCount) ** count;
  return { paceMs: paceMs === null ? gapMs : paceMs + (gapMs - paceMs) * weight, pacedAt: now };
}

/** About so many claims back is what a pace is the average of. */
const pacedUnitCount = 50;

function requirementsOf(requires: string): readonly (readonly [string, string])[] {
  if (requires === noRequirement) return [];
  // Written by requirementText from an object of texts.
  return Object.entries(JSON.parse(requires) as Readonly<Record<string, string>>);
}
