// Written by scripts/generate-client-operations.ts; change src/client/operations instead.
import { operation } from '../operation.ts';

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type JobState =
  | 'RUNNING'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'CANCELLED';

export type TaskState =
  | 'PENDING'
  | 'RUNNING'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'SKIPPED'
  | 'CANCELLED';

export type UnitState =
  | 'PENDING'
  | 'READY'
  | 'RUNNING'
  | 'PAUSED'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'SKIPPED'
  | 'CANCELLED';

export type EventCategory =
  | 'TOPIC'
  | 'JOB'
  | 'TASK'
  | 'UNIT';

export type UserErrorCategory =
  | 'VALIDATION'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'PRECONDITION_FAILED'
  | 'FORBIDDEN'
  | 'LIMIT_EXCEEDED';

export type BackoffKind =
  | 'FIXED'
  | 'LINEAR'
  | 'EXPONENTIAL';

export type JitterKind =
  | 'NONE'
  | 'FULL';

export type UnitFilter = {
  readonly states?: ReadonlyArray<UnitState> | null | undefined;
};

export type EventFilter = {
  readonly topic?: string | null | undefined;
  readonly topicId?: string | null | undefined;
  readonly jobId?: string | null | undefined;
  readonly taskId?: string | null | undefined;
  readonly unitId?: string | null | undefined;
  readonly kinds?: ReadonlyArray<string> | null | undefined;
  readonly categories?: ReadonlyArray<EventCategory> | null | undefined;
};

export type TopicBy =
  {   readonly id: string; readonly name?: never; }
  |  { readonly id?: never;   readonly name: string; };

export type JobBy =
  {   readonly id: string; readonly key?: never; }
  |  { readonly id?: never;   readonly key: JobKeyInput; };

export type JobKeyInput = {
  readonly topic: string;
  readonly key: string;
};

export type UnitBy =
  {   readonly id: string; readonly path?: never; }
  |  { readonly id?: never;   readonly path: UnitPathInput; };

export type UnitPathInput = {
  readonly jobId: string;
  readonly path: string;
};

export type TopicCreateInput = {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
};

export type JobCancelInput = {
  readonly jobId: string;
  readonly reason?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
};

export type UnitCancelInput = {
  readonly unitId: string;
  readonly reason?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
};

export type JobSubmitInput = {
  readonly topic: string;
  readonly name: string;
  readonly key?: string | null | undefined;
  readonly payload?: unknown;
  readonly labels?: unknown;
  readonly priority?: number | null | undefined;
  readonly retry?: RetryPolicyInput | null | undefined;
  readonly tasks: ReadonlyArray<TaskInput>;
  readonly idempotencyKey?: string | null | undefined;
};

export type TaskInput = {
  readonly key: string;
  readonly name?: string | null | undefined;
  readonly dependsOn?: ReadonlyArray<string> | null | undefined;
  readonly retry?: RetryPolicyInput | null | undefined;
  readonly units: ReadonlyArray<UnitInput>;
};

export type UnitInput = {
  readonly key: string;
  readonly kind: string;
  readonly input?: unknown;
  readonly dependsOn?: ReadonlyArray<string> | null | undefined;
  readonly priority?: number | null | undefined;
  readonly retry?: RetryPolicyInput | null | undefined;
};

export type RetryPolicyInput = {
  readonly maxAttempts?: number | null | undefined;
  readonly backoff?: BackoffKind | null | undefined;
  readonly delayMs?: number | null | undefined;
  readonly maxDelayMs?: number | null | undefined;
  readonly jitter?: JitterKind | null | undefined;
};

export type LeaseRefInput = {
  readonly unitId: string;
  readonly attempt: number;
  readonly leaseId: string;
};

export type UnitsClaimInput = {
  readonly worker: string;
  readonly topics: ReadonlyArray<string>;
  readonly kinds?: ReadonlyArray<string> | null | undefined;
  readonly max?: number | null | undefined;
  readonly leaseMs?: number | null | undefined;
  readonly waitMs?: number | null | undefined;
  readonly requestId?: string | null | undefined;
};

export type UnitsReportInput = {
  readonly reports: ReadonlyArray<UnitReportInput>;
  readonly claim?: UnitsClaimInput | null | undefined;
};

export type LeasesRenewInput = {
  readonly leases: ReadonlyArray<LeaseRefInput>;
  readonly leaseMs?: number | null | undefined;
};

export type UnitReportInput =
  {   readonly succeed: UnitSucceedReportInput; readonly fail?: never; readonly release?: never; readonly renew?: never; }
  |  { readonly succeed?: never;   readonly fail: UnitFailReportInput; readonly release?: never; readonly renew?: never; }
  |  { readonly succeed?: never; readonly fail?: never;   readonly release: UnitReleaseReportInput; readonly renew?: never; }
  |  { readonly succeed?: never; readonly fail?: never; readonly release?: never;   readonly renew: RenewReportInput; };

export type UnitSucceedReportInput = {
  readonly lease: LeaseRefInput;
  readonly output?: unknown;
};

export type UnitFailReportInput = {
  readonly lease: LeaseRefInput;
  readonly code: string;
  readonly message: string;
  readonly details?: unknown;
  readonly retryable?: boolean | null | undefined;
  readonly retryAfterMs?: number | null | undefined;
};

export type UnitReleaseReportInput = {
  readonly lease: LeaseRefInput;
};

export type RenewReportInput = {
  readonly lease: LeaseRefInput;
  readonly leaseMs?: number | null | undefined;
};

export type UnitCountsPartsFragment = { readonly total: number, readonly pending: number, readonly ready: number, readonly running: number, readonly paused: number, readonly succeeded: number, readonly failed: number, readonly skipped: number, readonly cancelled: number };

export type JobCountsPartsFragment = { readonly total: number, readonly running: number, readonly succeeded: number, readonly failed: number, readonly cancelled: number };

export type EventBatchPartsFragment = { readonly cursor: string, readonly caughtUp: boolean, readonly events: ReadonlyArray<{ readonly cursor: string, readonly seq: string, readonly at: string, readonly kind: string, readonly category: EventCategory, readonly topicId: string, readonly jobId: string | null, readonly taskId: string | null, readonly unitId: string | null, readonly attempt: number | null, readonly from: string | null, readonly to: string | null, readonly worker: string | null, readonly data: unknown }> };

export type ListEventsQueryVariables = Exact<{
  filter: EventFilter;
  after?: string | null | undefined;
  batch: number;
}>;


export type ListEventsQuery = { readonly events: EventBatchPartsFragment };

export type FollowEventsSubscriptionVariables = Exact<{
  filter: EventFilter;
  after?: string | null | undefined;
  batch: number;
}>;


export type FollowEventsSubscription = { readonly events: EventBatchPartsFragment };

export type JobPartsFragment = { readonly id: string, readonly name: string, readonly key: string | null, readonly state: JobState, readonly priority: number, readonly payload: unknown, readonly labels: unknown, readonly progress: number, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly cursor: string, readonly unitCounts: UnitCountsPartsFragment, readonly taskCounts: { readonly total: number, readonly pending: number, readonly running: number, readonly succeeded: number, readonly failed: number, readonly skipped: number, readonly cancelled: number }, readonly topic: { readonly id: string, readonly name: string } };

export type FindJobQueryVariables = Exact<{
  by: JobBy;
}>;


export type FindJobQuery = { readonly job: JobPartsFragment | null };

export type JobSubmitMutationVariables = Exact<{
  input: JobSubmitInput;
}>;


export type JobSubmitMutation = { readonly jobSubmit: { readonly cursor: string | null, readonly replayed: boolean, readonly job: JobPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobCancelMutationVariables = Exact<{
  input: JobCancelInput;
}>;


export type JobCancelMutation = { readonly jobCancel: { readonly cursor: string | null, readonly replayed: boolean, readonly job: JobPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type LeasePartsFragment = { readonly unitId: string, readonly attempt: number, readonly leaseId: string, readonly leaseMs: number, readonly inputs: unknown, readonly payload: unknown, readonly unit: { readonly key: string, readonly path: string, readonly kind: string, readonly input: unknown } };

export type ReportAnswerPartsFragment = { readonly unitId: string, readonly accepted: boolean, readonly replayed: boolean, readonly state: UnitState | null, readonly leaseMs: number | null, readonly cursor: string | null, readonly error: UserErrorPartsFragment | null };

export type UnitsClaimMutationVariables = Exact<{
  input: UnitsClaimInput;
}>;


export type UnitsClaimMutation = { readonly unitsClaim: { readonly replayed: boolean, readonly leases: ReadonlyArray<LeasePartsFragment>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type UnitsReportMutationVariables = Exact<{
  input: UnitsReportInput;
}>;


export type UnitsReportMutation = { readonly unitsReport: { readonly answers: ReadonlyArray<ReportAnswerPartsFragment>, readonly leases: ReadonlyArray<LeasePartsFragment>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type LeasesRenewMutationVariables = Exact<{
  input: LeasesRenewInput;
}>;


export type LeasesRenewMutation = { readonly leasesRenew: { readonly answers: ReadonlyArray<ReportAnswerPartsFragment>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type ServerVersionQueryVariables = Exact<{ [key: string]: never; }>;


export type ServerVersionQuery = { readonly version: string };

export type TaskPartsFragment = { readonly id: string, readonly key: string, readonly name: string, readonly state: TaskState, readonly unitCounts: UnitCountsPartsFragment };

export type ListTasksQueryVariables = Exact<{
  jobId: string;
  first: number;
  after?: string | null | undefined;
}>;


export type ListTasksQuery = { readonly job: { readonly tasks: { readonly nodes: ReadonlyArray<TaskPartsFragment>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type FindTasksQueryVariables = Exact<{
  ids: ReadonlyArray<string> | string;
}>;


export type FindTasksQuery = { readonly nodes: ReadonlyArray<
    | TaskPartsFragment
    | Record<PropertyKey, never>
   | null> };

export type TopicPartsFragment = { readonly id: string, readonly name: string, readonly description: string | null, readonly createdAt: string, readonly cursor: string, readonly jobCounts: JobCountsPartsFragment, readonly unitCounts: UnitCountsPartsFragment };

export type FindTopicQueryVariables = Exact<{
  by: TopicBy;
}>;


export type FindTopicQuery = { readonly topic: TopicPartsFragment | null };

export type TopicCreateMutationVariables = Exact<{
  input: TopicCreateInput;
}>;


export type TopicCreateMutation = { readonly topicCreate: { readonly cursor: string | null, readonly replayed: boolean, readonly topic: TopicPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type UnitPartsFragment = { readonly id: string, readonly key: string, readonly path: string, readonly kind: string, readonly state: UnitState, readonly priority: number, readonly input: unknown, readonly output: unknown, readonly hasOutput: boolean, readonly attempt: number, readonly failureCount: number, readonly worker: string | null, readonly failure: { readonly code: string, readonly message: string, readonly details: unknown } | null };

export type FindUnitQueryVariables = Exact<{
  by: UnitBy;
}>;


export type FindUnitQuery = { readonly unit: UnitPartsFragment | null };

export type ListUnitsQueryVariables = Exact<{
  jobId: string;
  first: number;
  after?: string | null | undefined;
  filter?: UnitFilter | null | undefined;
}>;


export type ListUnitsQuery = { readonly job: { readonly units: { readonly nodes: ReadonlyArray<UnitPartsFragment>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type UnitCancelMutationVariables = Exact<{
  input: UnitCancelInput;
}>;


export type UnitCancelMutation = { readonly unitCancel: { readonly cursor: string | null, readonly replayed: boolean, readonly unit: UnitPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type FindUnitPathsQueryVariables = Exact<{
  ids: ReadonlyArray<string> | string;
}>;


export type FindUnitPathsQuery = { readonly nodes: ReadonlyArray<
    | { readonly id: string, readonly path: string }
    | Record<PropertyKey, never>
   | null> };

export type UserErrorPartsFragment = { readonly category: UserErrorCategory, readonly code: string, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean, readonly details: unknown };

export const listEventsOperation = operation<ListEventsQuery, ListEventsQueryVariables>(
  'query',
  `query ListEvents($filter: EventFilter!, $after: String, $batch: Int!) {
  events(filter: $filter, after: $after, batch: $batch) {
    ...EventBatchParts
  }
}
fragment EventBatchParts on EventBatch {
  cursor
  caughtUp
  events {
    cursor
    seq
    at
    kind
    category
    topicId
    jobId
    taskId
    unitId
    attempt
    from
    to
    worker
    data
  }
}`,
);

export const followEventsOperation = operation<FollowEventsSubscription, FollowEventsSubscriptionVariables>(
  'subscription',
  `subscription FollowEvents($filter: EventFilter!, $after: String, $batch: Int!) {
  events(filter: $filter, after: $after, batch: $batch) {
    ...EventBatchParts
  }
}
fragment EventBatchParts on EventBatch {
  cursor
  caughtUp
  events {
    cursor
    seq
    at
    kind
    category
    topicId
    jobId
    taskId
    unitId
    attempt
    from
    to
    worker
    data
  }
}`,
);

export const findJobOperation = operation<FindJobQuery, FindJobQueryVariables>(
  'query',
  `query FindJob($by: JobBy!) {
  job(by: $by) {
    ...JobParts
  }
}
fragment JobParts on Job {
  id
  name
  key
  state
  priority
  payload
  labels
  progress
  createdAt
  startedAt
  finishedAt
  cursor
  unitCounts {
    ...UnitCountsParts
  }
  taskCounts {
    total
    pending
    running
    succeeded
    failed
    skipped
    cancelled
  }
  topic {
    id
    name
  }
}
fragment UnitCountsParts on UnitCounts {
  total
  pending
  ready
  running
  paused
  succeeded
  failed
  skipped
  cancelled
}`,
);

export const jobSubmitOperation = operation<JobSubmitMutation, JobSubmitMutationVariables>(
  'mutation',
  `mutation JobSubmit($input: JobSubmitInput!) {
  jobSubmit(input: $input) {
    job {
      ...JobParts
    }
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment JobParts on Job {
  id
  name
  key
  state
  priority
  payload
  labels
  progress
  createdAt
  startedAt
  finishedAt
  cursor
  unitCounts {
    ...UnitCountsParts
  }
  taskCounts {
    total
    pending
    running
    succeeded
    failed
    skipped
    cancelled
  }
  topic {
    id
    name
  }
}
fragment UnitCountsParts on UnitCounts {
  total
  pending
  ready
  running
  paused
  succeeded
  failed
  skipped
  cancelled
}
fragment UserErrorParts on UserError {
  category
  code
  message
  path
  retryable
  details
}`,
);

export const jobCancelOperation = operation<JobCancelMutation, JobCancelMutationVariables>(
  'mutation',
  `mutation JobCancel($input: JobCancelInput!) {
  jobCancel(input: $input) {
    job {
      ...JobParts
    }
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment JobParts on Job {
  id
  name
  key
  state
  priority
  payload
  labels
  progress
  createdAt
  startedAt
  finishedAt
  cursor
  unitCounts {
    ...UnitCountsParts
  }
  taskCounts {
    total
    pending
    running
    succeeded
    failed
    skipped
    cancelled
  }
  topic {
    id
    name
  }
}
fragment UnitCountsParts on UnitCounts {
  total
  pending
  ready
  running
  paused
  succeeded
  failed
  skipped
  cancelled
}
fragment UserErrorParts on UserError {
  category
  code
  message
  path
  retryable
  details
}`,
);

export const unitsClaimOperation = operation<UnitsClaimMutation, UnitsClaimMutationVariables>(
  'mutation',
  `mutation UnitsClaim($input: UnitsClaimInput!) {
  unitsClaim(input: $input) {
    leases {
      ...LeaseParts
    }
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment LeaseParts on Lease {
  unitId
  attempt
  leaseId
  leaseMs
  inputs
  payload
  unit {
    key
    path
    kind
    input
  }
}
fragment UserErrorParts on UserError {
  category
  code
  message
  path
  retryable
  details
}`,
);

export const unitsReportOperation = operation<UnitsReportMutation, UnitsReportMutationVariables>(
  'mutation',
  `mutation UnitsReport($input: UnitsReportInput!) {
  unitsReport(input: $input) {
    answers {
      ...ReportAnswerParts
    }
    leases {
      ...LeaseParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment ReportAnswerParts on ReportAnswer {
  unitId
  accepted
  replayed
  state
  leaseMs
  cursor
  error {
    ...UserErrorParts
  }
}
fragment UserErrorParts on UserError {
  category
  code
  message
  path
  retryable
  details
}
fragment LeaseParts on Lease {
  unitId
  attempt
  leaseId
  leaseMs
  inputs
  payload
  unit {
    key
    path
    kind
    input
  }
}`,
);

export const leasesRenewOperation = operation<LeasesRenewMutation, LeasesRenewMutationVariables>(
  'mutation',
  `mutation LeasesRenew($input: LeasesRenewInput!) {
  leasesRenew(input: $input) {
    answers {
      ...ReportAnswerParts
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment ReportAnswerParts on ReportAnswer {
  unitId
  accepted
  replayed
  state
  leaseMs
  cursor
  error {
    ...UserErrorParts
  }
}
fragment UserErrorParts on UserError {
  category
  code
  message
  path
  retryable
  details
}`,
);

export const serverVersionOperation = operation<ServerVersionQuery, ServerVersionQueryVariables>(
  'query',
  `query ServerVersion {
  version
}`,
);

export const listTasksOperation = operation<ListTasksQuery, ListTasksQueryVariables>(
  'query',
  `query ListTasks($jobId: ID!, $first: Int!, $after: String) {
  job(by: {id: $jobId}) {
    tasks(first: $first, after: $after) {
      nodes {
        ...TaskParts
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
fragment TaskParts on Task {
  id
  key
  name
  state
  unitCounts {
    ...UnitCountsParts
  }
}
fragment UnitCountsParts on UnitCounts {
  total
  pending
  ready
  running
  paused
  succeeded
  failed
  skipped
  cancelled
}`,
);

export const findTasksOperation = operation<FindTasksQuery, FindTasksQueryVariables>(
  'query',
  `query FindTasks($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Task {
      ...TaskParts
    }
  }
}
fragment TaskParts on Task {
  id
  key
  name
  state
  unitCounts {
    ...UnitCountsParts
  }
}
fragment UnitCountsParts on UnitCounts {
  total
  pending
  ready
  running
  paused
  succeeded
  failed
  skipped
  cancelled
}`,
);

export const findTopicOperation = operation<FindTopicQuery, FindTopicQueryVariables>(
  'query',
  `query FindTopic($by: TopicBy!) {
  topic(by: $by) {
    ...TopicParts
  }
}
fragment TopicParts on Topic {
  id
  name
  description
  createdAt
  cursor
  jobCounts {
    ...JobCountsParts
  }
  unitCounts {
    ...UnitCountsParts
  }
}
fragment JobCountsParts on JobCounts {
  total
  running
  succeeded
  failed
  cancelled
}
fragment UnitCountsParts on UnitCounts {
  total
  pending
  ready
  running
  paused
  succeeded
  failed
  skipped
  cancelled
}`,
);

export const topicCreateOperation = operation<TopicCreateMutation, TopicCreateMutationVariables>(
  'mutation',
  `mutation TopicCreate($input: TopicCreateInput!) {
  topicCreate(input: $input) {
    topic {
      ...TopicParts
    }
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment TopicParts on Topic {
  id
  name
  description
  createdAt
  cursor
  jobCounts {
    ...JobCountsParts
  }
  unitCounts {
    ...UnitCountsParts
  }
}
fragment JobCountsParts on JobCounts {
  total
  running
  succeeded
  failed
  cancelled
}
fragment UnitCountsParts on UnitCounts {
  total
  pending
  ready
  running
  paused
  succeeded
  failed
  skipped
  cancelled
}
fragment UserErrorParts on UserError {
  category
  code
  message
  path
  retryable
  details
}`,
);

export const findUnitOperation = operation<FindUnitQuery, FindUnitQueryVariables>(
  'query',
  `query FindUnit($by: UnitBy!) {
  unit(by: $by) {
    ...UnitParts
  }
}
fragment UnitParts on Unit {
  id
  key
  path
  kind
  state
  priority
  input
  output
  hasOutput
  attempt
  failureCount
  worker
  failure {
    code
    message
    details
  }
}`,
);

export const listUnitsOperation = operation<ListUnitsQuery, ListUnitsQueryVariables>(
  'query',
  `query ListUnits($jobId: ID!, $first: Int!, $after: String, $filter: UnitFilter) {
  job(by: {id: $jobId}) {
    units(first: $first, after: $after, filter: $filter) {
      nodes {
        ...UnitParts
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
fragment UnitParts on Unit {
  id
  key
  path
  kind
  state
  priority
  input
  output
  hasOutput
  attempt
  failureCount
  worker
  failure {
    code
    message
    details
  }
}`,
);

export const unitCancelOperation = operation<UnitCancelMutation, UnitCancelMutationVariables>(
  'mutation',
  `mutation UnitCancel($input: UnitCancelInput!) {
  unitCancel(input: $input) {
    unit {
      ...UnitParts
    }
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment UnitParts on Unit {
  id
  key
  path
  kind
  state
  priority
  input
  output
  hasOutput
  attempt
  failureCount
  worker
  failure {
    code
    message
    details
  }
}
fragment UserErrorParts on UserError {
  category
  code
  message
  path
  retryable
  details
}`,
);

export const findUnitPathsOperation = operation<FindUnitPathsQuery, FindUnitPathsQueryVariables>(
  'query',
  `query FindUnitPaths($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Unit {
      id
      path
    }
  }
}`,
);
