/** Templates: named definitions of Jobs, version by version. */
import { builder } from './builder.ts';
import { readJson } from './failure.ts';
import { Job } from './job.ts';
import { getReferred } from './loaders.ts';
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

builder.objectField(Template, 'topic', (t) =>
  t.field({
    type: Topic,
    description: 'The Topic that it belongs to.',
    resolve: ({ topicId }, _, { loaders }) => getReferred(loaders.topics, topicId),
  }),
);

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
