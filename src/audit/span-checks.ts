/** What the auditor looks for where the Events of Jobs are said to stand; sentences and the rows to which they apply. */
export const spanChecks: readonly (readonly [string, string])[] = [
  [
    'has an Event that is in none of its spans',
    `SELECT DISTINCT e."jobId" AS "id" FROM "Event" e WHERE e."jobId" IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM "EventSpan" s
       WHERE s."jobId" = e."jobId" AND s."lastSeq" >= e."seq" AND s."firstSeq" <= e."seq")`,
  ],
  [
    'has a span that does not end with one of its Events',
    `SELECT x."jobId" AS "id" FROM (
       SELECT "jobId", "lastSeq" FROM "EventSpan" EXCEPT SELECT "jobId", "seq" FROM "Event") x`,
  ],
  [
    'has spans that overlap',
    `SELECT DISTINCT s."jobId" AS "id" FROM "EventSpan" s JOIN "EventSpan" n
       ON n."jobId" = s."jobId" AND n."lastSeq" > s."lastSeq" AND n."firstSeq" <= s."lastSeq"`,
  ],
];
