/**
 * A Job started from a Template: how every command does it that does so. The Template's version is
 * chosen and its text read at this moment; what it makes is taken in like a Job that is submitted, and
 * later versions do not change it.
 */

import { bounds } from '../domain/bounds.ts';
import { checkLabels } from '../domain/labels.ts';
import { type Rejection, rejection } from '../domain/rejection.ts';
import { checkSubmission } from '../domain/submission.ts';
import type { Template, TemplateRef, TemplateStart } from '../domain/template.ts';
import { expandTemplate } from '../domain/template-expansion.ts';
import { checkJson, checkName, checkNumber } from '../domain/value-checks.ts';
import { type Context, type Decision, refused, refusedAll } from './handler.ts';
import { ensure, type Needs, type Step } from './needs.ts';
import { addIntakeNeeds, answerByKey, takeInJob } from './take-in-job.ts';
import type { WorkingSet } from './working-set.ts';

/** What is wrong with a start as far as that can be seen without the Template. */
export function checkStart(start: TemplateStart): readonly Rejection[] {
  const { key, name, priority, labels, params } = start;
  return [
    ...checkName(start.template.name, ['input', 'template']),
    ...checkJson(params, ['input', 'params']),
    ...checkSubmission(start.submission ?? {}, ['input']),
    ...(key === null ? [] : checkName(key, ['input', 'key'])),
    ...(name === null ? [] : checkName(name, ['input', 'name'])),
    ...(priority === null ? [] : checkNumber(priority, priorityRange)),
    ...(labels === null ? [] : checkLabels(labels, ['input', 'labels'])),
  ];
}

const priorityRange = {
  least: -bounds.priority,
  most: bounds.priority,
  path: ['input', 'priority'],
};

/** What has to be seen before a Job is started from a Template. */
export function addStartNeeds(start: TemplateStart, needs: Needs): void {
  needs.startedTemplates.push(start.template);
  addIntakeNeeds(start, start.submission ?? {}, needs);
}

/**
 * Starts a Job, answers one that is there under its key, or says why there can be none. What
 * addStartNeeds asks for has to be loaded.
 */
export function* startFromTemplate(
  set: WorkingSet,
  start: TemplateStart,
  context: Context,
): Generator<Step, Decision<'submitJob'>, void> {
  const { submission = {} } = start;
  const earlier = answerByKey(set, start, submission);
  if (earlier !== undefined) return earlier;
  const found = findStartable(set, start);
  if ('code' in found) return refused(found);
  const text = set.templateTexts.get(found.id);
  if (text === undefined) throw new Error(`The text of ${found.id} was not loaded.`);
  const made = yield* expandTemplate(text, start);
  if (!made.isValid) return refusedAll(made.rejections);
  const { definition, params } = made;
  const { key } = definition;
  // The Template may make up a key of the parameters.
  yield* ensure(({ jobKeys }) => key !== null && key !== start.key && jobKeys.add(key).size > 0);
  const origin = { templateId: found.id, params, scheduleId: start.scheduleId ?? null };
  return yield* takeInJob(set, { definition, origin, submission }, context);
}

/** The version that is meant; without a number the newest that is not deprecated. */
function findStartable(
  set: WorkingSet,
  { template: ref, isDeprecatedAllowed }: TemplateStart,
): Template | Rejection {
  const named = [...set.templates.values()]
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
