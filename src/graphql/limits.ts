/** What a client may rely on about the size of requests. */
import { bounds } from '../domain/bounds.ts';
import { builder } from './builder.ts';
import { pageSizeDefault, pageSizeMax } from './pagination.ts';
import { requestLimits } from './request-limits.ts';

const Limits = builder.objectRef<{ readonly maxBodyBytes: number }>('Limits').implement({
  description: 'The limits of this server. What is beyond one is refused and changes nothing.',
  fields: (t) => ({
    maxDepth: t.int({
      description: 'Levels of selection in an operation; introspection does not count.',
      resolve: () => requestLimits.depth,
    }),
    maxCost: t.int({
      description: 'Fields in an answer, lists counted as often as they may have elements.',
      resolve: () => requestLimits.cost,
    }),
    maxTokens: t.int({
      description: 'Lexical tokens of an operation. Send data in variables.',
      resolve: () => requestLimits.tokenCount,
    }),
    maxAliases: t.int({
      description: 'Aliases in an operation.',
      resolve: () => requestLimits.aliasCount,
    }),
    maxDirectives: t.int({
      description: 'Directives in an operation.',
      resolve: () => requestLimits.directiveCount,
    }),
    maxBodyBytes: t.exposeInt('maxBodyBytes', { description: 'Bytes of a request body.' }),
    defaultPageSize: t.int({
      description: 'Elements on a page when no number is given.',
      resolve: () => pageSizeDefault,
    }),
    maxPageSize: t.int({ description: 'Elements on a page.', resolve: () => pageSizeMax }),
    maxEventBatch: t.int({
      description: 'Events in a batch.',
      resolve: () => requestLimits.eventBatchSize,
    }),
    maxQueueKinds: t.int({
      description: 'Kinds that `queue` lists when none are named.',
      resolve: () => requestLimits.queueKindCountUnnamed,
    }),
    maxGraphNodes: t.int({
      description: 'Nodes of all `graph` fields of a request together.',
      resolve: () => requestLimits.graph.nodeCountMax,
    }),
    maxGraphEdges: t.int({
      description: 'Dependencies of all `graph` fields of a request together.',
      resolve: () => requestLimits.graph.edgeCountMax,
    }),
    maxJobTasks: t.int({ description: 'Tasks of a Job.', resolve: () => bounds.taskCountPerJob }),
    maxJobUnits: t.int({ description: 'Units of a Job.', resolve: () => bounds.unitCountPerJob }),
    maxJobDependencies: t.int({
      description: 'Dependencies of a Job.',
      resolve: () => bounds.dependencyCountPerJob,
    }),
    maxSubmissions: t.int({
      description:
        'Jobs in one `jobsSubmit`; together they have no more Units and dependencies than one Job.',
      resolve: () => bounds.submissionCount,
    }),
    maxTemplateLength: t.int({
      description: 'Characters of the definition of a Template, as JSON.',
      resolve: () => bounds.templateLength,
    }),
    maxParamsSchemaLength: t.int({
      description: "Characters of the schema of a Template's parameters, as JSON.",
      resolve: () => bounds.paramsSchemaLength,
    }),
    maxJsonBytes: t.int({
      description: 'Bytes of one JSON value: a payload, an input, an output.',
      resolve: () => bounds.jsonBytes,
    }),
    maxClaimUnits: t.int({
      description: 'Units in one claim.',
      resolve: () => bounds.claimUnitCount,
    }),
    maxClaimWaitMs: t.int({
      description: 'How long a claim waits, in milliseconds.',
      resolve: () => bounds.claimWaitMs,
    }),
    maxBulk: t.int({
      description: 'Jobs or Units that one call acts on.',
      resolve: () => bounds.bulkCount,
    }),
    maxReports: t.int({ description: 'Reports in one call.', resolve: () => bounds.reportCount }),
    maxLeaseMs: t.int({
      description: 'How long a lease lasts, in milliseconds.',
      resolve: () => bounds.leaseMsMax,
    }),
  }),
});

builder.queryFields((t) => ({
  limits: t.field({
    type: Limits,
    description: 'The limits of this server.',
    resolve: (_, __, context) => context,
  }),
  version: t.string({
    description: 'The version of this server.',
    resolve: (_, __, { version }) => version,
  }),
}));
