/** Which of the requests that wait share a commit. */
import { expect, onTestFinished, test } from 'vitest';
import { accepted, claimRequest, jobOf, leaseOf, openKitchen } from './kitchen.ts';

async function openCounted() {
  const kitchen = await openKitchen();
  onTestFinished(kitchen.closeAudited);
  let commitCount = 0;
  kitchen.engine.onCommit(() => {
    commitCount += 1;
  });
  const { engine, topicId } = kitchen;
  /** Submits Jobs of so many Units in one request. */
  const submit = async (...unitCounts: readonly number[]) => {
    const jobs = unitCounts.map((count) => {
      return { name: 'submitJob', topicId, job: jobOf(count) } as const;
    });
    for (const outcome of await engine.executeAll(jobs)) accepted(outcome);
  };
  return { kitchen, submit, commitCount: () => commitCount };
}

test('small requests that come together share a commit', async () => {
  const { submit, commitCount } = await openCounted();
  await Promise.all([submit(5), submit(5), submit(5)]);
  expect(commitCount()).toBe(1);
});

test('large ones are divided, so that one is decided while another is committed', async () => {
  const { submit, commitCount } = await openCounted();
  await Promise.all([submit(250), submit(250)]);
  expect(commitCount()).toBe(2);
});

test('a request is not divided, as it is answered as a whole', async () => {
  const { submit, commitCount } = await openCounted();
  await submit(250, 250, 250);
  expect(commitCount()).toBe(1);
});

test('a request that is larger than any batch should be is divided nevertheless', async () => {
  const { submit, commitCount } = await openCounted();
  await submit(1_500, 1_500);
  expect(commitCount()).toBe(2);
});

test('what a worker claims with its reports is not divided from them, however much it is', async () => {
  const { kitchen, submit, commitCount } = await openCounted();
  const { engine } = kitchen;
  await submit(250);
  const leases = await kitchen.claim({ max: 250 });
  await submit(5);
  const reports = leases.map((leased) => {
    return { name: 'succeedUnit', lease: leaseOf(leased), output: 'null' } as const;
  });
  const before = commitCount();
  const { claim } = await engine.report({ reports, claim: { ...claimRequest, max: 1_000 } });
  expect(claim?.isAccepted === true && claim.leases.length).toBe(5);
  expect(commitCount() - before).toBe(1);
});
