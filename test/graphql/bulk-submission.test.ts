/** Many Jobs submitted in one request, over the API of a running server. */
import { beforeEach, describe, expect, test } from 'vitest';
import { bounds } from '../../src/domain/bounds.ts';
import { type Lease, openWorkshop, positionOf, taskOf, type Workshop } from '../server/workshop.ts';
import {
  type Answer,
  codesOf,
  created,
  jobNames,
  jobOf,
  submitAll,
  submitJobs,
} from './submitted-together.ts';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

describe('Jobs that are submitted together', () => {
  test('are there in the order of the list, and are worked on like all others', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `job ${index}`);
    const { answers, userErrors } = await submitAll(
      workshop,
      names.map((name) => jobOf(name)),
    );
    expect(userErrors).toEqual([]);
    expect(new Set(answers.map(({ jobId }) => jobId)).size).toBe(60);
    expect(answers.every((one) => one.created && !one.replayed && one.cursor !== null)).toBe(true);
    expect(await jobNames(workshop)).toEqual(names);
    const leases: readonly Lease[] = await workshop.claim();
    expect(leases).toHaveLength(60);
    expect(await workshop.workOff()).toEqual([]);
  });

  test('are shown as they are where they are asked for', async () => {
    const text = `mutation ($input: JobsSubmitInput!) { jobsSubmit(input: $input) {
      answers { jobId job { id name cursor topic { name } unitCounts { ready } } } } }`;
    const { jobsSubmit } = await workshop.data<{ jobsSubmit: { answers: readonly Answer[] } }>(
      text,
      { input: { jobs: [jobOf('one'), jobOf('two')] } },
    );
    for (const [index, name] of ['one', 'two'].entries()) {
      const id = jobsSubmit.answers[index]?.jobId;
      const topic = { name: 'workshop' };
      expect(jobsSubmit.answers[index]).toMatchObject({
        jobId: expect.stringMatching(/^job_/),
        job: { id, name, cursor: expect.any(String), topic, unitCounts: { ready: 1 } },
      });
    }
  });

  test('may be of several Topics', async () => {
    await workshop.data('mutation { topicCreate(input: { name: "other" }) { cursor } }');
    const all = await submitAll(workshop, [
      jobOf('here'),
      jobOf('there', { topic: 'other' }),
      jobOf('here too'),
    ]);
    expect(created(all)).toEqual([true, true, true]);
    expect(await jobNames(workshop)).toEqual(['here', 'here too']);
  });

  test('may be none', async () => {
    expect(await submitAll(workshop, [])).toEqual({ answers: [], userErrors: [] });
  });
});

describe('what is wrong with one', () => {
  test('is told where it stands, and the others are taken in', async () => {
    const circle = [
      { ...taskOf('a', []), dependsOn: ['b'] },
      { ...taskOf('b', []), dependsOn: ['a'] },
    ];
    const all = await submitAll(workshop, [
      jobOf('good'),
      jobOf('circle', { tasks: circle }),
      jobOf('nowhere', { topic: 'nowhere' }),
      jobOf('a\u0000b'),
      jobOf('', { priority: 5_000 }),
      jobOf('of a topic', { topic: 'a\u0000b' }),
      jobOf('too late', { finishBy: '2001-01-01T00:00:00.000Z' }),
      jobOf('good as well'),
    ]);
    expect(codesOf(all)).toEqual([
      [],
      ['DEPENDENCY_CYCLE'],
      ['TOPIC_NOT_FOUND'],
      ['INVALID_VALUE'],
      ['INVALID_VALUE', 'INVALID_VALUE'],
      ['INVALID_VALUE'],
      ['INVALID_VALUE'],
      [],
    ]);
    const paths = all.answers.flatMap((one) => one.userErrors.map(({ path }) => path.join('.')));
    expect(paths).toEqual([
      expect.stringMatching(/^input\.jobs\.1\.tasks/),
      'input.jobs.2.topic',
      'input.jobs.3.name',
      'input.jobs.4.name',
      'input.jobs.4.priority',
      'input.jobs.5.topic',
      'input.jobs.6.finishBy',
    ]);
    expect(all.answers[1]).toMatchObject({ jobId: null, created: false, cursor: null });
    expect(await jobNames(workshop)).toEqual(['good', 'good as well']);
  });

  test('is told of those that a closed intake keeps out', async () => {
    const { topicCreate } = await workshop.data<{ topicCreate: { topic: { id: string } } }>(
      'mutation { topicCreate(input: { name: "closed" }) { topic { id } } }',
    );
    await workshop.data(
      'mutation ($id: ID!) { topicCloseIntake(input: { topicId: $id }) { userErrors { code } } }',
      { id: topicCreate.topic.id },
    );
    const all = await submitAll(workshop, [jobOf('in'), jobOf('out', { topic: 'closed' })]);
    expect(codesOf(all)).toEqual([[], ['INTAKE_CLOSED']]);
  });
});

describe('a request is refused as a whole, and nothing is done', () => {
  const bare = (more: object = {}) => jobOf('bare', { tasks: [], ...more });

  test('when there are too many Jobs', async () => {
    const before = await positionOf(workshop);
    const count = bounds.submissionCount + 1;
    const { answers, userErrors } = await submitAll(
      workshop,
      Array.from({ length: count }, () => bare()),
    );
    expect(answers).toEqual([]);
    expect(userErrors).toMatchObject([
      {
        code: 'TOO_MANY',
        path: ['input', 'jobs'],
        details: { count, most: bounds.submissionCount },
      },
    ]);
    expect(await positionOf(workshop)).toBe(before);
    const { limits } = await workshop.data<{ limits: object }>('{ limits { maxSubmissions } }');
    expect(limits).toEqual({ maxSubmissions: bounds.submissionCount });
  });

  test('when they have too many Units together, but not for one that has too many itself', async () => {
    const before = await positionOf(workshop);
    const targets = Array.from({ length: 1_000 }, (_, index) => `w${index}`);
    const units = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ key: `u${index}`, kind: 'k', targets }));
    const jobs = [120, 120].map((count) => bare({ tasks: [{ key: 't', units: units(count) }] }));
    const { answers, userErrors } = await submitAll(workshop, jobs);
    expect(answers).toEqual([]);
    expect(userErrors).toMatchObject([
      { code: 'TOO_MANY', details: { count: 240_000, most: bounds.unitCountPerJob } },
    ]);
    expect(await positionOf(workshop)).toBe(before);
    const large = bare({ tasks: [{ key: 't', units: units(201) }] });
    expect(codesOf(await submitAll(workshop, [large, bare()]))).toEqual([['TOO_MANY'], []]);
  });

  test('when its answer would be too large', async () => {
    const jobs = Array.from({ length: bounds.submissionCount }, () => bare());
    const text = `mutation ($input: JobsSubmitInput!) { jobsSubmit(input: $input) {
      answers { job { tasks(first: 100) { nodes { units(first: 100) { nodes { id } } } } } } } }`;
    const { errors } = await workshop.call(text, { input: { jobs } });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['COST_LIMIT_EXCEEDED']);
    expect(await jobNames(workshop)).toEqual([]);
  });

  test('when something in it is of another type', async () => {
    const jobs = [...Array.from({ length: 900 }, () => jobOf('good')), jobOf('bad', { name: 7 })];
    const { status, errors } = await workshop.call(submitJobs, { input: { jobs } });
    expect(status).toBe(400);
    expect(errors?.[0]?.message).toContain('at "input.jobs[900].name"');
    expect(await jobNames(workshop)).toEqual([]);
  });
});

test('a long request is taken in, and others are answered meanwhile', async () => {
  const units = Array.from({ length: 40 }, (_, index) => ({ key: `u${index}`, kind: 'k' }));
  const jobs = Array.from({ length: 400 }, (_, index) =>
    jobOf(`job ${index}`, { tasks: [{ key: 't', units }] }),
  );
  const order: string[] = [];
  const submitted = submitAll(workshop, jobs).then((all) => {
    order.push('submitted');
    return all;
  });
  const asked = workshop.data('{ version }').then(() => order.push('answered'));
  const all = await submitted;
  await asked;
  expect(all.answers.filter((one) => one.created)).toHaveLength(400);
  expect(order).toEqual(['answered', 'submitted']);
});
