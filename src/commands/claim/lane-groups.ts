/**
 * Which Lanes the database has for claims, as far as a batch has asked: groups of the same kind and
 * the same required labels, each read from its front in the order of places. What a batch has changed
 * stands in its set of Lanes, which knows better; the groups are as the database was when it began.
 */
import {
  type ClaimScope,
  firstRequirement,
  firstRequirementsOf,
  isServedBy,
  type Lane,
  type LaneTraits,
  type Place,
  placeOfLane,
} from '../../domain/lane.ts';
import { beginning } from './claim-order.ts';

export interface LaneGroup extends Pick<LaneTraits, 'kind' | 'requires'> {
  /** Up to where its Lanes are in the set. */
  readTo: Place;
  isReadWhole: boolean;
}

/** A kind, and the first of the labels that a worker has for it. */
export interface LaneSearch {
  readonly kind: string;
  readonly requiresFirst: string;
}

export class LaneGroups {
  /** The kinds that have claimable Units; undefined while nobody has asked. */
  kinds: readonly string[] | undefined;
  /** Whether all Lanes are in the set that can be claimed from; undefined while nobody has looked. */
  #areAll: boolean | undefined;
  readonly #groups = new Map<string, LaneGroup>();
  readonly #searches = new Set<string>();

  get areAll(): boolean | undefined {
    return this.#areAll;
  }

  /** All Lanes that can be claimed from are in the set: there are no groups to be read. */
  enterAll(lanes: readonly Lane[]): void {
    this.#areAll = true;
    this.kinds = [...new Set(lanes.map(({ kind }) => kind))];
  }

  /** There are more Lanes than one would have all of; they are read by groups. */
  noteMany(): void {
    this.#areAll = false;
  }

  /** What has to be looked for before those with these scopes can be served. */
  missingFor(scopes: readonly ClaimScope[]): readonly LaneSearch[] {
    if (this.#areAll) return [];
    const missing = new Map<string, LaneSearch>();
    for (const { kinds, labels } of scopes) {
      const firsts = firstRequirementsOf(labels);
      for (const kind of kinds ?? this.kinds ?? []) {
        for (const requiresFirst of firsts) {
          const key = searchKey({ kind, requiresFirst });
          if (!this.#searches.has(key)) missing.set(key, { kind, requiresFirst });
        }
      }
    }
    return [...missing.values()];
  }

  isReadyFor(scope: ClaimScope): boolean {
    return (scope.kinds ?? this.kinds) !== undefined && this.missingFor([scope]).length === 0;
  }

  /** Takes in what was found for searches. */
  enter(
    searches: readonly LaneSearch[],
    found: readonly Pick<LaneTraits, 'kind' | 'requires'>[],
  ): void {
    for (const search of searches) this.#searches.add(searchKey(search));
    for (const { kind, requires } of found) {
      const key = JSON.stringify([kind, requires]);
      if (this.#groups.has(key)) continue;
      this.#groups.set(key, { kind, requires, readTo: beginning, isReadWhole: false });
    }
  }

  /** The groups that may serve somebody with this scope and have more Lanes than were read. */
  unreadFor(scope: ClaimScope): readonly LaneGroup[] {
    return [...this.#groups.values()].filter(
      (group) => !group.isReadWhole && isServedBy(group, scope),
    );
  }
}

/**
 * The next Lanes of a group are among these, in order and as the database has them, up to `max`;
 * nothing else is behind fewer than that.
 */
export function noteLanes(group: LaneGroup, lanes: readonly Lane[], max: number): void {
  const ofGroup = lanes.filter(
    ({ kind, requires }) => kind === group.kind && requires === group.requires,
  );
  if (ofGroup.length < max) group.isReadWhole = true;
  const last = ofGroup.at(-1);
  if (last !== undefined) group.readTo = placeOfLane(last);
}

export function searchOf({ kind, requires }: LaneGroup): LaneSearch {
  return { kind, requiresFirst: firstRequirement(requires) };
}

function searchKey({ kind, requiresFirst }: LaneSearch): string {
  return JSON.stringify([kind, requiresFirst]);
}
