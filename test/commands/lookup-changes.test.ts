/** The rows by which Units are found follow whatever a batch does to the Units. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type UnitColumn, unitChangeGroups } from '../../src/commands/batch/change-groups.ts';
import { lookupChangesOf, type RowChanges } from '../../src/commands/batch/lookup-changes.ts';
import { RowSet } from '../../src/commands/batch/row-set.ts';
import type { Unit } from '../../src/domain/unit.ts';
import {
  claimableUnitOf,
  heldUnitOf,
  type LookupFacts,
  lookupFactsOf,
} from '../../src/domain/unit-lookup.ts';

const waiting: LookupFacts = { rank: null, readyAt: null, worker: null, leaseUntil: null };

const numbers = fc.integer({ min: 1, max: 3 });
const factsOfSome = fc.oneof(
  fc.constant(waiting),
  fc.record({ rank: numbers, readyAt: numbers }).map((facts) => ({ ...waiting, ...facts })),
  fc
    .record({ worker: fc.constantFrom('cook', 'baker'), leaseUntil: numbers })
    .map((facts) => ({ ...waiting, ...facts })),
);

interface Step {
  readonly what: 'change' | 'insert' | 'remove' | 'begin' | 'rollback';
  readonly id: string;
  readonly facts: LookupFacts;
}

const unitIds = ['u1', 'u2', 'u3', 'u4'];
const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom<Step['what']>('change', 'insert', 'remove', 'begin', 'rollback'),
  id: fc.constantFrom(...unitIds),
  facts: factsOfSome,
});

test('of whatever was inserted, changed, removed and rolled back, there is what follows from the Units', () => {
  const batches = fc.array(fc.array(step, { maxLength: 12 }), { maxLength: 4 });
  fc.assert(
    fc.property(batches, (steps) => {
      let units: readonly Unit[] = [];
      const claimable = new Map<string, object>();
      const held = new Map<string, object>();
      for (const batch of steps) {
        const set = workOn(units, batch);
        const changes = lookupChangesOf(set.moves());
        write(claimable, changes.claimable, (row) => `${row.laneId}/${row.rank}/${row.unitId}`);
        write(held, changes.held, (row) => `${row.topicId}/${row.worker}/${row.unitId}`);
        units = [...set.values()].map((unit) => ({ ...unit }));
        expect(sorted(claimable.values())).toEqual(
          sorted(units.flatMap((unit) => claimableUnitOf(unit, unit) ?? [])),
        );
        expect(sorted(held.values())).toEqual(
          sorted(units.flatMap((unit) => heldUnitOf(unit, unit) ?? [])),
        );
      }
    }),
    { numRuns: 500 },
  );
});

/** As a batch of commands does it, each of which begins anew and may be rolled back. */
function workOn(units: readonly Unit[], batch: readonly Step[]) {
  const set = new RowSet<Unit, UnitColumn, LookupFacts>(
    unitChangeGroups,
    (row) => ({ ...row }),
    lookupFactsOf,
  );
  for (const unit of units) set.load({ ...unit });
  for (const { what, id, facts } of batch) {
    const unit = set.find(id);
    if (what === 'begin') set.begin();
    else if (what === 'rollback') set.rollback();
    else if (unit !== undefined && what === 'change') set.change(unit, facts);
    else if (unit !== undefined && what === 'remove' && !set.isInserted(id)) {
      // What is taken out can't be claimed and is not held.
      set.change(unit, waiting);
      set.remove(unit);
    } else if (!set.isKnown(id) && what === 'insert') set.insert(unitOf(id, facts));
  }
  return set;
}

/** Throws where a database would, or where nothing would be changed. */
function write<Row extends object>(
  rows: Map<string, object>,
  { removed, inserted, changed }: RowChanges<Row>,
  keyOf: (row: Row) => string,
): void {
  for (const row of removed)
    if (!rows.delete(keyOf(row))) throw new Error(`${keyOf(row)} is gone.`);
  for (const row of inserted) {
    if (rows.has(keyOf(row))) throw new Error(`${keyOf(row)} is there already.`);
    rows.set(keyOf(row), row);
  }
  for (const row of changed) {
    if (!rows.has(keyOf(row))) throw new Error(`${keyOf(row)} is not there.`);
    expect(rows.get(keyOf(row))).not.toEqual(row);
    rows.set(keyOf(row), row);
  }
}

function unitOf(id: string, facts: LookupFacts): Unit {
  // Nothing else of a Unit is looked at here.
  return { id, topicId: 'topic', laneId: `lane of ${id}`, kind: 'cook', ...facts } as Unit;
}

function sorted(rows: Iterable<object>): readonly string[] {
  return Array.from(rows, (row) => JSON.stringify(row)).sort();
}
