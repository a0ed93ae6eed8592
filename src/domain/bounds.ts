/**
 * Every bound that a request meets, in one place. A request beyond one is refused with a coded
 * rejection that names the bound; nothing is ever cut or clamped silently.
 */
export const bounds = {
  /** Characters of a key (job, task, unit) and of a topic name. */
  keyLength: 128,
  /** Characters of a display name, a kind, a worker name or a failure code. */
  nameLength: 256,
  /** Characters of a description, a failure message, a progress or log message. */
  textLength: 8_192,
  /** Bytes of one JSON value: payload, input, output, details, fields. */
  jsonBytes: 262_144,
  /** Characters of a condition, how deep it nests, and how deep its macros do. */
  conditionLength: 2_048,
  /** Of all different conditions of one definition together: compiling the worst of them takes 200 ms. */
  conditionLengthPerJob: 8_192,
  conditionDepth: 64,
  conditionMacroDepth: 8,
  /**
   * Steps of one evaluation of a condition: some 10 ms, 30 at worst, or a simple test of each of
   * 8,000 elements.
   */
  conditionStepCount: 100_000,
  labelCount: 64,
  /** Characters of the definition of a Template, and of one with its parameters in place. */
  templateLength: 1_048_576,
  templateExpansionLength: 16_777_216,
  /** Versions of a Template. */
  templateVersionCount: 1_000,
  /**
   * Characters of a schema of parameters, and its parts once its references are written out:
   * compiling takes some 0.1 to 0.3 ms for each.
   */
  paramsSchemaLength: 8_192,
  paramsSchemaPartCount: 500,
  /** Parts of the schema times values of the parameters: as many comparisons take up to 100 ms. */
  paramsCheckCount: 150_000,
  /** Steps that the patterns of a schema take, each a tenth to a third of a microsecond. */
  paramsPatternStepCount: 400_000,
  /** Labels that a Unit requires, and those that a worker claims with. */
  requirementCount: 16,
  claimLabelCount: 32,
  /** Workers for each of which a Unit is made, of one definition. */
  targetCount: 1_000,
  taskCountPerJob: 20_000,
  unitCountPerJob: 200_000,
  dependencyCountPerJob: 1_000_000,
  /** Head start levels either way; see claimRank. */
  priority: 1_000,
  /** How many one request acts on at most. */
  bulkCount: 10_000,
  /** Jobs in one call; together they have no more Units and dependencies than one Job may have. */
  submissionCount: 1_000,
  claimUnitCount: 1_000,
  claimTopicCount: 64,
  claimKindCount: 256,
  claimWaitMs: 60_000,
  /** Units that a Worker holds at most at once, if it says how many. */
  workerCapacity: 100_000,
  reportCount: 1_000,
  logLineCountPerCommand: 1_000,
  leaseMsMin: 50,
  leaseMsMax: 86_400_000,
  attemptCount: 1_000,
  /** Entries of a table of retry delays. */
  retryDelayCount: 64,
  /** Kinds for which a Topic keeps defaults. */
  kindDefaultsCount: 1_000,
  /** Limits of one Topic: all of them are looked at for whatever starts. */
  limitCountPerTopic: 100,
  /** Of what a Limit counts: Units that run at once, or start per interval. */
  limitCount: 1_000_000,
  limitIntervalMsMin: 100,
  limitWeightMin: 0.001,
  limitWeightMax: 1_000,
  /** From a second to ten years. */
  retentionSecondsMin: 1,
  retentionSecondsMax: 315_360_000,
  /** Twenty-four days: the whole days that fit GraphQL's Int. */
  retryDelayMs: 2_073_600_000,
  /** Characters of a cron expression. */
  cronLength: 256,
  scheduleEveryMsMin: 1_000,
  /** The same twenty-four days; what is rarer is better said by cron. */
  scheduleEveryMsMax: 2_073_600_000,
  /** Firings of one Schedule that may wait for the running Job. */
  queuedFiringCount: 100,
  /** Firings that a preview shows. */
  previewCount: 100,
  /** Schedules that one look of the clock deals with. */
  scheduleCountPerLook: 100,
  /** Firings of one Schedule that one look of the clock starts; it comes back for the rest. */
  firingCountPerLook: 100,
  /** Units of the Jobs that one look starts, before it stops to come back. */
  firedUnitCountPerLook: 20_000,
  /** Firings of one Schedule that its history keeps, the newest. */
  firingCountPerSchedule: 1_000,
  /** How long submissions are collapsed; as many days. */
  collapseMs: 2_073_600_000,
} as const;
