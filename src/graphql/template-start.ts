/** What a start from a Template takes, for real and as a dry run, and how it is read. */
import type { TemplateStart } from '../domain/template.ts';
import { canonicalJson, hashInput } from './input-hash.ts';
import type { InputFieldBuilder } from './operation-input.ts';

export function startFields(t: InputFieldBuilder) {
  return {
    topic: t.string({ required: true, description: 'The name of the Topic.' }),
    template: t.string({ required: true, description: 'The name of the Template.' }),
    version: t.int({
      description: 'Which version of it; the newest that is not deprecated if not given.',
    }),
    allowDeprecated: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Whether the version that is given may be deprecated.',
    }),
    params: t.field({
      type: 'JSON',
      description:
        'The parameters: an object that fits the schema of the Template. Empty by default.',
    }),
    name: t.string({
      description: 'Its name for people; by default what the Template says, at last its name.',
    }),
    key: t.string({
      description:
        'Your own key for the Job, unique in the Topic; by default what the Template says. The same start under the same key again answers the Job that is there.',
    }),
    priority: t.int({
      description:
        'A head start in the claim order, from -1,000 to 1,000; by default what the Template says.',
    }),
    labels: t.field({
      type: 'JSON',
      description: 'Labels that it has besides those of the Template, or in their place.',
    }),
  };
}

interface StartGiven {
  readonly topic: string;
  readonly template: string;
  readonly version?: number | null | undefined;
  readonly allowDeprecated: boolean;
  readonly params?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly key?: string | null | undefined;
  readonly priority?: number | null | undefined;
  readonly labels?: string | null | undefined;
}

export function readStart(given: StartGiven): TemplateStart {
  const start = {
    template: { name: given.template, version: given.version ?? null },
    isDeprecatedAllowed: given.allowDeprecated,
    params: canonicalJson(given.params ?? '{}'),
    name: given.name ?? null,
    key: given.key ?? null,
    priority: given.priority ?? null,
    labels: given.labels == null ? null : canonicalJson(given.labels),
  };
  return { ...start, hash: hashInput([given.topic, start]) };
}
