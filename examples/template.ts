/**
 * A definition that is published once and started with other parameters each time. A dry run shows
 * what a start would make; what does not fit is refused by the path of the parameter; and a Job keeps
 * the version that it was started from.
 */
import assert from 'node:assert/strict';
import { ClientError, createClient } from 'junjo/client';
import { createServer } from 'junjo/server';
import { awaitJobEnd } from './job-end.ts';
import { runWorker } from './worker-loop.ts';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
await client.topicCreate({ name: 'photos' });

const album = {
  topic: 'photos',
  name: 'album',
  paramsSchema: {
    type: 'object',
    required: ['album'],
    properties: {
      album: { type: 'string' },
      sizes: { type: 'array', items: { type: 'integer', minimum: 16 }, default: [400] },
      publish: { type: 'boolean', default: true },
    },
  },
  definition: {
    name: 'Album ${{ params.album }}',
    tasks: [
      {
        key: 'pictures',
        units: [
          { key: 'resize', kind: 'resize', input: { sizes: '${{ params.sizes }}' } },
          {
            key: 'publish',
            kind: 'publish',
            dependsOn: ['resize'],
            when: '${{ params.publish }}',
          },
        ],
      },
    ],
  },
};

const { template } = await client.templatePublish(album);
console.log(`Published ${template.name}, version ${template.version}.`);

const start = { topic: 'photos', template: 'album' };

// What would be made: nothing is started.
const summer = { ...start, params: { album: 'summer', sizes: [200, 800] } };
const { job: draft } = await client.templateDryRun(summer);
console.log(`It would be "${draft.name}" with ${draft.unitCount} units.`);
assert.deepEqual(draft.tasks[0]?.units[0]?.input, { sizes: [200, 800] });

// What does not fit is refused, and says where.
await assert.rejects(
  client.templateDryRun({ ...start, params: { album: 'x', sizes: [1] } }),
  (error) => {
    assert(error instanceof ClientError);
    console.log(`Refused at ${error.path.join('.')}: ${error.message}`);
    assert.deepEqual(error.path, ['input', 'params', 'sizes', '0']);
    return true;
  },
);

const { job } = await client.jobStart(summer);

// The next version says more. What was started before stays as it was.
const next = await client.templatePublish({
  ...album,
  definition: { ...album.definition, name: 'Pictures of ${{ params.album }}' },
});
assert.equal(next.template.version, 2);
const winterParams = { album: 'winter', publish: false };
const { job: winter } = await client.jobStart({ ...start, params: winterParams });

const stop = new AbortController();
const worker = runWorker(client, {
  name: 'pia',
  topic: 'photos',
  skills: { resize: ({ unit }) => JSON.stringify(unit.input), publish: () => 'online' },
  signal: stop.signal,
});
const ended = [await awaitJobEnd(client, job), await awaitJobEnd(client, winter)];
for (const { name, state, unitCounts } of ended) {
  console.log(`${name}: ${state}, ${unitCounts.succeeded} done, ${unitCounts.skipped} left out`);
}
assert.deepEqual(
  ended.map(({ name, unitCounts }) => [name, unitCounts.succeeded, unitCounts.skipped]),
  [
    ['Album summer', 2, 0],
    ['Pictures of winter', 1, 1],
  ],
);

stop.abort();
await worker;
await server.stop();
