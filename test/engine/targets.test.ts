/** Units for each of certain workers: what one definition with targets stands for. */
import { beforeEach, describe, expect, test } from 'vitest';
import {
  accepted,
  codesOf,
  type Kitchen,
  leaseOf,
  openKitchen,
  taskNamed,
  unitNamed,
} from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

const targets = ['anna', 'bert'];

async function claimedKeys(worker: string) {
  return (await kitchen.claim({ worker })).map(({ unit }) => unit.key);
}

describe('a Unit with targets', () => {
  test('is one Unit for each of them, which nobody else is given', async () => {
    await kitchen.submitTasks([taskNamed('meal', [unitNamed('taste', { targets })])]);
    expect(await claimedKeys('cook')).toEqual([]);
    expect(await claimedKeys('bert')).toEqual(['taste.bert']);
    expect(await claimedKeys('anna')).toEqual(['taste.anna']);
  });

  test('requires its worker besides what holds for it otherwise', async () => {
    const unit = unitNamed('taste', { targets: ['anna'] });
    const requires = '{"hat":"white"}';
    await kitchen.submitTasks([taskNamed('meal', [unit], { requires })]);
    expect(await claimedKeys('anna')).toEqual([]);
    const leases = await kitchen.claim({ worker: 'anna', labels: '{"hat":"white"}' });
    expect(leases).toHaveLength(1);
  });

  test('lets who depends on it wait for all of them', async () => {
    const units = [
      unitNamed('cook'),
      unitNamed('taste', { targets, dependsOn: ['cook'] }),
      unitNamed('serve', { dependsOn: ['taste'] }),
      unitNamed('cheer', { dependsOn: ['taste'], join: 'AT_LEAST', joinCount: 1 }),
    ];
    await kitchen.submitTasks([taskNamed('meal', units)]);
    for (const worker of ['cook', 'anna']) {
      await kitchen.succeed(await kitchen.claimOne({ worker }));
    }
    expect(await claimedKeys('cook')).toEqual(['cheer']);
    await kitchen.succeed(await kitchen.claimOne({ worker: 'bert' }));
    expect(await claimedKeys('cook')).toEqual(['serve']);
  });

  test('may be added and spawned like any other', async () => {
    await kitchen.submitTasks([taskNamed('meal', [unitNamed('cook')])]);
    const leased = await kitchen.claimOne({ kinds: ['cook'] });
    const { taskId } = leased.unit;
    const add = { name: 'addUnits', taskId, units: [unitNamed('taste', { targets })] } as const;
    accepted(await kitchen.engine.execute(add));
    const units = [
      unitNamed('wash', { targets }),
      unitNamed('dry', { dependsOn: ['wash'], targets: ['anna'] }),
    ];
    const spawn = { name: 'spawn', lease: leaseOf(leased), units, tasks: [] } as const;
    accepted(await kitchen.engine.execute({ ...spawn, isJoining: false }));
    const again = accepted(await kitchen.engine.execute({ ...spawn, isJoining: false }));
    expect(again.isReplayed).toBe(true);
    const keys = Object.keys(await kitchen.unitStates());
    expect(keys.toSorted()).toEqual(
      ['cook', 'taste.anna', 'taste.bert', 'wash.anna', 'wash.bert', 'dry.anna'].toSorted(),
    );
  });
});

describe('targets are refused', () => {
  const refusalOf = async (more: Parameters<typeof unitNamed>[1], others: string[] = []) => {
    const units = [...others.map((key) => unitNamed(key)), unitNamed('taste', more)];
    const { topicId } = kitchen;
    const job = { name: 'dinner', key: null, priority: 0, payload: 'null', labels: '{}', hash: '' };
    const tasks = [taskNamed('meal', units)];
    const submission = { name: 'submitJob', topicId, job: { ...job, tasks } } as const;
    const outcome = await kitchen.engine.execute(submission);
    const [first] = outcome.isAccepted ? [] : outcome.rejections;
    return [...codesOf(outcome), first?.path.slice(2).join('.')];
  };

  test.each([
    ['that are none', { targets: [] }, ['TOO_MANY', '0.units.0.targets']],
    [
      'that are too many',
      { targets: Array.from({ length: 1_001 }, (_, i) => `w${i}`) },
      ['TOO_MANY', '0.units.0.targets'],
    ],
    ['that are named twice', { targets: ['a', 'a'] }, ['DUPLICATE_KEY', '0.units.0.targets.1']],
    ['that make no valid key', { targets: ['a', 'b c'] }, ['INVALID_VALUE', '0.units.0.targets.1']],
    [
      'beside a worker that is required',
      { targets: ['a'], requires: '{"worker":"b"}' },
      ['LABEL_RESERVED', '0.units.0.requires'],
    ],
  ])('%s', async (_, more, expected) => {
    expect(await refusalOf(more)).toEqual(expected);
  });

  test('where the key of one is taken, by the place of its definition', async () => {
    const more = { targets: ['x', 'y', 'z'] };
    expect(await refusalOf(more, ['taste.y'])).toEqual(['DUPLICATE_KEY', '0.units.1.key']);
  });

  test('that make a Job too large, before any of it is made', async () => {
    const many = Array.from({ length: 1_000 }, (_, i) => `w${i}`);
    const units = Array.from({ length: 201 }, (_, i) => unitNamed(`u${i}`, { targets: many }));
    expect(await kitchen.submitTasks([taskNamed('meal', units)])).toBe('TOO_MANY');
  });
});
