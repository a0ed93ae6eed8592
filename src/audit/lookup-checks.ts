/** What the auditor looks for in the rows by which Units are found; sentences and the Units to which they apply. */
export const lookupChecks: readonly (readonly [string, string])[] = [
  [
    'can be claimed, and is not found where claims look',
    `SELECT u."id" FROM "Unit" u WHERE u."rank" IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM "ClaimableUnit" c
       WHERE c."laneId" = u."laneId" AND c."rank" = u."rank" AND c."unitId" = u."id"
         AND c."topicId" = u."topicId" AND c."kind" = u."kind" AND c."readyAt" = u."readyAt")`,
  ],
  [
    'is found where claims look, and does not stand there',
    `SELECT c."unitId" AS "id" FROM "ClaimableUnit" c WHERE NOT EXISTS (
       SELECT 1 FROM "Unit" u
       WHERE u."id" = c."unitId" AND u."laneId" = c."laneId" AND u."rank" = c."rank")`,
  ],
  [
    'is held, and is not found by its holder or the end of its lease',
    `SELECT u."id" FROM "Unit" u WHERE u."worker" IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM "HeldUnit" h
       WHERE h."topicId" = u."topicId" AND h."worker" = u."worker" AND h."unitId" = u."id"
         AND h."leaseUntil" = u."leaseUntil")`,
  ],
  [
    'is found as held by somebody who does not hold it',
    `SELECT h."unitId" AS "id" FROM "HeldUnit" h WHERE NOT EXISTS (
       SELECT 1 FROM "Unit" u WHERE u."id" = h."unitId" AND u."worker" = h."worker")`,
  ],
];
