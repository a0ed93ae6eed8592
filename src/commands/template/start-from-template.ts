/**
 * A Job started from a Template: how every command does it that does so. The Template's version is
 * chosen and its text read at this moment; what it makes is taken in like a Job that is submitted, and
 * later versions do not change it.
 */
import type { Refused } from '../../domain/command.ts';
import type { JobDefinition } from '../../domain/job-definition.ts';
import type { TemplateStart } from '../../domain/template.ts';
import { expandTemplate } from '../../domain/template-expansion.ts';
import { chooseTemplate } from '../../domain/template-start.ts';
import { type Context, type Decision, refused, refusedAll } from '../batch/handler.ts';
import { ensure, type Needs, type Step } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { addIntakeNeeds, answerByKey, takeInJob } from '../job/take-in-job.ts';

/** What has to be seen before a Job is started from a Template. */
export function addStartNeeds(start: TemplateStart, needs: Needs): void {
  needs.startedTemplates.push(start.template);
  addIntakeNeeds(start, start.submission ?? {}, needs);
}

/**
 * Starts a Job, answers one that is there under its key, or says why there can be none. The start has
 * to be checked, and what addStartNeeds asks for to be loaded.
 */
export function* startFromTemplate(
  set: WorkingSet,
  start: TemplateStart,
  context: Context,
): Generator<Step, Decision<'submitJob'>, void> {
  const { submission = {} } = start;
  const earlier = answerByKey(set, start, submission);
  if (earlier !== undefined) return earlier;
  const expanded = yield* expandStart(set, start);
  if (!expanded.isValid) return expanded.refusal;
  const { definition, params, templateId } = expanded;
  const { key } = definition;
  // The Template may make up a key of the parameters.
  yield* ensure(({ jobKeys }) => key !== null && key !== start.key && jobKeys.add(key).size > 0);
  const origin = { templateId, params, scheduleId: start.scheduleId ?? null };
  return yield* takeInJob(set, { definition, origin, submission }, context);
}

export type ExpandedStart =
  | {
      readonly isValid: true;
      readonly definition: JobDefinition;
      /** JSON text of an object, with what the schema of the parameters added. */
      readonly params: string;
      readonly templateId: string;
    }
  | { readonly isValid: false; readonly refusal: Refused };

/** The Job that a start would make, without taking it in, or why there can be none. */
export function* expandStart(
  set: WorkingSet,
  start: TemplateStart,
): Generator<Step, ExpandedStart, void> {
  const chosen = chooseTemplate(set.templates.values(), start);
  if ('code' in chosen) return { isValid: false, refusal: refused(chosen) };
  const text = set.templateTexts.get(chosen.id);
  if (text === undefined) throw new Error(`The text of ${chosen.id} was not loaded.`);
  const made = yield* expandTemplate(text, start);
  if (!made.isValid) return { isValid: false, refusal: refusedAll(made.rejections) };
  return { ...made, templateId: chosen.id };
}
