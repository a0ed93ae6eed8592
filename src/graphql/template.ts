/** Templates: named definitions of Jobs, version by version. */
import { findTopicsByName, sourceOf } from '../store/command-rows.ts';
import { templateModel } from '../store/prisma/models.ts';
import { findStartedTemplates } from '../store/template-rows.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { readJson } from './failure.ts';
import { Job } from './job.ts';
import { getReferred } from './loaders.ts';
import { connectionOf, type ListOrder, pageCost, readPage } from './pagination.ts';
import { Topic } from './topic.ts';

/** They may be a megabyte each: some twenty are all that one answer holds. */
const textCost = 5_000;

interface DeprecationFacts {
  readonly at: bigint;
  readonly by: string | null;
  readonly reason: string | null;
}

const Deprecation = builder.objectRef<DeprecationFacts>('Deprecation').implement({
  description: 'That something is not to be used any more: since when, by whom and why.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'Since when.' }),
    by: t.exposeString('by', {
      nullable: true,
      description: 'By whom, as they named themselves; null when nobody said.',
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why; null when nobody said.',
    }),
  }),
});

export const Template = builder.prismaObject('Template', {
  description:
    'One version of a named definition of Jobs, with parameters. It never changes, and the Jobs that were started from it stay as they are.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id of this version, such as `template_01k...`.' }),
    name: t.exposeString('name', { description: 'Its name, the same for all versions.' }),
    version: t.exposeInt('version', { description: 'Its number among them: 1, 2, 3 ...' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What it is for, for people.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was published.' }),
    publishedBy: t.exposeString('publishedBy', {
      nullable: true,
      description: 'Who published it, as they name themselves; null when nobody said.',
    }),
    deprecation: t.field({
      type: Deprecation,
      nullable: true,
      description: 'Since when it is not to be started any more; null while it may be.',
      resolve: ({ deprecatedAt: at, deprecatedBy: by, deprecationReason: reason }) =>
        at === null ? null : { at, by, reason },
    }),
    definition: t.field({
      type: 'JSON',
      description: 'The Job as it is submitted, with placeholders such as `${{ params.size }}`.',
      complexity: textCost,
      resolve: async ({ id }, _, { loaders }) =>
        readJson((await getReferred(loaders.templateTexts, id)).definition),
    }),
    paramsSchema: t.field({
      type: 'JSON',
      nullable: true,
      description: 'The JSON Schema of its parameters; null when any will do.',
      resolve: async ({ id }, _, { loaders }) =>
        readJson((await getReferred(loaders.templateTexts, id)).paramsSchema),
    }),
  }),
});

const TemplateConnection = builder.connectionObject(
  { type: Template, name: 'TemplateConnection', description: 'A page of Templates.' },
  { name: 'TemplateEdge', description: 'A version of a Template in a list.' },
);

builder.objectFields(Template, (t) => ({
  topic: t.field({
    type: Topic,
    description: 'The Topic that it belongs to.',
    resolve: ({ topicId }, _, { loaders }) => getReferred(loaders.topics, topicId),
  }),
  versions: t.field({
    type: TemplateConnection,
    description: 'All versions under its name, the newest first.',
    args: t.arg.connectionArgs(),
    complexity: pageCost,
    resolve: async ({ id }, args, { loaders }) => {
      const page = readPage(args, versionOrder);
      return connectionOf(await loaders.versionsOfTemplate(page).load(id), page, versionOrder);
    },
  }),
}));

builder.objectField(Topic, 'templates', (t) =>
  t.field({
    type: TemplateConnection,
    description: 'Its Templates by name, each by its newest version.',
    args: t.arg.connectionArgs(),
    complexity: pageCost,
    resolve: async ({ id }, args, { loaders }) => {
      const page = readPage(args, nameOrder);
      return connectionOf(await loaders.templatesOfTopic(page).load(id), page, nameOrder);
    },
  }),
);

const TemplateNameInput = builder.inputType('TemplateNameInput', {
  description: 'A Template by its name.',
  fields: (t) => ({
    topic: t.string({ required: true, description: 'The name of its Topic.' }),
    name: t.string({ required: true, description: 'Its name.' }),
    version: t.int({
      description:
        'Which version; if not given the newest that is not deprecated, or the newest when all are.',
    }),
  }),
});

const TemplateBy = builder.inputType('TemplateBy', {
  description: 'How to name a Template: by one of these.',
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: 'The id of a version.' }),
    name: t.field({ type: TemplateNameInput, description: 'Its Topic and name.' }),
  }),
});

builder.queryField('template', (t) =>
  t.field({
    type: Template,
    nullable: true,
    description: 'A version of a Template; null if there is none.',
    args: { by: t.arg({ type: TemplateBy, required: true, description: 'Which one.' }) },
    resolve: (_, { by }, context) => findTemplate(by, context),
  }),
);

async function findTemplate(by: typeof TemplateBy.$inferInput, context: Context) {
  const { loaders, store } = context;
  if (by.name == null) return await loaders.templates.load(by.id ?? '');
  const { topic, name, version = null } = by.name;
  const source = sourceOf(store);
  const [found] = await findTopicsByName(source, [topic]);
  if (found === undefined) return null;
  const [template] = await findStartedTemplates(source, found.id, [{ name, version }]);
  return template === undefined ? null : templateModel(template);
}

const nameOrder = {
  list: 'template',
  toText: String,
  toKey: (text) => text,
  keyOf: ({ name }) => name,
} as const satisfies ListOrder<string> & { keyOf: (row: { name: string }) => string };

const versionOrder = {
  list: 'templateVersion',
  direction: 'DESC',
  toText: String,
  toKey: (text) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined),
  keyOf: ({ version }) => version,
} as const satisfies ListOrder<number> & { keyOf: (row: { version: number }) => number };

builder.objectFields(Job, (t) => ({
  template: t.field({
    type: Template,
    nullable: true,
    description:
      'The version of the Template that it was started from; null when it was submitted.',
    resolve: ({ templateId }, _, { loaders }) =>
      templateId === null ? null : getReferred(loaders.templates, templateId),
  }),
  params: t.field({
    type: 'JSON',
    nullable: true,
    description:
      'The parameters that it was started with, and what the schema says of those that were left out; null when it was submitted.',
    resolve: ({ params }) => readJson(params),
  }),
}));
