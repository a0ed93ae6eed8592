import { templateNotFound } from '../../domain/template-start.ts';
import { checkName } from '../../domain/value-checks.ts';
import { accepted, type Handler, refused, replayed } from '../batch/handler.ts';
import { askedData, checkAsked } from '../rules/asked.ts';

/** Says of one version of a Template, or of all that there are, that it is not to be started any more. */
export const deprecateTemplate: Handler<'deprecateTemplate'> = {
  check: ({ template, ...asked }) => [
    ...checkName(template.name, ['input', 'template']),
    ...checkAsked(asked),
  ],

  addNeeds: ({ template }, needs) => {
    needs.templateNames.add(template.name);
  },

  decide: ({ template: ref, ...asked }, set) => {
    const meant = [...set.templates.values()]
      .filter(({ name, version }) => name === ref.name && version === (ref.version ?? version))
      .sort((one, other) => one.version - other.version);
    const newest = meant.at(-1);
    if (newest === undefined) return refused(templateNotFound(ref));
    const result = { templateId: newest.id };
    const usable = meant.filter(({ deprecatedAt }) => deprecatedAt === null);
    if (usable.length === 0) return replayed(result);
    for (const template of usable) {
      const { id, name, version } = template;
      set.templates.change(template, {
        deprecatedAt: set.now,
        deprecatedBy: asked.by ?? null,
        deprecationReason: asked.reason,
      });
      set.emit('template.deprecated', {
        data: { templateId: id, name, version, ...askedData(asked) },
      });
    }
    return accepted(result);
  },
};
