/** The door of the client: `import { createClient } from 'junjo/client'`. */
export type { CallOptions } from './caller.ts';
export { ClientError } from './client-error.ts';
export { type Client, type ClientOptions, createClient } from './create-client.ts';
export type { FollowOptions } from './follow-events.ts';
export type {
  EventBatchPartsFragment as EventBatch,
  EventFilter,
  JobBy,
  JobCancelInput,
  JobPartsFragment as Job,
  JobStartInput,
  JobState,
  JobSubmitInput,
  LeasePartsFragment as Lease,
  LeaseRefInput,
  LeasesRenewInput,
  ReportAnswerPartsFragment as ReportAnswer,
  RetryPolicyInput,
  TaskInput,
  TaskPartsFragment as Task,
  TaskState,
  TemplateBy,
  TemplateDeprecateInput,
  TemplateDryRunInput,
  TemplatePartsFragment as Template,
  TemplatePublishInput,
  TopicBy,
  TopicCreateInput,
  TopicPartsFragment as Topic,
  UnitBy,
  UnitCancelInput,
  UnitFilter,
  UnitInput,
  UnitPartsFragment as Unit,
  UnitReportInput,
  UnitState,
  UnitsClaimInput,
  UnitsReportInput,
  UserErrorPartsFragment as UserError,
} from './generated/operations.ts';
export type { Operation } from './operation.ts';
export type { RetryOptions } from './request.ts';
