/** What has to hold of Schedules and their firings, as statements that find what does not hold. */
export const scheduleChecks: readonly (readonly [string, string])[] = [
  [
    'counts another number of firings in its history, or of those that wait, than there are',
    `SELECT s."id" FROM "Schedule" s WHERE s."firingCount" <>
         (SELECT count(*) FROM "ScheduleFiring" f WHERE f."scheduleId" = s."id")
       OR s."queuedCount" <> (SELECT count(*) FROM "ScheduleFiring" f
         WHERE f."scheduleId" = s."id" AND f."outcome" = 'QUEUED')`,
  ],
  [
    'counts fewer started, skipped or failed firings than its history has',
    `SELECT s."id" FROM "Schedule" s JOIN "ScheduleFiring" f ON f."scheduleId" = s."id"
     GROUP BY s."id", s."startedCount", s."skippedCount", s."failedCount"
     HAVING s."startedCount" < sum(CASE f."outcome" WHEN 'STARTED' THEN 1 ELSE 0 END)
       OR s."skippedCount" < sum(CASE f."outcome" WHEN 'SKIPPED' THEN f."dueCount" ELSE 0 END)
       OR s."failedCount" < sum(CASE f."outcome" WHEN 'FAILED' THEN 1 ELSE 0 END)`,
  ],
  [
    'is not looked at when its time comes, or its pause ends',
    `SELECT s."id" FROM "Schedule" s WHERE s."wakesAt" IS DISTINCT FROM
       (CASE WHEN s."pausedAt" IS NOT NULL THEN s."resumeAt" ELSE s."nextAt" END)
       AND (s."pausedAt" IS NOT NULL OR s."queuedCount" = 0)`,
  ],
  [
    'has a firing that waits for no Job, and is not looked at',
    `SELECT s."id" FROM "Schedule" s JOIN "Topic" t ON t."id" = s."topicId"
     WHERE s."queuedCount" > 0 AND s."pausedAt" IS NULL
       AND (s."wakesAt" IS NULL OR s."wakesAt" > t."lastAt")
       AND NOT EXISTS (SELECT 1 FROM "Job" j WHERE j."id" = s."lastJobId" AND j."state" = 'RUNNING')`,
  ],
  [
    'has started a Job that knows of another Schedule, or none',
    `SELECT f."id" FROM "ScheduleFiring" f JOIN "Job" j ON j."id" = f."jobId"
     WHERE j."scheduleId" IS DISTINCT FROM f."scheduleId"`,
  ],
  [
    'was started by a Schedule that does not know of it',
    `SELECT j."id" FROM "Job" j JOIN "Schedule" s ON s."id" = j."scheduleId"
     WHERE s."firingCount" < 1000 AND NOT EXISTS (
       SELECT 1 FROM "ScheduleFiring" f WHERE f."jobId" = j."id")`,
  ],
];
