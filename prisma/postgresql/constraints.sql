-- Written by scripts/derive-postgresql.ts from prisma/migrations; change those instead.

ALTER TABLE "Topic" ADD CONSTRAINT "Topic_limits_not_negative" CHECK ("limitCount" >= 0);
ALTER TABLE "Topic" ADD CONSTRAINT "Topic_jobs_not_negative" CHECK ("jobsRunning" >= 0 AND "jobsSucceeded" >= 0 AND "jobsFailed" >= 0 AND "jobsCancelled" >= 0);
ALTER TABLE "Topic" ADD CONSTRAINT "Topic_units_not_negative" CHECK (
        "unitsPending" >= 0
        AND "unitsReady" >= 0
        AND "unitsRunning" >= 0
        AND "unitsPaused" >= 0
        AND "unitsSucceeded" >= 0
        AND "unitsFailed" >= 0
        AND "unitsSkipped" >= 0
        AND "unitsCancelled" >= 0
    );
ALTER TABLE "Topic" ADD CONSTRAINT "Topic_log_not_negative" CHECK ("lastSeq" >= 0);
ALTER TABLE "Topic" ADD CONSTRAINT "Topic_log_from_first" CHECK ("firstSeq" BETWEEN 1 AND "lastSeq" + 1);
ALTER TABLE "Topic" ADD CONSTRAINT "Topic_retention_positive" CHECK ("retentionMs" > 0);
ALTER TABLE "Job" ADD CONSTRAINT "Job_topicId_fkey" FOREIGN KEY ("topicId") REFERENCES "Topic" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Job" ADD CONSTRAINT "Job_templateId_fkey" FOREIGN KEY ("templateId") REFERENCES "Template" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Job" ADD CONSTRAINT "Job_params_of_template" CHECK (("templateId" IS NULL) = ("params" IS NULL));
ALTER TABLE "Job" ADD CONSTRAINT "Job_state_known" CHECK ("state" IN ('RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'));
ALTER TABLE "Job" ADD CONSTRAINT "Job_onFailure_known" CHECK ("onFailure" IN ('CONTINUE', 'CANCEL_REST'));
ALTER TABLE "Job" ADD CONSTRAINT "Job_deleting_when_finished" CHECK ("deletingAt" IS NULL OR "finishedAt" IS NOT NULL);
ALTER TABLE "Job" ADD CONSTRAINT "Job_waits_unfinished" CHECK (
        "state" = 'RUNNING' OR ("beginsAt" IS NULL AND "behindJobId" IS NULL AND "cancelsAt" IS NULL)
    );
ALTER TABLE "Job" ADD CONSTRAINT "Job_dependencies_not_negative" CHECK ("dependencyCount" >= 0);
ALTER TABLE "Job" ADD CONSTRAINT "Job_handled_failed" CHECK ("tasksHandled" BETWEEN 0 AND "tasksFailed");
ALTER TABLE "Job" ADD CONSTRAINT "Job_tasks_not_negative" CHECK (
        "tasksPending" >= 0
        AND "tasksRunning" >= 0
        AND "tasksSucceeded" >= 0
        AND "tasksFailed" >= 0
        AND "tasksSkipped" >= 0
        AND "tasksCancelled" >= 0
    );
ALTER TABLE "Job" ADD CONSTRAINT "Job_units_not_negative" CHECK (
        "unitsPending" >= 0
        AND "unitsReady" >= 0
        AND "unitsRunning" >= 0
        AND "unitsPaused" >= 0
        AND "unitsSucceeded" >= 0
        AND "unitsFailed" >= 0
        AND "unitsSkipped" >= 0
        AND "unitsCancelled" >= 0
    );
ALTER TABLE "Task" ADD CONSTRAINT "Task_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Task" ADD CONSTRAINT "Task_join_known" CHECK ("join" IN ('ALL_SUCCEEDED', 'ALL_FINISHED', 'ANY_SUCCEEDED', 'AT_LEAST', 'ANY_FAILED'));
ALTER TABLE "Task" ADD CONSTRAINT "Task_onFalse_known" CHECK ("onFalse" IN ('SKIP', 'SKIP_DOWNSTREAM', 'FAIL'));
ALTER TABLE "Task" ADD CONSTRAINT "Task_onFalse_of_condition" CHECK (("when" IS NULL) = ("onFalse" IS NULL));
ALTER TABLE "Task" ADD CONSTRAINT "Task_handled_failed" CHECK ("succeededHandlerCount" >= 0 AND "unitsHandled" BETWEEN 0 AND "unitsFailed");
ALTER TABLE "Task" ADD CONSTRAINT "Task_skipKind_known" CHECK ("skipKind" IN ('PLAIN', 'CASCADING'));
ALTER TABLE "Task" ADD CONSTRAINT "Task_skipped_somehow" CHECK (("state" = 'SKIPPED') = ("skipKind" IS NOT NULL));
ALTER TABLE "Task" ADD CONSTRAINT "Task_state_known" CHECK ("state" IN ('PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'SKIPPED', 'CANCELLED'));
ALTER TABLE "Task" ADD CONSTRAINT "Task_units_not_negative" CHECK (
        "unitsPending" >= 0
        AND "unitsReady" >= 0
        AND "unitsRunning" >= 0
        AND "unitsPaused" >= 0
        AND "unitsSucceeded" >= 0
        AND "unitsFailed" >= 0
        AND "unitsSkipped" >= 0
        AND "unitsCancelled" >= 0
    );
ALTER TABLE "Task" ADD CONSTRAINT "Task_counts_not_negative" CHECK (
        "predecessorCount" >= 0
        AND "succeededPredecessorCount" >= 0
        AND "failedPredecessorCount" >= 0
        AND "cancelledPredecessorCount" >= 0
        AND "skippedPredecessorCount" >= 0
    );
ALTER TABLE "Task" ADD CONSTRAINT "Task_predecessors_counted" CHECK ("succeededPredecessorCount" + "failedPredecessorCount" + "cancelledPredecessorCount" + "skippedPredecessorCount" <= "predecessorCount");
ALTER TABLE "TaskDependency" ADD CONSTRAINT "TaskDependency_predecessorId_fkey" FOREIGN KEY ("predecessorId") REFERENCES "Task" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "TaskDependency" ADD CONSTRAINT "TaskDependency_dependantId_fkey" FOREIGN KEY ("dependantId") REFERENCES "Task" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Lane" ADD CONSTRAINT "Lane_topicId_fkey" FOREIGN KEY ("topicId") REFERENCES "Topic" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Lane" ADD CONSTRAINT "Lane_counts" CHECK ("claimableCount" BETWEEN 0 AND "unitCount");
ALTER TABLE "Lane" ADD CONSTRAINT "Lane_empty_without_units" CHECK ("emptyAt" IS NULL OR "unitCount" = 0);
ALTER TABLE "Lane" ADD CONSTRAINT "Lane_open_or_not" CHECK ("isOpen" IN (0, 1));
ALTER TABLE "KindQueue" ADD CONSTRAINT "KindQueue_topicId_fkey" FOREIGN KEY ("topicId") REFERENCES "Topic" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "KindQueue" ADD CONSTRAINT "KindQueue_ready_is_claimable_delayed_or_held" CHECK ("claimableCount" >= 0 AND "delayedCount" >= 0 AND "claimableCount" + "delayedCount" <= "unitsReady");
ALTER TABLE "KindQueue" ADD CONSTRAINT "KindQueue_shut_is_claimable" CHECK ("shutCount" BETWEEN 0 AND "claimableCount");
ALTER TABLE "KindQueue" ADD CONSTRAINT "KindQueue_counters_not_negative" CHECK ("unitsPending" >= 0 AND "unitsReady" >= 0 AND "unitsRunning" >= 0 AND "unitsPaused" >= 0 AND "unitsSucceeded" >= 0 AND "unitsFailed" >= 0 AND "unitsSkipped" >= 0 AND "unitsCancelled" >= 0);
ALTER TABLE "KindQueue" ADD CONSTRAINT "KindQueue_unit_count" CHECK ("unitCount" = "unitsPending" + "unitsReady" + "unitsRunning" + "unitsPaused" + "unitsSucceeded" + "unitsFailed" + "unitsSkipped" + "unitsCancelled");
ALTER TABLE "KindQueue" ADD CONSTRAINT "KindQueue_empty_without_units" CHECK (("emptyAt" IS NOT NULL) = ("unitCount" = 0));
ALTER TABLE "Unit" ADD CONSTRAINT "Unit_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Unit" ADD CONSTRAINT "Unit_taskId_fkey" FOREIGN KEY ("taskId") REFERENCES "Task" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Unit" ADD CONSTRAINT "Unit_join_known" CHECK ("join" IN ('ALL_SUCCEEDED', 'ALL_FINISHED', 'ANY_SUCCEEDED', 'AT_LEAST', 'ANY_FAILED'));
ALTER TABLE "Unit" ADD CONSTRAINT "Unit_skipKind_known" CHECK ("skipKind" IN ('PLAIN', 'CASCADING'));
ALTER TABLE "Unit" ADD CONSTRAINT "Unit_pause_while_paused" CHECK (
        ("state" = 'PAUSED') = ("pausedAt" IS NOT NULL)
        AND ("pausedAt" IS NOT NULL OR ("pausedBy" IS NULL AND "pauseReason" IS NULL AND "resumeAt" IS NULL))
    );
ALTER TABLE "Unit" ADD CONSTRAINT "Unit_fails_while_waiting" CHECK ("failsAt" IS NULL OR "state" IN ('READY', 'PAUSED'));
ALTER TABLE "Unit" ADD CONSTRAINT "Unit_onFalse_known" CHECK ("onFalse" IN ('SKIP', 'SKIP_DOWNSTREAM', 'FAIL'));
ALTER TABLE "Unit" ADD CONSTRAINT "Unit_onFalse_of_condition" CHECK (("when" IS NULL) = ("onFalse" IS NULL));
ALTER TABLE "Unit" ADD CONSTRAINT "Unit_handlers_not_negative" CHECK ("succeededHandlerCount" >= 0);
ALTER TABLE "Unit" ADD CONSTRAINT "Unit_skipped_somehow" CHECK (("state" = 'SKIPPED') = ("skipKind" IS NOT NULL));
ALTER TABLE "Unit" ADD CONSTRAINT "Unit_state_known" CHECK ("state" IN ('PENDING', 'READY', 'RUNNING', 'PAUSED', 'SUCCEEDED', 'FAILED', 'SKIPPED', 'CANCELLED'));
ALTER TABLE "Unit" ADD CONSTRAINT "Unit_counts_not_negative" CHECK (
        "predecessorCount" >= 0
        AND "succeededPredecessorCount" >= 0
        AND "failedPredecessorCount" >= 0
        AND "cancelledPredecessorCount" >= 0
        AND "skippedPredecessorCount" >= 0
        AND "attempt" >= 0
        AND "failureCount" >= 0
        AND "logCount" >= 0
    );
ALTER TABLE "Unit" ADD CONSTRAINT "Unit_predecessors_counted" CHECK ("succeededPredecessorCount" + "failedPredecessorCount" + "cancelledPredecessorCount" + "skippedPredecessorCount" <= "predecessorCount");
ALTER TABLE "Unit" ADD CONSTRAINT "Unit_leased_while_running" CHECK (
        ("leaseId" IS NOT NULL) = ("state" = 'RUNNING')
        AND ("leaseUntil" IS NOT NULL) = ("state" = 'RUNNING')
        AND ("worker" IS NOT NULL) = ("state" = 'RUNNING')
    );
ALTER TABLE "Unit" ADD CONSTRAINT "Unit_ranked_while_ready" CHECK ("rank" IS NULL OR "state" = 'READY');
ALTER TABLE "Unit" ADD CONSTRAINT "Unit_delayed_while_ready" CHECK ("availableAt" IS NULL OR ("state" = 'READY' AND "rank" IS NULL));
ALTER TABLE "UnitDependency" ADD CONSTRAINT "UnitDependency_predecessorId_fkey" FOREIGN KEY ("predecessorId") REFERENCES "Unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "UnitDependency" ADD CONSTRAINT "UnitDependency_dependantId_fkey" FOREIGN KEY ("dependantId") REFERENCES "Unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Attempt" ADD CONSTRAINT "Attempt_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Attempt" ADD CONSTRAINT "Attempt_outcome_known" CHECK ("outcome" IN ('SUCCEEDED', 'FAILED', 'RATE_LIMITED', 'EXPIRED', 'RELEASED', 'SNOOZED', 'PAUSED', 'INTERRUPTED', 'RERUN', 'CANCELLED', 'REVOKED'));
