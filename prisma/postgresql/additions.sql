
-- What only PostgreSQL has. One row for each connection that has written: the number of its last
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
