// Written by scripts/generate-client-operations.ts; change src/client/operations instead.
import { operation } from '../operation.ts';

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** How the delay between attempts grows. */
export type BackoffKind =
  /** Twofold with each failure. */
  | 'EXPONENTIAL'
  /** Always the same. */
  | 'FIXED'
  /** By the first delay with each failure. */
  | 'LINEAR'
  /** As `delaysMs` says for each failure. */
  | 'TABLE';

/** How a submission becomes one with others that are about the same. */
export type CollapseInput = {
  /** What they are about, in words of your own: the same in all of them. */
  readonly key: string;
  /** For DEBOUNCE: how long after the first one of them begins at the latest; as long as others come if not given. */
  readonly maxWaitMs?: number | null | undefined;
  /** How. */
  readonly mode: CollapseMode;
  /** For how long, in milliseconds, up to 24 days; not for KEEP_LATEST. */
  readonly windowMs?: number | null | undefined;
};

/** How submissions under one collapse key become one Job. */
export type CollapseMode =
  /** Each waits for `windowMs`, and one that comes meanwhile takes its place and waits anew: the last one begins, once it is quiet. */
  | 'DEBOUNCE'
  /** While a Job runs one waits behind it, and one that comes meanwhile takes its place: the last one begins when the other has finished. */
  | 'KEEP_LATEST'
  /** Those that come within `windowMs` of the last Job that was made are answered with that one, and nothing is made. */
  | 'THROTTLE';

/** A span of time. */
export type DateTimeRangeInput = {
  /** At or after this instant. */
  readonly gte?: string | null | undefined;
  /** Before this instant. */
  readonly lt?: string | null | undefined;
};

/** A dependency between Tasks of a Job, or between Units of one Task. */
export type DependencyInput = {
  /** What waits for it, by its path. */
  readonly dependant: string;
  /** What comes first, by its path: `task`, or `task/unit`. */
  readonly predecessor: string;
};

/** What an Event is about. This set is closed. */
export type EventCategory =
  /** A Job. */
  | 'JOB'
  /** A Task. */
  | 'TASK'
  /** A Topic. */
  | 'TOPIC'
  /** A Unit. */
  | 'UNIT'
  /** A Worker. */
  | 'WORKER';

/** Which Events of one Topic to answer; what is given must all hold. At least one of `topic`, `topicId`, `jobId`, `taskId` and `unitId` says which Topic it is. */
export type EventFilter = {
  /** Only Events of these categories. */
  readonly categories?: ReadonlyArray<EventCategory> | null | undefined;
  /** Only Events about this Job, its Tasks and its Units. */
  readonly jobId?: string | null | undefined;
  /** Only Events of these kinds, such as `unit.failed`: up to 100. */
  readonly kinds?: ReadonlyArray<string> | null | undefined;
  /** Only Events about Jobs that have all of these labels, their Tasks and their Units: up to 32. */
  readonly labels?: ReadonlyArray<LabelFilter> | null | undefined;
  /** Only Events about this Task and its Units. */
  readonly taskId?: string | null | undefined;
  /** The name of the Topic. */
  readonly topic?: string | null | undefined;
  /** The Topic. */
  readonly topicId?: string | null | undefined;
  /** Only Events about this Unit. */
  readonly unitId?: string | null | undefined;
  /** Only Events about the Worker of this name, and about what it holds or held. */
  readonly worker?: string | null | undefined;
};

/** How chance spreads the delay. */
export type JitterKind =
  /** Evenly between nothing and the whole delay. */
  | 'FULL'
  /** Not at all. */
  | 'NONE';

/** Dependencies to add to a Job. */
export type JobAddDependenciesInput = {
  /** The dependencies. */
  readonly dependencies: ReadonlyArray<DependencyInput>;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** The Job. */
  readonly jobId: string;
};

/** Tasks to add to a Job. */
export type JobAddTasksInput = {
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** The Job. */
  readonly jobId: string;
  /** The Tasks; they may depend on Tasks that are there and on each other. */
  readonly tasks: ReadonlyArray<TaskInput>;
};

/** A Job to let begin. */
export type JobBeginInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these states; whatever its state if not given. */
  readonly ifState?: ReadonlyArray<JobState> | null | undefined;
  /** The Job. */
  readonly jobId: string;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
};

/** How to name a Job: by one of these. */
export type JobBy =
  {   /** Its id. */
  readonly id: string; readonly key?: never; }
  |  { readonly id?: never;   /** Its Topic and key. */
  readonly key: JobKeyInput; };

/** A Job to cancel. */
export type JobCancelInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these states; whatever its state if not given. */
  readonly ifState?: ReadonlyArray<JobState> | null | undefined;
  /** The Job. */
  readonly jobId: string;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
};

/** Of which Jobs of one Topic to tell; what is given must all hold. At least one of `topic`, `topicId` and `jobId` says which Topic it is. */
export type JobChangeFilter = {
  /** Only this Job. */
  readonly jobId?: string | null | undefined;
  /** Only Jobs that have all of these labels: up to 32. */
  readonly labels?: ReadonlyArray<LabelFilter> | null | undefined;
  /** The name of the Topic. */
  readonly topic?: string | null | undefined;
  /** The Topic. */
  readonly topicId?: string | null | undefined;
};

/** A finished Job to delete. */
export type JobDeleteInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these states; whatever its end was if not given. */
  readonly ifState?: ReadonlyArray<JobState> | null | undefined;
  /** The Job. */
  readonly jobId: string;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
};

/** Which Jobs of a list to answer; what is given must all hold. */
export type JobFilter = {
  /** Only Jobs submitted in this span. */
  readonly createdAt?: DateTimeRangeInput | null | undefined;
  /** Only Jobs that finished in this span. */
  readonly finishedAt?: DateTimeRangeInput | null | undefined;
  /** Only Jobs of which a Unit has failed for good; with false, only others. */
  readonly hasFailures?: boolean | null | undefined;
  /** Only Jobs with a Unit that has failed before and is ready or running again; with false, only others. */
  readonly isRetrying?: boolean | null | undefined;
  /** Only Jobs with this key of their submitter. */
  readonly key?: string | null | undefined;
  /** Only Jobs that have all of these labels. */
  readonly labels?: ReadonlyArray<LabelFilter> | null | undefined;
  /** Only Jobs of exactly this name. */
  readonly name?: string | null | undefined;
  /** Only Jobs in one of these states; all if not given. */
  readonly states?: ReadonlyArray<JobState> | null | undefined;
  /** Only Jobs with this text somewhere in their name or key. The letters A to Z match in either case. */
  readonly text?: string | null | undefined;
  /** Only Jobs of the Topic of this name. */
  readonly topic?: string | null | undefined;
  /** Only Jobs of this Topic. */
  readonly topicId?: string | null | undefined;
};

/** A Job by the key of its submitter. */
export type JobKeyInput = {
  /** The key that it was submitted with. */
  readonly key: string;
  /** The name of its Topic. */
  readonly topic: string;
};

/** What to change in the context that the Units of a Job share. */
export type JobMergeContextInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** The Job. */
  readonly jobId: string;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** An object: its fields replace those of the same name, and null removes one. */
  readonly values: unknown;
};

/** In which order Jobs are answered. */
export type JobOrder = {
  /** Which end comes first. */
  readonly direction: OrderDirection;
  /** What to order by. */
  readonly field: JobOrderField;
};

/** What Jobs can be ordered by. */
export type JobOrderField =
  /** When they were submitted. */
  | 'CREATED_AT';

/** A Job to hold. */
export type JobPauseInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these states; whatever its state if not given. */
  readonly ifState?: ReadonlyArray<JobState> | null | undefined;
  /** Whether its running Units are taken from their workers as well; that costs no attempt. */
  readonly interrupt?: boolean;
  /** The Job. */
  readonly jobId: string;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** When it goes on by itself; only when somebody resumes it if not given. */
  readonly resumeAt?: string | null | undefined;
};

/** A Job to put in another place, and where. */
export type JobPrioritizeInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these states; whatever its state if not given. */
  readonly ifState?: ReadonlyArray<JobState> | null | undefined;
  /** The Job. */
  readonly jobId: string;
  /** The head start in the claim order: one minute for each level, from -1,000 to 1,000. */
  readonly priority: number;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
};

/** Dependencies to take out of a Job. */
export type JobRemoveDependenciesInput = {
  /** The dependencies. */
  readonly dependencies: ReadonlyArray<DependencyInput>;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** The Job. */
  readonly jobId: string;
};

/** A Job to do again. */
export type JobRerunInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these states; whatever its state if not given. */
  readonly ifState?: ReadonlyArray<JobState> | null | undefined;
  /** The Job. */
  readonly jobId: string;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
};

/** A Job to let begin at another time, and when. */
export type JobRescheduleInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these states; whatever its state if not given. */
  readonly ifState?: ReadonlyArray<JobState> | null | undefined;
  /** The Job. */
  readonly jobId: string;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** When it begins; at once if that is past. */
  readonly startAt: string;
};

/** A Job to let go on. */
export type JobResumeInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these states; whatever its state if not given. */
  readonly ifState?: ReadonlyArray<JobState> | null | undefined;
  /** The Job. */
  readonly jobId: string;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
};

/** A Job of which to try again what went wrong. */
export type JobRetryInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these states; whatever its state if not given. */
  readonly ifState?: ReadonlyArray<JobState> | null | undefined;
  /** The Job. */
  readonly jobId: string;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
};

/** A Job to start from a Template. */
export type JobStartInput = {
  /** Whether the version that is given may be deprecated. */
  readonly allowDeprecated?: boolean;
  /** How it becomes one with others. Every submission is a Job if not given. */
  readonly collapse?: CollapseInput | null | undefined;
  /** When what is unfinished of it is cancelled. Never if not given. */
  readonly finishBy?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Your own key for the Job, unique in the Topic; by default what the Template says. The same start under the same key again answers the Job that is there. */
  readonly key?: string | null | undefined;
  /** Labels that it has besides those of the Template, or in their place. */
  readonly labels?: unknown;
  /** Its name for people; by default what the Template says, at last its name. */
  readonly name?: string | null | undefined;
  /** What happens if a Job of the Topic has the key. */
  readonly onConflict?: OnConflict;
  /** The parameters: an object that fits the schema of the Template. Empty by default. */
  readonly params?: unknown;
  /** A head start in the claim order, from -1,000 to 1,000; by default what the Template says. */
  readonly priority?: number | null | undefined;
  /** When it begins: nothing of it is ready before. At once if not given, or past. */
  readonly startAt?: string | null | undefined;
  /** The name of the Template. */
  readonly template: string;
  /** The name of the Topic. */
  readonly topic: string;
  /** Which version of it; the newest that is not deprecated if not given. */
  readonly version?: number | null | undefined;
};

/** Where a Job stands. */
export type JobState =
  /** It was cancelled, or a Task was and nothing else can progress. */
  | 'CANCELLED'
  /** A Task failed and nothing else can progress. */
  | 'FAILED'
  /** Something in it can still progress. */
  | 'RUNNING'
  /** All of its Tasks succeeded or were skipped. */
  | 'SUCCEEDED';

/** A Job to submit: all of its Tasks and Units at once. */
export type JobSubmitInput = {
  /** How long one attempt may take, in milliseconds. Renewing the lease does not extend it. By default what the next level says, at last as long as the lease is renewed. */
  readonly attemptTimeoutMs?: number | null | undefined;
  /** How it becomes one with others. Every submission is a Job if not given. */
  readonly collapse?: CollapseInput | null | undefined;
  /** What Units share by which they are limited and share fairly, such as a tenant or a host. An empty text is nothing; by default what the next level says, at last nothing. */
  readonly concurrencyKey?: string | null | undefined;
  /** An object that its Units share: workers see it, and may change it. Empty by default. */
  readonly context?: unknown;
  /** How long a Unit may take from the moment that it is ready, all attempts, delays and pauses together, in milliseconds, before it fails as DEADLINE_EXCEEDED. By default what the next level says, at last for ever. */
  readonly deadlineMs?: number | null | undefined;
  /** When what is unfinished of it is cancelled. Never if not given. */
  readonly finishBy?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Your own key for it, unique in the Topic. Submitting under the same key again answers the Job that is there, unless `onConflict` says otherwise. */
  readonly key?: string | null | undefined;
  /** Labels by which Jobs are found: an object of up to 64 texts. */
  readonly labels?: unknown;
  /** Its name for people. */
  readonly name: string;
  /** What happens if a Job of the Topic has the key. */
  readonly onConflict?: OnConflict;
  /** What becomes of the rest once a Task has failed. */
  readonly onFailure?: OnFailure;
  /** What every worker of its Units sees. Null by default. */
  readonly payload?: unknown;
  /** A head start of its Units in the claim order: one minute for each level, from -1,000 to 1,000. */
  readonly priority?: number;
  /** The labels that a worker must have to be given a Unit: an object of up to 16 texts, such as `{"region": "eu"}`. The label `worker` is the name of the worker. `{}` asks for none; by default what the next level says, at last none. */
  readonly requires?: unknown;
  /** How often a Unit is tried. */
  readonly retry?: RetryPolicyInput | null | undefined;
  /** When it begins: nothing of it is ready before. At once if not given, or past. */
  readonly startAt?: string | null | undefined;
  /** How long a Unit may wait for a worker each time that it can be claimed, in milliseconds, before it fails as START_TIMEOUT. By default what the next level says, at last for ever. */
  readonly startByMs?: number | null | undefined;
  /** Its Tasks. */
  readonly tasks: ReadonlyArray<TaskInput>;
  /** The name of the Topic. */
  readonly topic: string;
};

/** Which Jobs to cancel. */
export type JobsCancelInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Only says what would be done, as far as states tell, and changes nothing. */
  readonly dryRun?: boolean;
  /** Which Jobs, by `topic` or `topicId` and whatever else is given. */
  readonly filter: JobFilter;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** How many of those that match are acted on at most: from 1 to 10,000. */
  readonly limit?: number;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
};

/** Which finished Jobs to delete. */
export type JobsDeleteInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Only says what would be done, as far as states tell, and changes nothing. */
  readonly dryRun?: boolean;
  /** Which Jobs, by `topic` or `topicId` and whatever else is given. */
  readonly filter: JobFilter;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** How many of those that match are acted on at most: from 1 to 10,000. */
  readonly limit?: number;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
};

/** Which Jobs to hold. */
export type JobsPauseInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Only says what would be done, as far as states tell, and changes nothing. */
  readonly dryRun?: boolean;
  /** Which Jobs, by `topic` or `topicId` and whatever else is given. */
  readonly filter: JobFilter;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Whether its running Units are taken from their workers as well; that costs no attempt. */
  readonly interrupt?: boolean;
  /** How many of those that match are acted on at most: from 1 to 10,000. */
  readonly limit?: number;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** When it goes on by itself; only when somebody resumes it if not given. */
  readonly resumeAt?: string | null | undefined;
};

/** Which Jobs to put in another place, and where. */
export type JobsPrioritizeInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Only says what would be done, as far as states tell, and changes nothing. */
  readonly dryRun?: boolean;
  /** Which Jobs, by `topic` or `topicId` and whatever else is given. */
  readonly filter: JobFilter;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** How many of those that match are acted on at most: from 1 to 10,000. */
  readonly limit?: number;
  /** The head start in the claim order: one minute for each level, from -1,000 to 1,000. */
  readonly priority: number;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
};

/** Which Jobs to do again. */
export type JobsRerunInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Only says what would be done, as far as states tell, and changes nothing. */
  readonly dryRun?: boolean;
  /** Which Jobs, by `topic` or `topicId` and whatever else is given. */
  readonly filter: JobFilter;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** How many of those that match are acted on at most: from 1 to 10,000. */
  readonly limit?: number;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
};

/** Which Jobs to let go on. */
export type JobsResumeInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Only says what would be done, as far as states tell, and changes nothing. */
  readonly dryRun?: boolean;
  /** Which Jobs, by `topic` or `topicId` and whatever else is given. */
  readonly filter: JobFilter;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** How many of those that match are acted on at most: from 1 to 10,000. */
  readonly limit?: number;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
};

/** Of which Jobs to try again what went wrong. */
export type JobsRetryInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Only says what would be done, as far as states tell, and changes nothing. */
  readonly dryRun?: boolean;
  /** Which Jobs, by `topic` or `topicId` and whatever else is given. */
  readonly filter: JobFilter;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** How many of those that match are acted on at most: from 1 to 10,000. */
  readonly limit?: number;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
};

/** Jobs to submit. */
export type JobsSubmitInput = {
  /** Any text of your own: each Job that gives none is submitted under this one and its place in the list. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** The Jobs: up to 1,000, of any Topics, with no more Units and dependencies together than one Job may have. Each is accepted or refused by itself. */
  readonly jobs: ReadonlyArray<JobSubmitInput>;
};

/** What a Unit or Task waits for. */
export type JoinInput = {
  /** How many have to succeed; needed for AT_LEAST and only there. */
  readonly count?: number | null | undefined;
  /** What has to become of them. */
  readonly kind: JoinKind;
};

/** What has to become of the predecessors before a Unit or Task can start. */
export type JoinKind =
  /** All have ended, however. */
  | 'ALL_FINISHED'
  /** All have succeeded. A plainly skipped one counts as success. */
  | 'ALL_SUCCEEDED'
  /** One has failed: this is a failure branch. If none does, it is skipped. */
  | 'ANY_FAILED'
  /** One has succeeded. */
  | 'ANY_SUCCEEDED'
  /** `count` of them have succeeded. */
  | 'AT_LEAST';

/** What a Topic is to say for the Units of one kind. */
export type KindDefaultsInput = {
  /** How long one attempt may take, in milliseconds. Renewing the lease does not extend it. By default what the next level says, at last as long as the lease is renewed. */
  readonly attemptTimeoutMs?: number | null | undefined;
  /** What Units share by which they are limited and share fairly, such as a tenant or a host. An empty text is nothing; by default what the next level says, at last nothing. */
  readonly concurrencyKey?: string | null | undefined;
  /** How long a Unit may take from the moment that it is ready, all attempts, delays and pauses together, in milliseconds, before it fails as DEADLINE_EXCEEDED. By default what the next level says, at last for ever. */
  readonly deadlineMs?: number | null | undefined;
  /** The kind. */
  readonly kind: string;
  /** The labels that a worker must have to be given a Unit: an object of up to 16 texts, such as `{"region": "eu"}`. The label `worker` is the name of the worker. `{}` asks for none; by default what the next level says, at last none. */
  readonly requires?: unknown;
  /** How often a Unit is tried. */
  readonly retry?: RetryPolicyInput | null | undefined;
  /** How long a Unit may wait for a worker each time that it can be claimed, in milliseconds, before it fails as START_TIMEOUT. By default what the next level says, at last for ever. */
  readonly startByMs?: number | null | undefined;
};

/** A label to search by. */
export type LabelFilter = {
  /** Its name. */
  readonly name: string;
  /** Its text; whatever its text is if not given. */
  readonly value?: string | null | undefined;
};

/** A Unit that its worker wants held. */
export type LeasePauseInput = {
  /** The lease. */
  readonly lease: LeaseRefInput;
  /** What it waits for, for people. */
  readonly reason?: string | null | undefined;
  /** When it goes on by itself; only when somebody resumes it if not given. */
  readonly resumeAt?: string | null | undefined;
};

/** A lease, as the claim answered it. */
export type LeaseRefInput = {
  /** The attempt. */
  readonly attempt: number;
  /** The lease id. */
  readonly leaseId: string;
  /** The Unit. */
  readonly unitId: string;
};

/** Leases to renew. */
export type LeasesRenewInput = {
  /** How long they last from now on, in milliseconds; as long as before if null. */
  readonly leaseMs?: number | null | undefined;
  /** The leases: up to 1,000. */
  readonly leases: ReadonlyArray<LeaseRefInput>;
};

/** A Limit to remove. */
export type LimitRemoveInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** The id of the Limit. */
  readonly limitId: string;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
};

/** What a Limit counts together. */
export type LimitScope =
  /** The Units of one concurrencyKey: of each key that matches for itself. */
  | 'KEY'
  /** The Units of one kind: of each kind that matches for itself. */
  | 'KIND'
  /** All Units of the Topic. */
  | 'TOPIC';

/** What a Limit is to say. What is left out is not bounded, also if it was before: of one scope and pattern there is one Limit, and it says what was said last. */
export type LimitSetInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** The interval of `startMax`, in milliseconds: from 100 to 24 days. */
  readonly intervalMs?: number | null | undefined;
  /** Whether `startMax` is halved when workers report that they were refused for being too many, and grows again while it is what holds work back. */
  readonly isAdaptive?: boolean;
  /** The kind or key, in which `*` stands for any text: `tenant:*` bounds every tenant for itself. None for the whole Topic. */
  readonly pattern?: string | null | undefined;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** How many may run at once: 1 to 1,000,000. */
  readonly runningMax?: number | null | undefined;
  /** What is counted together. */
  readonly scope: LimitScope;
  /** How many may start in any `intervalMs`: 1 to 1,000,000. With it belongs `intervalMs`. */
  readonly startMax?: number | null | undefined;
  /** Below how many starts per interval an adaptive Limit never goes; 1 if not given. */
  readonly startMin?: number | null | undefined;
  /** The id of the Topic. */
  readonly topicId: string;
  /** How great a share a key gets beside the others, from 0.001 to 1,000, where the Topic shares fairly; 1 if not given. */
  readonly weight?: number | null | undefined;
};

/** Which log lines to answer. */
export type LogFilter = {
  /** Only lines of one of these levels; all if not given. */
  readonly levels?: ReadonlyArray<LogLevel> | null | undefined;
};

/** How important a log line is. */
export type LogLevel =
  /** For those who look for a fault. */
  | 'DEBUG'
  /** Something that went wrong. */
  | 'ERROR'
  /** What is going on. */
  | 'INFO'
  /** Something unexpected that does not stop the work. */
  | 'WARN';

/** A line to log. */
export type LogLineInput = {
  /** Anything more, for programs. */
  readonly fields?: unknown;
  /** How important it is. */
  readonly level?: LogLevel;
  /** What it says. */
  readonly message: string;
};

/** Which log lines of one Topic to tell; what is given must all hold. At least one of `topic`, `topicId`, `jobId`, `taskId` and `unitId` says which Topic it is. */
export type LogTailFilter = {
  /** Only lines of Units of this Job. */
  readonly jobId?: string | null | undefined;
  /** Only lines of Units of Jobs that have all of these labels: up to 32. */
  readonly labels?: ReadonlyArray<LabelFilter> | null | undefined;
  /** Only lines of one of these levels; all if not given. */
  readonly levels?: ReadonlyArray<LogLevel> | null | undefined;
  /** Only lines of Units of this Task. */
  readonly taskId?: string | null | undefined;
  /** The name of the Topic. */
  readonly topic?: string | null | undefined;
  /** The Topic. */
  readonly topicId?: string | null | undefined;
  /** Only lines of this Unit. */
  readonly unitId?: string | null | undefined;
  /** Only lines that the Worker of this name logged. */
  readonly worker?: string | null | undefined;
};

/** What becomes of a submission whose key a Job of the Topic has. */
export type OnConflict =
  /** It is refused: JOB_KEY_TAKEN. */
  | 'REJECT'
  /** The Job that is there gives its key to the new one, and is cancelled unless it has finished. */
  | 'REPLACE'
  /** It is answered with the Job that is there, whatever its definition. */
  | 'RETURN_EXISTING';

/** What becomes of the rest of a Job once a Task has failed. */
export type OnFailure =
  /** Everything that has not finished is cancelled at once. */
  | 'CANCEL_REST'
  /** What does not depend on the failure goes on to its end. */
  | 'CONTINUE';

/** What follows when a condition does not hold. */
export type OnFalse =
  /** It fails as CONDITION_FALSE. A Task fails with those of its Units that would have started. */
  | 'FAIL'
  /** It is skipped, and what depends on it goes on as after a success. */
  | 'SKIP'
  /** It is skipped with all that depends on it by ALL_SUCCEEDED, and so on down. */
  | 'SKIP_DOWNSTREAM';

/** Which end of an order comes first. */
export type OrderDirection =
  /** The smallest, or the oldest, first. */
  | 'ASC'
  /** The greatest, or the newest, first. */
  | 'DESC';

/** How often Units are tried. What is left out comes from the next level (the Unit, its kind in the Topic, its Task, its Job, the Topic), and at last from the default: 3 attempts, EXPONENTIAL from 1,000 to 60,000 ms, FULL jitter. */
export type RetryPolicyInput = {
  /** How the delay grows. */
  readonly backoff?: BackoffKind | null | undefined;
  /** How long after its first attempt began another may begin, in milliseconds; for ever by default. */
  readonly budgetMs?: number | null | undefined;
  /** The delay after the first failure, in milliseconds. */
  readonly delayMs?: number | null | undefined;
  /** For TABLE, and needed there: the delay after each failure, in milliseconds; the last one stands for all that follow. */
  readonly delaysMs?: ReadonlyArray<number> | null | undefined;
  /** How chance spreads the delay. */
  readonly jitter?: JitterKind | null | undefined;
  /** Attempts in all, the first included. */
  readonly maxAttempts?: number | null | undefined;
  /** The longest delay, in milliseconds. */
  readonly maxDelayMs?: number | null | undefined;
};

/** How to name a Schedule: by one of these. */
export type ScheduleBy =
  {   /** Its id. */
  readonly id: string; readonly name?: never; }
  |  { readonly id?: never;   /** Its Topic and name. */
  readonly name: ScheduleNameInput; };

/** A Schedule that is to fire now. */
export type ScheduleFireInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** What becomes of this firing while a Job runs; as the Schedule says by default. */
  readonly overlap?: ScheduleOverlap | null | undefined;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** The id of the Schedule. */
  readonly scheduleId: string;
};

/** What became of a firing. */
export type ScheduleFiringOutcome =
  /** It could not be started. */
  | 'FAILED'
  /** It waits for the Job before it to end. */
  | 'QUEUED'
  /** It was left out. */
  | 'SKIPPED'
  /** It has started a Job. */
  | 'STARTED';

/** What becomes of firings that nobody looked at before the next one was due, or for a minute. */
export type ScheduleMissed =
  /** All of them are started, the oldest first. */
  | 'ALL'
  /** The newest is caught up with, and the others are left out. */
  | 'ONE'
  /** They are left out. */
  | 'SKIP';

/** A Schedule by its name. */
export type ScheduleNameInput = {
  /** Its name. */
  readonly name: string;
  /** The name of its Topic. */
  readonly topic: string;
};

/** What becomes of a firing while the Job that the Schedule started last runs. */
export type ScheduleOverlap =
  /** A new Job starts beside it. */
  | 'ALLOW'
  /** It waits until that Job ends, unless enough wait already. */
  | 'QUEUE'
  /** That Job is cancelled, and a new one starts. */
  | 'REPLACE'
  /** It is left out. */
  | 'SKIP';

/** A Schedule to hold. */
export type SchedulePauseInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** When it goes on by itself; only when somebody resumes it if not given. */
  readonly resumeAt?: string | null | undefined;
  /** The id of the Schedule. */
  readonly scheduleId: string;
};

/** A timing to look at before a Schedule has it. */
export type SchedulePreviewInput = {
  /** The first of the firings is the first one after this; now if not given. */
  readonly afterAt?: string | null | undefined;
  /** How many firings to show: up to 100. */
  readonly count?: number;
  /** The timing. */
  readonly timing: ScheduleTimingInput;
};

/** A Schedule to remove. */
export type ScheduleRemoveInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** The id of the Schedule. */
  readonly scheduleId: string;
};

/** A Schedule to let go on. */
export type ScheduleResumeInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** The id of the Schedule. */
  readonly scheduleId: string;
};

/** What a Schedule is to be, all of it: what is left out is as if it had never been said. */
export type ScheduleSetInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** What it is for, for people. */
  readonly description?: string | null | undefined;
  /** The name of a parameter that is given the time at which the firing was due, as ISO 8601 text. */
  readonly dueAtParam?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** The name of its Jobs; by default what the Template says. */
  readonly jobName?: string | null | undefined;
  /** Labels that its Jobs have besides those of the Template, or in their place. */
  readonly labels?: unknown;
  /** What becomes of firings that nobody looked at in time. */
  readonly missed?: ScheduleMissed;
  /** Its name in the Topic: the one of this name is changed, if there is one. */
  readonly name: string;
  /** What becomes of a firing while the Job before it runs. */
  readonly overlap?: ScheduleOverlap;
  /** The parameters: an object that fits the schema of the Template. Empty by default. */
  readonly params?: unknown;
  /** The priority of its Jobs; by default what the Template says. */
  readonly priority?: number | null | undefined;
  /** How many firings may wait for the running Job, with QUEUE: 1 to 100. */
  readonly queueMax?: number;
  /** The name of the Template to start. */
  readonly template: string;
  /** When it fires. */
  readonly timing: ScheduleTimingInput;
  /** The name of the Topic. */
  readonly topic: string;
  /** Which version of it; if not given the newest at each firing that is not deprecated. */
  readonly version?: number | null | undefined;
};

/** When a Schedule fires: by exactly one of `cron`, `everyMs` and `at`. */
export type ScheduleTimingInput = {
  /** A firing of the interval, from which the others are reckoned. `startsAt`, or the time at which it is set, if not given. */
  readonly anchorAt?: string | null | undefined;
  /** The one time at which it fires. */
  readonly at?: string | null | undefined;
  /** A cron expression: minute, hour, day of month, month, day of week; six fields have seconds first. */
  readonly cron?: string | null | undefined;
  /** From when on it fires no more; not with `at`. */
  readonly endsAt?: string | null | undefined;
  /** An interval in milliseconds: from one second to 24 days. */
  readonly everyMs?: number | null | undefined;
  /** Before when it does not fire; not with `at`. */
  readonly startsAt?: string | null | undefined;
  /** The IANA time zone of `cron`, such as `Europe/Berlin`. UTC if not given. */
  readonly zone?: string | null | undefined;
};

/** Units to add to a Task. */
export type TaskAddUnitsInput = {
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** The Task. */
  readonly taskId: string;
  /** The Units; they may depend on Units that are there and on each other. */
  readonly units: ReadonlyArray<UnitInput>;
};

/** Of which Tasks of one Topic to tell; what is given must all hold. At least one of `topic`, `topicId`, `jobId` and `taskId` says which Topic it is. */
export type TaskChangeFilter = {
  /** Only Tasks of this Job. */
  readonly jobId?: string | null | undefined;
  /** Only Tasks of Jobs that have all of these labels: up to 32. */
  readonly labels?: ReadonlyArray<LabelFilter> | null | undefined;
  /** Only this Task. */
  readonly taskId?: string | null | undefined;
  /** The name of the Topic. */
  readonly topic?: string | null | undefined;
  /** The Topic. */
  readonly topicId?: string | null | undefined;
};

/** A Task to submit. */
export type TaskInput = {
  /** How long one attempt may take, in milliseconds. Renewing the lease does not extend it. By default what the next level says, at last as long as the lease is renewed. */
  readonly attemptTimeoutMs?: number | null | undefined;
  /** What Units share by which they are limited and share fairly, such as a tenant or a host. An empty text is nothing; by default what the next level says, at last nothing. */
  readonly concurrencyKey?: string | null | undefined;
  /** How long a Unit may take from the moment that it is ready, all attempts, delays and pauses together, in milliseconds, before it fails as DEADLINE_EXCEEDED. By default what the next level says, at last for ever. */
  readonly deadlineMs?: number | null | undefined;
  /** The keys of the Tasks of the Job that it waits for. */
  readonly dependsOn?: ReadonlyArray<string> | null | undefined;
  /** Whether its success makes up for the failure of those that it depends on: such failures do not fail the Task or Job above. Together with the joins ANY_FAILED or ALL_FINISHED. False by default. */
  readonly handles?: boolean | null | undefined;
  /** What it waits for; that all of them succeed by default. */
  readonly join?: JoinInput | null | undefined;
  /** Its name within its Job: letters, digits, `.`, `_` and `-`. */
  readonly key: string;
  /** Its name for people; the key by default. */
  readonly name?: string | null | undefined;
  /** What follows when the condition does not hold; SKIP by default. */
  readonly onFalse?: OnFalse | null | undefined;
  /** The labels that a worker must have to be given a Unit: an object of up to 16 texts, such as `{"region": "eu"}`. The label `worker` is the name of the worker. `{}` asks for none; by default what the next level says, at last none. */
  readonly requires?: unknown;
  /** How often a Unit is tried. */
  readonly retry?: RetryPolicyInput | null | undefined;
  /** How long a Unit may wait for a worker each time that it can be claimed, in milliseconds, before it fails as START_TIMEOUT. By default what the next level says, at last for ever. */
  readonly startByMs?: number | null | undefined;
  /** How many of its Units may fail; none by default. */
  readonly tolerate?: ToleranceInput | null | undefined;
  /** Its Units. */
  readonly units: ReadonlyArray<UnitInput>;
  /** What has to hold before it starts, in CEL over `payload`, `context`, `labels` and `inputs`: `payload.count > 3 && has(inputs.check)`. Looked at once, when its join is satisfied. One that cannot be told (a field is missing, a type is wrong) fails it as CONDITION_FAULT. */
  readonly when?: string | null | undefined;
};

/** A Task to hold. */
export type TaskPauseInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these states; whatever its state if not given. */
  readonly ifState?: ReadonlyArray<TaskState> | null | undefined;
  /** Whether its running Units are taken from their workers as well; that costs no attempt. */
  readonly interrupt?: boolean;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** When it goes on by itself; only when somebody resumes it if not given. */
  readonly resumeAt?: string | null | undefined;
  /** The Task. */
  readonly taskId: string;
};

/** A Task to let go on. */
export type TaskResumeInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these states; whatever its state if not given. */
  readonly ifState?: ReadonlyArray<TaskState> | null | undefined;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** The Task. */
  readonly taskId: string;
};

/** Where a Task stands. */
export type TaskState =
  /** A Unit was cancelled and nothing else can progress. */
  | 'CANCELLED'
  /** A Unit failed and nothing else can progress. */
  | 'FAILED'
  /** Waits for predecessors. */
  | 'PENDING'
  /** Open: its Units may be claimed. */
  | 'RUNNING'
  /** Not done, because it is not needed any more; nor is what depends on it. */
  | 'SKIPPED'
  /** All of its Units succeeded or were skipped, but for as many failures as it tolerates. */
  | 'SUCCEEDED';

/** How to name a Template: by one of these. */
export type TemplateBy =
  {   /** The id of a version. */
  readonly id: string; readonly name?: never; }
  |  { readonly id?: never;   /** Its Topic and name. */
  readonly name: TemplateNameInput; };

/** A Template that is not to be started any more. */
export type TemplateDeprecateInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** The name of the Template. */
  readonly template: string;
  /** The name of the Topic. */
  readonly topic: string;
  /** Which version of it; all that there are if not given. */
  readonly version?: number | null | undefined;
};

/** A Job that would be started from a Template. */
export type TemplateDryRunInput = {
  /** Whether the version that is given may be deprecated. */
  readonly allowDeprecated?: boolean;
  /** Your own key for the Job, unique in the Topic; by default what the Template says. The same start under the same key again answers the Job that is there. */
  readonly key?: string | null | undefined;
  /** Labels that it has besides those of the Template, or in their place. */
  readonly labels?: unknown;
  /** Its name for people; by default what the Template says, at last its name. */
  readonly name?: string | null | undefined;
  /** The parameters: an object that fits the schema of the Template. Empty by default. */
  readonly params?: unknown;
  /** A head start in the claim order, from -1,000 to 1,000; by default what the Template says. */
  readonly priority?: number | null | undefined;
  /** The name of the Template. */
  readonly template: string;
  /** The name of the Topic. */
  readonly topic: string;
  /** Which version of it; the newest that is not deprecated if not given. */
  readonly version?: number | null | undefined;
};

/** A Template by its name. */
export type TemplateNameInput = {
  /** Its name. */
  readonly name: string;
  /** The name of its Topic. */
  readonly topic: string;
  /** Which version; if not given the newest that is not deprecated, or the newest when all are. */
  readonly version?: number | null | undefined;
};

/** A version of a Template to publish. */
export type TemplatePublishInput = {
  /** Who publishes it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** The Job, with the fields of `JobSubmitInput` but `topic` and `idempotencyKey`, and placeholders such as `${{ params.size }}` in its texts. */
  readonly definition: unknown;
  /** What it is for, for people. */
  readonly description?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Its name in the Topic: letters, digits, `.`, `_` and `-`. */
  readonly name: string;
  /** The JSON Schema (2020-12) of the parameters, which describes an object. Without one, any will do. */
  readonly paramsSchema?: unknown;
  /** The name of the Topic. */
  readonly topic: string;
};

/** How many Units of a Task may fail without failing it; the greater one counts. */
export type ToleranceInput = {
  /** As a number. */
  readonly count?: number | null | undefined;
  /** As a share of its Units, from 0 to 1. */
  readonly share?: number | null | undefined;
};

/** How to name a Topic: by one of these. */
export type TopicBy =
  {   /** Its id. */
  readonly id: string; readonly name?: never; }
  |  { readonly id?: never;   /** Its name. */
  readonly name: string; };

/** A Topic that is to take no new Jobs. */
export type TopicCloseIntakeInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** When it takes Jobs again by itself; only when somebody opens it if not given. */
  readonly opensAt?: string | null | undefined;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** The id of the Topic. */
  readonly topicId: string;
};

/** A Topic to create. */
export type TopicCreateInput = {
  /** Whether Jobs that were begun first are finished first: places are reckoned from when Jobs began, not from when Units became ready. False if not given. */
  readonly advanceStartedJobs?: boolean | null | undefined;
  /** What it is for, for people. */
  readonly description?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Whether keys share what is handed out by their weights, however much of each waits; else all Units go in one order. False if not given. */
  readonly isFair?: boolean | null | undefined;
  /** Its name, unique among Topics: up to 256 characters. */
  readonly name: string;
  /** How long finished Jobs, and Events, are kept, in seconds: 1 to 315,360,000, or null for ever. Thirty days if not given. */
  readonly retentionSeconds?: number | null | undefined;
};

/** What a Topic is to say for the Units of Jobs that are submitted from now on. */
export type TopicDefaultsInput = {
  /** How long one attempt may take, in milliseconds. Renewing the lease does not extend it. By default what the next level says, at last as long as the lease is renewed. */
  readonly attemptTimeoutMs?: number | null | undefined;
  /** What Units share by which they are limited and share fairly, such as a tenant or a host. An empty text is nothing; by default what the next level says, at last nothing. */
  readonly concurrencyKey?: string | null | undefined;
  /** How long a Unit may take from the moment that it is ready, all attempts, delays and pauses together, in milliseconds, before it fails as DEADLINE_EXCEEDED. By default what the next level says, at last for ever. */
  readonly deadlineMs?: number | null | undefined;
  /** For the Units of single kinds: it comes before what Task and Job say. */
  readonly kinds?: ReadonlyArray<KindDefaultsInput> | null | undefined;
  /** The labels that a worker must have to be given a Unit: an object of up to 16 texts, such as `{"region": "eu"}`. The label `worker` is the name of the worker. `{}` asks for none; by default what the next level says, at last none. */
  readonly requires?: unknown;
  /** How often a Unit is tried. */
  readonly retry?: RetryPolicyInput | null | undefined;
  /** How long a Unit may wait for a worker each time that it can be claimed, in milliseconds, before it fails as START_TIMEOUT. By default what the next level says, at last for ever. */
  readonly startByMs?: number | null | undefined;
};

/** A Topic that is to take new Jobs again. */
export type TopicOpenIntakeInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** The id of the Topic. */
  readonly topicId: string;
};

/** A Topic to hold. */
export type TopicPauseInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Whether its running Units are taken from their workers as well; that costs no attempt. */
  readonly interrupt?: boolean;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** When it goes on by itself; only when somebody resumes it if not given. */
  readonly resumeAt?: string | null | undefined;
  /** The id of the Topic. */
  readonly topicId: string;
};

/** A Topic to let go on. */
export type TopicResumeInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** The id of the Topic. */
  readonly topicId: string;
};

/** What to change of a Topic; what is left out stays as it is. */
export type TopicUpdateInput = {
  /** Whether Jobs that were begun first are finished first: places are reckoned from when Jobs began, not from when Units became ready. It holds for what becomes ready from now on. */
  readonly advanceStartedJobs?: boolean | null | undefined;
  /** What it says for the Units of Jobs that are submitted from now on, in place of all that it said before; null to say nothing. */
  readonly defaults?: TopicDefaultsInput | null | undefined;
  /** What it is for, for people; null to say nothing. */
  readonly description?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Whether keys share what is handed out by their weights, however much of each waits; else all Units go in one order. It holds at once. */
  readonly isFair?: boolean | null | undefined;
  /** How long finished Jobs, and Events, are kept, in seconds: 1 to 315,360,000, or null for ever. It holds at once, also for what is there already. */
  readonly retentionSeconds?: number | null | undefined;
  /** The Topic. */
  readonly topicId: string;
};

/** How to name a Unit: by one of these. */
export type UnitBy =
  {   /** Its id. */
  readonly id: string; readonly path?: never; }
  |  { readonly id?: never;   /** Its place in a Job. */
  readonly path: UnitPathInput; };

/** A Unit to cancel. */
export type UnitCancelInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these states; whatever its state if not given. */
  readonly ifState?: ReadonlyArray<UnitState> | null | undefined;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** The Unit. */
  readonly unitId: string;
};

/** Of which Units of one Topic to tell; what is given must all hold. At least one of `topic`, `topicId`, `jobId`, `taskId` and `unitId` says which Topic it is. */
export type UnitChangeFilter = {
  /** Only Units of this Job. */
  readonly jobId?: string | null | undefined;
  /** Only Units of Jobs that have all of these labels: up to 32. */
  readonly labels?: ReadonlyArray<LabelFilter> | null | undefined;
  /** Only Units of this Task. */
  readonly taskId?: string | null | undefined;
  /** The name of the Topic. */
  readonly topic?: string | null | undefined;
  /** The Topic. */
  readonly topicId?: string | null | undefined;
  /** Only this Unit. */
  readonly unitId?: string | null | undefined;
  /** Only Units that the Worker of this name holds, or has just held. */
  readonly worker?: string | null | undefined;
};

/** A checkpoint to keep. */
export type UnitCheckpointInput = {
  /** Anything the next attempt needs; it finds it as `Unit.checkpoint`. */
  readonly checkpoint?: unknown;
  /** The lease. */
  readonly lease: LeaseRefInput;
};

/** A failure to report. */
export type UnitFailInput = {
  /** What kind of failure it is, for programs. */
  readonly code: string;
  /** Anything more, for programs. */
  readonly details?: unknown;
  /** The lease. */
  readonly lease: LeaseRefInput;
  /** What happened, for people. */
  readonly message: string;
  /** Whether whatever the worker called refused it for being one too many. Then no failure is counted, the Unit is tried again in any case, and the most specific Limit of it that adapts lets half as many start, and none before `retryAfterMs`. */
  readonly rateLimited?: boolean;
  /** The delay before the next attempt, in milliseconds, instead of the policy’s. */
  readonly retryAfterMs?: number | null | undefined;
  /** Whether another attempt makes sense. If not, the Unit fails for good. */
  readonly retryable?: boolean;
};

/** Which Units to answer, or to act on; what is given must all hold. */
export type UnitFilter = {
  /** Only Units submitted in this span. */
  readonly createdAt?: DateTimeRangeInput | null | undefined;
  /** Only Units whose last attempt that failed did so with this code. */
  readonly failureCode?: string | null | undefined;
  /** Only Units with this text somewhere in the message of that failure. The letters A to Z match in either case. */
  readonly failureText?: string | null | undefined;
  /** Only Units that finished in this span. */
  readonly finishedAt?: DateTimeRangeInput | null | undefined;
  /** Only Units that have failed before and are ready or running again; with false, only others. */
  readonly isRetrying?: boolean | null | undefined;
  /** Only Units of this Job. */
  readonly jobId?: string | null | undefined;
  /** Only Units of one of these kinds. */
  readonly kinds?: ReadonlyArray<string> | null | undefined;
  /** Only Units of Jobs that have all of these labels. */
  readonly labels?: ReadonlyArray<LabelFilter> | null | undefined;
  /** Only Units that were first claimed in this span. */
  readonly startedAt?: DateTimeRangeInput | null | undefined;
  /** Only Units in one of these states; all if not given. */
  readonly states?: ReadonlyArray<UnitState> | null | undefined;
  /** Only Units of this Task. */
  readonly taskId?: string | null | undefined;
  /** Only Units of the Topic of this name. */
  readonly topic?: string | null | undefined;
  /** Only Units that this worker holds now. */
  readonly worker?: string | null | undefined;
};

/** A Unit to make a success. */
export type UnitForceSucceedInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these states; whatever its state if not given. */
  readonly ifState?: ReadonlyArray<UnitState> | null | undefined;
  /** Its output: any JSON; null if not given. */
  readonly output?: unknown;
  /** Why, for those who look at it later. */
  readonly reason: string;
  /** The Unit. */
  readonly unitId: string;
};

/** A Unit to submit. */
export type UnitInput = {
  /** How long one attempt may take, in milliseconds. Renewing the lease does not extend it. By default what the next level says, at last as long as the lease is renewed. */
  readonly attemptTimeoutMs?: number | null | undefined;
  /** What Units share by which they are limited and share fairly, such as a tenant or a host. An empty text is nothing; by default what the next level says, at last nothing. */
  readonly concurrencyKey?: string | null | undefined;
  /** How long a Unit may take from the moment that it is ready, all attempts, delays and pauses together, in milliseconds, before it fails as DEADLINE_EXCEEDED. By default what the next level says, at last for ever. */
  readonly deadlineMs?: number | null | undefined;
  /** The keys of the Units of its Task that it waits for. */
  readonly dependsOn?: ReadonlyArray<string> | null | undefined;
  /** Whether its success makes up for the failure of those that it depends on: such failures do not fail the Task or Job above. Together with the joins ANY_FAILED or ALL_FINISHED. False by default. */
  readonly handles?: boolean | null | undefined;
  /** What its worker is given. Null by default. */
  readonly input?: unknown;
  /** What it waits for; that all of them succeed by default. */
  readonly join?: JoinInput | null | undefined;
  /** Its name within its Task: letters, digits, `.`, `_` and `-`. */
  readonly key: string;
  /** What a worker must know how to do. */
  readonly kind: string;
  /** What follows when the condition does not hold; SKIP by default. */
  readonly onFalse?: OnFalse | null | undefined;
  /** Its own priority; that of the Job by default. */
  readonly priority?: number | null | undefined;
  /** The labels that a worker must have to be given a Unit: an object of up to 16 texts, such as `{"region": "eu"}`. The label `worker` is the name of the worker. `{}` asks for none; by default what the next level says, at last none. */
  readonly requires?: unknown;
  /** How often a Unit is tried. */
  readonly retry?: RetryPolicyInput | null | undefined;
  /** How long a Unit may wait for a worker each time that it can be claimed, in milliseconds, before it fails as START_TIMEOUT. By default what the next level says, at last for ever. */
  readonly startByMs?: number | null | undefined;
  /** Names of workers, up to 1,000: instead of one Unit there is one for each, under the key `<key>.<target>`, that only this worker is given. Who depends on the key depends on all of them. */
  readonly targets?: ReadonlyArray<string> | null | undefined;
  /** What has to hold before it starts, in CEL over `payload`, `context`, `labels` and `inputs`: `payload.count > 3 && has(inputs.check)`. Looked at once, when its join is satisfied. One that cannot be told (a field is missing, a type is wrong) fails it as CONDITION_FAULT. */
  readonly when?: string | null | undefined;
};

/** Lines to log. */
export type UnitLogInput = {
  /** The lease. */
  readonly lease: LeaseRefInput;
  /** The lines, in order. */
  readonly lines: ReadonlyArray<LogLineInput>;
  /** How many lines of this attempt were logged before. With it a repetition adds no line twice. */
  readonly offset?: number | null | undefined;
};

/** What to change in the context that the Units of the Job share. */
export type UnitMergeContextInput = {
  /** The lease. */
  readonly lease: LeaseRefInput;
  /** An object: its fields replace those of the same name, and null removes one. */
  readonly values: unknown;
};

/** In which order Units are answered. */
export type UnitOrder = {
  /** Which end comes first. */
  readonly direction: OrderDirection;
  /** What to order by. */
  readonly field: UnitOrderField;
};

/** What Units can be ordered by. */
export type UnitOrderField =
  /** When their Jobs were submitted, and within a Job when they were themselves. */
  | 'CREATED_AT';

/** A Unit by its place in a Job. */
export type UnitPathInput = {
  /** The id of its Job. */
  readonly jobId: string;
  /** The keys of Task and Unit, as in `task/unit`. */
  readonly path: string;
};

/** A Unit to pause. */
export type UnitPauseInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these states; whatever its state if not given. */
  readonly ifState?: ReadonlyArray<UnitState> | null | undefined;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** When it goes on by itself; only when somebody resumes it if not given. */
  readonly resumeAt?: string | null | undefined;
  /** The Unit. */
  readonly unitId: string;
};

/** A Unit to put in another place, and where. */
export type UnitPrioritizeInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these states; whatever its state if not given. */
  readonly ifState?: ReadonlyArray<UnitState> | null | undefined;
  /** The head start in the claim order: one minute for each level, from -1,000 to 1,000. */
  readonly priority: number;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** The Unit. */
  readonly unitId: string;
};

/** Progress to report. */
export type UnitProgressInput = {
  /** The lease. */
  readonly lease: LeaseRefInput;
  /** What is going on, for people. */
  readonly message?: string | null | undefined;
  /** How far it is, from 0 to 1. */
  readonly progress: number;
};

/** A Unit to give back. */
export type UnitReleaseInput = {
  /** The lease. */
  readonly lease: LeaseRefInput;
};

/** A lease to renew. */
export type UnitRenewInput = {
  /** The lease. */
  readonly lease: LeaseRefInput;
  /** How long it lasts from now on, in milliseconds; as long as before if null. */
  readonly leaseMs?: number | null | undefined;
};

/** A report: one of these. */
export type UnitReportInput =
  {   /** What the next attempt needs to go on from here. */
  readonly checkpoint: UnitCheckpointInput; readonly fail?: never; readonly log?: never; readonly mergeContext?: never; readonly pause?: never; readonly progress?: never; readonly release?: never; readonly renew?: never; readonly snooze?: never; readonly spawn?: never; readonly succeed?: never; }
  |  { readonly checkpoint?: never;   /** The attempt failed. */
  readonly fail: UnitFailInput; readonly log?: never; readonly mergeContext?: never; readonly pause?: never; readonly progress?: never; readonly release?: never; readonly renew?: never; readonly snooze?: never; readonly spawn?: never; readonly succeed?: never; }
  |  { readonly checkpoint?: never; readonly fail?: never;   /** Lines for the log. */
  readonly log: UnitLogInput; readonly mergeContext?: never; readonly pause?: never; readonly progress?: never; readonly release?: never; readonly renew?: never; readonly snooze?: never; readonly spawn?: never; readonly succeed?: never; }
  |  { readonly checkpoint?: never; readonly fail?: never; readonly log?: never;   /** The worker changes the context of the Job. */
  readonly mergeContext: UnitMergeContextInput; readonly pause?: never; readonly progress?: never; readonly release?: never; readonly renew?: never; readonly snooze?: never; readonly spawn?: never; readonly succeed?: never; }
  |  { readonly checkpoint?: never; readonly fail?: never; readonly log?: never; readonly mergeContext?: never;   /** The worker gives the Unit back to be held, say for a person’s yes. The attempt does not count, and the checkpoint is kept. */
  readonly pause: LeasePauseInput; readonly progress?: never; readonly release?: never; readonly renew?: never; readonly snooze?: never; readonly spawn?: never; readonly succeed?: never; }
  |  { readonly checkpoint?: never; readonly fail?: never; readonly log?: never; readonly mergeContext?: never; readonly pause?: never;   /** How far the Unit is. */
  readonly progress: UnitProgressInput; readonly release?: never; readonly renew?: never; readonly snooze?: never; readonly spawn?: never; readonly succeed?: never; }
  |  { readonly checkpoint?: never; readonly fail?: never; readonly log?: never; readonly mergeContext?: never; readonly pause?: never; readonly progress?: never;   /** The worker gives the Unit back. */
  readonly release: UnitReleaseInput; readonly renew?: never; readonly snooze?: never; readonly spawn?: never; readonly succeed?: never; }
  |  { readonly checkpoint?: never; readonly fail?: never; readonly log?: never; readonly mergeContext?: never; readonly pause?: never; readonly progress?: never; readonly release?: never;   /** The worker keeps the Unit. */
  readonly renew: UnitRenewInput; readonly snooze?: never; readonly spawn?: never; readonly succeed?: never; }
  |  { readonly checkpoint?: never; readonly fail?: never; readonly log?: never; readonly mergeContext?: never; readonly pause?: never; readonly progress?: never; readonly release?: never; readonly renew?: never;   /** The worker puts the Unit off. */
  readonly snooze: UnitSnoozeInput; readonly spawn?: never; readonly succeed?: never; }
  |  { readonly checkpoint?: never; readonly fail?: never; readonly log?: never; readonly mergeContext?: never; readonly pause?: never; readonly progress?: never; readonly release?: never; readonly renew?: never; readonly snooze?: never;   /** The worker adds Units and Tasks to the graph. */
  readonly spawn: UnitSpawnInput; readonly succeed?: never; }
  |  { readonly checkpoint?: never; readonly fail?: never; readonly log?: never; readonly mergeContext?: never; readonly pause?: never; readonly progress?: never; readonly release?: never; readonly renew?: never; readonly snooze?: never; readonly spawn?: never;   /** The Unit is done. */
  readonly succeed: UnitSucceedInput; };

/** A Unit to do again. */
export type UnitRerunInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these states; whatever its state if not given. */
  readonly ifState?: ReadonlyArray<UnitState> | null | undefined;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** The Unit. */
  readonly unitId: string;
};

/** A Unit to let go on. */
export type UnitResumeInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these states; whatever its state if not given. */
  readonly ifState?: ReadonlyArray<UnitState> | null | undefined;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** The Unit. */
  readonly unitId: string;
};

/** A Unit to try again. */
export type UnitRetryInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these states; whatever its state if not given. */
  readonly ifState?: ReadonlyArray<UnitState> | null | undefined;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** The Unit. */
  readonly unitId: string;
};

/** A Unit to take from its worker. */
export type UnitRevokeInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these states; whatever its state if not given. */
  readonly ifState?: ReadonlyArray<UnitState> | null | undefined;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** The Unit. */
  readonly unitId: string;
};

/** A Unit to skip. */
export type UnitSkipInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these states; whatever its state if not given. */
  readonly ifState?: ReadonlyArray<UnitState> | null | undefined;
  /** What its dependants see as its output. */
  readonly output?: unknown;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** The Unit. */
  readonly unitId: string;
};

/** A Unit to put off. */
export type UnitSnoozeInput = {
  /** How long nobody can claim it, in milliseconds. */
  readonly delayMs: number;
  /** The lease. */
  readonly lease: LeaseRefInput;
};

/** Units and Tasks to add to the live graph. Those of one report may depend on each other. What is there already by its key, from this Unit, is left as it is. */
export type UnitSpawnInput = {
  /** Whether what waits for the Unit waits for the new Units as well, and what waits for its Task for the new Tasks. What has started is left alone. */
  readonly join?: boolean;
  /** The lease. */
  readonly lease: LeaseRefInput;
  /** Tasks for the Job. */
  readonly tasks?: ReadonlyArray<TaskInput> | null | undefined;
  /** Units for the Task of the Unit. */
  readonly units?: ReadonlyArray<UnitInput> | null | undefined;
};

/** Where a Unit stands. */
export type UnitState =
  /** Cancelled; never handed out again. */
  | 'CANCELLED'
  /** Failed for good: no attempt is left, or the failure was final. */
  | 'FAILED'
  /** Held, by an operator or at its worker’s wish: not handed out until it is resumed. */
  | 'PAUSED'
  /** Waits for predecessors. */
  | 'PENDING'
  /** Waits for a worker, or for the delay before a retry. */
  | 'READY'
  /** Held by a worker. */
  | 'RUNNING'
  /** Not done: an operator skipped it, and its dependants go on; or it is not needed any more. */
  | 'SKIPPED'
  /** Finished with an output. */
  | 'SUCCEEDED';

/** A success to report. */
export type UnitSucceedInput = {
  /** The lease. */
  readonly lease: LeaseRefInput;
  /** What the Unit produced: any JSON, `0`, `false` and `""` included. */
  readonly output?: unknown;
};

/** Which Units to cancel. */
export type UnitsCancelInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Only says what would be done, as far as states tell, and changes nothing. */
  readonly dryRun?: boolean;
  /** Which Units, by one of `topic`, `jobId` and `taskId` and whatever else is given. */
  readonly filter: UnitFilter;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** How many of those that match are acted on at most: from 1 to 10,000. */
  readonly limit?: number;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
};

/** What a worker asks for. */
export type UnitsClaimInput = {
  /** How many Units of a Topic the worker holds at most at once, from 1 to 100,000: no more are handed out than it has room for, whoever claims by its name. Any number if null. */
  readonly capacity?: number | null | undefined;
  /** The kinds of Units that it knows how to do; any if null. */
  readonly kinds?: ReadonlyArray<string> | null | undefined;
  /** What it has that Units require: an object of up to 32 texts, such as `{"region": "eu"}`. The label `worker` is its name and cannot be given. */
  readonly labels?: unknown;
  /** How long the leases last without a report, in milliseconds. */
  readonly leaseMs?: number;
  /** How many Units at most: 1 to 1,000. */
  readonly max?: number;
  /** Any text of your own, new for each claim. If the answer was lost, repeat the claim with it to get the same Units. */
  readonly requestId?: string | null | undefined;
  /** The names of the Topics to take Units from: 1 to 64. They take turns. */
  readonly topics: ReadonlyArray<string>;
  /** How long to wait for Units if there are none, in milliseconds: up to 60,000. The answer comes as soon as there is one. */
  readonly waitMs?: number;
  /** The name of the worker. */
  readonly worker: string;
};

/** Which Units to pause. */
export type UnitsPauseInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Only says what would be done, as far as states tell, and changes nothing. */
  readonly dryRun?: boolean;
  /** Which Units, by one of `topic`, `jobId` and `taskId` and whatever else is given. */
  readonly filter: UnitFilter;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** How many of those that match are acted on at most: from 1 to 10,000. */
  readonly limit?: number;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** When they go on by themselves; only when somebody resumes them if not given. */
  readonly resumeAt?: string | null | undefined;
};

/** Which Units to put in another place, and where. */
export type UnitsPrioritizeInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Only says what would be done, as far as states tell, and changes nothing. */
  readonly dryRun?: boolean;
  /** Which Units, by one of `topic`, `jobId` and `taskId` and whatever else is given. */
  readonly filter: UnitFilter;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** How many of those that match are acted on at most: from 1 to 10,000. */
  readonly limit?: number;
  /** The head start in the claim order: one minute for each level, from -1,000 to 1,000. */
  readonly priority: number;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
};

/** Units to take out of a Job. */
export type UnitsRemoveInput = {
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** The Job. */
  readonly jobId: string;
  /** The Units, all of this Job. */
  readonly unitIds: ReadonlyArray<string>;
};

/** Reports, and what to claim after them. */
export type UnitsReportInput = {
  /** What to claim once the reports have been answered. */
  readonly claim?: UnitsClaimInput | null | undefined;
  /** The reports: up to 1,000. Each is accepted or refused by itself. */
  readonly reports: ReadonlyArray<UnitReportInput>;
};

/** Which Units to do again. */
export type UnitsRerunInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Only says what would be done, as far as states tell, and changes nothing. */
  readonly dryRun?: boolean;
  /** Which Units, by one of `topic`, `jobId` and `taskId` and whatever else is given. */
  readonly filter: UnitFilter;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** How many of those that match are acted on at most: from 1 to 10,000. */
  readonly limit?: number;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
};

/** Which Units to let go on. */
export type UnitsResumeInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Only says what would be done, as far as states tell, and changes nothing. */
  readonly dryRun?: boolean;
  /** Which Units, by one of `topic`, `jobId` and `taskId` and whatever else is given. */
  readonly filter: UnitFilter;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** How many of those that match are acted on at most: from 1 to 10,000. */
  readonly limit?: number;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
};

/** Which Units to try again. */
export type UnitsRetryInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Only says what would be done, as far as states tell, and changes nothing. */
  readonly dryRun?: boolean;
  /** Which Units, by one of `topic`, `jobId` and `taskId` and whatever else is given. */
  readonly filter: UnitFilter;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** How many of those that match are acted on at most: from 1 to 10,000. */
  readonly limit?: number;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
};

/** Which Units to skip. */
export type UnitsSkipInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Only says what would be done, as far as states tell, and changes nothing. */
  readonly dryRun?: boolean;
  /** Which Units, by one of `topic`, `jobId` and `taskId` and whatever else is given. */
  readonly filter: UnitFilter;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** How many of those that match are acted on at most: from 1 to 10,000. */
  readonly limit?: number;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
};

/** What kind of refusal it is. This set is closed: it is safe to switch on. */
export type UserErrorCategory =
  /** The input contradicts what exists already. */
  | 'CONFLICT'
  /** Whoever asks may not do this. */
  | 'FORBIDDEN'
  /** The command goes beyond a limit, which the message names. */
  | 'LIMIT_EXCEEDED'
  /** The input names something that does not exist. */
  | 'NOT_FOUND'
  /** The thing is not, or no longer, in a state that allows the command. */
  | 'PRECONDITION_FAILED'
  /** The input is wrong. Correct it; repeating it is refused again. */
  | 'VALIDATION';

/** What a Unit waits for. */
export type WaitKind =
  /** Its join cannot be satisfied, until something before it is tried again, rerun or skipped. */
  | 'BLOCKED'
  /** A delay is not over: of a retry, or one that its worker asked for. */
  | 'DELAY'
  /** Its Job begins once another has finished. */
  | 'JOB'
  /** A Limit is full: one of the Units that run under it has to end first. */
  | 'LIMIT'
  /** No worker that may have it, by its kind and labels, was seen within the last minute. */
  | 'NO_WORKER'
  /** It is paused, or its Task, Job or Topic is held. */
  | 'PAUSED'
  /** It is not decided yet whether its join is satisfied. */
  | 'PREDECESSORS'
  /** A Limit lets nothing start until `endsAt`. */
  | 'RATE'
  /** Its Job is to begin later. */
  | 'SCHEDULED'
  /** Its Task is not open. */
  | 'TASK'
  /** Nothing keeps it back: others come before it, or it is next. */
  | 'TURN'
  /** Those that may have it hold as many Units as they take. */
  | 'WORKERS_FULL'
  /** Those that may have it get no new Units: they are quiet or draining. */
  | 'WORKERS_QUIET';

/** What a worker asks for as long as it subscribes. */
export type WorkInput = {
  /** How many Units of a Topic the worker holds at most at once, from 1 to 100,000, whoever claims by its name. Any number if null. */
  readonly capacity?: number | null | undefined;
  /** How many Units this subscription has out at most at once: 1 to 1,000. One that is over, whoever ended it, makes room for the next. */
  readonly credits?: number;
  /** What the worker still holds from before, up to 1,000 leases: they are renewed, and count as offered by this subscription. The first message tells which of them are over. */
  readonly holding?: ReadonlyArray<LeaseRefInput> | null | undefined;
  /** The kinds of Units that it knows how to do; any if null. */
  readonly kinds?: ReadonlyArray<string> | null | undefined;
  /** What it has that Units require: an object of up to 32 texts, such as `{"region": "eu"}`. The label `worker` is its name and cannot be given. */
  readonly labels?: unknown;
  /** How long the leases last without a report, in milliseconds. */
  readonly leaseMs?: number;
  /** The names of the Topics to take Units from: 1 to 64. They take turns. */
  readonly topics: ReadonlyArray<string>;
  /** The name of the worker. */
  readonly worker: string;
};

/** A Worker that is to claim again. */
export type WorkerActivateInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these modes; in any if not given. */
  readonly ifMode?: ReadonlyArray<WorkerMode> | null | undefined;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** Which Worker. */
  readonly worker: WorkersBy;
};

/** How to name a Worker: by one of these. */
export type WorkerBy =
  {   /** Its id. */
  readonly id: string; readonly name?: never; }
  |  { readonly id?: never;   /** Its Topic and name. */
  readonly name: WorkerNameInput; };

/** A Worker that is to stop. */
export type WorkerDrainInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these modes; in any if not given. */
  readonly ifMode?: ReadonlyArray<WorkerMode> | null | undefined;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** Which Worker. */
  readonly worker: WorkersBy;
};

/** Which Workers of a list to answer; what is given must all hold. */
export type WorkerFilter = {
  /** Only Workers that were last seen in this span. */
  readonly lastSeenAt?: DateTimeRangeInput | null | undefined;
  /** Only Workers in one of these modes; all if not given. */
  readonly modes?: ReadonlyArray<WorkerMode> | null | undefined;
};

/** What is asked of a Worker. */
export type WorkerMode =
  /** Nothing: it gets what it claims. */
  | 'ACTIVE'
  /** To stop once it holds nothing: it gets no new Units, and keeps what it holds until then. */
  | 'DRAINING'
  /** To rest: it gets no new Units, and keeps what it holds. */
  | 'QUIET';

/** A Worker by the name under which it claims from a Topic. */
export type WorkerNameInput = {
  /** The name of the Worker. */
  readonly name: string;
  /** The name of the Topic. */
  readonly topic: string;
};

/** A Worker that is to rest. */
export type WorkerQuietInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these modes; in any if not given. */
  readonly ifMode?: ReadonlyArray<WorkerMode> | null | undefined;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** Which Worker. */
  readonly worker: WorkersBy;
};

/** A Worker from which to take what it holds. */
export type WorkerRevokeInput = {
  /** Who asks for it, as they name themselves. */
  readonly by?: string | null | undefined;
  /** Any text of your own. Repeating the request with it changes nothing more. */
  readonly idempotencyKey?: string | null | undefined;
  /** Only if it is in one of these modes; in any if not given. */
  readonly ifMode?: ReadonlyArray<WorkerMode> | null | undefined;
  /** Whether it is quieted with it, so that it does not claim the same again. */
  readonly quiet?: boolean;
  /** Why, for those who look at it later. */
  readonly reason?: string | null | undefined;
  /** Which Worker. */
  readonly worker: WorkersBy;
};

/** How to name a Worker, in one Topic or in all: by one of these. */
export type WorkersBy =
  {   /** Its id, which it has in one Topic. */
  readonly id: string; readonly name?: never; }
  |  { readonly id?: never;   /** Its name. */
  readonly name: WorkersNameInput; };

/** A Worker by the name under which it claims. */
export type WorkersNameInput = {
  /** The name of the Worker. */
  readonly name: string;
  /** The name of the Topic; all Topics that it has claimed from if not given. */
  readonly topic?: string | null | undefined;
};

export type UnitsCancelMutationVariables = Exact<{
  input: UnitsCancelInput;
}>;


export type UnitsCancelMutation = { readonly unitsCancel: { readonly matchedCount: number, readonly changedCount: number, readonly unchangedCount: number, readonly refusedCount: number, readonly hasMore: boolean, readonly cursor: string | null, readonly replayed: boolean, readonly matchedStates: UnitCountsPartsFragment, readonly refusals: ReadonlyArray<{ readonly id: string, readonly error: UserErrorPartsFragment }>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type UnitsRetryMutationVariables = Exact<{
  input: UnitsRetryInput;
}>;


export type UnitsRetryMutation = { readonly unitsRetry: { readonly matchedCount: number, readonly changedCount: number, readonly unchangedCount: number, readonly refusedCount: number, readonly hasMore: boolean, readonly cursor: string | null, readonly replayed: boolean, readonly matchedStates: UnitCountsPartsFragment, readonly refusals: ReadonlyArray<{ readonly id: string, readonly error: UserErrorPartsFragment }>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type UnitsRerunMutationVariables = Exact<{
  input: UnitsRerunInput;
}>;


export type UnitsRerunMutation = { readonly unitsRerun: { readonly matchedCount: number, readonly changedCount: number, readonly unchangedCount: number, readonly refusedCount: number, readonly hasMore: boolean, readonly cursor: string | null, readonly replayed: boolean, readonly matchedStates: UnitCountsPartsFragment, readonly refusals: ReadonlyArray<{ readonly id: string, readonly error: UserErrorPartsFragment }>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type UnitsSkipMutationVariables = Exact<{
  input: UnitsSkipInput;
}>;


export type UnitsSkipMutation = { readonly unitsSkip: { readonly matchedCount: number, readonly changedCount: number, readonly unchangedCount: number, readonly refusedCount: number, readonly hasMore: boolean, readonly cursor: string | null, readonly replayed: boolean, readonly matchedStates: UnitCountsPartsFragment, readonly refusals: ReadonlyArray<{ readonly id: string, readonly error: UserErrorPartsFragment }>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type UnitsPauseMutationVariables = Exact<{
  input: UnitsPauseInput;
}>;


export type UnitsPauseMutation = { readonly unitsPause: { readonly matchedCount: number, readonly changedCount: number, readonly unchangedCount: number, readonly refusedCount: number, readonly hasMore: boolean, readonly cursor: string | null, readonly replayed: boolean, readonly matchedStates: UnitCountsPartsFragment, readonly refusals: ReadonlyArray<{ readonly id: string, readonly error: UserErrorPartsFragment }>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type UnitsResumeMutationVariables = Exact<{
  input: UnitsResumeInput;
}>;


export type UnitsResumeMutation = { readonly unitsResume: { readonly matchedCount: number, readonly changedCount: number, readonly unchangedCount: number, readonly refusedCount: number, readonly hasMore: boolean, readonly cursor: string | null, readonly replayed: boolean, readonly matchedStates: UnitCountsPartsFragment, readonly refusals: ReadonlyArray<{ readonly id: string, readonly error: UserErrorPartsFragment }>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type UnitsPrioritizeMutationVariables = Exact<{
  input: UnitsPrioritizeInput;
}>;


export type UnitsPrioritizeMutation = { readonly unitsPrioritize: { readonly matchedCount: number, readonly changedCount: number, readonly unchangedCount: number, readonly refusedCount: number, readonly hasMore: boolean, readonly cursor: string | null, readonly replayed: boolean, readonly matchedStates: UnitCountsPartsFragment, readonly refusals: ReadonlyArray<{ readonly id: string, readonly error: UserErrorPartsFragment }>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobsCancelMutationVariables = Exact<{
  input: JobsCancelInput;
}>;


export type JobsCancelMutation = { readonly jobsCancel: { readonly matchedCount: number, readonly changedCount: number, readonly unchangedCount: number, readonly refusedCount: number, readonly hasMore: boolean, readonly cursor: string | null, readonly replayed: boolean, readonly matchedStates: JobCountsPartsFragment, readonly refusals: ReadonlyArray<{ readonly id: string, readonly error: UserErrorPartsFragment }>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobsRetryMutationVariables = Exact<{
  input: JobsRetryInput;
}>;


export type JobsRetryMutation = { readonly jobsRetry: { readonly matchedCount: number, readonly changedCount: number, readonly unchangedCount: number, readonly refusedCount: number, readonly hasMore: boolean, readonly cursor: string | null, readonly replayed: boolean, readonly matchedStates: JobCountsPartsFragment, readonly refusals: ReadonlyArray<{ readonly id: string, readonly error: UserErrorPartsFragment }>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobsRerunMutationVariables = Exact<{
  input: JobsRerunInput;
}>;


export type JobsRerunMutation = { readonly jobsRerun: { readonly matchedCount: number, readonly changedCount: number, readonly unchangedCount: number, readonly refusedCount: number, readonly hasMore: boolean, readonly cursor: string | null, readonly replayed: boolean, readonly matchedStates: JobCountsPartsFragment, readonly refusals: ReadonlyArray<{ readonly id: string, readonly error: UserErrorPartsFragment }>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobsPrioritizeMutationVariables = Exact<{
  input: JobsPrioritizeInput;
}>;


export type JobsPrioritizeMutation = { readonly jobsPrioritize: { readonly matchedCount: number, readonly changedCount: number, readonly unchangedCount: number, readonly refusedCount: number, readonly hasMore: boolean, readonly cursor: string | null, readonly replayed: boolean, readonly matchedStates: JobCountsPartsFragment, readonly refusals: ReadonlyArray<{ readonly id: string, readonly error: UserErrorPartsFragment }>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobsPauseMutationVariables = Exact<{
  input: JobsPauseInput;
}>;


export type JobsPauseMutation = { readonly jobsPause: { readonly matchedCount: number, readonly changedCount: number, readonly unchangedCount: number, readonly refusedCount: number, readonly hasMore: boolean, readonly cursor: string | null, readonly replayed: boolean, readonly matchedStates: JobCountsPartsFragment, readonly refusals: ReadonlyArray<{ readonly id: string, readonly error: UserErrorPartsFragment }>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobsResumeMutationVariables = Exact<{
  input: JobsResumeInput;
}>;


export type JobsResumeMutation = { readonly jobsResume: { readonly matchedCount: number, readonly changedCount: number, readonly unchangedCount: number, readonly refusedCount: number, readonly hasMore: boolean, readonly cursor: string | null, readonly replayed: boolean, readonly matchedStates: JobCountsPartsFragment, readonly refusals: ReadonlyArray<{ readonly id: string, readonly error: UserErrorPartsFragment }>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobsDeleteMutationVariables = Exact<{
  input: JobsDeleteInput;
}>;


export type JobsDeleteMutation = { readonly jobsDelete: { readonly matchedCount: number, readonly changedCount: number, readonly unchangedCount: number, readonly refusedCount: number, readonly hasMore: boolean, readonly cursor: string | null, readonly replayed: boolean, readonly matchedStates: JobCountsPartsFragment, readonly refusals: ReadonlyArray<{ readonly id: string, readonly error: UserErrorPartsFragment }>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobChangesPartsFragment = { readonly cursor: string, readonly caughtUp: boolean, readonly removedIds: ReadonlyArray<string>, readonly jobs: ReadonlyArray<JobPartsFragment> };

export type TaskChangesPartsFragment = { readonly cursor: string, readonly caughtUp: boolean, readonly removedIds: ReadonlyArray<string>, readonly tasks: ReadonlyArray<(
    { readonly job: { readonly id: string } }
    & TaskPartsFragment
  )> };

export type UnitChangesPartsFragment = { readonly cursor: string, readonly caughtUp: boolean, readonly removedIds: ReadonlyArray<string>, readonly units: ReadonlyArray<(
    { readonly job: { readonly id: string } }
    & UnitPartsFragment
  )> };

export type FollowJobsSubscriptionVariables = Exact<{
  filter: JobChangeFilter;
  after?: string | null | undefined;
  throttleMs: number;
}>;


export type FollowJobsSubscription = { readonly jobChanged: JobChangesPartsFragment };

export type FollowTasksSubscriptionVariables = Exact<{
  filter: TaskChangeFilter;
  after?: string | null | undefined;
  throttleMs: number;
}>;


export type FollowTasksSubscription = { readonly taskChanged: TaskChangesPartsFragment };

export type FollowUnitsSubscriptionVariables = Exact<{
  filter: UnitChangeFilter;
  after?: string | null | undefined;
  throttleMs: number;
}>;


export type FollowUnitsSubscription = { readonly unitChanged: UnitChangesPartsFragment };

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

export type JobAddTasksMutationVariables = Exact<{
  input: JobAddTasksInput;
}>;


export type JobAddTasksMutation = { readonly jobAddTasks: { readonly cursor: string | null, readonly replayed: boolean, readonly job: JobPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobAddDependenciesMutationVariables = Exact<{
  input: JobAddDependenciesInput;
}>;


export type JobAddDependenciesMutation = { readonly jobAddDependencies: { readonly cursor: string | null, readonly replayed: boolean, readonly job: JobPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobRemoveDependenciesMutationVariables = Exact<{
  input: JobRemoveDependenciesInput;
}>;


export type JobRemoveDependenciesMutation = { readonly jobRemoveDependencies: { readonly cursor: string | null, readonly replayed: boolean, readonly job: JobPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type UnitsRemoveMutationVariables = Exact<{
  input: UnitsRemoveInput;
}>;


export type UnitsRemoveMutation = { readonly unitsRemove: { readonly cursor: string | null, readonly replayed: boolean, readonly job: JobPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobMergeContextMutationVariables = Exact<{
  input: JobMergeContextInput;
}>;


export type JobMergeContextMutation = { readonly jobMergeContext: { readonly cursor: string | null, readonly replayed: boolean, readonly job: JobPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type TaskAddUnitsMutationVariables = Exact<{
  input: TaskAddUnitsInput;
}>;


export type TaskAddUnitsMutation = { readonly taskAddUnits: { readonly cursor: string | null, readonly replayed: boolean, readonly task: TaskPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type PausePartsFragment = { readonly at: string, readonly by: string | null, readonly reason: string | null, readonly resumeAt: string | null };

export type TopicPauseMutationVariables = Exact<{
  input: TopicPauseInput;
}>;


export type TopicPauseMutation = { readonly topicPause: { readonly cursor: string | null, readonly replayed: boolean, readonly topic: TopicPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type TopicResumeMutationVariables = Exact<{
  input: TopicResumeInput;
}>;


export type TopicResumeMutation = { readonly topicResume: { readonly cursor: string | null, readonly replayed: boolean, readonly topic: TopicPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type TopicCloseIntakeMutationVariables = Exact<{
  input: TopicCloseIntakeInput;
}>;


export type TopicCloseIntakeMutation = { readonly topicCloseIntake: { readonly cursor: string | null, readonly replayed: boolean, readonly topic: TopicPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type TopicOpenIntakeMutationVariables = Exact<{
  input: TopicOpenIntakeInput;
}>;


export type TopicOpenIntakeMutation = { readonly topicOpenIntake: { readonly cursor: string | null, readonly replayed: boolean, readonly topic: TopicPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobPauseMutationVariables = Exact<{
  input: JobPauseInput;
}>;


export type JobPauseMutation = { readonly jobPause: { readonly cursor: string | null, readonly replayed: boolean, readonly job: JobPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobResumeMutationVariables = Exact<{
  input: JobResumeInput;
}>;


export type JobResumeMutation = { readonly jobResume: { readonly cursor: string | null, readonly replayed: boolean, readonly job: JobPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type TaskPauseMutationVariables = Exact<{
  input: TaskPauseInput;
}>;


export type TaskPauseMutation = { readonly taskPause: { readonly cursor: string | null, readonly replayed: boolean, readonly task: TaskPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type TaskResumeMutationVariables = Exact<{
  input: TaskResumeInput;
}>;


export type TaskResumeMutation = { readonly taskResume: { readonly cursor: string | null, readonly replayed: boolean, readonly task: TaskPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobRetryMutationVariables = Exact<{
  input: JobRetryInput;
}>;


export type JobRetryMutation = { readonly jobRetry: { readonly cursor: string | null, readonly replayed: boolean, readonly job: JobPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobRerunMutationVariables = Exact<{
  input: JobRerunInput;
}>;


export type JobRerunMutation = { readonly jobRerun: { readonly cursor: string | null, readonly replayed: boolean, readonly job: JobPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobPrioritizeMutationVariables = Exact<{
  input: JobPrioritizeInput;
}>;


export type JobPrioritizeMutation = { readonly jobPrioritize: { readonly cursor: string | null, readonly replayed: boolean, readonly job: JobPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobBeginMutationVariables = Exact<{
  input: JobBeginInput;
}>;


export type JobBeginMutation = { readonly jobBegin: { readonly cursor: string | null, readonly replayed: boolean, readonly job: JobPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobRescheduleMutationVariables = Exact<{
  input: JobRescheduleInput;
}>;


export type JobRescheduleMutation = { readonly jobReschedule: { readonly cursor: string | null, readonly replayed: boolean, readonly job: JobPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobDeleteMutationVariables = Exact<{
  input: JobDeleteInput;
}>;


export type JobDeleteMutation = { readonly jobDelete: { readonly jobId: string | null, readonly cursor: string | null, readonly replayed: boolean, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobPartsFragment = { readonly id: string, readonly name: string, readonly key: string | null, readonly state: JobState, readonly priority: number, readonly payload: unknown, readonly context: unknown, readonly labels: unknown, readonly progress: number, readonly createdAt: string, readonly startAt: string | null, readonly beginsAt: string | null, readonly finishBy: string | null, readonly collapseKey: string | null, readonly startedAt: string | null, readonly finishedAt: string | null, readonly cursor: string, readonly pause: PausePartsFragment | null, readonly unitCounts: UnitCountsPartsFragment, readonly taskCounts: { readonly total: number, readonly pending: number, readonly running: number, readonly succeeded: number, readonly failed: number, readonly skipped: number, readonly cancelled: number }, readonly topic: { readonly id: string, readonly name: string } };

export type FindJobQueryVariables = Exact<{
  by: JobBy;
}>;


export type FindJobQuery = { readonly job: JobPartsFragment | null };

export type JobSubmitMutationVariables = Exact<{
  input: JobSubmitInput;
}>;


export type JobSubmitMutation = { readonly jobSubmit: { readonly collapsed: boolean, readonly differs: boolean, readonly cursor: string | null, readonly replayed: boolean, readonly job: JobPartsFragment | null, readonly replacedJobs: ReadonlyArray<{ readonly id: string }>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobsSubmitMutationVariables = Exact<{
  input: JobsSubmitInput;
}>;


export type JobsSubmitMutation = { readonly jobsSubmit: { readonly answers: ReadonlyArray<{ readonly jobId: string | null, readonly created: boolean, readonly collapsed: boolean, readonly differs: boolean, readonly cursor: string | null, readonly replayed: boolean, readonly replacedJobs: ReadonlyArray<{ readonly id: string }>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> }>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobCancelMutationVariables = Exact<{
  input: JobCancelInput;
}>;


export type JobCancelMutation = { readonly jobCancel: { readonly cursor: string | null, readonly replayed: boolean, readonly job: JobPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type LeasePartsFragment = { readonly unitId: string, readonly attempt: number, readonly leaseId: string, readonly leaseMs: number, readonly inputs: unknown, readonly payload: unknown, readonly context: unknown, readonly unit: { readonly key: string, readonly checkpoint: unknown, readonly path: string, readonly kind: string, readonly input: unknown } };

export type DirectivePartsFragment = { readonly kind: string, readonly topic: string, readonly message: string };

export type ReportAnswerPartsFragment = { readonly unitId: string, readonly accepted: boolean, readonly replayed: boolean, readonly state: UnitState | null, readonly leaseMs: number | null, readonly cursor: string | null, readonly error: UserErrorPartsFragment | null };

export type UnitsClaimMutationVariables = Exact<{
  input: UnitsClaimInput;
}>;


export type UnitsClaimMutation = { readonly unitsClaim: { readonly replayed: boolean, readonly leases: ReadonlyArray<LeasePartsFragment>, readonly directives: ReadonlyArray<DirectivePartsFragment>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type UnitsReportMutationVariables = Exact<{
  input: UnitsReportInput;
}>;


export type UnitsReportMutation = { readonly unitsReport: { readonly answers: ReadonlyArray<ReportAnswerPartsFragment>, readonly leases: ReadonlyArray<LeasePartsFragment>, readonly directives: ReadonlyArray<DirectivePartsFragment>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type LeasesRenewMutationVariables = Exact<{
  input: LeasesRenewInput;
}>;


export type LeasesRenewMutation = { readonly leasesRenew: { readonly answers: ReadonlyArray<ReportAnswerPartsFragment>, readonly directives: ReadonlyArray<DirectivePartsFragment>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type WorkOfferPartsFragment = { readonly freeCreditCount: number, readonly drained: boolean, readonly leases: ReadonlyArray<LeasePartsFragment>, readonly leaseDirectives: ReadonlyArray<{ readonly kind: string, readonly unitId: string, readonly attempt: number, readonly leaseId: string, readonly message: string }>, readonly directives: ReadonlyArray<DirectivePartsFragment> };

export type FollowWorkSubscriptionVariables = Exact<{
  input: WorkInput;
}>;


export type FollowWorkSubscription = { readonly work: WorkOfferPartsFragment };

export type LimitPartsFragment = { readonly id: string, readonly scope: LimitScope, readonly pattern: string, readonly runningMax: number | null, readonly startMax: number | null, readonly intervalMs: number | null, readonly isAdaptive: boolean, readonly startMin: number | null, readonly weight: number | null, readonly setAt: string, readonly setBy: string | null, readonly reason: string | null };

export type LimitUsePartsFragment = { readonly subject: string, readonly runningCount: number, readonly ratePerInterval: number | null, readonly loweredAt: string | null, readonly isFull: boolean, readonly opensAt: string | null };

export type LimitSetMutationVariables = Exact<{
  input: LimitSetInput;
}>;


export type LimitSetMutation = { readonly limitSet: { readonly cursor: string | null, readonly replayed: boolean, readonly limit: LimitPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type LimitRemoveMutationVariables = Exact<{
  input: LimitRemoveInput;
}>;


export type LimitRemoveMutation = { readonly limitRemove: { readonly cursor: string | null, readonly replayed: boolean, readonly topic: TopicPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type ListLimitsQueryVariables = Exact<{
  topicId: string;
  first: number;
  after?: string | null | undefined;
}>;


export type ListLimitsQuery = { readonly topic: { readonly limits: { readonly nodes: ReadonlyArray<LimitPartsFragment>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type ListLimitUsesQueryVariables = Exact<{
  limitId: string;
  first: number;
  after?: string | null | undefined;
}>;


export type ListLimitUsesQuery = { readonly limit:
    | { readonly uses: { readonly nodes: ReadonlyArray<LimitUsePartsFragment>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } }
    | Record<PropertyKey, never>
   | null };

export type LogLinePartsFragment = { readonly unitId: string, readonly attempt: number, readonly line: number, readonly at: string, readonly level: LogLevel, readonly message: string, readonly fields: unknown };

export type LogBatchPartsFragment = { readonly cursor: string, readonly caughtUp: boolean, readonly lines: ReadonlyArray<(
    { readonly unit: { readonly path: string } }
    & LogLinePartsFragment
  )> };

export type ReadLogQueryVariables = Exact<{
  unitId: string;
  last: number;
  filter?: LogFilter | null | undefined;
}>;


export type ReadLogQuery = { readonly unit: { readonly cursor: string, readonly path: string, readonly logs: { readonly nodes: ReadonlyArray<LogLinePartsFragment> } } | null };

export type FollowLogsSubscriptionVariables = Exact<{
  filter: LogTailFilter;
  after?: string | null | undefined;
  batch: number;
  throttleMs: number;
}>;


export type FollowLogsSubscription = { readonly logs: LogBatchPartsFragment };

export type QueueFiguresPartsFragment = { readonly kind: string | null, readonly claimableCount: number, readonly limitedCount: number, readonly delayedCount: number, readonly heldCount: number, readonly runningCount: number, readonly oldestReadyAt: string | null, readonly claimedPerMinute: number, readonly succeededPerMinute: number, readonly failedPerMinute: number, readonly unitCounts: UnitCountsPartsFragment };

export type GetQueueQueryVariables = Exact<{
  by: TopicBy;
  kinds?: ReadonlyArray<string> | string | null | undefined;
}>;


export type GetQueueQuery = { readonly queue: { readonly topicId: string, readonly at: string, readonly cursor: string, readonly total: QueueFiguresPartsFragment, readonly kinds: ReadonlyArray<QueueFiguresPartsFragment> } };

export type FiringPartsFragment = { readonly id: string, readonly dueAt: string, readonly lastDueAt: string, readonly dueCount: number, readonly isManual: boolean, readonly outcome: ScheduleFiringOutcome, readonly code: string | null, readonly message: string | null, readonly firedAt: string, readonly job: { readonly id: string, readonly state: JobState } | null };

export type SchedulePartsFragment = { readonly id: string, readonly name: string, readonly description: string | null, readonly template: string, readonly version: number | null, readonly params: unknown, readonly dueAtParam: string | null, readonly jobName: string | null, readonly priority: number | null, readonly labels: unknown, readonly overlap: ScheduleOverlap, readonly queueMax: number, readonly missed: ScheduleMissed, readonly nextAt: string | null, readonly queuedCount: number, readonly startedCount: number, readonly skippedCount: number, readonly failedCount: number, readonly createdAt: string, readonly updatedAt: string, readonly timing: { readonly cron: string | null, readonly zone: string | null, readonly everyMs: number | null, readonly anchorAt: string | null, readonly at: string | null, readonly startsAt: string | null, readonly endsAt: string | null }, readonly pause: { readonly at: string, readonly by: string | null, readonly reason: string | null, readonly resumeAt: string | null } | null, readonly lastFiring: FiringPartsFragment | null };

export type FindScheduleQueryVariables = Exact<{
  by: ScheduleBy;
}>;


export type FindScheduleQuery = { readonly schedule: SchedulePartsFragment | null };

export type ListSchedulesQueryVariables = Exact<{
  topic: string;
  first: number;
  after?: string | null | undefined;
}>;


export type ListSchedulesQuery = { readonly topic: { readonly schedules: { readonly nodes: ReadonlyArray<SchedulePartsFragment>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type ListFiringsQueryVariables = Exact<{
  by: ScheduleBy;
  outcome?: ScheduleFiringOutcome | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type ListFiringsQuery = { readonly schedule: { readonly firings: { readonly nodes: ReadonlyArray<FiringPartsFragment>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type SchedulePreviewQueryVariables = Exact<{
  input: SchedulePreviewInput;
}>;


export type SchedulePreviewQuery = { readonly schedulePreview: { readonly firings: ReadonlyArray<{ readonly at: string, readonly local: string }>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type ScheduleSetMutationVariables = Exact<{
  input: ScheduleSetInput;
}>;


export type ScheduleSetMutation = { readonly scheduleSet: { readonly cursor: string | null, readonly replayed: boolean, readonly schedule: SchedulePartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type SchedulePauseMutationVariables = Exact<{
  input: SchedulePauseInput;
}>;


export type SchedulePauseMutation = { readonly schedulePause: { readonly cursor: string | null, readonly replayed: boolean, readonly schedule: SchedulePartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type ScheduleResumeMutationVariables = Exact<{
  input: ScheduleResumeInput;
}>;


export type ScheduleResumeMutation = { readonly scheduleResume: { readonly cursor: string | null, readonly replayed: boolean, readonly schedule: SchedulePartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type ScheduleFireMutationVariables = Exact<{
  input: ScheduleFireInput;
}>;


export type ScheduleFireMutation = { readonly scheduleFire: { readonly cursor: string | null, readonly replayed: boolean, readonly schedule: SchedulePartsFragment | null, readonly firing: FiringPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type ScheduleRemoveMutationVariables = Exact<{
  input: ScheduleRemoveInput;
}>;


export type ScheduleRemoveMutation = { readonly scheduleRemove: { readonly scheduleId: string | null, readonly cursor: string | null, readonly replayed: boolean, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type SearchUnitsQueryVariables = Exact<{
  filter: UnitFilter;
  orderBy?: UnitOrder | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type SearchUnitsQuery = { readonly units: { readonly nodes: ReadonlyArray<UnitPartsFragment>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type SearchJobsQueryVariables = Exact<{
  filter: JobFilter;
  orderBy?: JobOrder | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type SearchJobsQuery = { readonly jobs: { readonly nodes: ReadonlyArray<JobPartsFragment>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type ServerVersionQueryVariables = Exact<{ [key: string]: never; }>;


export type ServerVersionQuery = { readonly version: string };

export type TaskPartsFragment = { readonly id: string, readonly key: string, readonly name: string, readonly state: TaskState, readonly pause: PausePartsFragment | null, readonly unitCounts: UnitCountsPartsFragment };

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

export type TemplatePartsFragment = { readonly id: string, readonly name: string, readonly version: number, readonly description: string | null, readonly createdAt: string, readonly publishedBy: string | null, readonly deprecation: { readonly at: string, readonly by: string | null, readonly reason: string | null } | null, readonly topic: { readonly id: string, readonly name: string } };

export type FindTemplateQueryVariables = Exact<{
  by: TemplateBy;
}>;


export type FindTemplateQuery = { readonly template: (
    { readonly definition: unknown, readonly paramsSchema: unknown }
    & TemplatePartsFragment
  ) | null };

export type ListTemplatesQueryVariables = Exact<{
  topic: string;
  first: number;
  after?: string | null | undefined;
}>;


export type ListTemplatesQuery = { readonly topic: { readonly templates: { readonly nodes: ReadonlyArray<TemplatePartsFragment>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type TemplateDryRunQueryVariables = Exact<{
  input: TemplateDryRunInput;
}>;


export type TemplateDryRunQuery = { readonly templateDryRun: { readonly template: TemplatePartsFragment | null, readonly job: { readonly name: string, readonly key: string | null, readonly priority: number, readonly params: unknown, readonly payload: unknown, readonly context: unknown, readonly labels: unknown, readonly taskCount: number, readonly unitCount: number, readonly tasks: ReadonlyArray<{ readonly key: string, readonly name: string, readonly dependsOn: ReadonlyArray<string>, readonly when: string | null, readonly units: ReadonlyArray<{ readonly key: string, readonly kind: string, readonly input: unknown, readonly dependsOn: ReadonlyArray<string>, readonly when: string | null }> }> } | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type TemplatePublishMutationVariables = Exact<{
  input: TemplatePublishInput;
}>;


export type TemplatePublishMutation = { readonly templatePublish: { readonly cursor: string | null, readonly replayed: boolean, readonly template: TemplatePartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type TemplateDeprecateMutationVariables = Exact<{
  input: TemplateDeprecateInput;
}>;


export type TemplateDeprecateMutation = { readonly templateDeprecate: { readonly cursor: string | null, readonly replayed: boolean, readonly template: TemplatePartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type JobStartMutationVariables = Exact<{
  input: JobStartInput;
}>;


export type JobStartMutation = { readonly jobStart: { readonly cursor: string | null, readonly replayed: boolean, readonly job: JobPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type TopicPartsFragment = { readonly id: string, readonly name: string, readonly description: string | null, readonly createdAt: string, readonly cursor: string, readonly retentionSeconds: number | null, readonly firstSeq: string, readonly pause: PausePartsFragment | null, readonly intake: { readonly open: boolean, readonly closedAt: string | null, readonly by: string | null, readonly reason: string | null, readonly opensAt: string | null }, readonly jobCounts: JobCountsPartsFragment, readonly unitCounts: UnitCountsPartsFragment };

export type FindTopicQueryVariables = Exact<{
  by: TopicBy;
}>;


export type FindTopicQuery = { readonly topic: TopicPartsFragment | null };

export type TopicCreateMutationVariables = Exact<{
  input: TopicCreateInput;
}>;


export type TopicCreateMutation = { readonly topicCreate: { readonly cursor: string | null, readonly replayed: boolean, readonly topic: TopicPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type TopicUpdateMutationVariables = Exact<{
  input: TopicUpdateInput;
}>;


export type TopicUpdateMutation = { readonly topicUpdate: { readonly cursor: string | null, readonly replayed: boolean, readonly topic: TopicPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type UnitCancelMutationVariables = Exact<{
  input: UnitCancelInput;
}>;


export type UnitCancelMutation = { readonly unitCancel: { readonly cursor: string | null, readonly replayed: boolean, readonly unit: UnitPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type UnitSkipMutationVariables = Exact<{
  input: UnitSkipInput;
}>;


export type UnitSkipMutation = { readonly unitSkip: { readonly cursor: string | null, readonly replayed: boolean, readonly unit: UnitPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type UnitRetryMutationVariables = Exact<{
  input: UnitRetryInput;
}>;


export type UnitRetryMutation = { readonly unitRetry: { readonly cursor: string | null, readonly replayed: boolean, readonly unit: UnitPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type UnitRerunMutationVariables = Exact<{
  input: UnitRerunInput;
}>;


export type UnitRerunMutation = { readonly unitRerun: { readonly cursor: string | null, readonly replayed: boolean, readonly unit: UnitPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type UnitPauseMutationVariables = Exact<{
  input: UnitPauseInput;
}>;


export type UnitPauseMutation = { readonly unitPause: { readonly cursor: string | null, readonly replayed: boolean, readonly unit: UnitPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type UnitResumeMutationVariables = Exact<{
  input: UnitResumeInput;
}>;


export type UnitResumeMutation = { readonly unitResume: { readonly cursor: string | null, readonly replayed: boolean, readonly unit: UnitPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type UnitForceSucceedMutationVariables = Exact<{
  input: UnitForceSucceedInput;
}>;


export type UnitForceSucceedMutation = { readonly unitForceSucceed: { readonly cursor: string | null, readonly replayed: boolean, readonly unit: UnitPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type UnitPrioritizeMutationVariables = Exact<{
  input: UnitPrioritizeInput;
}>;


export type UnitPrioritizeMutation = { readonly unitPrioritize: { readonly cursor: string | null, readonly replayed: boolean, readonly unit: UnitPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type UnitPartsFragment = { readonly id: string, readonly key: string, readonly path: string, readonly kind: string, readonly state: UnitState, readonly priority: number, readonly requires: unknown, readonly concurrencyKey: string | null, readonly input: unknown, readonly output: unknown, readonly hasOutput: boolean, readonly attempt: number, readonly failureCount: number, readonly worker: string | null, readonly pause: PausePartsFragment | null, readonly failure: { readonly code: string, readonly message: string, readonly details: unknown } | null };

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

export type FindUnitPathsQueryVariables = Exact<{
  ids: ReadonlyArray<string> | string;
}>;


export type FindUnitPathsQuery = { readonly nodes: ReadonlyArray<
    | { readonly id: string, readonly path: string }
    | Record<PropertyKey, never>
   | null> };

export type UserErrorPartsFragment = { readonly category: UserErrorCategory, readonly code: string, readonly message: string, readonly path: ReadonlyArray<string>, readonly retryable: boolean, readonly details: unknown };

export type WaitingPartsFragment = { readonly id: string, readonly path: string, readonly state: UnitState, readonly queuePosition: number | null, readonly estimatedStartAt: string | null, readonly waitingFor: ReadonlyArray<{ readonly kind: WaitKind, readonly message: string, readonly endsAt: string | null, readonly limitId: string | null, readonly subject: string | null, readonly runningCount: number | null, readonly missingLabels: ReadonlyArray<string> | null, readonly workers: ReadonlyArray<{ readonly id: string, readonly name: string }> }> };

export type FindUnitWaitingQueryVariables = Exact<{
  by: UnitBy;
}>;


export type FindUnitWaitingQuery = { readonly unit: WaitingPartsFragment | null };

export type WorkerPartsFragment = { readonly id: string, readonly name: string, readonly labels: unknown, readonly kinds: ReadonlyArray<string> | null, readonly capacity: number | null, readonly mode: WorkerMode, readonly modeAt: string | null, readonly modeBy: string | null, readonly modeReason: string | null, readonly toldAt: string | null, readonly firstSeenAt: string, readonly lastSeenAt: string, readonly lost: boolean, readonly heldCount: number, readonly topic: { readonly id: string, readonly name: string } };

export type FindWorkerQueryVariables = Exact<{
  by: WorkerBy;
}>;


export type FindWorkerQuery = { readonly worker: WorkerPartsFragment | null };

export type ListWorkersQueryVariables = Exact<{
  topic: string;
  filter?: WorkerFilter | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type ListWorkersQuery = { readonly topic: { readonly workers: { readonly nodes: ReadonlyArray<WorkerPartsFragment>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type WorkerQuietMutationVariables = Exact<{
  input: WorkerQuietInput;
}>;


export type WorkerQuietMutation = { readonly workerQuiet: { readonly cursor: string | null, readonly replayed: boolean, readonly workers: ReadonlyArray<WorkerPartsFragment>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type WorkerDrainMutationVariables = Exact<{
  input: WorkerDrainInput;
}>;


export type WorkerDrainMutation = { readonly workerDrain: { readonly cursor: string | null, readonly replayed: boolean, readonly workers: ReadonlyArray<WorkerPartsFragment>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type WorkerActivateMutationVariables = Exact<{
  input: WorkerActivateInput;
}>;


export type WorkerActivateMutation = { readonly workerActivate: { readonly cursor: string | null, readonly replayed: boolean, readonly workers: ReadonlyArray<WorkerPartsFragment>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type WorkerRevokeMutationVariables = Exact<{
  input: WorkerRevokeInput;
}>;


export type WorkerRevokeMutation = { readonly workerRevoke: { readonly revokedCount: number, readonly cursor: string | null, readonly replayed: boolean, readonly workers: ReadonlyArray<WorkerPartsFragment>, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export type UnitRevokeMutationVariables = Exact<{
  input: UnitRevokeInput;
}>;


export type UnitRevokeMutation = { readonly unitRevoke: { readonly cursor: string | null, readonly replayed: boolean, readonly unit: UnitPartsFragment | null, readonly userErrors: ReadonlyArray<UserErrorPartsFragment> } };

export const unitsCancelOperation = operation<UnitsCancelMutation, UnitsCancelMutationVariables>(
  'mutation',
  `mutation UnitsCancel($input: UnitsCancelInput!) {
  unitsCancel(input: $input) {
    matchedCount
    changedCount
    unchangedCount
    refusedCount
    matchedStates {
      ...UnitCountsParts
    }
    refusals {
      id
      error {
        ...UserErrorParts
      }
    }
    hasMore
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
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

export const unitsRetryOperation = operation<UnitsRetryMutation, UnitsRetryMutationVariables>(
  'mutation',
  `mutation UnitsRetry($input: UnitsRetryInput!) {
  unitsRetry(input: $input) {
    matchedCount
    changedCount
    unchangedCount
    refusedCount
    matchedStates {
      ...UnitCountsParts
    }
    refusals {
      id
      error {
        ...UserErrorParts
      }
    }
    hasMore
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
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

export const unitsRerunOperation = operation<UnitsRerunMutation, UnitsRerunMutationVariables>(
  'mutation',
  `mutation UnitsRerun($input: UnitsRerunInput!) {
  unitsRerun(input: $input) {
    matchedCount
    changedCount
    unchangedCount
    refusedCount
    matchedStates {
      ...UnitCountsParts
    }
    refusals {
      id
      error {
        ...UserErrorParts
      }
    }
    hasMore
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
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

export const unitsSkipOperation = operation<UnitsSkipMutation, UnitsSkipMutationVariables>(
  'mutation',
  `mutation UnitsSkip($input: UnitsSkipInput!) {
  unitsSkip(input: $input) {
    matchedCount
    changedCount
    unchangedCount
    refusedCount
    matchedStates {
      ...UnitCountsParts
    }
    refusals {
      id
      error {
        ...UserErrorParts
      }
    }
    hasMore
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
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

export const unitsPauseOperation = operation<UnitsPauseMutation, UnitsPauseMutationVariables>(
  'mutation',
  `mutation UnitsPause($input: UnitsPauseInput!) {
  unitsPause(input: $input) {
    matchedCount
    changedCount
    unchangedCount
    refusedCount
    matchedStates {
      ...UnitCountsParts
    }
    refusals {
      id
      error {
        ...UserErrorParts
      }
    }
    hasMore
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
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

export const unitsResumeOperation = operation<UnitsResumeMutation, UnitsResumeMutationVariables>(
  'mutation',
  `mutation UnitsResume($input: UnitsResumeInput!) {
  unitsResume(input: $input) {
    matchedCount
    changedCount
    unchangedCount
    refusedCount
    matchedStates {
      ...UnitCountsParts
    }
    refusals {
      id
      error {
        ...UserErrorParts
      }
    }
    hasMore
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
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

export const unitsPrioritizeOperation = operation<UnitsPrioritizeMutation, UnitsPrioritizeMutationVariables>(
  'mutation',
  `mutation UnitsPrioritize($input: UnitsPrioritizeInput!) {
  unitsPrioritize(input: $input) {
    matchedCount
    changedCount
    unchangedCount
    refusedCount
    matchedStates {
      ...UnitCountsParts
    }
    refusals {
      id
      error {
        ...UserErrorParts
      }
    }
    hasMore
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
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

export const jobsCancelOperation = operation<JobsCancelMutation, JobsCancelMutationVariables>(
  'mutation',
  `mutation JobsCancel($input: JobsCancelInput!) {
  jobsCancel(input: $input) {
    matchedCount
    changedCount
    unchangedCount
    refusedCount
    matchedStates {
      ...JobCountsParts
    }
    refusals {
      id
      error {
        ...UserErrorParts
      }
    }
    hasMore
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment JobCountsParts on JobCounts {
  total
  running
  succeeded
  failed
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

export const jobsRetryOperation = operation<JobsRetryMutation, JobsRetryMutationVariables>(
  'mutation',
  `mutation JobsRetry($input: JobsRetryInput!) {
  jobsRetry(input: $input) {
    matchedCount
    changedCount
    unchangedCount
    refusedCount
    matchedStates {
      ...JobCountsParts
    }
    refusals {
      id
      error {
        ...UserErrorParts
      }
    }
    hasMore
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment JobCountsParts on JobCounts {
  total
  running
  succeeded
  failed
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

export const jobsRerunOperation = operation<JobsRerunMutation, JobsRerunMutationVariables>(
  'mutation',
  `mutation JobsRerun($input: JobsRerunInput!) {
  jobsRerun(input: $input) {
    matchedCount
    changedCount
    unchangedCount
    refusedCount
    matchedStates {
      ...JobCountsParts
    }
    refusals {
      id
      error {
        ...UserErrorParts
      }
    }
    hasMore
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment JobCountsParts on JobCounts {
  total
  running
  succeeded
  failed
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

export const jobsPrioritizeOperation = operation<JobsPrioritizeMutation, JobsPrioritizeMutationVariables>(
  'mutation',
  `mutation JobsPrioritize($input: JobsPrioritizeInput!) {
  jobsPrioritize(input: $input) {
    matchedCount
    changedCount
    unchangedCount
    refusedCount
    matchedStates {
      ...JobCountsParts
    }
    refusals {
      id
      error {
        ...UserErrorParts
      }
    }
    hasMore
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment JobCountsParts on JobCounts {
  total
  running
  succeeded
  failed
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

export const jobsPauseOperation = operation<JobsPauseMutation, JobsPauseMutationVariables>(
  'mutation',
  `mutation JobsPause($input: JobsPauseInput!) {
  jobsPause(input: $input) {
    matchedCount
    changedCount
    unchangedCount
    refusedCount
    matchedStates {
      ...JobCountsParts
    }
    refusals {
      id
      error {
        ...UserErrorParts
      }
    }
    hasMore
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment JobCountsParts on JobCounts {
  total
  running
  succeeded
  failed
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

export const jobsResumeOperation = operation<JobsResumeMutation, JobsResumeMutationVariables>(
  'mutation',
  `mutation JobsResume($input: JobsResumeInput!) {
  jobsResume(input: $input) {
    matchedCount
    changedCount
    unchangedCount
    refusedCount
    matchedStates {
      ...JobCountsParts
    }
    refusals {
      id
      error {
        ...UserErrorParts
      }
    }
    hasMore
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment JobCountsParts on JobCounts {
  total
  running
  succeeded
  failed
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

export const jobsDeleteOperation = operation<JobsDeleteMutation, JobsDeleteMutationVariables>(
  'mutation',
  `mutation JobsDelete($input: JobsDeleteInput!) {
  jobsDelete(input: $input) {
    matchedCount
    changedCount
    unchangedCount
    refusedCount
    matchedStates {
      ...JobCountsParts
    }
    refusals {
      id
      error {
        ...UserErrorParts
      }
    }
    hasMore
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment JobCountsParts on JobCounts {
  total
  running
  succeeded
  failed
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

export const followJobsOperation = operation<FollowJobsSubscription, FollowJobsSubscriptionVariables>(
  'subscription',
  `subscription FollowJobs($filter: JobChangeFilter!, $after: String, $throttleMs: Int!) {
  jobChanged(filter: $filter, after: $after, throttleMs: $throttleMs) {
    ...JobChangesParts
  }
}
fragment JobChangesParts on JobChanges {
  cursor
  caughtUp
  jobs {
    ...JobParts
  }
  removedIds
}
fragment JobParts on Job {
  id
  name
  key
  state
  pause {
    ...PauseParts
  }
  priority
  payload
  context
  labels
  progress
  createdAt
  startAt
  beginsAt
  finishBy
  collapseKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const followTasksOperation = operation<FollowTasksSubscription, FollowTasksSubscriptionVariables>(
  'subscription',
  `subscription FollowTasks($filter: TaskChangeFilter!, $after: String, $throttleMs: Int!) {
  taskChanged(filter: $filter, after: $after, throttleMs: $throttleMs) {
    ...TaskChangesParts
  }
}
fragment TaskChangesParts on TaskChanges {
  cursor
  caughtUp
  tasks {
    ...TaskParts
    job {
      id
    }
  }
  removedIds
}
fragment TaskParts on Task {
  id
  key
  name
  state
  pause {
    ...PauseParts
  }
  unitCounts {
    ...UnitCountsParts
  }
}
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const followUnitsOperation = operation<FollowUnitsSubscription, FollowUnitsSubscriptionVariables>(
  'subscription',
  `subscription FollowUnits($filter: UnitChangeFilter!, $after: String, $throttleMs: Int!) {
  unitChanged(filter: $filter, after: $after, throttleMs: $throttleMs) {
    ...UnitChangesParts
  }
}
fragment UnitChangesParts on UnitChanges {
  cursor
  caughtUp
  units {
    ...UnitParts
    job {
      id
    }
  }
  removedIds
}
fragment UnitParts on Unit {
  id
  key
  path
  kind
  state
  pause {
    ...PauseParts
  }
  priority
  requires
  concurrencyKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
}`,
);

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

export const jobAddTasksOperation = operation<JobAddTasksMutation, JobAddTasksMutationVariables>(
  'mutation',
  `mutation JobAddTasks($input: JobAddTasksInput!) {
  jobAddTasks(input: $input) {
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
  pause {
    ...PauseParts
  }
  priority
  payload
  context
  labels
  progress
  createdAt
  startAt
  beginsAt
  finishBy
  collapseKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const jobAddDependenciesOperation = operation<JobAddDependenciesMutation, JobAddDependenciesMutationVariables>(
  'mutation',
  `mutation JobAddDependencies($input: JobAddDependenciesInput!) {
  jobAddDependencies(input: $input) {
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
  pause {
    ...PauseParts
  }
  priority
  payload
  context
  labels
  progress
  createdAt
  startAt
  beginsAt
  finishBy
  collapseKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const jobRemoveDependenciesOperation = operation<JobRemoveDependenciesMutation, JobRemoveDependenciesMutationVariables>(
  'mutation',
  `mutation JobRemoveDependencies($input: JobRemoveDependenciesInput!) {
  jobRemoveDependencies(input: $input) {
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
  pause {
    ...PauseParts
  }
  priority
  payload
  context
  labels
  progress
  createdAt
  startAt
  beginsAt
  finishBy
  collapseKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const unitsRemoveOperation = operation<UnitsRemoveMutation, UnitsRemoveMutationVariables>(
  'mutation',
  `mutation UnitsRemove($input: UnitsRemoveInput!) {
  unitsRemove(input: $input) {
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
  pause {
    ...PauseParts
  }
  priority
  payload
  context
  labels
  progress
  createdAt
  startAt
  beginsAt
  finishBy
  collapseKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const jobMergeContextOperation = operation<JobMergeContextMutation, JobMergeContextMutationVariables>(
  'mutation',
  `mutation JobMergeContext($input: JobMergeContextInput!) {
  jobMergeContext(input: $input) {
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
  pause {
    ...PauseParts
  }
  priority
  payload
  context
  labels
  progress
  createdAt
  startAt
  beginsAt
  finishBy
  collapseKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const taskAddUnitsOperation = operation<TaskAddUnitsMutation, TaskAddUnitsMutationVariables>(
  'mutation',
  `mutation TaskAddUnits($input: TaskAddUnitsInput!) {
  taskAddUnits(input: $input) {
    task {
      ...TaskParts
    }
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment TaskParts on Task {
  id
  key
  name
  state
  pause {
    ...PauseParts
  }
  unitCounts {
    ...UnitCountsParts
  }
}
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const topicPauseOperation = operation<TopicPauseMutation, TopicPauseMutationVariables>(
  'mutation',
  `mutation TopicPause($input: TopicPauseInput!) {
  topicPause(input: $input) {
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
  retentionSeconds
  firstSeq
  pause {
    ...PauseParts
  }
  intake {
    open
    closedAt
    by
    reason
    opensAt
  }
  jobCounts {
    ...JobCountsParts
  }
  unitCounts {
    ...UnitCountsParts
  }
}
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const topicResumeOperation = operation<TopicResumeMutation, TopicResumeMutationVariables>(
  'mutation',
  `mutation TopicResume($input: TopicResumeInput!) {
  topicResume(input: $input) {
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
  retentionSeconds
  firstSeq
  pause {
    ...PauseParts
  }
  intake {
    open
    closedAt
    by
    reason
    opensAt
  }
  jobCounts {
    ...JobCountsParts
  }
  unitCounts {
    ...UnitCountsParts
  }
}
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const topicCloseIntakeOperation = operation<TopicCloseIntakeMutation, TopicCloseIntakeMutationVariables>(
  'mutation',
  `mutation TopicCloseIntake($input: TopicCloseIntakeInput!) {
  topicCloseIntake(input: $input) {
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
  retentionSeconds
  firstSeq
  pause {
    ...PauseParts
  }
  intake {
    open
    closedAt
    by
    reason
    opensAt
  }
  jobCounts {
    ...JobCountsParts
  }
  unitCounts {
    ...UnitCountsParts
  }
}
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const topicOpenIntakeOperation = operation<TopicOpenIntakeMutation, TopicOpenIntakeMutationVariables>(
  'mutation',
  `mutation TopicOpenIntake($input: TopicOpenIntakeInput!) {
  topicOpenIntake(input: $input) {
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
  retentionSeconds
  firstSeq
  pause {
    ...PauseParts
  }
  intake {
    open
    closedAt
    by
    reason
    opensAt
  }
  jobCounts {
    ...JobCountsParts
  }
  unitCounts {
    ...UnitCountsParts
  }
}
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const jobPauseOperation = operation<JobPauseMutation, JobPauseMutationVariables>(
  'mutation',
  `mutation JobPause($input: JobPauseInput!) {
  jobPause(input: $input) {
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
  pause {
    ...PauseParts
  }
  priority
  payload
  context
  labels
  progress
  createdAt
  startAt
  beginsAt
  finishBy
  collapseKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const jobResumeOperation = operation<JobResumeMutation, JobResumeMutationVariables>(
  'mutation',
  `mutation JobResume($input: JobResumeInput!) {
  jobResume(input: $input) {
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
  pause {
    ...PauseParts
  }
  priority
  payload
  context
  labels
  progress
  createdAt
  startAt
  beginsAt
  finishBy
  collapseKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const taskPauseOperation = operation<TaskPauseMutation, TaskPauseMutationVariables>(
  'mutation',
  `mutation TaskPause($input: TaskPauseInput!) {
  taskPause(input: $input) {
    task {
      ...TaskParts
    }
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment TaskParts on Task {
  id
  key
  name
  state
  pause {
    ...PauseParts
  }
  unitCounts {
    ...UnitCountsParts
  }
}
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const taskResumeOperation = operation<TaskResumeMutation, TaskResumeMutationVariables>(
  'mutation',
  `mutation TaskResume($input: TaskResumeInput!) {
  taskResume(input: $input) {
    task {
      ...TaskParts
    }
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment TaskParts on Task {
  id
  key
  name
  state
  pause {
    ...PauseParts
  }
  unitCounts {
    ...UnitCountsParts
  }
}
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const jobRetryOperation = operation<JobRetryMutation, JobRetryMutationVariables>(
  'mutation',
  `mutation JobRetry($input: JobRetryInput!) {
  jobRetry(input: $input) {
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
  pause {
    ...PauseParts
  }
  priority
  payload
  context
  labels
  progress
  createdAt
  startAt
  beginsAt
  finishBy
  collapseKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const jobRerunOperation = operation<JobRerunMutation, JobRerunMutationVariables>(
  'mutation',
  `mutation JobRerun($input: JobRerunInput!) {
  jobRerun(input: $input) {
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
  pause {
    ...PauseParts
  }
  priority
  payload
  context
  labels
  progress
  createdAt
  startAt
  beginsAt
  finishBy
  collapseKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const jobPrioritizeOperation = operation<JobPrioritizeMutation, JobPrioritizeMutationVariables>(
  'mutation',
  `mutation JobPrioritize($input: JobPrioritizeInput!) {
  jobPrioritize(input: $input) {
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
  pause {
    ...PauseParts
  }
  priority
  payload
  context
  labels
  progress
  createdAt
  startAt
  beginsAt
  finishBy
  collapseKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const jobBeginOperation = operation<JobBeginMutation, JobBeginMutationVariables>(
  'mutation',
  `mutation JobBegin($input: JobBeginInput!) {
  jobBegin(input: $input) {
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
  pause {
    ...PauseParts
  }
  priority
  payload
  context
  labels
  progress
  createdAt
  startAt
  beginsAt
  finishBy
  collapseKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const jobRescheduleOperation = operation<JobRescheduleMutation, JobRescheduleMutationVariables>(
  'mutation',
  `mutation JobReschedule($input: JobRescheduleInput!) {
  jobReschedule(input: $input) {
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
  pause {
    ...PauseParts
  }
  priority
  payload
  context
  labels
  progress
  createdAt
  startAt
  beginsAt
  finishBy
  collapseKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const jobDeleteOperation = operation<JobDeleteMutation, JobDeleteMutationVariables>(
  'mutation',
  `mutation JobDelete($input: JobDeleteInput!) {
  jobDelete(input: $input) {
    jobId
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
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
  pause {
    ...PauseParts
  }
  priority
  payload
  context
  labels
  progress
  createdAt
  startAt
  beginsAt
  finishBy
  collapseKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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
    collapsed
    differs
    replacedJobs {
      id
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
  pause {
    ...PauseParts
  }
  priority
  payload
  context
  labels
  progress
  createdAt
  startAt
  beginsAt
  finishBy
  collapseKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const jobsSubmitOperation = operation<JobsSubmitMutation, JobsSubmitMutationVariables>(
  'mutation',
  `mutation JobsSubmit($input: JobsSubmitInput!) {
  jobsSubmit(input: $input) {
    answers {
      jobId
      created
      collapsed
      differs
      replacedJobs {
        id
      }
      cursor
      replayed
      userErrors {
        ...UserErrorParts
      }
    }
    userErrors {
      ...UserErrorParts
    }
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
  pause {
    ...PauseParts
  }
  priority
  payload
  context
  labels
  progress
  createdAt
  startAt
  beginsAt
  finishBy
  collapseKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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
    directives {
      ...DirectiveParts
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
  context
  unit {
    key
    checkpoint
    path
    kind
    input
  }
}
fragment DirectiveParts on WorkerDirective {
  kind
  topic
  message
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
    directives {
      ...DirectiveParts
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
  context
  unit {
    key
    checkpoint
    path
    kind
    input
  }
}
fragment DirectiveParts on WorkerDirective {
  kind
  topic
  message
}`,
);

export const leasesRenewOperation = operation<LeasesRenewMutation, LeasesRenewMutationVariables>(
  'mutation',
  `mutation LeasesRenew($input: LeasesRenewInput!) {
  leasesRenew(input: $input) {
    answers {
      ...ReportAnswerParts
    }
    directives {
      ...DirectiveParts
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
fragment DirectiveParts on WorkerDirective {
  kind
  topic
  message
}`,
);

export const followWorkOperation = operation<FollowWorkSubscription, FollowWorkSubscriptionVariables>(
  'subscription',
  `subscription FollowWork($input: WorkInput!) {
  work(input: $input) {
    ...WorkOfferParts
  }
}
fragment WorkOfferParts on WorkOffer {
  leases {
    ...LeaseParts
  }
  leaseDirectives {
    kind
    unitId
    attempt
    leaseId
    message
  }
  directives {
    ...DirectiveParts
  }
  freeCreditCount
  drained
}
fragment LeaseParts on Lease {
  unitId
  attempt
  leaseId
  leaseMs
  inputs
  payload
  context
  unit {
    key
    checkpoint
    path
    kind
    input
  }
}
fragment DirectiveParts on WorkerDirective {
  kind
  topic
  message
}`,
);

export const limitSetOperation = operation<LimitSetMutation, LimitSetMutationVariables>(
  'mutation',
  `mutation LimitSet($input: LimitSetInput!) {
  limitSet(input: $input) {
    limit {
      ...LimitParts
    }
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment LimitParts on Limit {
  id
  scope
  pattern
  runningMax
  startMax
  intervalMs
  isAdaptive
  startMin
  weight
  setAt
  setBy
  reason
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

export const limitRemoveOperation = operation<LimitRemoveMutation, LimitRemoveMutationVariables>(
  'mutation',
  `mutation LimitRemove($input: LimitRemoveInput!) {
  limitRemove(input: $input) {
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
  retentionSeconds
  firstSeq
  pause {
    ...PauseParts
  }
  intake {
    open
    closedAt
    by
    reason
    opensAt
  }
  jobCounts {
    ...JobCountsParts
  }
  unitCounts {
    ...UnitCountsParts
  }
}
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const listLimitsOperation = operation<ListLimitsQuery, ListLimitsQueryVariables>(
  'query',
  `query ListLimits($topicId: ID!, $first: Int!, $after: String) {
  topic(by: {id: $topicId}) {
    limits(first: $first, after: $after) {
      nodes {
        ...LimitParts
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
fragment LimitParts on Limit {
  id
  scope
  pattern
  runningMax
  startMax
  intervalMs
  isAdaptive
  startMin
  weight
  setAt
  setBy
  reason
}`,
);

export const listLimitUsesOperation = operation<ListLimitUsesQuery, ListLimitUsesQueryVariables>(
  'query',
  `query ListLimitUses($limitId: ID!, $first: Int!, $after: String) {
  limit: node(id: $limitId) {
    ... on Limit {
      uses(first: $first, after: $after) {
        nodes {
          ...LimitUseParts
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
}
fragment LimitUseParts on LimitUse {
  subject
  runningCount
  ratePerInterval
  loweredAt
  isFull
  opensAt
}`,
);

export const readLogOperation = operation<ReadLogQuery, ReadLogQueryVariables>(
  'query',
  `query ReadLog($unitId: ID!, $last: Int!, $filter: LogFilter) {
  unit(by: {id: $unitId}) {
    cursor
    path
    logs(last: $last, filter: $filter) {
      nodes {
        ...LogLineParts
      }
    }
  }
}
fragment LogLineParts on LogLine {
  unitId
  attempt
  line
  at
  level
  message
  fields
}`,
);

export const followLogsOperation = operation<FollowLogsSubscription, FollowLogsSubscriptionVariables>(
  'subscription',
  `subscription FollowLogs($filter: LogTailFilter!, $after: String, $batch: Int!, $throttleMs: Int!) {
  logs(filter: $filter, after: $after, batch: $batch, throttleMs: $throttleMs) {
    ...LogBatchParts
  }
}
fragment LogBatchParts on LogBatch {
  cursor
  caughtUp
  lines {
    ...LogLineParts
    unit {
      path
    }
  }
}
fragment LogLineParts on LogLine {
  unitId
  attempt
  line
  at
  level
  message
  fields
}`,
);

export const getQueueOperation = operation<GetQueueQuery, GetQueueQueryVariables>(
  'query',
  `query GetQueue($by: TopicBy!, $kinds: [String!]) {
  queue(by: $by, kinds: $kinds) {
    topicId
    at
    cursor
    total {
      ...QueueFiguresParts
    }
    kinds {
      ...QueueFiguresParts
    }
  }
}
fragment QueueFiguresParts on QueueFigures {
  kind
  claimableCount
  limitedCount
  delayedCount
  heldCount
  runningCount
  oldestReadyAt
  unitCounts {
    ...UnitCountsParts
  }
  claimedPerMinute
  succeededPerMinute
  failedPerMinute
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

export const findScheduleOperation = operation<FindScheduleQuery, FindScheduleQueryVariables>(
  'query',
  `query FindSchedule($by: ScheduleBy!) {
  schedule(by: $by) {
    ...ScheduleParts
  }
}
fragment ScheduleParts on Schedule {
  id
  name
  description
  template
  version
  params
  dueAtParam
  jobName
  priority
  labels
  timing {
    cron
    zone
    everyMs
    anchorAt
    at
    startsAt
    endsAt
  }
  overlap
  queueMax
  missed
  pause {
    at
    by
    reason
    resumeAt
  }
  nextAt
  queuedCount
  startedCount
  skippedCount
  failedCount
  createdAt
  updatedAt
  lastFiring {
    ...FiringParts
  }
}
fragment FiringParts on ScheduleFiring {
  id
  dueAt
  lastDueAt
  dueCount
  isManual
  outcome
  code
  message
  firedAt
  job {
    id
    state
  }
}`,
);

export const listSchedulesOperation = operation<ListSchedulesQuery, ListSchedulesQueryVariables>(
  'query',
  `query ListSchedules($topic: String!, $first: Int!, $after: String) {
  topic(by: {name: $topic}) {
    schedules(first: $first, after: $after) {
      nodes {
        ...ScheduleParts
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
fragment ScheduleParts on Schedule {
  id
  name
  description
  template
  version
  params
  dueAtParam
  jobName
  priority
  labels
  timing {
    cron
    zone
    everyMs
    anchorAt
    at
    startsAt
    endsAt
  }
  overlap
  queueMax
  missed
  pause {
    at
    by
    reason
    resumeAt
  }
  nextAt
  queuedCount
  startedCount
  skippedCount
  failedCount
  createdAt
  updatedAt
  lastFiring {
    ...FiringParts
  }
}
fragment FiringParts on ScheduleFiring {
  id
  dueAt
  lastDueAt
  dueCount
  isManual
  outcome
  code
  message
  firedAt
  job {
    id
    state
  }
}`,
);

export const listFiringsOperation = operation<ListFiringsQuery, ListFiringsQueryVariables>(
  'query',
  `query ListFirings($by: ScheduleBy!, $outcome: ScheduleFiringOutcome, $first: Int!, $after: String) {
  schedule(by: $by) {
    firings(outcome: $outcome, first: $first, after: $after) {
      nodes {
        ...FiringParts
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
fragment FiringParts on ScheduleFiring {
  id
  dueAt
  lastDueAt
  dueCount
  isManual
  outcome
  code
  message
  firedAt
  job {
    id
    state
  }
}`,
);

export const schedulePreviewOperation = operation<SchedulePreviewQuery, SchedulePreviewQueryVariables>(
  'query',
  `query SchedulePreview($input: SchedulePreviewInput!) {
  schedulePreview(input: $input) {
    firings {
      at
      local
    }
    userErrors {
      ...UserErrorParts
    }
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

export const scheduleSetOperation = operation<ScheduleSetMutation, ScheduleSetMutationVariables>(
  'mutation',
  `mutation ScheduleSet($input: ScheduleSetInput!) {
  scheduleSet(input: $input) {
    schedule {
      ...ScheduleParts
    }
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment ScheduleParts on Schedule {
  id
  name
  description
  template
  version
  params
  dueAtParam
  jobName
  priority
  labels
  timing {
    cron
    zone
    everyMs
    anchorAt
    at
    startsAt
    endsAt
  }
  overlap
  queueMax
  missed
  pause {
    at
    by
    reason
    resumeAt
  }
  nextAt
  queuedCount
  startedCount
  skippedCount
  failedCount
  createdAt
  updatedAt
  lastFiring {
    ...FiringParts
  }
}
fragment FiringParts on ScheduleFiring {
  id
  dueAt
  lastDueAt
  dueCount
  isManual
  outcome
  code
  message
  firedAt
  job {
    id
    state
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

export const schedulePauseOperation = operation<SchedulePauseMutation, SchedulePauseMutationVariables>(
  'mutation',
  `mutation SchedulePause($input: SchedulePauseInput!) {
  schedulePause(input: $input) {
    schedule {
      ...ScheduleParts
    }
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment ScheduleParts on Schedule {
  id
  name
  description
  template
  version
  params
  dueAtParam
  jobName
  priority
  labels
  timing {
    cron
    zone
    everyMs
    anchorAt
    at
    startsAt
    endsAt
  }
  overlap
  queueMax
  missed
  pause {
    at
    by
    reason
    resumeAt
  }
  nextAt
  queuedCount
  startedCount
  skippedCount
  failedCount
  createdAt
  updatedAt
  lastFiring {
    ...FiringParts
  }
}
fragment FiringParts on ScheduleFiring {
  id
  dueAt
  lastDueAt
  dueCount
  isManual
  outcome
  code
  message
  firedAt
  job {
    id
    state
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

export const scheduleResumeOperation = operation<ScheduleResumeMutation, ScheduleResumeMutationVariables>(
  'mutation',
  `mutation ScheduleResume($input: ScheduleResumeInput!) {
  scheduleResume(input: $input) {
    schedule {
      ...ScheduleParts
    }
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment ScheduleParts on Schedule {
  id
  name
  description
  template
  version
  params
  dueAtParam
  jobName
  priority
  labels
  timing {
    cron
    zone
    everyMs
    anchorAt
    at
    startsAt
    endsAt
  }
  overlap
  queueMax
  missed
  pause {
    at
    by
    reason
    resumeAt
  }
  nextAt
  queuedCount
  startedCount
  skippedCount
  failedCount
  createdAt
  updatedAt
  lastFiring {
    ...FiringParts
  }
}
fragment FiringParts on ScheduleFiring {
  id
  dueAt
  lastDueAt
  dueCount
  isManual
  outcome
  code
  message
  firedAt
  job {
    id
    state
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

export const scheduleFireOperation = operation<ScheduleFireMutation, ScheduleFireMutationVariables>(
  'mutation',
  `mutation ScheduleFire($input: ScheduleFireInput!) {
  scheduleFire(input: $input) {
    schedule {
      ...ScheduleParts
    }
    firing {
      ...FiringParts
    }
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment ScheduleParts on Schedule {
  id
  name
  description
  template
  version
  params
  dueAtParam
  jobName
  priority
  labels
  timing {
    cron
    zone
    everyMs
    anchorAt
    at
    startsAt
    endsAt
  }
  overlap
  queueMax
  missed
  pause {
    at
    by
    reason
    resumeAt
  }
  nextAt
  queuedCount
  startedCount
  skippedCount
  failedCount
  createdAt
  updatedAt
  lastFiring {
    ...FiringParts
  }
}
fragment FiringParts on ScheduleFiring {
  id
  dueAt
  lastDueAt
  dueCount
  isManual
  outcome
  code
  message
  firedAt
  job {
    id
    state
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

export const scheduleRemoveOperation = operation<ScheduleRemoveMutation, ScheduleRemoveMutationVariables>(
  'mutation',
  `mutation ScheduleRemove($input: ScheduleRemoveInput!) {
  scheduleRemove(input: $input) {
    scheduleId
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
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

export const searchUnitsOperation = operation<SearchUnitsQuery, SearchUnitsQueryVariables>(
  'query',
  `query SearchUnits($filter: UnitFilter!, $orderBy: UnitOrder, $first: Int!, $after: String) {
  units(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    nodes {
      ...UnitParts
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
fragment UnitParts on Unit {
  id
  key
  path
  kind
  state
  pause {
    ...PauseParts
  }
  priority
  requires
  concurrencyKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
}`,
);

export const searchJobsOperation = operation<SearchJobsQuery, SearchJobsQueryVariables>(
  'query',
  `query SearchJobs($filter: JobFilter!, $orderBy: JobOrder, $first: Int!, $after: String) {
  jobs(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    nodes {
      ...JobParts
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
fragment JobParts on Job {
  id
  name
  key
  state
  pause {
    ...PauseParts
  }
  priority
  payload
  context
  labels
  progress
  createdAt
  startAt
  beginsAt
  finishBy
  collapseKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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
  pause {
    ...PauseParts
  }
  unitCounts {
    ...UnitCountsParts
  }
}
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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
  pause {
    ...PauseParts
  }
  unitCounts {
    ...UnitCountsParts
  }
}
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const findTemplateOperation = operation<FindTemplateQuery, FindTemplateQueryVariables>(
  'query',
  `query FindTemplate($by: TemplateBy!) {
  template(by: $by) {
    ...TemplateParts
    definition
    paramsSchema
  }
}
fragment TemplateParts on Template {
  id
  name
  version
  description
  createdAt
  publishedBy
  deprecation {
    at
    by
    reason
  }
  topic {
    id
    name
  }
}`,
);

export const listTemplatesOperation = operation<ListTemplatesQuery, ListTemplatesQueryVariables>(
  'query',
  `query ListTemplates($topic: String!, $first: Int!, $after: String) {
  topic(by: {name: $topic}) {
    templates(first: $first, after: $after) {
      nodes {
        ...TemplateParts
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
fragment TemplateParts on Template {
  id
  name
  version
  description
  createdAt
  publishedBy
  deprecation {
    at
    by
    reason
  }
  topic {
    id
    name
  }
}`,
);

export const templateDryRunOperation = operation<TemplateDryRunQuery, TemplateDryRunQueryVariables>(
  'query',
  `query TemplateDryRun($input: TemplateDryRunInput!) {
  templateDryRun(input: $input) {
    template {
      ...TemplateParts
    }
    job {
      name
      key
      priority
      params
      payload
      context
      labels
      taskCount
      unitCount
      tasks {
        key
        name
        dependsOn
        when
        units {
          key
          kind
          input
          dependsOn
          when
        }
      }
    }
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment TemplateParts on Template {
  id
  name
  version
  description
  createdAt
  publishedBy
  deprecation {
    at
    by
    reason
  }
  topic {
    id
    name
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

export const templatePublishOperation = operation<TemplatePublishMutation, TemplatePublishMutationVariables>(
  'mutation',
  `mutation TemplatePublish($input: TemplatePublishInput!) {
  templatePublish(input: $input) {
    template {
      ...TemplateParts
    }
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment TemplateParts on Template {
  id
  name
  version
  description
  createdAt
  publishedBy
  deprecation {
    at
    by
    reason
  }
  topic {
    id
    name
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

export const templateDeprecateOperation = operation<TemplateDeprecateMutation, TemplateDeprecateMutationVariables>(
  'mutation',
  `mutation TemplateDeprecate($input: TemplateDeprecateInput!) {
  templateDeprecate(input: $input) {
    template {
      ...TemplateParts
    }
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment TemplateParts on Template {
  id
  name
  version
  description
  createdAt
  publishedBy
  deprecation {
    at
    by
    reason
  }
  topic {
    id
    name
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

export const jobStartOperation = operation<JobStartMutation, JobStartMutationVariables>(
  'mutation',
  `mutation JobStart($input: JobStartInput!) {
  jobStart(input: $input) {
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
  pause {
    ...PauseParts
  }
  priority
  payload
  context
  labels
  progress
  createdAt
  startAt
  beginsAt
  finishBy
  collapseKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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
  retentionSeconds
  firstSeq
  pause {
    ...PauseParts
  }
  intake {
    open
    closedAt
    by
    reason
    opensAt
  }
  jobCounts {
    ...JobCountsParts
  }
  unitCounts {
    ...UnitCountsParts
  }
}
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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
  retentionSeconds
  firstSeq
  pause {
    ...PauseParts
  }
  intake {
    open
    closedAt
    by
    reason
    opensAt
  }
  jobCounts {
    ...JobCountsParts
  }
  unitCounts {
    ...UnitCountsParts
  }
}
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const topicUpdateOperation = operation<TopicUpdateMutation, TopicUpdateMutationVariables>(
  'mutation',
  `mutation TopicUpdate($input: TopicUpdateInput!) {
  topicUpdate(input: $input) {
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
  retentionSeconds
  firstSeq
  pause {
    ...PauseParts
  }
  intake {
    open
    closedAt
    by
    reason
    opensAt
  }
  jobCounts {
    ...JobCountsParts
  }
  unitCounts {
    ...UnitCountsParts
  }
}
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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
  pause {
    ...PauseParts
  }
  priority
  requires
  concurrencyKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const unitSkipOperation = operation<UnitSkipMutation, UnitSkipMutationVariables>(
  'mutation',
  `mutation UnitSkip($input: UnitSkipInput!) {
  unitSkip(input: $input) {
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
  pause {
    ...PauseParts
  }
  priority
  requires
  concurrencyKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const unitRetryOperation = operation<UnitRetryMutation, UnitRetryMutationVariables>(
  'mutation',
  `mutation UnitRetry($input: UnitRetryInput!) {
  unitRetry(input: $input) {
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
  pause {
    ...PauseParts
  }
  priority
  requires
  concurrencyKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const unitRerunOperation = operation<UnitRerunMutation, UnitRerunMutationVariables>(
  'mutation',
  `mutation UnitRerun($input: UnitRerunInput!) {
  unitRerun(input: $input) {
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
  pause {
    ...PauseParts
  }
  priority
  requires
  concurrencyKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const unitPauseOperation = operation<UnitPauseMutation, UnitPauseMutationVariables>(
  'mutation',
  `mutation UnitPause($input: UnitPauseInput!) {
  unitPause(input: $input) {
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
  pause {
    ...PauseParts
  }
  priority
  requires
  concurrencyKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const unitResumeOperation = operation<UnitResumeMutation, UnitResumeMutationVariables>(
  'mutation',
  `mutation UnitResume($input: UnitResumeInput!) {
  unitResume(input: $input) {
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
  pause {
    ...PauseParts
  }
  priority
  requires
  concurrencyKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const unitForceSucceedOperation = operation<UnitForceSucceedMutation, UnitForceSucceedMutationVariables>(
  'mutation',
  `mutation UnitForceSucceed($input: UnitForceSucceedInput!) {
  unitForceSucceed(input: $input) {
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
  pause {
    ...PauseParts
  }
  priority
  requires
  concurrencyKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const unitPrioritizeOperation = operation<UnitPrioritizeMutation, UnitPrioritizeMutationVariables>(
  'mutation',
  `mutation UnitPrioritize($input: UnitPrioritizeInput!) {
  unitPrioritize(input: $input) {
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
  pause {
    ...PauseParts
  }
  priority
  requires
  concurrencyKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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
  pause {
    ...PauseParts
  }
  priority
  requires
  concurrencyKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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
  pause {
    ...PauseParts
  }
  priority
  requires
  concurrencyKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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

export const findUnitWaitingOperation = operation<FindUnitWaitingQuery, FindUnitWaitingQueryVariables>(
  'query',
  `query FindUnitWaiting($by: UnitBy!) {
  unit(by: $by) {
    ...WaitingParts
  }
}
fragment WaitingParts on Unit {
  id
  path
  state
  queuePosition
  estimatedStartAt
  waitingFor {
    kind
    message
    endsAt
    limitId
    subject
    runningCount
    missingLabels
    workers {
      id
      name
    }
  }
}`,
);

export const findWorkerOperation = operation<FindWorkerQuery, FindWorkerQueryVariables>(
  'query',
  `query FindWorker($by: WorkerBy!) {
  worker(by: $by) {
    ...WorkerParts
  }
}
fragment WorkerParts on Worker {
  id
  name
  topic {
    id
    name
  }
  labels
  kinds
  capacity
  mode
  modeAt
  modeBy
  modeReason
  toldAt
  firstSeenAt
  lastSeenAt
  lost
  heldCount
}`,
);

export const listWorkersOperation = operation<ListWorkersQuery, ListWorkersQueryVariables>(
  'query',
  `query ListWorkers($topic: String!, $filter: WorkerFilter, $first: Int!, $after: String) {
  topic(by: {name: $topic}) {
    workers(filter: $filter, first: $first, after: $after) {
      nodes {
        ...WorkerParts
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
fragment WorkerParts on Worker {
  id
  name
  topic {
    id
    name
  }
  labels
  kinds
  capacity
  mode
  modeAt
  modeBy
  modeReason
  toldAt
  firstSeenAt
  lastSeenAt
  lost
  heldCount
}`,
);

export const workerQuietOperation = operation<WorkerQuietMutation, WorkerQuietMutationVariables>(
  'mutation',
  `mutation WorkerQuiet($input: WorkerQuietInput!) {
  workerQuiet(input: $input) {
    workers {
      ...WorkerParts
    }
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment WorkerParts on Worker {
  id
  name
  topic {
    id
    name
  }
  labels
  kinds
  capacity
  mode
  modeAt
  modeBy
  modeReason
  toldAt
  firstSeenAt
  lastSeenAt
  lost
  heldCount
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

export const workerDrainOperation = operation<WorkerDrainMutation, WorkerDrainMutationVariables>(
  'mutation',
  `mutation WorkerDrain($input: WorkerDrainInput!) {
  workerDrain(input: $input) {
    workers {
      ...WorkerParts
    }
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment WorkerParts on Worker {
  id
  name
  topic {
    id
    name
  }
  labels
  kinds
  capacity
  mode
  modeAt
  modeBy
  modeReason
  toldAt
  firstSeenAt
  lastSeenAt
  lost
  heldCount
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

export const workerActivateOperation = operation<WorkerActivateMutation, WorkerActivateMutationVariables>(
  'mutation',
  `mutation WorkerActivate($input: WorkerActivateInput!) {
  workerActivate(input: $input) {
    workers {
      ...WorkerParts
    }
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment WorkerParts on Worker {
  id
  name
  topic {
    id
    name
  }
  labels
  kinds
  capacity
  mode
  modeAt
  modeBy
  modeReason
  toldAt
  firstSeenAt
  lastSeenAt
  lost
  heldCount
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

export const workerRevokeOperation = operation<WorkerRevokeMutation, WorkerRevokeMutationVariables>(
  'mutation',
  `mutation WorkerRevoke($input: WorkerRevokeInput!) {
  workerRevoke(input: $input) {
    workers {
      ...WorkerParts
    }
    revokedCount
    cursor
    replayed
    userErrors {
      ...UserErrorParts
    }
  }
}
fragment WorkerParts on Worker {
  id
  name
  topic {
    id
    name
  }
  labels
  kinds
  capacity
  mode
  modeAt
  modeBy
  modeReason
  toldAt
  firstSeenAt
  lastSeenAt
  lost
  heldCount
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

export const unitRevokeOperation = operation<UnitRevokeMutation, UnitRevokeMutationVariables>(
  'mutation',
  `mutation UnitRevoke($input: UnitRevokeInput!) {
  unitRevoke(input: $input) {
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
  pause {
    ...PauseParts
  }
  priority
  requires
  concurrencyKey
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
fragment PauseParts on Pause {
  at
  by
  reason
  resumeAt
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
