/** Commands as the mutations with which a client asks for them. */
import type { Command, CommandName } from '../../src/domain/command.ts';
import type {
  NodeDefinition,
  TaskDefinition,
  UnitDefinition,
} from '../../src/domain/job-definition.ts';
import type { Submission } from '../../src/domain/submission.ts';

export interface Mutation {
  readonly query: string;
  readonly variables: { readonly input: object };
}

/** What workers report; many of them go in one call. */
const reportNames = {
  succeedUnit: 'succeed',
  failUnit: 'fail',
  releaseUnit: 'release',
  snoozeUnit: 'snooze',
  pauseHeldUnit: 'pause',
  renewLease: 'renew',
  reportProgress: 'progress',
  saveCheckpoint: 'checkpoint',
  appendLog: 'log',
  spawn: 'spawn',
  mergeContext: 'mergeContext',
} as const satisfies Partial<Record<CommandName, string>>;

const mutationNames = {
  createTopic: 'topicCreate',
  updateTopic: 'topicUpdate',
  submitJob: 'jobSubmit',
  closeIntake: 'topicCloseIntake',
  openIntake: 'topicOpenIntake',
  pauseTopic: 'topicPause',
  resumeTopic: 'topicResume',
  pauseJob: 'jobPause',
  resumeJob: 'jobResume',
  pauseTask: 'taskPause',
  resumeTask: 'taskResume',
  cancelJob: 'jobCancel',
  beginJob: 'jobBegin',
  rescheduleJob: 'jobReschedule',
  retryJob: 'jobRetry',
  rerunJob: 'jobRerun',
  prioritizeJob: 'jobPrioritize',
  cancelUnit: 'unitCancel',
  prioritizeUnit: 'unitPrioritize',
  skipUnit: 'unitSkip',
  retryUnit: 'unitRetry',
  rerunUnit: 'unitRerun',
  pauseUnit: 'unitPause',
  resumeUnit: 'unitResume',
  revokeUnit: 'unitRevoke',
  revokeWorker: 'workerRevoke',
  forceSucceedUnit: 'unitForceSucceed',
  claimUnits: 'unitsClaim',
  mergeJobContext: 'jobMergeContext',
  addTasks: 'jobAddTasks',
  addUnits: 'taskAddUnits',
  addDependencies: 'jobAddDependencies',
  removeDependencies: 'jobRemoveDependencies',
  removeUnits: 'unitsRemove',
} as const satisfies Partial<Record<CommandName, string>>;

type ReportName = keyof typeof reportNames;

export function isReport(command: Command): command is Command & { readonly name: ReportName } {
  return command.name in reportNames;
}

export function reportsMutation(
  reports: readonly (Command & { readonly name: ReportName })[],
): Mutation {
  return {
    query: `mutation ($input: UnitsReportInput!) {
      unitsReport(input: $input) {
        answers { accepted replayed error { code } }
        userErrors { code message }
      }
    }`,
    variables: {
      input: {
        reports: reports.map((each) => ({ [reportNames[each.name]]: withLabels(inputOf(each)) })),
      },
    },
  };
}

export function mutationFor(command: Command): Mutation {
  const field = mutationName(command);
  if (field === undefined) throw new Error(`No client asks for ${command.name}.`);
  const more = { jobSubmit: 'job { id }', unitsClaim: 'leases { unitId attempt leaseId }' };
  const selected = Object.entries(more).find(([name]) => name === field)?.[1] ?? '';
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  return {
    query: `mutation ($input: ${type}!) {
      ${field}(input: $input) { ${selected} replayed userErrors { code message } }
    }`,
    variables: { input: withLabels(inputOf(command)) },
  };
}

/** Labels are JSON text in commands, and JSON in the API. */
function withLabels(input: object): object {
  return JSON.parse(JSON.stringify(input), (field, value: unknown) => {
    const isLabels = field === 'requires' || field === 'labels';
    return isLabels && typeof value === 'string' ? JSON.parse(value) : value;
  });
}

function mutationName(command: Command): string | undefined {
  if (command.name === 'setWorkerMode') return modeMutations[command.mode];
  return Object.entries(mutationNames).find(([name]) => name === command.name)?.[1];
}

const modeMutations = {
  ACTIVE: 'workerActivate',
  QUIET: 'workerQuiet',
  DRAINING: 'workerDrain',
} as const;

function inputOf(command: Command): object {
  switch (command.name) {
    case 'submitJob': {
      const { name, key, payload, context, onFailure, tasks, ...says } = command.job;
      const { retry, attemptTimeoutMs, startByMs, deadlineMs, requires, concurrencyKey } = says;
      return {
        ...{ topic: 'kitchen', name, onFailure, retry, attemptTimeoutMs, startByMs, deadlineMs },
        ...{ requires, concurrencyKey },
        ...{
          key,
          ...submissionInput(command.submission ?? {}),
          payload: read(payload),
          context: read(context ?? '{}'),
          tasks: tasks.map(taskInput),
        },
      };
    }
    case 'claimUnits': {
      const { topicId: _topic, name: _name, ...input } = command;
      return { ...input, topics: ['kitchen'] };
    }
    case 'setWorkerMode':
      return { worker: { id: command.workerId }, reason: command.reason };
    case 'revokeWorker': {
      const { workerId: id, reason, isQuieting: quiet } = command;
      return { worker: { id }, reason, quiet };
    }
    case 'failUnit': {
      const { name: _name, isRetryable: retryable, ...input } = command;
      return { ...input, retryable };
    }
    case 'spawn': {
      const { lease, isJoining: join, units, tasks } = command;
      return { lease, join, units: units.map(unitInput), tasks: tasks.map(taskInput) };
    }
    case 'addUnits':
      return { taskId: command.taskId, units: command.units.map(unitInput) };
    case 'addTasks':
      return { jobId: command.jobId, tasks: command.tasks.map(taskInput) };
    default:
      return plainInput(command);
  }
}

/** The fields as they are, but for JSON, which is given as such, and for instants. */
function plainInput({ name: _name, ...fields }: Command): object {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, value]): [string, unknown][] => {
      const isJson = ['output', 'values', 'checkpoint'].includes(field);
      // Null says of an output that there is none, and would be one as JSON.
      if (isJson) return value === null ? [] : [[field, read(String(value))]];
      const isInstant = field.endsWith('At') && typeof value === 'number';
      return [[field, isInstant ? new Date(value).toISOString() : value]];
    }),
  );
}

function submissionInput({ onConflict, startAt, finishBy }: Submission): object {
  return { onConflict, startAt: instantText(startAt), finishBy: instantText(finishBy) };
}

function instantText(at: number | null | undefined): string | null {
  return at == null ? null : new Date(at).toISOString();
}

function taskInput({ tolerateCount, units, name, ...node }: TaskDefinition): object {
  return {
    ...nodeInput(node),
    name,
    tolerate: { count: tolerateCount },
    units: units.map(unitInput),
  };
}

function unitInput({ input, ...node }: UnitDefinition): object {
  return { ...nodeInput(node), input: read(input) };
}

function nodeInput({ join, joinCount, ...node }: NodeDefinition): object {
  return { ...node, join: { kind: join, count: joinCount } };
}

function read(json: string): unknown {
  return JSON.parse(json);
}
