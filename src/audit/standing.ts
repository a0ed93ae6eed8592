/** Where a Job stands, as conditions of statements. */

/** Of a Job that is being deleted, what belongs to Units, and what leads to them, goes before they do. */
export function isStaying(jobId: string): string {
  return `NOT EXISTS (SELECT 1 FROM "Job" going WHERE going."id" = ${jobId} AND going."deletingAt" IS NOT NULL)`;
}

/** Of a Job: it has not begun. */
export const isWaiting = '("beginsAt" IS NOT NULL OR "behindJobId" IS NOT NULL)';
