/** What the auditor looks for in the registry of Workers; sentences and the rows to which they apply. */
export const workerChecks: readonly (readonly [string, string])[] = [
  [
    'is held by a Worker that is not in the registry',
    `SELECT u."id" FROM "Unit" u WHERE u."worker" IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM "Worker" w WHERE w."topicId" = u."topicId" AND w."name" = u."worker")`,
  ],
  [
    'says since when it is asked for something, or was told of it, and is not',
    `SELECT "id" FROM "Worker" WHERE ("mode" <> 'ACTIVE' AND "modeAt" IS NULL)
       OR "toldAt" < "modeAt" OR "lastSeenAt" < "firstSeenAt" OR "changedAt" < "firstSeenAt"`,
  ],
];
