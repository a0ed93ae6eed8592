/** What a start from a Template may ask for, and which version it means. */
import { bounds } from './bounds.ts';
import { checkLabels } from './labels.ts';
import { type Rejection, rejection } from './rejection.ts';
import { checkSubmission } from './submission.ts';
import type { Template, TemplateRef, TemplateStart } from './template.ts';
import { checkJson, checkName, checkNumber } from './value-checks.ts';

/** What is wrong with a start as far as that can be seen without the Template. */
export function checkStart(start: TemplateStart): readonly Rejection[] {
  const { key, name, priority, labels, params } = start;
  const range = { least: -bounds.priority, most: bounds.priority };
  return [
    ...checkName(start.template.name, ['input', 'template']),
    ...checkJson(params, ['input', 'params']),
    ...checkSubmission(start.submission ?? {}, ['input']),
    ...(key === null ? [] : checkName(key, ['input', 'key'])),
    ...(name === null ? [] : checkName(name, ['input', 'name'])),
    ...(priority === null ? [] : checkNumber(priority, { ...range, path: ['input', 'priority'] })),
    ...(labels === null ? [] : checkLabels(labels, ['input', 'labels'])),
  ];
}

/** The version that is meant; without a number the newest that is not deprecated. */
export function chooseTemplate(
  templates: Iterable<Template>,
  { template: ref, isDeprecatedAllowed }: TemplateStart,
): Template | Rejection {
  const named = [...templates]
    .filter(({ name }) => name === ref.name)
    .sort((one, other) => other.version - one.version);
  if (ref.version !== null) {
    const found = named.find(({ version }) => version === ref.version);
    if (found === undefined) return templateNotFound(ref);
    return found.deprecatedAt === null || isDeprecatedAllowed ? found : deprecated(found);
  }
  const [newest] = named;
  if (newest === undefined) return templateNotFound(ref);
  return named.find(({ deprecatedAt }) => deprecatedAt === null) ?? deprecated(newest);
}

export function templateNotFound({ name, version }: TemplateRef): Rejection {
  const what = version === null ? `no Template "${name}"` : `no version ${version} of "${name}"`;
  const message = `There is ${what} in this Topic. Publish it with templatePublish, or correct the name.`;
  const path = ['input', version === null ? 'template' : 'version'];
  return rejection('TEMPLATE_NOT_FOUND', message, { path, details: { name, version } });
}

function deprecated({ name, version, deprecationReason }: Template): Rejection {
  const why = deprecationReason === null ? 'nobody said why' : deprecationReason;
  const message = `Version ${version} of the Template "${name}" is deprecated: ${why}. Start another version, or name this one and set allowDeprecated.`;
  const where = { path: ['input', 'template'], details: { name, version } };
  return rejection('TEMPLATE_DEPRECATED', message, where);
}
