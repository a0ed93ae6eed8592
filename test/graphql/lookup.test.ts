/** Single things over the API, by id and by name. */
import { beforeAll, describe, expect, test } from 'vitest';
import { openStockedWorkshop, type StockedWorkshop } from './stocked-workshop.ts';

let workshop: StockedWorkshop;

beforeAll(async () => {
  workshop = await openStockedWorkshop();
  return workshop.close;
});

describe('a thing is found', () => {
  test('by its id, whatever it is', async () => {
    const { job } = await workshop.data<{ job: { task: { id: string }; unit: { id: string } } }>(
      `query($id: ID!) { job(by: { id: $id }) {
        task(key: "first") { id } unit(path: "first/u0") { id task { id } }
      } }`,
      { id: workshop.jobs[0]?.id },
    );
    const ids = [workshop.topicId, workshop.jobs[0]?.id, job.task.id, job.unit.id];
    const found = await workshop.data(
      'query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }',
      {
        ids: [...ids, 'job_00000000000000000000000000', 'nonsense', '', job.unit.id],
      },
    );
    expect(found['nodes']).toEqual([
      { __typename: 'Topic', id: ids[0] },
      { __typename: 'Job', id: ids[1] },
      { __typename: 'Task', id: ids[2] },
      { __typename: 'Unit', id: ids[3] },
      null,
      null,
      null,
      { __typename: 'Unit', id: ids[3] },
    ]);
    const one = await workshop.data('query($id: ID!) { node(id: $id) { ... on Job { name } } }', {
      id: workshop.jobs[0]?.id,
    });
    expect(one).toEqual({ node: { name: 'Job a' } });
  });

  test('by the names that people give', async () => {
    const found = await workshop.data(
      `query($jobId: ID!) {
        topic(by: { name: "workshop" }) { name }
        job(by: { key: { topic: "workshop", key: "b" } }) { name topic { name } }
        unit(by: { path: { jobId: $jobId, path: "second/u" } }) { path job { key } task { key } }
      }`,
      { jobId: workshop.jobs[2]?.id },
    );
    expect(found).toEqual({
      topic: { name: 'workshop' },
      job: { name: 'Job b', topic: { name: 'workshop' } },
      unit: { path: 'second/u', job: { key: 'c' }, task: { key: 'second' } },
    });
  });

  test('or is null', async () => {
    const found = await workshop.data(
      `query($jobId: ID!) {
        node(id: "unit_00000000000000000000000000") { id }
        topic(by: { name: "nowhere" }) { id }
        other: topic(by: { id: "topic_x" }) { id }
        job(by: { id: "job_x" }) { id }
        keyless: job(by: { key: { topic: "nowhere", key: "b" } }) { id }
        task(id: "task_x") { id }
        unit(by: { path: { jobId: $jobId, path: "second/u/v" } }) { id }
        taskless: unit(by: { path: { jobId: $jobId, path: "nothing/u" } }) { id }
        within: job(by: { id: $jobId }) { task(key: "x") { id } unit(path: "first") { id } }
      }`,
      { jobId: workshop.jobs[2]?.id },
    );
    expect(found).toEqual({
      node: null,
      topic: null,
      other: null,
      job: null,
      keyless: null,
      task: null,
      unit: null,
      taskless: null,
      within: { task: null, unit: null },
    });
  });
});
