/**
 * A Unit waits for a person. Its worker asks by having it paused, and leaves a checkpoint, so that it
 * knows next time that it has asked. The person resumes it, which is a yes, or skips it with what was
 * decided instead; what depends on it goes on either way.
 */
import assert from 'node:assert/strict';
import { createClient, type UnitReportInput } from 'junjo/client';
import { createServer } from 'junjo/server';
import { awaitJobEnd } from './job-end.ts';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const topic = 'invoices';
await client.topicCreate({ name: topic });
const { job } = await client.jobSubmit({
  topic,
  name: 'Invoices of today',
  tasks: [
    {
      key: 'pay',
      units: [
        { key: 'small', kind: 'pay', input: { amount: 120 } },
        { key: 'large', kind: 'pay', input: { amount: 99_000 } },
      ],
    },
    { key: 'file', dependsOn: ['pay'], units: [{ key: 'all', kind: 'file' }] },
  ],
});

/** Claims what there is and reports on it: asks first, and pays on the second visit. */
async function visit(): Promise<readonly string[]> {
  const { leases } = await client.unitsClaim({ worker: 'ann', topics: [topic], max: 10 });
  const reports = leases.flatMap((held): UnitReportInput[] => {
    const { unitId, attempt, leaseId, unit, inputs } = held;
    const lease = { unitId, attempt, leaseId };
    if (unit.kind === 'file') return [{ succeed: { lease, output: inputs } }];
    if (unit.checkpoint !== null) return [{ succeed: { lease, output: 'paid' } }];
    return [
      { checkpoint: { lease, checkpoint: { asked: true } } },
      { pause: { lease, reason: `May ${unit.key} be paid?` } },
    ];
  });
  const { answers } = await client.unitsReport({ reports });
  assert(answers.every(({ accepted }) => accepted));
  return leases.map(({ unit }) => unit.key);
}

assert.deepEqual(await visit(), ['small', 'large']);
assert.deepEqual(await visit(), [], 'Nothing can be claimed while both wait for a person.');

for await (const unit of client.units(job.id, { states: ['PAUSED'] })) {
  const { amount } = unit.input as { amount: number }; // As it was submitted above.
  if (amount < 1_000) await client.unitResume({ unitId: unit.id, reason: 'Go ahead.' });
  else await client.unitSkip({ unitId: unit.id, reason: 'Too much.', output: 'sent back' });
}

assert.deepEqual(await visit(), ['small']);
assert.deepEqual(await visit(), ['all']);
const done = await awaitJobEnd(client, job);
const filed = await client.findUnit({ path: { jobId: job.id, path: 'file/all' } });
console.log(`The Job has ${done.state}. Filed:`, filed?.output);
assert.equal(done.state, 'SUCCEEDED');
assert.deepEqual(filed?.output, { pay: { small: 'paid', large: 'sent back' } });

await server.stop();
