/** The calls of those who publish Templates, and who start Jobs from them. */
import {
  type Caller,
  type CallOptions,
  elementsOf,
  isOneByItsKey,
  present,
  refuse,
  withIdempotencyKey,
} from './caller.ts';
import * as operations from './generated/operations.ts';
import { withTemplate } from './noun-answers.ts';

export function templateCalls({ call, mutation }: Caller) {
  return {
    /** A version of a Template with what it says, or null. */
    findTemplate: async (by: operations.TemplateBy, options?: CallOptions) =>
      (await call(operations.findTemplateOperation, { by }, options)).template,

    /** The Templates of a Topic by name, each by its newest version, page by page. */
    templates: (topic: string, options?: CallOptions) =>
      elementsOf(async (place) => {
        const variables = { topic, ...place };
        const found = await call(operations.listTemplatesOperation, variables, options);
        return present(found.topic, 'Topic').templates;
      }),

    /** Publishes the next version, or answers the newest one when that says the same. */
    templatePublish: withTemplate(mutation(operations.templatePublishOperation, 'templatePublish')),

    /** Says that one version, or all of them, are not to be started any more. */
    templateDeprecate: withTemplate(
      mutation(operations.templateDeprecateOperation, 'templateDeprecate'),
    ),

    /** What a start would make, without making it; throws what it would be refused for. */
    templateDryRun: async (input: operations.TemplateDryRunInput, options?: CallOptions) => {
      const { templateDryRun } = await call(
        operations.templateDryRunOperation,
        { input },
        { ...options, check: (data) => refuse(data.templateDryRun) },
      );
      const { template, job } = templateDryRun;
      return { template: present(template, 'Template'), job: present(job, 'Job') };
    },

    /** Starts a Job from a Template; under a key of yours, the same start again is the same Job. */
    jobStart: async (input: operations.JobStartInput, options?: CallOptions) => {
      const { jobStart } = await call(
        operations.jobStartOperation,
        { input: isOneByItsKey(input) ? input : withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.jobStart) },
      );
      return { ...jobStart, job: present(jobStart.job, 'Job') };
    },
  };
}
