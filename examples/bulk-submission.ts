/** A night's orders become Jobs with one request: what is wrong with one of them keeps out no other. */
import assert from 'node:assert/strict';
import { createClient, type JobSubmitInput } from 'junjo/client';
import { createServer } from 'junjo/server';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const topic = 'orders';
await client.topicCreate({ name: topic });

const orders = Array.from({ length: 300 }, (_, index) => `order-${index + 1}`);

function jobOf(order: string): JobSubmitInput {
  return {
    topic,
    name: `Ship ${order}`,
    // The order's own number makes that it becomes one Job, however often it is submitted.
    key: order,
    tasks: [
      {
        key: 'ship',
        units: [
          { key: 'pack', kind: 'pack' },
          { key: 'label', kind: 'label' },
          { key: 'hand-over', kind: 'carry', dependsOn: ['pack', 'label'] },
        ],
      },
    ],
  };
}

const jobs = orders.map(jobOf);
// Somebody has typed a priority that there is not.
const wrong = jobs.with(7, { ...jobOf('order-8'), priority: 1_000_000 });

const { answers } = await client.jobsSubmit({ jobs: wrong });
for (const { userErrors } of answers) {
  for (const { message, path } of userErrors) console.log(`${path.join('.')}: ${message}`);
}
const refused = orders.filter((_, index) => answers[index]?.jobId === null);
console.log(`${answers.filter(({ created }) => created).length} Jobs, refused:`, refused);
assert.deepEqual(refused, ['order-8']);

// It is mended, and all of them are sent once more: only the one that was missing is made.
const again = await client.jobsSubmit({ jobs });
assert.deepEqual(
  orders.filter((_, index) => again.answers[index]?.created),
  ['order-8'],
);
assert.ok(again.answers.every(({ jobId }) => jobId !== null));

const found = await client.findTopic({ name: topic });
console.log(`There are ${found?.jobCounts.total} Jobs.`);
assert.equal(found?.jobCounts.total, 300);

await server.stop();
