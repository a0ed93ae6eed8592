/** Templates as the engine keeps them: their versions, what is started from them, and what is refused. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Command } from '../../src/domain/command.ts';
import { accepted, codesOf, type Kitchen, openKitchen } from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
});

afterEach(() => kitchen.closeAudited());

const dinner = {
  name: 'Dinner for ${{ params.guests }}',
  payload: { guests: '${{ params.guests }}', wishes: '${{ params.wishes }}' },
  tasks: [
    {
      key: 'kitchen',
      units: [
        { key: 'cook', kind: 'cook', input: { dish: '${{ params.dish }}' } },
        {
          key: 'serve',
          kind: 'serve',
          dependsOn: ['cook'],
          when: 'payload.guests >= ${{ params.least }}',
        },
      ],
    },
  ],
};

const dinnerParams = {
  type: 'object',
  required: ['dish'],
  properties: {
    dish: { type: 'string' },
    guests: { type: 'integer', minimum: 1, default: 2 },
    least: { type: 'integer', default: 1 },
    wishes: { type: 'array', default: [] },
  },
};

async function publish(definition: object = dinner, paramsSchema: object | null = dinnerParams) {
  const text = JSON.stringify(definition);
  const schemaText = paramsSchema === null ? null : JSON.stringify(paramsSchema);
  const template = {
    name: 'dinner',
    description: null,
    definition: text,
    paramsSchema: schemaText,
    hash: `${text} ${schemaText}`,
  };
  const { topicId } = kitchen;
  return await kitchen.engine.execute({ name: 'publishTemplate', topicId, template, by: 'chef' });
}

type Start = Command<'startJob'>['start'];

async function start(params: object, more: Partial<Start> = {}) {
  const start: Start = {
    template: { name: 'dinner', version: null },
    isDeprecatedAllowed: false,
    params: JSON.stringify(params),
    ...{ name: null, key: null, priority: null, labels: null },
    hash: JSON.stringify([params, more]),
    ...more,
  };
  return await kitchen.engine.execute({ name: 'startJob', topicId: kitchen.topicId, start });
}

async function deprecate(version: number | null) {
  const { topicId } = kitchen;
  const template = { name: 'dinner', version };
  const asked = { reason: 'It burns.', by: 'chef' };
  return await kitchen.engine.execute({ name: 'deprecateTemplate', topicId, template, ...asked });
}

interface JobRow {
  readonly name: string;
  readonly payload: string;
  readonly params: string;
  readonly version: number;
}

async function jobs() {
  return await kitchen.store.query<JobRow>(
    `SELECT j."name", j."payload", j."params", t."version" FROM "Job" j
     JOIN "Template" t ON t."id" = j."templateId" ORDER BY j."id"`,
  );
}

test('a Job is started with its parameters in place, those that are left out included', async () => {
  await publish();
  accepted(await start({ dish: 'soup', wishes: ['hot'] }));
  expect(await jobs()).toEqual([
    {
      name: 'Dinner for 2',
      payload: '{"guests":2,"wishes":["hot"]}',
      params: '{"dish":"soup","wishes":["hot"],"guests":2,"least":1}',
      version: 1,
    },
  ]);
  const leased = await kitchen.claimOne();
  expect(leased.unit.input).toBe('{"dish":"soup"}');
  await kitchen.succeed(leased);
  await kitchen.workOff();
  expect(await kitchen.unitStates()).toEqual({ cook: 'SUCCEEDED', serve: 'SUCCEEDED' });
});

test('a condition compares with the parameter that stands in it', async () => {
  await publish();
  accepted(await start({ dish: 'soup', least: 3 }));
  await kitchen.workOff();
  expect(await kitchen.unitStates()).toEqual({ cook: 'SUCCEEDED', serve: 'SKIPPED' });
});

test('publishing makes versions, and the same again the version that is there', async () => {
  accepted(await publish());
  expect(accepted(await publish()).isReplayed).toBe(true);
  accepted(await publish({ ...dinner, name: 'Supper' }));
  accepted(await publish());
  const sql = 'SELECT "name", "version", "publishedBy" FROM "Template" ORDER BY "version"';
  expect(await kitchen.store.query(sql)).toEqual(
    [1, 2, 3].map((version) => ({ name: 'dinner', version, publishedBy: 'chef' })),
  );
});

test('the newest version is started unless another one is named', async () => {
  await publish();
  await publish({ ...dinner, name: 'Supper' });
  accepted(await start({ dish: 'soup' }));
  accepted(await start({ dish: 'soup' }, { template: { name: 'dinner', version: 1 } }));
  expect((await jobs()).map(({ name, version }) => [name, version])).toEqual([
    ['Supper', 2],
    ['Dinner for 2', 1],
  ]);
});

test('a version that is deprecated is passed over, and started only by number and on demand', async () => {
  await publish();
  await publish({ ...dinner, name: 'Supper' });
  accepted(await deprecate(2));
  expect(accepted(await deprecate(2)).isReplayed).toBe(true);
  accepted(await start({ dish: 'soup' }));
  const named = { template: { name: 'dinner', version: 2 } };
  expect(codesOf(await start({ dish: 'soup' }, named))).toEqual(['TEMPLATE_DEPRECATED']);
  accepted(await start({ dish: 'soup' }, { ...named, isDeprecatedAllowed: true }));
  expect((await jobs()).map(({ version }) => version)).toEqual([1, 2]);
});

test('a Template all of whose versions are deprecated is refused, and begins again with a new one', async () => {
  await publish();
  await publish({ ...dinner, name: 'Supper' });
  accepted(await deprecate(null));
  expect(codesOf(await start({ dish: 'soup' }))).toEqual(['TEMPLATE_DEPRECATED']);
  expect(accepted(await publish({ ...dinner, name: 'Supper' })).isReplayed).toBe(false);
  accepted(await start({ dish: 'soup' }));
  expect((await jobs()).map(({ version }) => version)).toEqual([3]);
  expect(await kitchen.eventKinds()).toEqual(
    expect.arrayContaining(['template.published', 'template.deprecated', 'job.submitted']),
  );
});

test('what is not there is not started', async () => {
  expect(codesOf(await start({}))).toEqual(['TEMPLATE_NOT_FOUND']);
  await publish();
  const other = { template: { name: 'dinner', version: 7 } };
  expect(codesOf(await start({ dish: 'soup' }, other))).toEqual(['TEMPLATE_NOT_FOUND']);
  expect(codesOf(await deprecate(7))).toEqual(['TEMPLATE_NOT_FOUND']);
});

test('a start under the same key is the same Job, whatever has become of the Template', async () => {
  await publish();
  const first = accepted(await start({ dish: 'soup' }, { key: 'tonight' }));
  await publish({ ...dinner, name: 'Supper' });
  await deprecate(null);
  const again = accepted(await start({ dish: 'soup' }, { key: 'tonight' }));
  expect(again).toMatchObject({ isReplayed: true, result: first.result });
  const other = await start({ dish: 'cake' }, { key: 'tonight' });
  expect(other).toMatchObject({ isReplayed: true, result: { isOther: true } });
});

test('a key that the Template makes of a parameter is one', async () => {
  await publish({ ...dinner, key: 'table-${{ params.guests }}' });
  const first = accepted(await start({ dish: 'soup', guests: 4 }));
  const again = accepted(await start({ dish: 'soup', guests: 4 }));
  expect(again).toMatchObject({ isReplayed: true, result: first.result });
  accepted(await start({ dish: 'soup', guests: 5 }));
  expect(await jobs()).toHaveLength(2);
});

test('what a start says itself wins over what the Template says, and labels are joined', async () => {
  await publish({
    ...dinner,
    priority: 1,
    labels: { meal: 'dinner', for: '${{ params.guests }}' },
  });
  const own = { name: 'Feast', priority: 5, labels: '{"meal":"feast","paid":"yes"}' };
  accepted(await start({ dish: 'soup' }, own));
  const sql = 'SELECT "name", "priority", "labels" FROM "Job"';
  expect(await kitchen.store.query(sql)).toEqual([
    { name: 'Feast', priority: 5, labels: '{"meal":"feast","for":"2","paid":"yes"}' },
  ]);
});

test('parameters that do not fit are refused by their paths, and nothing is made', async () => {
  await publish();
  const outcome = await start({ guests: 0, wishes: 'hot' });
  expect(outcome.isAccepted ? [] : outcome.rejections).toMatchObject([
    { code: 'PARAMS_INVALID', path: ['input', 'params', 'dish'] },
    { code: 'PARAMS_INVALID', path: ['input', 'params', 'guests'] },
    { code: 'PARAMS_INVALID', path: ['input', 'params', 'wishes'] },
  ]);
  expect(await jobs()).toEqual([]);
});

test('a fault that comes of a parameter leads to it and to the place in the Template', async () => {
  const retry = { maxAttempts: '${{ params.tries }}' };
  await publish({ tasks: [{ key: 'a', units: [{ key: 'b', kind: 'c', retry }] }] }, null);
  const faultOf = async (params: object) => {
    const outcome = await start(params);
    return outcome.isAccepted ? [] : outcome.rejections;
  };
  const templatePath = ['tasks', '0', 'units', '0', 'retry', 'maxAttempts'];
  const where = { path: ['input', 'params', 'tries'], details: { templatePath } };
  expect(await faultOf({ tries: 'many' })).toMatchObject([{ code: 'INVALID_VALUE', ...where }]);
  expect(await faultOf({ tries: 0 })).toMatchObject([{ code: 'INVALID_VALUE', ...where }]);
  expect(await faultOf({})).toMatchObject([{ code: 'PARAMS_INVALID', ...where }]);
  accepted(await start({ tries: 3 }));
});

test('a closed intake takes in no Job of a Template either', async () => {
  await publish();
  const { topicId, engine } = kitchen;
  await engine.execute({ name: 'closeIntake', topicId, reason: null, opensAt: null });
  expect(codesOf(await start({ dish: 'soup' }))).toEqual(['INTAKE_CLOSED']);
});

test('a start may say what a submission may: when its Job begins, and what becomes of it beside others', async () => {
  accepted(await publish());
  const startAt = kitchen.store.now() + 1_000;
  const first = accepted(await start({ dish: 'soup' }, { key: 'tonight', submission: { startAt } }))
    .result.jobId;
  expect(await kitchen.claim()).toEqual([]);
  const rejected = await start({}, { key: 'tonight', submission: { onConflict: 'REJECT' } });
  expect(codesOf(rejected)).toEqual(['JOB_KEY_TAKEN']);
  const replacing = { key: 'tonight', submission: { onConflict: 'REPLACE' } } as const;
  const second = accepted(await start({ dish: 'cake' }, replacing)).result;
  expect(second.replacedJobIds).toEqual([first]);
  expect((await kitchen.claim()).map(({ unit }) => unit.jobId)).toEqual([second.jobId]);
  const collapse = { key: 'dinner', mode: 'THROTTLE', windowMs: 1_000, maxWaitMs: null } as const;
  const third = accepted(await start({ dish: 'soup' }, { submission: { collapse } })).result;
  const fourth = accepted(await start({ dish: 'soup' }, { submission: { collapse } })).result;
  expect(fourth).toEqual({ jobId: third.jobId, isCollapsed: true });
  const late = { submission: { finishBy: kitchen.store.now() } };
  expect(codesOf(await start({ dish: 'soup' }, late))).toEqual(['INVALID_VALUE']);
});
