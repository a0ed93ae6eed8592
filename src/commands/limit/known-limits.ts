/**
 * The Limits of the Topic that a batch is about, all of them, and what is used of them by the Units
 * that it works on. A row of use is made when something of it is first used, so one that the
 * database was asked for and does not have is as new.
 */
import {
  governingLimit,
  isBounding,
  type Limit,
  type Limited,
  type LimitScope,
  limitsFor,
  subjectOf,
  weightOf,
} from '../../domain/limit.ts';
import { type LimitUse, limitUseId, newLimitUse } from '../../domain/limit-use.ts';
import {
  type LimitColumn,
  type LimitUseColumn,
  limitChangeGroups,
  limitUseChangeGroups,
} from '../batch/change-groups.ts';
import { RowSet } from '../batch/row-set.ts';

export class KnownLimits {
  readonly rows = new RowSet<Limit, LimitColumn>(limitChangeGroups, (row) => ({ ...row }));
  readonly uses = new RowSet<LimitUse, LimitUseColumn>(limitUseChangeGroups, (row) => ({ ...row }));
  /** The keys of which all Lanes are in the set. */
  readonly keysWithLanes = new Set<string>();
  /** The ids of uses that the database was asked for. */
  readonly #lookedUp = new Set<string>();
  /** Which Limits hold for a kind and key: found once for all Units that are alike. */
  readonly #limitsOf = new Map<string, readonly Limit[]>();

  get areThereAny(): boolean {
    return this.rows.size > 0;
  }

  /** The Limits that hold for a Unit, the most general first. */
  of(limited: Limited): readonly Limit[] {
    if (!this.areThereAny) return none;
    const alike = JSON.stringify([limited.kind, limited.concurrencyKey]);
    const known = this.#limitsOf.get(alike);
    if (known !== undefined) return known;
    const limits = limitsFor([...this.rows.values()], limited);
    this.#limitsOf.set(alike, limits);
    return limits;
  }

  governing(scope: LimitScope, subject: string): Limit | undefined {
    return governingLimit([...this.rows.values()], scope, subject);
  }

  /** Whether something of this kind, or of the whole Topic, keeps its Units from starting. */
  isShut(kind: string): boolean {
    const limited = { kind, concurrencyKey: '' };
    return this.of(limited).some((limit) => this.useOrNewOf(limit, limited).isClosed === 1);
  }

  /** Whether nothing of the key can start. */
  isKeyShut(limited: Limited): boolean {
    const limit = this.of(limited).find(({ scope }) => scope === 'KEY');
    return limit !== undefined && this.useOrNewOf(limit, limited).isClosed === 1;
  }

  /** Whether a Limit keeps back what has too much of this key. */
  isKeyBounded(limited: Limited): boolean {
    return this.of(limited).some((limit) => limit.scope === 'KEY' && isBounding(limit));
  }

  /** The weight of a key among the others. */
  weightOf(concurrencyKey: string): number {
    return weightOf([...this.rows.values()], concurrencyKey);
  }

  /** As useOf, without making a row of what is as new. */
  useOrNewOf(limit: Limit, limited: Limited): LimitUse {
    const subject = subjectOf(limit.scope, limited);
    return this.uses.find(limitUseId(limit.id, subject)) ?? newLimitUse(limit, subject);
  }

  /** What is used of a Limit by what it counts together with this Unit. */
  useOf(limit: Limit, limited: Limited): LimitUse {
    const subject = subjectOf(limit.scope, limited);
    return this.uses.find(limitUseId(limit.id, subject)) ?? this.insertUse(limit, subject);
  }

  insertUse(limit: Limit, subject: string): LimitUse {
    const use = newLimitUse(limit, subject);
    if (!this.#lookedUp.has(use.id)) throw new Error(`${use.id} is used and was not looked up.`);
    this.uses.insert(use);
    return use;
  }

  /** The ids of the uses that Units like this count for, as far as they were not looked up yet. */
  *unknownUseIds(limited: Limited): Generator<string, void, void> {
    for (const limit of this.of(limited)) {
      const id = limitUseId(limit.id, subjectOf(limit.scope, limited));
      if (!this.#lookedUp.has(id)) yield id;
    }
  }

  /** Takes in what the database has of these uses. */
  loadUses(ids: Iterable<string>, uses: readonly LimitUse[]): void {
    for (const id of ids) this.#lookedUp.add(id);
    for (const use of uses) this.uses.load(use);
  }

  /** Other Limits may hold for a Unit now. */
  forget(): void {
    this.#limitsOf.clear();
  }

  begin(): void {
    this.rows.begin();
    this.uses.begin();
  }

  rollback(): void {
    this.rows.rollback();
    this.uses.rollback();
    this.forget();
  }
}

const none: readonly Limit[] = [];
