-- The whole schema, as printed by `npm run --silent print-migration` from prisma/schema.prisma,
-- and by hand what models cannot say. All of it is wanted:
--
--   * WITHOUT ROWID on the tables whose key is natural and ordered: one b-tree to write and read
--     instead of two.
--   * CHECK constraints: the last fence against a wrong statement. A counter below zero, a lease on
--     a Unit that nobody runs or a state that nobody knows fails the transaction that wrote it.
--     Values are compared one by one: for IN, SQLite sets up a table whenever a row is checked,
--     which made writing a Unit cost more.
--   * Partial indexes at the end: each holds only the Units that can be claimed, are leased or are
--     delayed, so their size follows the work under way and not the history. Those that operators
--     search by hold what went wrong or was set aside, so what goes well never touches them.
--
-- Prisma's engine neither prints these nor minds them; test/generated.test.ts holds both.

CREATE TABLE "Installation" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "logEpoch" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    CONSTRAINT "Installation_single" CHECK ("id" = 1)
);

CREATE TABLE "Topic" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "createdAt" BIGINT NOT NULL,
    "lastSeq" BIGINT NOT NULL,
    "lastAt" BIGINT NOT NULL,
    "revision" BIGINT NOT NULL DEFAULT 0,
    "firstSeq" BIGINT NOT NULL DEFAULT 1,
    "isFair" INTEGER NOT NULL DEFAULT 0,
    "advanceStartedJobs" INTEGER NOT NULL DEFAULT 0,
    "servedPlace" BIGINT NOT NULL DEFAULT -9000000000000000,
    "retentionMs" BIGINT,
    "deletesAt" BIGINT,
    "defaults" TEXT,
    "pausedAt" BIGINT,
    "pausedBy" TEXT,
    "pauseReason" TEXT,
    "resumeAt" BIGINT,
    "intakeClosedAt" BIGINT,
    "intakeClosedBy" TEXT,
    "intakeClosedReason" TEXT,
    "intakeOpensAt" BIGINT,
    "jobsRunning" INTEGER NOT NULL DEFAULT 0,
    "jobsSucceeded" INTEGER NOT NULL DEFAULT 0,
    "jobsFailed" INTEGER NOT NULL DEFAULT 0,
    "jobsCancelled" INTEGER NOT NULL DEFAULT 0,
    "unitsPending" INTEGER NOT NULL DEFAULT 0,
    "unitsReady" INTEGER NOT NULL DEFAULT 0,
    "unitsRunning" INTEGER NOT NULL DEFAULT 0,
    "unitsPaused" INTEGER NOT NULL DEFAULT 0,
    "unitsSucceeded" INTEGER NOT NULL DEFAULT 0,
    "unitsFailed" INTEGER NOT NULL DEFAULT 0,
    "unitsSkipped" INTEGER NOT NULL DEFAULT 0,
    "unitsCancelled" INTEGER NOT NULL DEFAULT 0,
    "limitCount" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "Topic_limits_not_negative" CHECK ("limitCount" >= 0),
    CONSTRAINT "Topic_jobs_not_negative" CHECK ("jobsRunning" >= 0 AND "jobsSucceeded" >= 0 AND "jobsFailed" >= 0 AND "jobsCancelled" >= 0),
    CONSTRAINT "Topic_units_not_negative" CHECK (
        "unitsPending" >= 0
        AND "unitsReady" >= 0
        AND "unitsRunning" >= 0
        AND "unitsPaused" >= 0
        AND "unitsSucceeded" >= 0
        AND "unitsFailed" >= 0
        AND "unitsSkipped" >= 0
        AND "unitsCancelled" >= 0
    ),
    CONSTRAINT "Topic_log_not_negative" CHECK ("lastSeq" >= 0),
    CONSTRAINT "Topic_log_from_first" CHECK ("firstSeq" BETWEEN 1 AND "lastSeq" + 1),
    CONSTRAINT "Topic_retention_positive" CHECK ("retentionMs" > 0)
);

CREATE TABLE "Template" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "topicId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "description" TEXT,
    "definitionHash" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "publishedBy" TEXT,
    "deprecatedAt" BIGINT,
    "deprecatedBy" TEXT,
    "deprecationReason" TEXT,
    CONSTRAINT "Template_topicId_fkey" FOREIGN KEY ("topicId") REFERENCES "Topic" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Template_version_counted" CHECK ("version" > 0),
    CONSTRAINT "Template_deprecated_by_somebody" CHECK ("deprecatedAt" IS NOT NULL OR ("deprecatedBy" IS NULL AND "deprecationReason" IS NULL))
);

CREATE TABLE "TemplateText" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "definition" TEXT NOT NULL,
    "paramsSchema" TEXT,
    CONSTRAINT "TemplateText_id_fkey" FOREIGN KEY ("id") REFERENCES "Template" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE TABLE "Job" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "topicId" TEXT NOT NULL,
    "key" TEXT,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "onFailure" TEXT NOT NULL DEFAULT 'CONTINUE',
    "payload" TEXT NOT NULL,
    "labels" TEXT NOT NULL,
    "context" TEXT NOT NULL DEFAULT '{}',
    "unitDefaults" TEXT,
    "dependencyCount" INTEGER NOT NULL DEFAULT 0,
    "definitionHash" TEXT NOT NULL,
    "templateId" TEXT,
    "params" TEXT,
    "scheduleId" TEXT,
    "startAt" BIGINT,
    "finishBy" BIGINT,
    "beginsAt" BIGINT,
    "behindJobId" TEXT,
    "cancelsAt" BIGINT,
    "collapseKey" TEXT,
    "collapseSince" BIGINT,
    "replacedByJobId" TEXT,
    "createdAt" BIGINT NOT NULL,
    "startedAt" BIGINT,
    "finishedAt" BIGINT,
    "deletingAt" BIGINT,
    "pausedAt" BIGINT,
    "pausedBy" TEXT,
    "pauseReason" TEXT,
    "resumeAt" BIGINT,
    "tasksHandled" INTEGER NOT NULL DEFAULT 0,
    "tasksPending" INTEGER NOT NULL DEFAULT 0,
    "tasksRunning" INTEGER NOT NULL DEFAULT 0,
    "tasksSucceeded" INTEGER NOT NULL DEFAULT 0,
    "tasksFailed" INTEGER NOT NULL DEFAULT 0,
    "tasksSkipped" INTEGER NOT NULL DEFAULT 0,
    "tasksCancelled" INTEGER NOT NULL DEFAULT 0,
    "unitsPending" INTEGER NOT NULL DEFAULT 0,
    "unitsReady" INTEGER NOT NULL DEFAULT 0,
    "unitsRunning" INTEGER NOT NULL DEFAULT 0,
    "unitsPaused" INTEGER NOT NULL DEFAULT 0,
    "unitsSucceeded" INTEGER NOT NULL DEFAULT 0,
    "unitsFailed" INTEGER NOT NULL DEFAULT 0,
    "unitsSkipped" INTEGER NOT NULL DEFAULT 0,
    "unitsCancelled" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "Job_topicId_fkey" FOREIGN KEY ("topicId") REFERENCES "Topic" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Job_templateId_fkey" FOREIGN KEY ("templateId") REFERENCES "Template" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Job_params_of_template" CHECK (("templateId" IS NULL) = ("params" IS NULL)),
    CONSTRAINT "Job_state_known" CHECK ("state" = 'RUNNING' OR "state" = 'SUCCEEDED' OR "state" = 'FAILED' OR "state" = 'CANCELLED'),
    CONSTRAINT "Job_onFailure_known" CHECK ("onFailure" = 'CONTINUE' OR "onFailure" = 'CANCEL_REST'),
    CONSTRAINT "Job_deleting_when_finished" CHECK ("deletingAt" IS NULL OR "finishedAt" IS NOT NULL),
    CONSTRAINT "Job_waits_unfinished" CHECK (
        "state" = 'RUNNING' OR ("beginsAt" IS NULL AND "behindJobId" IS NULL AND "cancelsAt" IS NULL)
    ),
    CONSTRAINT "Job_dependencies_not_negative" CHECK ("dependencyCount" >= 0),
    CONSTRAINT "Job_handled_failed" CHECK ("tasksHandled" BETWEEN 0 AND "tasksFailed"),
    CONSTRAINT "Job_tasks_not_negative" CHECK (
        "tasksPending" >= 0
        AND "tasksRunning" >= 0
        AND "tasksSucceeded" >= 0
        AND "tasksFailed" >= 0
        AND "tasksSkipped" >= 0
        AND "tasksCancelled" >= 0
    ),
    CONSTRAINT "Job_units_not_negative" CHECK (
        "unitsPending" >= 0
        AND "unitsReady" >= 0
        AND "unitsRunning" >= 0
        AND "unitsPaused" >= 0
        AND "unitsSucceeded" >= 0
        AND "unitsFailed" >= 0
        AND "unitsSkipped" >= 0
        AND "unitsCancelled" >= 0
    )
);

CREATE TABLE "JobLabel" (
    "topicId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "jobId" TEXT NOT NULL,

    PRIMARY KEY ("topicId", "name", "value", "jobId")
) WITHOUT ROWID;

CREATE TABLE "Task" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "topicId" TEXT NOT NULL,
    "jobId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "join" TEXT NOT NULL DEFAULT 'ALL_SUCCEEDED',
    "joinCount" INTEGER,
    "tolerateCount" INTEGER,
    "tolerateShare" REAL,
    "unitDefaults" TEXT,
    "when" TEXT,
    "onFalse" TEXT,
    "conditionMetAt" BIGINT,
    "handles" INTEGER NOT NULL DEFAULT 0,
    "succeededHandlerCount" INTEGER NOT NULL DEFAULT 0,
    "parentUnitId" TEXT,
    "pausedAt" BIGINT,
    "pausedBy" TEXT,
    "pauseReason" TEXT,
    "resumeAt" BIGINT,
    "unitsHandled" INTEGER NOT NULL DEFAULT 0,
    "skipKind" TEXT,
    "predecessorCount" INTEGER NOT NULL DEFAULT 0,
    "succeededPredecessorCount" INTEGER NOT NULL DEFAULT 0,
    "failedPredecessorCount" INTEGER NOT NULL DEFAULT 0,
    "cancelledPredecessorCount" INTEGER NOT NULL DEFAULT 0,
    "skippedPredecessorCount" INTEGER NOT NULL DEFAULT 0,
    "createdAt" BIGINT NOT NULL,
    "startedAt" BIGINT,
    "finishedAt" BIGINT,
    "unitsPending" INTEGER NOT NULL DEFAULT 0,
    "unitsReady" INTEGER NOT NULL DEFAULT 0,
    "unitsRunning" INTEGER NOT NULL DEFAULT 0,
    "unitsPaused" INTEGER NOT NULL DEFAULT 0,
    "unitsSucceeded" INTEGER NOT NULL DEFAULT 0,
    "unitsFailed" INTEGER NOT NULL DEFAULT 0,
    "unitsSkipped" INTEGER NOT NULL DEFAULT 0,
    "unitsCancelled" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "Task_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Task_join_known" CHECK ("join" = 'ALL_SUCCEEDED' OR "join" = 'ALL_FINISHED' OR "join" = 'ANY_SUCCEEDED' OR "join" = 'AT_LEAST' OR "join" = 'ANY_FAILED'),
    CONSTRAINT "Task_onFalse_known" CHECK ("onFalse" = 'SKIP' OR "onFalse" = 'SKIP_DOWNSTREAM' OR "onFalse" = 'FAIL'),
    CONSTRAINT "Task_onFalse_of_condition" CHECK (("when" IS NULL) = ("onFalse" IS NULL)),
    CONSTRAINT "Task_handled_failed" CHECK ("succeededHandlerCount" >= 0 AND "unitsHandled" BETWEEN 0 AND "unitsFailed"),
    CONSTRAINT "Task_skipKind_known" CHECK ("skipKind" = 'PLAIN' OR "skipKind" = 'CASCADING'),
    CONSTRAINT "Task_skipped_somehow" CHECK (("state" = 'SKIPPED') = ("skipKind" IS NOT NULL)),
    CONSTRAINT "Task_state_known" CHECK ("state" = 'PENDING' OR "state" = 'RUNNING' OR "state" = 'SUCCEEDED' OR "state" = 'FAILED' OR "state" = 'SKIPPED' OR "state" = 'CANCELLED'),
    CONSTRAINT "Task_units_not_negative" CHECK (
        "unitsPending" >= 0
        AND "unitsReady" >= 0
        AND "unitsRunning" >= 0
        AND "unitsPaused" >= 0
        AND "unitsSucceeded" >= 0
        AND "unitsFailed" >= 0
        AND "unitsSkipped" >= 0
        AND "unitsCancelled" >= 0
    ),
    CONSTRAINT "Task_counts_not_negative" CHECK (
        "predecessorCount" >= 0
        AND "succeededPredecessorCount" >= 0
        AND "failedPredecessorCount" >= 0
        AND "cancelledPredecessorCount" >= 0
        AND "skippedPredecessorCount" >= 0
    ),
    CONSTRAINT "Task_predecessors_counted" CHECK ("succeededPredecessorCount" + "failedPredecessorCount" + "cancelledPredecessorCount" + "skippedPredecessorCount" <= "predecessorCount")
);

CREATE TABLE "TaskDependency" (
    "predecessorId" TEXT NOT NULL,
    "dependantId" TEXT NOT NULL,

    PRIMARY KEY ("predecessorId", "dependantId"),
    CONSTRAINT "TaskDependency_predecessorId_fkey" FOREIGN KEY ("predecessorId") REFERENCES "Task" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "TaskDependency_dependantId_fkey" FOREIGN KEY ("dependantId") REFERENCES "Task" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
) WITHOUT ROWID;

CREATE TABLE "Lane" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "topicId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "requires" TEXT NOT NULL,
    "requiresFirst" TEXT NOT NULL,
    "concurrencyKey" TEXT NOT NULL,
    "unitCount" INTEGER NOT NULL,
    "claimableCount" INTEGER NOT NULL,
    "place" BIGINT NOT NULL,
    "headId" TEXT NOT NULL,
    "isOpen" INTEGER NOT NULL,
    "paceMs" REAL,
    "pacedAt" BIGINT,
    "emptyAt" BIGINT,
    CONSTRAINT "Lane_topicId_fkey" FOREIGN KEY ("topicId") REFERENCES "Topic" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Lane_counts" CHECK ("claimableCount" BETWEEN 0 AND "unitCount"),
    CONSTRAINT "Lane_empty_without_units" CHECK ("emptyAt" IS NULL OR "unitCount" = 0),
    CONSTRAINT "Lane_open_or_not" CHECK ("isOpen" = 0 OR "isOpen" = 1)
);

CREATE TABLE "KindQueue" (
    "topicId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "unitCount" INTEGER NOT NULL,
    "claimableCount" INTEGER NOT NULL,
    "shutCount" INTEGER NOT NULL,
    "delayedCount" INTEGER NOT NULL,
    "unitsPending" INTEGER NOT NULL DEFAULT 0,
    "unitsReady" INTEGER NOT NULL DEFAULT 0,
    "unitsRunning" INTEGER NOT NULL DEFAULT 0,
    "unitsPaused" INTEGER NOT NULL DEFAULT 0,
    "unitsSucceeded" INTEGER NOT NULL DEFAULT 0,
    "unitsFailed" INTEGER NOT NULL DEFAULT 0,
    "unitsSkipped" INTEGER NOT NULL DEFAULT 0,
    "unitsCancelled" INTEGER NOT NULL DEFAULT 0,
    "era" INTEGER NOT NULL,
    "claimedWeight" REAL NOT NULL,
    "succeededWeight" REAL NOT NULL,
    "failedWeight" REAL NOT NULL,
    "emptyAt" BIGINT,

    PRIMARY KEY ("topicId", "kind"),
    CONSTRAINT "KindQueue_topicId_fkey" FOREIGN KEY ("topicId") REFERENCES "Topic" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "KindQueue_ready_is_claimable_delayed_or_held" CHECK ("claimableCount" >= 0 AND "delayedCount" >= 0 AND "claimableCount" + "delayedCount" <= "unitsReady"),
    CONSTRAINT "KindQueue_shut_is_claimable" CHECK ("shutCount" BETWEEN 0 AND "claimableCount"),
    CONSTRAINT "KindQueue_counters_not_negative" CHECK ("unitsPending" >= 0 AND "unitsReady" >= 0 AND "unitsRunning" >= 0 AND "unitsPaused" >= 0 AND "unitsSucceeded" >= 0 AND "unitsFailed" >= 0 AND "unitsSkipped" >= 0 AND "unitsCancelled" >= 0),
    CONSTRAINT "KindQueue_unit_count" CHECK ("unitCount" = "unitsPending" + "unitsReady" + "unitsRunning" + "unitsPaused" + "unitsSucceeded" + "unitsFailed" + "unitsSkipped" + "unitsCancelled"),
    CONSTRAINT "KindQueue_empty_without_units" CHECK (("emptyAt" IS NOT NULL) = ("unitCount" = 0))
) WITHOUT ROWID;

CREATE TABLE "Unit" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "topicId" TEXT NOT NULL,
    "jobId" TEXT NOT NULL,
    "taskId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "laneId" TEXT NOT NULL,
    "input" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "retryPolicy" TEXT,
    "join" TEXT NOT NULL DEFAULT 'ALL_SUCCEEDED',
    "joinCount" INTEGER,
    "attemptTimeoutMs" INTEGER,
    "startByMs" INTEGER,
    "deadlineMs" INTEGER,
    "when" TEXT,
    "onFalse" TEXT,
    "conditionMetAt" BIGINT,
    "handles" INTEGER NOT NULL DEFAULT 0,
    "succeededHandlerCount" INTEGER NOT NULL DEFAULT 0,
    "parentUnitId" TEXT,
    "skipKind" TEXT,
    "predecessorCount" INTEGER NOT NULL DEFAULT 0,
    "succeededPredecessorCount" INTEGER NOT NULL DEFAULT 0,
    "failedPredecessorCount" INTEGER NOT NULL DEFAULT 0,
    "cancelledPredecessorCount" INTEGER NOT NULL DEFAULT 0,
    "skippedPredecessorCount" INTEGER NOT NULL DEFAULT 0,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "failureCount" INTEGER NOT NULL DEFAULT 0,
    "lossCount" INTEGER NOT NULL DEFAULT 0,
    "leaseId" TEXT,
    "leaseMs" INTEGER,
    "leaseUntil" BIGINT,
    "worker" TEXT,
    "availableAt" BIGINT,
    "rank" BIGINT,
    "pausedAt" BIGINT,
    "pausedBy" TEXT,
    "pauseReason" TEXT,
    "resumeAt" BIGINT,
    "deadlineAt" BIGINT,
    "failsAt" BIGINT,
    "createdAt" BIGINT NOT NULL,
    "readyAt" BIGINT,
    "startedAt" BIGINT,
    "claimedAt" BIGINT,
    "finishedAt" BIGINT,
    "checkpoint" TEXT,
    "progress" REAL,
    "progressMessage" TEXT,
    "output" TEXT,
    "failureCode" TEXT,
    "failureMessage" TEXT,
    "failureDetails" TEXT,
    "logCount" INTEGER NOT NULL DEFAULT 0,
    "mark" TEXT GENERATED ALWAYS AS (
        CASE
            WHEN "state" = 'FAILED' OR "state" = 'PAUSED' OR "state" = 'SKIPPED' OR "state" = 'CANCELLED' THEN "state"
            WHEN "failureCode" IS NOT NULL AND ("state" = 'READY' OR "state" = 'RUNNING') THEN 'RETRYING'
        END
    ) VIRTUAL,
    CONSTRAINT "Unit_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Unit_taskId_fkey" FOREIGN KEY ("taskId") REFERENCES "Task" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Unit_join_known" CHECK ("join" = 'ALL_SUCCEEDED' OR "join" = 'ALL_FINISHED' OR "join" = 'ANY_SUCCEEDED' OR "join" = 'AT_LEAST' OR "join" = 'ANY_FAILED'),
    CONSTRAINT "Unit_skipKind_known" CHECK ("skipKind" = 'PLAIN' OR "skipKind" = 'CASCADING'),
    CONSTRAINT "Unit_pause_while_paused" CHECK (
        ("state" = 'PAUSED') = ("pausedAt" IS NOT NULL)
        AND ("pausedAt" IS NOT NULL OR ("pausedBy" IS NULL AND "pauseReason" IS NULL AND "resumeAt" IS NULL))
    ),
    CONSTRAINT "Unit_fails_while_waiting" CHECK ("failsAt" IS NULL OR "state" = 'READY' OR "state" = 'PAUSED'),
    CONSTRAINT "Unit_onFalse_known" CHECK ("onFalse" = 'SKIP' OR "onFalse" = 'SKIP_DOWNSTREAM' OR "onFalse" = 'FAIL'),
    CONSTRAINT "Unit_onFalse_of_condition" CHECK (("when" IS NULL) = ("onFalse" IS NULL)),
    CONSTRAINT "Unit_handlers_not_negative" CHECK ("succeededHandlerCount" >= 0),
    CONSTRAINT "Unit_skipped_somehow" CHECK (("state" = 'SKIPPED') = ("skipKind" IS NOT NULL)),
    CONSTRAINT "Unit_state_known" CHECK ("state" = 'PENDING' OR "state" = 'READY' OR "state" = 'RUNNING' OR "state" = 'PAUSED' OR "state" = 'SUCCEEDED' OR "state" = 'FAILED' OR "state" = 'SKIPPED' OR "state" = 'CANCELLED'),
    CONSTRAINT "Unit_counts_not_negative" CHECK (
        "predecessorCount" >= 0
        AND "succeededPredecessorCount" >= 0
        AND "failedPredecessorCount" >= 0
        AND "cancelledPredecessorCount" >= 0
        AND "skippedPredecessorCount" >= 0
        AND "attempt" >= 0
        AND "failureCount" >= 0
        AND "logCount" >= 0
    ),
    CONSTRAINT "Unit_predecessors_counted" CHECK ("succeededPredecessorCount" + "failedPredecessorCount" + "cancelledPredecessorCount" + "skippedPredecessorCount" <= "predecessorCount"),
    CONSTRAINT "Unit_leased_while_running" CHECK (
        ("leaseId" IS NOT NULL) = ("state" = 'RUNNING')
        AND ("leaseUntil" IS NOT NULL) = ("state" = 'RUNNING')
        AND ("worker" IS NOT NULL) = ("state" = 'RUNNING')
    ),
    CONSTRAINT "Unit_ranked_while_ready" CHECK ("rank" IS NULL OR "state" = 'READY'),
    CONSTRAINT "Unit_delayed_while_ready" CHECK ("availableAt" IS NULL OR ("state" = 'READY' AND "rank" IS NULL))
);

CREATE TABLE "UnitDependency" (
    "predecessorId" TEXT NOT NULL,
    "dependantId" TEXT NOT NULL,

    PRIMARY KEY ("predecessorId", "dependantId"),
    CONSTRAINT "UnitDependency_predecessorId_fkey" FOREIGN KEY ("predecessorId") REFERENCES "Unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "UnitDependency_dependantId_fkey" FOREIGN KEY ("dependantId") REFERENCES "Unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
) WITHOUT ROWID;

CREATE TABLE "Attempt" (
    "unitId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "leaseId" TEXT NOT NULL,
    "worker" TEXT NOT NULL,
    "claimedAt" BIGINT NOT NULL,
    "finishedAt" BIGINT NOT NULL,
    "outcome" TEXT NOT NULL,
    "failureCode" TEXT,
    "failureMessage" TEXT,
    "failureDetails" TEXT,
    "endedBy" TEXT,
    "endedReason" TEXT,
    "toldAt" BIGINT,

    PRIMARY KEY ("unitId", "number"),
    CONSTRAINT "Attempt_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Attempt_outcome_known" CHECK ("outcome" = 'SUCCEEDED' OR "outcome" = 'FAILED' OR "outcome" = 'RATE_LIMITED' OR "outcome" = 'EXPIRED' OR "outcome" = 'RELEASED' OR "outcome" = 'SNOOZED' OR "outcome" = 'PAUSED' OR "outcome" = 'INTERRUPTED' OR "outcome" = 'RERUN' OR "outcome" = 'CANCELLED' OR "outcome" = 'REVOKED')
) WITHOUT ROWID;

CREATE TABLE "LogLine" (
    "unitId" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    "level" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "fields" TEXT,

    PRIMARY KEY ("unitId", "attempt", "line"),
    CONSTRAINT "LogLine_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "LogLine_level_known" CHECK ("level" = 'DEBUG' OR "level" = 'INFO' OR "level" = 'WARN' OR "level" = 'ERROR')
) WITHOUT ROWID;

CREATE TABLE "Limit" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "topicId" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "pattern" TEXT NOT NULL,
    "runningMax" INTEGER,
    "startMax" INTEGER,
    "intervalMs" INTEGER,
    "isAdaptive" INTEGER NOT NULL DEFAULT 0,
    "startMin" INTEGER,
    "weight" REAL,
    "createdAt" BIGINT NOT NULL,
    "setAt" BIGINT NOT NULL,
    "setBy" TEXT,
    "reason" TEXT,
    CONSTRAINT "Limit_scope_known" CHECK ("scope" = 'TOPIC' OR "scope" = 'KIND' OR "scope" = 'KEY'),
    CONSTRAINT "Limit_pattern_of_scope" CHECK (("scope" = 'TOPIC') = ("pattern" = '')),
    CONSTRAINT "Limit_starts_in_time" CHECK (("startMax" IS NULL) = ("intervalMs" IS NULL)),
    CONSTRAINT "Limit_bounds_positive" CHECK ("runningMax" > 0 AND "startMax" > 0 AND "intervalMs" > 0)
);

CREATE TABLE "LimitUse" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "topicId" TEXT NOT NULL,
    "limitId" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "runningCount" INTEGER NOT NULL DEFAULT 0,
    "starts" TEXT NOT NULL,
    "rate" INTEGER,
    "rateAt" BIGINT,
    "loweredAt" BIGINT,
    "hasHeldBack" INTEGER NOT NULL DEFAULT 0,
    "closedUntil" BIGINT,
    "isClosed" INTEGER NOT NULL DEFAULT 0,
    "opensAt" BIGINT,
    "usedAt" BIGINT NOT NULL,
    CONSTRAINT "LimitUse_scope_known" CHECK ("scope" = 'TOPIC' OR "scope" = 'KIND' OR "scope" = 'KEY'),
    CONSTRAINT "LimitUse_running_not_negative" CHECK ("runningCount" >= 0),
    CONSTRAINT "LimitUse_opens_what_is_closed" CHECK ("opensAt" IS NULL OR "isClosed" = 1)
) WITHOUT ROWID;

CREATE TABLE "Event" (
    "topicId" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "at" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "jobId" TEXT,
    "taskId" TEXT,
    "unitId" TEXT,
    "attempt" INTEGER,
    "from" TEXT,
    "to" TEXT,
    "worker" TEXT,
    "data" TEXT,

    PRIMARY KEY ("topicId", "seq")
) WITHOUT ROWID;

CREATE TABLE "EventSpan" (
    "jobId" TEXT NOT NULL,
    "lastSeq" BIGINT NOT NULL,
    "firstSeq" BIGINT NOT NULL,

    PRIMARY KEY ("jobId", "lastSeq"),
    CONSTRAINT "EventSpan_forward" CHECK ("firstSeq" <= "lastSeq")
) WITHOUT ROWID;

CREATE TABLE "Worker" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "topicId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "labels" TEXT NOT NULL,
    "kinds" TEXT,
    "capacity" INTEGER,
    "changedAt" BIGINT,
    "mode" TEXT NOT NULL,
    "modeAt" BIGINT,
    "modeBy" TEXT,
    "modeReason" TEXT,
    "toldAt" BIGINT,
    "firstSeenAt" BIGINT NOT NULL,
    "lastSeenAt" BIGINT NOT NULL,
    CONSTRAINT "Worker_mode_known" CHECK ("mode" = 'ACTIVE' OR "mode" = 'QUIET' OR "mode" = 'DRAINING'),
    CONSTRAINT "Worker_capacity_positive" CHECK ("capacity" IS NULL OR "capacity" >= 1),
    CONSTRAINT "Worker_told_of_what_is_asked" CHECK ("toldAt" IS NULL OR "mode" <> 'ACTIVE')
);

CREATE TABLE "IdempotencyRecord" (
    "key" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "command" TEXT NOT NULL,
    "inputHash" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,

    PRIMARY KEY ("key", "scope")
) WITHOUT ROWID;

CREATE TABLE "Schedule" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "topicId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "templateName" TEXT NOT NULL,
    "templateVersion" INTEGER,
    "params" TEXT NOT NULL,
    "dueAtParam" TEXT,
    "jobName" TEXT,
    "priority" INTEGER,
    "labels" TEXT,
    "cron" TEXT,
    "zone" TEXT,
    "everyMs" INTEGER,
    "anchorAt" BIGINT,
    "onceAt" BIGINT,
    "startsAt" BIGINT,
    "endsAt" BIGINT,
    "overlap" TEXT NOT NULL,
    "queueMax" INTEGER NOT NULL,
    "missed" TEXT NOT NULL,
    "pausedAt" BIGINT,
    "pausedBy" TEXT,
    "pauseReason" TEXT,
    "resumeAt" BIGINT,
    "nextAt" BIGINT,
    "wakesAt" BIGINT,
    "lastJobId" TEXT,
    "queuedCount" INTEGER NOT NULL DEFAULT 0,
    "firingCount" INTEGER NOT NULL DEFAULT 0,
    "startedCount" INTEGER NOT NULL DEFAULT 0,
    "skippedCount" INTEGER NOT NULL DEFAULT 0,
    "failedCount" INTEGER NOT NULL DEFAULT 0,
    "createdAt" BIGINT NOT NULL,
    "updatedAt" BIGINT NOT NULL,
    CONSTRAINT "Schedule_topicId_fkey" FOREIGN KEY ("topicId") REFERENCES "Topic" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Schedule_overlap_known" CHECK ("overlap" = 'SKIP' OR "overlap" = 'QUEUE' OR "overlap" = 'REPLACE' OR "overlap" = 'ALLOW'),
    CONSTRAINT "Schedule_missed_known" CHECK ("missed" = 'SKIP' OR "missed" = 'ONE' OR "missed" = 'ALL'),
    CONSTRAINT "Schedule_one_timing" CHECK (
        CASE WHEN "cron" IS NULL THEN 0 ELSE 1 END
        + CASE WHEN "everyMs" IS NULL THEN 0 ELSE 1 END
        + CASE WHEN "onceAt" IS NULL THEN 0 ELSE 1 END = 1
    ),
    CONSTRAINT "Schedule_counts_not_negative" CHECK (
        "queuedCount" >= 0
        AND "firingCount" >= "queuedCount"
        AND "startedCount" >= 0
        AND "skippedCount" >= 0
        AND "failedCount" >= 0
    )
);

CREATE TABLE "ScheduleFiring" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "scheduleId" TEXT NOT NULL,
    "dueAt" BIGINT NOT NULL,
    "lastDueAt" BIGINT NOT NULL,
    "dueCount" INTEGER NOT NULL DEFAULT 1,
    "isManual" INTEGER NOT NULL DEFAULT 0,
    "outcome" TEXT NOT NULL,
    "code" TEXT,
    "message" TEXT,
    "jobId" TEXT,
    "replacedJobId" TEXT,
    "firedAt" BIGINT NOT NULL,
    CONSTRAINT "ScheduleFiring_scheduleId_fkey" FOREIGN KEY ("scheduleId") REFERENCES "Schedule" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "ScheduleFiring_outcome_known" CHECK ("outcome" = 'STARTED' OR "outcome" = 'QUEUED' OR "outcome" = 'SKIPPED' OR "outcome" = 'FAILED'),
    CONSTRAINT "ScheduleFiring_started_job" CHECK (("outcome" = 'STARTED') = ("jobId" IS NOT NULL))
);

CREATE UNIQUE INDEX "Topic_name_key" ON "Topic"("name");
CREATE UNIQUE INDEX "Template_topicId_name_version_key" ON "Template"("topicId", "name", "version");
CREATE INDEX "Job_topicId_state_id_idx" ON "Job"("topicId", "state", "id");
CREATE INDEX "Job_topicId_id_idx" ON "Job"("topicId", "id");
CREATE INDEX "Job_topicId_name_id_idx" ON "Job"("topicId", "name", "id");
CREATE INDEX "Job_state_id_idx" ON "Job"("state", "id");
CREATE UNIQUE INDEX "Job_topicId_key_key" ON "Job"("topicId", "key");
CREATE INDEX "JobLabel_topicId_name_jobId_idx" ON "JobLabel"("topicId", "name", "jobId");
CREATE INDEX "Task_jobId_id_idx" ON "Task"("jobId", "id");
CREATE UNIQUE INDEX "Task_jobId_key_key" ON "Task"("jobId", "key");
CREATE INDEX "TaskDependency_dependantId_predecessorId_idx" ON "TaskDependency"("dependantId", "predecessorId");
CREATE UNIQUE INDEX "Lane_topicId_kind_requires_concurrencyKey_key" ON "Lane"("topicId", "kind", "requires", "concurrencyKey");
CREATE INDEX "Unit_taskId_id_idx" ON "Unit"("taskId", "id");
CREATE INDEX "Unit_jobId_id_idx" ON "Unit"("jobId", "id");
CREATE UNIQUE INDEX "Unit_taskId_key_key" ON "Unit"("taskId", "key");
CREATE INDEX "UnitDependency_dependantId_predecessorId_idx" ON "UnitDependency"("dependantId", "predecessorId");
CREATE UNIQUE INDEX "Limit_topicId_scope_pattern_key" ON "Limit"("topicId", "scope", "pattern");
CREATE INDEX "Worker_name_topicId_idx" ON "Worker"("name", "topicId");
CREATE INDEX "Worker_topicId_mode_lastSeenAt_id_idx" ON "Worker"("topicId", "mode", "lastSeenAt", "id");
CREATE INDEX "Worker_topicId_lastSeenAt_idx" ON "Worker"("topicId", "lastSeenAt");
CREATE UNIQUE INDEX "Worker_topicId_name_key" ON "Worker"("topicId", "name");
CREATE INDEX "IdempotencyRecord_scope_createdAt_idx" ON "IdempotencyRecord"("scope", "createdAt");
CREATE UNIQUE INDEX "Schedule_topicId_name_key" ON "Schedule"("topicId", "name");
CREATE INDEX "ScheduleFiring_scheduleId_id_idx" ON "ScheduleFiring"("scheduleId", "id");
CREATE INDEX "ScheduleFiring_scheduleId_outcome_id_idx" ON "ScheduleFiring"("scheduleId", "outcome", "id");

-- What a claim walks: the Lanes that it may be served from, in their order.
CREATE INDEX "Lane_claimable" ON "Lane" ("topicId", "kind", "requiresFirst", "requires", "place", "headId") WHERE "claimableCount" > 0 AND "isOpen" = 1;

-- The Lanes that have something to claim, for those who look.
CREATE INDEX "Lane_waiting" ON "Lane" ("topicId", "id") WHERE "claimableCount" > 0;

-- The Lanes of a concurrency key.
CREATE INDEX "Lane_of_key" ON "Lane" ("topicId", "concurrencyKey") WHERE "concurrencyKey" <> '';

-- Which Units a running Unit has added.
CREATE INDEX "Unit_spawned" ON "Unit" ("parentUnitId", "id") WHERE "parentUnitId" IS NOT NULL;

-- Which delayed Units become claimable next.
CREATE INDEX "Unit_delayed" ON "Unit" ("availableAt") WHERE "availableAt" IS NOT NULL;

-- Which paused Units go on by themselves next.
CREATE INDEX "Unit_to_resume" ON "Unit" ("resumeAt") WHERE "resumeAt" IS NOT NULL;
CREATE INDEX "Task_to_resume" ON "Task" ("resumeAt") WHERE "resumeAt" IS NOT NULL;
CREATE INDEX "Job_to_resume" ON "Job" ("resumeAt") WHERE "resumeAt" IS NOT NULL;
CREATE INDEX "Topic_to_resume" ON "Topic" ("resumeAt") WHERE "resumeAt" IS NOT NULL;

-- Which Topics take Jobs again next.
CREATE INDEX "Topic_to_open" ON "Topic" ("intakeOpensAt") WHERE "intakeOpensAt" IS NOT NULL;

-- Which Topics have to be looked through next for what is kept no longer; which of their Jobs have
-- been finished for the longest, and which are being deleted.
CREATE INDEX "Topic_to_clear" ON "Topic" ("deletesAt") WHERE "deletesAt" IS NOT NULL;
CREATE INDEX "Job_finished" ON "Job" ("topicId", "finishedAt", "id") WHERE "finishedAt" IS NOT NULL;
CREATE INDEX "Job_deleting" ON "Job" ("topicId", "deletingAt", "id") WHERE "deletingAt" IS NOT NULL;
-- Which Jobs begin next, which have to have finished next, and which begin after another.
CREATE INDEX "Job_to_begin" ON "Job" ("beginsAt") WHERE "beginsAt" IS NOT NULL;
CREATE INDEX "Job_to_cancel" ON "Job" ("cancelsAt") WHERE "cancelsAt" IS NOT NULL;
CREATE INDEX "Job_behind" ON "Job" ("behindJobId", "id") WHERE "behindJobId" IS NOT NULL;

-- The newest Job of a collapse key, and the newest that has not finished.
CREATE INDEX "Job_of_collapse" ON "Job" ("topicId", "collapseKey", "id") WHERE "collapseKey" IS NOT NULL;
CREATE INDEX "Job_collapsing" ON "Job" ("topicId", "collapseKey", "id") WHERE "collapseKey" IS NOT NULL AND "state" = 'RUNNING';

-- Which waiting Units run out of time next.
CREATE INDEX "Unit_to_fail" ON "Unit" ("failsAt") WHERE "failsAt" IS NOT NULL;

-- What operators look for: Units that are out of the way of the work, have failed, or try again.
CREATE INDEX "Unit_marked" ON "Unit" ("topicId", "mark", "jobId", "id") WHERE "mark" IS NOT NULL;
CREATE INDEX "Unit_with_failure" ON "Unit" ("topicId", "failureCode", "jobId", "id") WHERE "failureCode" IS NOT NULL;

-- Schedules that the clock has to look at, and firings that wait for the Job before them.
CREATE INDEX "Schedule_to_wake" ON "Schedule" ("wakesAt") WHERE "wakesAt" IS NOT NULL;
CREATE INDEX "ScheduleFiring_queued" ON "ScheduleFiring" ("scheduleId", "dueAt", "id") WHERE "outcome" = 'QUEUED';

-- Whatever else may happen, a Schedule never fires twice for one instant.
CREATE UNIQUE INDEX "ScheduleFiring_once" ON "ScheduleFiring" ("scheduleId", "dueAt") WHERE "isManual" = 0;
-- What the clock opens next of what Limits keep closed, what of them counts Units that run, and what
-- is closed of a Topic.
CREATE INDEX "LimitUse_to_open" ON "LimitUse" ("opensAt") WHERE "opensAt" IS NOT NULL;
CREATE INDEX "LimitUse_running" ON "LimitUse" ("topicId", "id") WHERE "runningCount" > 0;
CREATE INDEX "LimitUse_closed" ON "LimitUse" ("topicId", "scope", "id") WHERE "isClosed" = 1;

-- What has not been used for longest, of what can be forgotten: Lanes and kinds without Units, uses without slots.
CREATE INDEX "Lane_empty" ON "Lane" ("topicId", "emptyAt", "id") WHERE "emptyAt" IS NOT NULL;
CREATE INDEX "KindQueue_empty" ON "KindQueue" ("topicId", "emptyAt", "kind") WHERE "emptyAt" IS NOT NULL;
CREATE INDEX "LimitUse_idle" ON "LimitUse" ("topicId", "usedAt", "id") WHERE "runningCount" = 0 AND "isClosed" = 0;

-- What only SQLite has. Units are found where they can be claimed, and where they are held, by two names:
-- here these are views with an index for each way to look, on PostgreSQL tables.
CREATE VIEW "ClaimableUnit" AS SELECT "laneId", "rank", "id" AS "unitId", "topicId", "kind", "readyAt" FROM "Unit" WHERE "rank" IS NOT NULL;
CREATE INDEX "Unit_claimable" ON "Unit" ("laneId", "rank", "id") WHERE "rank" IS NOT NULL;
CREATE INDEX "Unit_oldest" ON "Unit" ("topicId", "kind", "readyAt") WHERE "rank" IS NOT NULL;
CREATE VIEW "HeldUnit" AS SELECT "topicId", "worker", "id" AS "unitId", "leaseUntil" FROM "Unit" WHERE "worker" IS NOT NULL AND "leaseUntil" IS NOT NULL;
CREATE INDEX "Unit_held" ON "Unit" ("topicId", "worker", "id") WHERE "worker" IS NOT NULL;
CREATE INDEX "Unit_leased" ON "Unit" ("leaseUntil") WHERE "leaseUntil" IS NOT NULL;
