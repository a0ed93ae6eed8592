/** What is reported and claimed in one request: by one commit, in this order, each answered by itself. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Command } from '../../src/domain/command.ts';
import type { LeasedUnit } from '../../src/domain/command-results.ts';
import type { ClaimRequest } from '../../src/engine/claim-request.ts';
import { createEngine, type Engine } from '../../src/engine/create-engine.ts';
import type { ReportAnswer } from '../../src/engine/report-request.ts';
import type { Store } from '../../src/store/port.ts';
import {
  accepted,
  claimRequest,
  codesOf,
  definition,
  type Kitchen,
  leaseOf,
  openKitchen,
} from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

/** One behind the other. */
const chain = { meal: { units: { a: [], b: ['a'], c: ['b'] } } };

function success(leased: LeasedUnit): Command<'succeedUnit'> {
  return { name: 'succeedUnit', lease: leaseOf(leased), output: 'null' };
}

function keysOf({ claim }: ReportAnswer<'succeedUnit'>): readonly string[] {
  if (claim?.isAccepted !== true) throw new Error('The claim was refused.');
  return claim.leases.map(({ unit }) => unit.key);
}

/** An engine of its own on the same database, which knows nothing of it, and what it writes. */
function openOther() {
  const statements: string[] = [];
  let commitCount = 0;
  const store: Store = {
    ...kitchen.store,
    transaction: async (work) => {
      commitCount += 1;
      return await kitchen.store.transaction((transaction) =>
        work({
          ...transaction,
          write: (sql, parameters) => {
            statements.push(sql);
            return transaction.write(sql, parameters);
          },
        }),
      );
    },
  };
  const engine = createEngine({ store });
  const writeCount = (table: string) =>
    statements.filter((sql) => sql.startsWith(`UPDATE "${table}"`)).length;
  return { engine, writeCount, commitCount: () => commitCount };
}

describe('a claim with reports', () => {
  test('is given what they make ready, by one commit that writes each Unit once', async () => {
    await kitchen.submit(chain);
    const leased = await kitchen.claimOne();
    // It has to look up first whose Topic the Unit is, and the claim waits for that.
    const other = openOther();
    const request = { reports: [success(leased)], claim: claimRequest };
    expect(keysOf(await other.engine.report(request))).toEqual(['b']);
    expect(other.commitCount()).toBe(1);
    // What is done and what is claimed change different columns: that is one statement for each.
    expect(other.writeCount('Unit')).toBe(2);
    expect(await kitchen.eventKinds()).toEqual(expect.arrayContaining(['unit.ready']));
    await other.engine.stop();
  });

  test('works off a whole chain with a commit for each Unit', async () => {
    await kitchen.submit(chain);
    let [leased] = await kitchen.claim();
    const other = openOther();
    const done: string[] = [];
    while (leased !== undefined) {
      done.push(leased.unit.key);
      const request = { reports: [success(leased)], claim: claimRequest };
      const { claim } = await other.engine.report(request);
      leased = claim?.isAccepted ? claim.leases[0] : undefined;
    }
    expect(done).toEqual(['a', 'b', 'c']);
    expect(other.commitCount()).toBe(3);
    await other.engine.stop();
  });

  test('is served although one of them is refused', async () => {
    await kitchen.submit({ meal: { units: { a: [], b: ['a'], c: [] } } });
    const [a, c] = await kitchen.claim();
    if (a === undefined || c === undefined) throw new Error('Two Units can be claimed.');
    await kitchen.succeed(c);
    const lost = { ...success(c), lease: { ...leaseOf(c), leaseId: leaseOf(a).leaseId } };
    const nobody = { ...success(c), lease: { ...leaseOf(c), unitId: 'nothing' } };
    const answer = await kitchen.engine.report({
      reports: [lost, success(a), nobody],
      claim: claimRequest,
    });
    expect(answer.outcomes.map(codesOf)).toEqual([['LEASE_UNKNOWN'], [], ['UNIT_NOT_FOUND']]);
    expect(keysOf(answer)).toEqual(['b']);
  });

  test('is refused alone', async () => {
    await kitchen.submit(chain);
    const leased = await kitchen.claimOne();
    const { outcomes, claim } = await kitchen.engine.report({
      reports: [success(leased)],
      claim: { ...claimRequest, topics: ['attic'] },
    });
    expect(outcomes).toMatchObject([{ isAccepted: true }]);
    expect(claim).toMatchObject({ rejections: [{ code: 'TOPIC_NOT_FOUND' }] });
  });

  test('follows them though they are more than a batch can take', async () => {
    await kitchen.submit(chain);
    const leased = await kitchen.claimOne();
    const units = Object.fromEntries(Array.from({ length: 1_990 }, (_, at) => [`u${at}`, []]));
    const big = definition({ feast: { units } }, { priority: -1 });
    const [, answer] = await Promise.all([
      kitchen.engine.execute({ name: 'submitJob', topicId: kitchen.topicId, job: big }),
      kitchen.engine.report({
        reports: Array.from({ length: 20 }, () => success(leased)),
        claim: { ...claimRequest, max: 1 },
      }),
    ]);
    expect(answer.outcomes.every(({ isAccepted }) => isAccepted)).toBe(true);
    expect(keysOf(answer)).toEqual(['b']);
  });

  test('is given what one of them spawns, which makes a batch of its own', async () => {
    await kitchen.submit({ meal: { units: { a: [] } } });
    const leased = await kitchen.claimOne();
    const unit = { key: 'more', kind: 'cook', input: 'null', dependsOn: [], priority: null };
    const more = { units: [unit], tasks: [], isJoining: false };
    const spawn: Command<'spawn'> = { name: 'spawn', lease: leaseOf(leased), ...more };
    const answer = await kitchen.engine.report<'spawn' | 'succeedUnit'>({
      reports: [spawn, success(leased)],
      claim: claimRequest,
    });
    expect(answer.outcomes).toMatchObject([{ isAccepted: true }, { isAccepted: true }]);
    expect(answer.claim).toMatchObject({ leases: [{ unit: { key: 'more' } }] });
  });

  test('over several Topics sees what they make ready', async () => {
    const bar = { name: 'createTopic', topicName: 'bar', description: null } as const;
    accepted(await kitchen.engine.execute(bar));
    await kitchen.submit(chain);
    const leased = await kitchen.claimOne();
    const claim = { ...claimRequest, topics: ['kitchen', 'bar'] };
    // Both Topics have heard of the worker, so that only what can be claimed counts.
    await kitchen.engine.claim(claim);
    const answer = await kitchen.engine.report({ reports: [success(leased)], claim });
    expect(keysOf(answer)).toEqual(['b']);
  });
});

describe('a claim that waits', () => {
  test('lets the reports be committed, and is answered by what comes', async () => {
    await kitchen.submit({ meal: { units: { a: [] } } });
    const leased = await kitchen.claimOne();
    const committed = new Promise<void>((resolve) => {
      kitchen.engine.onCommit(() => resolve());
    });
    const answered = kitchen.engine.report({
      reports: [success(leased)],
      claim: { ...claimRequest, waitMs: 60_000 },
    });
    await committed;
    expect(await kitchen.unitStates()).toEqual({ a: 'SUCCEEDED' });
    await kitchen.submit({ meal: { units: { late: [] } } });
    expect(keysOf(await answered)).toEqual(['late']);
  });

  test('does not wait when what the reports make ready is there at once', async () => {
    await kitchen.submit(chain);
    const claim = { ...claimRequest, waitMs: 60_000 };
    const reports = [success(await kitchen.claimOne())];
    expect(keysOf(await kitchen.engine.report({ reports, claim }))).toEqual(['b']);
  });
});

describe('the same request again', () => {
  const claim: ClaimRequest = { ...claimRequest, requestId: 'once', waitMs: 60_000 };

  async function repeat(engine: Engine) {
    await kitchen.submit(chain);
    const request = { reports: [success(await kitchen.claimOne())], claim };
    const first = await kitchen.engine.report(request);
    expect(first.claim).toMatchObject({ isReplayed: false, leases: [{ unit: { key: 'b' } }] });
    return { first, second: await engine.report(request), request };
  }

  test('is answered alike by this server and by another', async () => {
    const other = openOther();
    const { first, second, request } = await repeat(other.engine);
    const again = await kitchen.engine.report(request);
    for (const { outcomes, claim: repeated } of [second, again]) {
      expect(outcomes).toMatchObject([{ isAccepted: true, isReplayed: true }]);
      expect(repeated).toMatchObject({ isAccepted: true, isReplayed: true });
      expect(repeated?.isAccepted && repeated.leases.map(leaseOf)).toEqual(
        first.claim?.isAccepted && first.claim.leases.map(leaseOf),
      );
    }
    await other.engine.stop();
  });

  test('does not wait when all that it was given is over', async () => {
    const { first, request } = await repeat(kitchen.engine);
    const leases = first.claim?.isAccepted ? first.claim.leases : [];
    for (const leased of leases) await kitchen.succeed(leased);
    const { claim: repeated } = await kitchen.engine.report(request);
    expect(repeated).toMatchObject({ isReplayed: true, leases: [] });
  });
});
