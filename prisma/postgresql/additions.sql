
-- What only PostgreSQL has. What can be claimed and what is held, each with a row for as long as it is so:
-- no index of Units changes when one of them is claimed or ends, since an update of a row would otherwise write
-- into all of them.
CREATE TABLE "ClaimableUnit" (
    "laneId" TEXT COLLATE "C" NOT NULL,
    "rank" BIGINT NOT NULL,
    "unitId" TEXT COLLATE "C" NOT NULL,
    "topicId" TEXT COLLATE "C" NOT NULL,
    "kind" TEXT COLLATE "C" NOT NULL,
    "readyAt" BIGINT NOT NULL,

    PRIMARY KEY ("laneId", "rank", "unitId")
);

CREATE TABLE "HeldUnit" (
    "topicId" TEXT COLLATE "C" NOT NULL,
    "worker" TEXT COLLATE "C" NOT NULL,
    "unitId" TEXT COLLATE "C" NOT NULL,
    "leaseUntil" BIGINT NOT NULL,

    PRIMARY KEY ("topicId", "worker", "unitId")
);

CREATE INDEX "ClaimableUnit_topicId_kind_readyAt_idx" ON "ClaimableUnit" ("topicId", "kind", "readyAt") WHERE "topicId" IS NOT NULL;
CREATE INDEX "HeldUnit_leaseUntil_idx" ON "HeldUnit" ("leaseUntil") WHERE "leaseUntil" IS NOT NULL;

-- One row for each connection that has written: the number of its last
-- commit. When the answer to a COMMIT is lost, this says whether it happened.
CREATE TABLE "Writer" (
    "id" TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    "commitCount" BIGINT NOT NULL,
    "usedAt" BIGINT NOT NULL
) WITH (fillfactor = 20);

-- Rows that change with every command get room beside them for their next versions, and what was
-- left of the versions before is cleared away early: these tables are small, or hot at one end.
ALTER TABLE "Topic" SET (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
ALTER TABLE "Lane" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500);
ALTER TABLE "KindQueue" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500);
ALTER TABLE "ClaimableUnit" SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
ALTER TABLE "HeldUnit" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
ALTER TABLE "Worker" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500);
ALTER TABLE "LimitUse" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500);
ALTER TABLE "Unit" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 2000);
ALTER TABLE "Task" SET (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
ALTER TABLE "Job" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
