/** What is asked of a claim over several Topics, and whether it can be. */
import { checkClaimLabels, claimScope } from '../commands/claim/claim-units.ts';
import { bounds } from '../domain/bounds.ts';
import type { Command, Refused } from '../domain/command.ts';
import type { LeasedUnit } from '../domain/command-results.ts';
import { type Rejection, rejection } from '../domain/rejection.ts';
import { checkNumber } from '../domain/value-checks.ts';
import type { WorkerDirective } from '../domain/worker.ts';
import type { Joined, Wanted } from './claim-waiters.ts';

export interface ClaimRequest {
  /** Names of Topics; the one that was served longest ago has the first go. */
  readonly topics: readonly string[];
  readonly worker: string;
  /** Null claims any kind. */
  readonly kinds: readonly string[] | null;
  /** JSON text of an object of texts; see the command. */
  readonly labels?: string | undefined;
  readonly max: number;
  readonly leaseMs: number;
  /** How long to wait for Units when there are none, milliseconds. */
  readonly waitMs: number;
  /** How many Units of a Topic it holds at most at once; any number unless given. */
  readonly capacity?: number | null | undefined;
  /** Repeating a claim with the same id answers the same Units. */
  readonly requestId: string | null;
}

export type ClaimAnswer =
  | {
      readonly isAccepted: true;
      readonly leases: readonly LeasedUnit[];
      /** What is asked of the worker, Topic by Topic. */
      readonly directives: readonly WorkerDirective[];
      readonly isReplayed: boolean;
    }
  | Refused;

/** How one try to claim ended. */
export interface Tried {
  readonly answer: ClaimAnswer;
  /** The Topics in which the worker gets nothing more for now. */
  readonly heldBackIn: ReadonlySet<string>;
}

/** How a claim of one Topic ended that was accepted. */
export function triedOf({ topicId, outcome }: Joined): Tried | undefined {
  if (!outcome.isAccepted) return undefined;
  const { leases, directive, isHeldBack } = outcome.result;
  const directives = directive === undefined ? [] : [directive];
  const heldBackIn = new Set(isHeldBack ? [topicId] : []);
  const { isReplayed } = outcome;
  return { answer: { isAccepted: true, leases, directives, isReplayed }, heldBackIn };
}

/** What those who wait for Units have to know of the claim. */
export function wantedBy(request: ClaimRequest, topicIds: readonly string[]): Wanted {
  const { worker, max, capacity } = request;
  const scope = claimScope(request);
  return { worker, topicIds: new Set(topicIds), scope, max, isBounded: capacity != null };
}

/** The part of the claim that is about one Topic. */
export function claimOf(
  request: ClaimRequest,
  topicId: string,
  max: number,
): Command<'claimUnits'> {
  const { worker, kinds, labels, leaseMs, capacity, requestId } = request;
  const asked = { worker, kinds, labels, max, leaseMs, capacity, requestId };
  return { name: 'claimUnits', topicId, ...asked };
}

export function checkRequest({ topics, kinds, labels, max, waitMs }: ClaimRequest): Rejection[] {
  return [
    ...checkNumber(max, { least: 1, most: bounds.claimUnitCount, path: ['input', 'max'] }),
    ...checkClaimLabels(labels, ['input', 'labels']),
    ...checkCount('topics', topics.length, { least: 1, most: bounds.claimTopicCount }),
    ...(kinds === null
      ? []
      : checkCount('kinds', kinds.length, { least: 1, most: bounds.claimKindCount })),
    ...checkNumber(waitMs, { least: 0, most: bounds.claimWaitMs, path: ['input', 'waitMs'] }),
  ];
}

function checkCount(
  noun: 'topics' | 'kinds',
  count: number,
  { least, most }: { least: number; most: number },
): readonly Rejection[] {
  if (count >= least && count <= most) return [];
  const message = `The claim names ${count} ${noun}; name from ${least} to ${most}.`;
  return [rejection('TOO_MANY', message, { path: ['input', noun], details: { least, most } })];
}

export function topicUnknown(name: string, index: number): Rejection {
  return rejection(
    'TOPIC_NOT_FOUND',
    `There is no Topic "${name}". Create it with topicCreate, or check the name.`,
    { path: ['input', 'topics', `${index}`] },
  );
}
