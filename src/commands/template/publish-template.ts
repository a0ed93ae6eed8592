import { bounds } from '../../domain/bounds.ts';
import { rejection } from '../../domain/rejection.ts';
import type { Template } from '../../domain/template.ts';
import { checkTemplate } from '../../domain/template-reading.ts';
import { accepted, type Handler, refused, replayed } from '../batch/handler.ts';
import { checkAsked } from '../rules/asked.ts';

/**
 * Publishes a version of a Template: the next one of its name. What is as the newest version already
 * is, unless that is deprecated, is that version.
 */
export const publishTemplate: Handler<'publishTemplate'> = {
  *check({ template, by }) {
    return [...checkAsked({ reason: null, by }), ...(yield* checkTemplate(template))];
  },

  addNeeds: ({ template }, needs) => {
    needs.templateNames.add(template.name);
  },

  decide: ({ template: given, by }, set, context) => {
    const versions = [...set.templates.values()].filter(({ name }) => name === given.name);
    const newest = versions.find(({ version }) => version === versions.length);
    if (newest?.definitionHash === given.hash && newest.deprecatedAt === null) {
      return replayed({ templateId: newest.id });
    }
    if (versions.length >= bounds.templateVersionCount) {
      const message = `The Template "${given.name}" has ${versions.length} versions, as many as a Template may have. Publish under another name.`;
      return refused(rejection('TOO_MANY', message, { path: ['input', 'name'] }));
    }
    const template: Template = {
      id: context.ids.next('template'),
      topicId: set.topic.id,
      name: given.name,
      version: versions.length + 1,
      description: given.description,
      definitionHash: given.hash,
      createdAt: set.now,
      publishedBy: by ?? null,
      deprecatedAt: null,
      deprecatedBy: null,
      deprecationReason: null,
    };
    const { id, name, version } = template;
    const { definition, paramsSchema } = given;
    set.templates.insert(template);
    set.appended.templateTexts.push({ id, definition, paramsSchema });
    set.emit('template.published', {
      data: { templateId: id, name, version, ...(by == null ? {} : { by }) },
    });
    return accepted({ templateId: id });
  },
};
