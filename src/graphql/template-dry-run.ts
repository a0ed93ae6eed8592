/** What a start from a Template would make, looked at without starting anything. */
import type { Rejection } from '../domain/rejection.ts';
import type { Template as Version } from '../domain/template.ts';
import { expandTemplate } from '../domain/template-expansion.ts';
import { checkStart, chooseTemplate } from '../domain/template-start.ts';
import { sourceOf } from '../store/command-rows.ts';
import { templateModel } from '../store/prisma/models.ts';
import { findStartedTemplates, findTemplateTexts } from '../store/template-rows.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { type Draft, JobDraft } from './job-draft.ts';
import { findNamedTopic } from './named-topic.ts';
import { Template } from './template.ts';
import { readStart, startFields } from './template-start.ts';
import { UserError } from './user-error.ts';

const TemplateDryRunInput = builder.inputType('TemplateDryRunInput', {
  description: 'A Job that would be started from a Template.',
  fields: startFields,
});

interface DryRun {
  readonly template?: Version;
  readonly job?: Draft;
  readonly rejections: readonly Rejection[];
}

const TemplateDryRun = builder.objectRef<DryRun>('TemplateDryRun').implement({
  description: 'What a start from a Template would make, or why it would be refused.',
  fields: (t) => ({
    template: t.field({
      type: Template,
      nullable: true,
      description: 'The version that would be started; null when there is none.',
      resolve: ({ template }) => (template === undefined ? null : templateModel(template)),
    }),
    job: t.field({
      type: JobDraft,
      nullable: true,
      description: 'The Job; null when the start would be refused.',
      resolve: ({ job }) => job ?? null,
    }),
    userErrors: t.field({
      type: [UserError],
      description: 'Why the start would be refused; empty when it would be accepted.',
      resolve: ({ rejections }) => rejections,
    }),
  }),
});

builder.queryField('templateDryRun', (t) =>
  t.field({
    type: TemplateDryRun,
    description:
      'What `jobStart` would make of the same input: nothing is started. Whether the intake is open and the key is free is not looked at.',
    args: {
      input: t.arg({
        type: TemplateDryRunInput,
        required: true,
        description: 'What would be started.',
      }),
    },
    resolve: (_, { input }, context) => tryStart(input, context),
  }),
);

async function tryStart(
  input: typeof TemplateDryRunInput.$inferInput,
  context: Context,
): Promise<DryRun> {
  const topic = await findNamedTopic(context, input.topic);
  if ('rejections' in topic) return topic;
  const start = readStart(input);
  const faults = checkStart(start);
  if (faults.length > 0) return { rejections: faults };
  const { store, turns } = context;
  const source = sourceOf(store);
  const found = await findStartedTemplates(source, topic.id, [start.template]);
  const template = chooseTemplate(found, start);
  if ('code' in template) return { rejections: [template] };
  const [text] = await findTemplateTexts(source, [template.id]);
  if (text === undefined) throw new Error(`${template.id} has no text.`);
  const made = await turns.through(expandTemplate(text, start));
  return made.isValid
    ? { template, job: made, rejections: [] }
    : { template, rejections: made.rejections };
}
