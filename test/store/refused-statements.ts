/** What no database of Junjo takes, whoever writes it: the constraints that the models cannot say. */

/** A Unit, and all that it belongs to. */
export const soundRows = `
  INSERT INTO "Topic" ("id", "name", "createdAt", "lastSeq", "lastAt") VALUES ('t', 't', 0, 0, 0);
  INSERT INTO "Job" ("id", "topicId", "name", "state", "payload", "labels", "definitionHash",
    "createdAt") VALUES ('j', 't', 'j', 'RUNNING', '{}', '{}', '', 0);
  INSERT INTO "Task" ("id", "topicId", "jobId", "key", "name", "state", "createdAt")
    VALUES ('k', 't', 'j', 'k', 'k', 'RUNNING', 0);
  INSERT INTO "Lane" ("id", "topicId", "kind", "requires", "requiresFirst", "concurrencyKey",
    "unitCount", "claimableCount", "place", "headId", "isOpen")
    VALUES ('l', 't', 'u', '{}', '', '', 1, 0, 0, '', 1);
  INSERT INTO "Unit" ("id", "topicId", "jobId", "taskId", "key", "kind", "laneId", "input", "state",
    "createdAt") VALUES ('u', 't', 'j', 'k', 'u', 'u', 'l', '{}', 'PENDING', 0);
`;

/** What each would make of the sound rows, and the statement. */
export const refusedStatements: readonly (readonly [title: string, statement: string])[] = [
  ['a second installation', `INSERT INTO "Installation" VALUES (2, 'e', 0)`],
  ['a counter below zero', `UPDATE "Topic" SET "unitsReady" = -1`],
  ['a state that nobody knows', `UPDATE "Job" SET "state" = 'ODD'`],
  ['more predecessors than there are', `UPDATE "Unit" SET "failedPredecessorCount" = 1`],
  ['a running Unit without a lease', `UPDATE "Unit" SET "state" = 'RUNNING'`],
  ['a lease on a Unit that does not run', `UPDATE "Unit" SET "leaseId" = 'l'`],
  ['a Lane that can give more than it has', `UPDATE "Lane" SET "claimableCount" = 2`],
  ['a rank on a Unit that is not ready', `UPDATE "Unit" SET "rank" = 1`],
  ['a delay on a Unit that is not ready', `UPDATE "Unit" SET "availableAt" = 1`],
  [
    'a delayed Unit that can be claimed',
    `UPDATE "Unit" SET "state" = 'READY', "rank" = 1, "availableAt" = 1`,
  ],
];
