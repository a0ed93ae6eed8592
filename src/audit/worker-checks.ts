/** What the auditor looks for in the registry of Workers; sentences and the rows to which they apply. */
export const workerChecks: readonly (readonly [string, string])[] = [
  [
    'is held by a Worker that is not in the registry',
    `SELECT u."id" FROM "Unit" u WHERE u."worker" IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM "Worker" w WHERE w."topicId" = u."topicId" AND w."name" = u."worker")`,
  ],
  [
    // Journals that begin later may have told of it before.
    'has ended an attempt without an Event that names its holder',
    `SELECT x."id" FROM (
       SELECT a."unitId" AS "id", a."number", a."worker" FROM "Attempt" a
         JOIN "Unit" u ON u."id" = a."unitId" JOIN "Topic" t ON t."id" = u."topicId" WHERE t."firstSeq" = 1
       EXCEPT SELECT e."unitId", e."attempt", e."worker" FROM "Event" e
         WHERE e."from" = 'RUNNING' AND e."to" <> 'RUNNING') x`,
  ],
  [
    'says since when it is asked for something, or was told of it, and is not',
    `SELECT "id" FROM "Worker" WHERE ("mode" <> 'ACTIVE' AND "modeAt" IS NULL)
       OR "toldAt" < "modeAt" OR "lastSeenAt" < "firstSeenAt" OR "changedAt" < "firstSeenAt"`,
  ],
];
