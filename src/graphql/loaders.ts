/**
 * Reads of one request, gathered: what the fields of one level ask for is read with one statement,
 * by the store's own SQL. Nothing is remembered beyond that, so a later field of the request, as
 * after a mutation, sees what is true then.
 */
import type DataLoader from 'dataloader';
import type { Lane } from '../domain/lane.ts';
import type { LogLine } from '../domain/log-line.ts';
import type { Task, TaskState } from '../domain/task.ts';
import type { TemplateText } from '../domain/template.ts';
import type { Unit, UnitState } from '../domain/unit.ts';
import { findTasks, findUnits, sourceOf } from '../store/command-rows.ts';
import { findJobs } from '../store/job-rows.ts';
import { findLanes } from '../store/lane-rows.ts';
import {
  attemptModel,
  type JobModel,
  jobModel,
  type LimitModel,
  limitModel,
  logLineModel,
  type ScheduleModel,
  scheduleModel,
  type TaskModel,
  type TemplateModel,
  type TopicModel,
  taskModel,
  templateModel,
  topicModel,
  type UnitModel,
  unitModel,
  type WorkerModel,
  workerModel,
} from '../store/prisma/models.ts';
import {
  findTasksByKey,
  findUnitsByKey,
  type TaskName,
  type UnitName,
} from '../store/reads/by-key.ts';
import {
  type Graph,
  listDependantTasks,
  listDependantUnits,
  listPredecessorTasks,
  listPredecessorUnits,
  type ReadGraphs,
  readJobGraphs,
  readTaskGraphs,
} from '../store/reads/graphs.ts';
import type { KeysetPage } from '../store/reads/keyset-page.ts';
import { findLimits } from '../store/reads/limits.ts';
import {
  type JobSelection,
  type LogPosition,
  listAttemptsOfUnits,
  listJobsOfTopics,
  listLogLinesOfUnits,
  listTasksOfJobs,
  listUnitsOfJobs,
  listUnitsOfParents,
  listUnitsOfTasks,
} from '../store/reads/pages.ts';
import { findTaskKeys } from '../store/reads/single-columns.ts';
import { listTemplatesOfTopics, listVersionsOfTemplates } from '../store/reads/templates.ts';
import { findTopics } from '../store/reads/topics.ts';
import {
  listUnitsOfWorkers,
  listWorkersOfTopics,
  type WorkerPage,
} from '../store/reads/workers.ts';
import { findSchedules } from '../store/schedule-rows.ts';
import { findTemplates, findTemplateTexts } from '../store/template-rows.ts';
import { findWorkers } from '../store/worker-rows.ts';
import { GatheredReads } from './gathered-reads.ts';
import { requestError } from './request-error.ts';
import { requestLimits } from './request-limits.ts';

/** The object with an id that another row refers to, so that it must exist. */
export async function getReferred<Model>(
  loader: DataLoader<string, Model | null>,
  id: string,
): Promise<Model> {
  const found = await loader.load(id);
  // What refers to it was read before, and both were deleted in between.
  if (found === null) throw deletedMeanwhile(id);
  return found;
}

export function deletedMeanwhile(id: string) {
  return requestError('DELETED_MEANWHILE', `${id} was deleted while this was read. Read again.`);
}

function inOrder<Node>(ids: readonly string[], graphs: ReadGraphs<Node>): readonly Graph<Node>[] {
  if (graphs !== undefined) return ids.map((id) => graphs.get(id) ?? { nodes: [], edges: [] });
  const { nodeCountMax, edgeCountMax } = requestLimits.graph;
  throw requestError(
    'GRAPH_TOO_LARGE',
    `The graphs asked for have more than ${nodeCountMax} nodes or ${edgeCountMax} dependencies together. Ask for fewer, or list the nodes page by page.`,
  );
}

type InStates<State> = KeysetPage & { readonly states: readonly State[] };

export class Loaders extends GatheredReads {
  get topics(): DataLoader<string, TopicModel | null> {
    return this.byId('topics', async (ids) => (await findTopics(this.store, ids)).map(topicModel));
  }

  get templates(): DataLoader<string, TemplateModel | null> {
    return this.byId('templates', async (ids) =>
      (await findTemplates(this.#source, ids)).map(templateModel),
    );
  }

  /** What versions of Templates say, by their ids. */
  get templateTexts(): DataLoader<string, TemplateText | null> {
    return this.byId('templateTexts', (ids) => findTemplateTexts(this.#source, ids));
  }

  get jobs(): DataLoader<string, JobModel | null> {
    return this.byId('jobs', async (ids) => (await findJobs(this.#source, ids)).map(jobModel));
  }

  get tasks(): DataLoader<string, TaskModel | null> {
    return this.byId('tasks', async (ids) => (await findTasks(this.#source, ids)).map(taskModel));
  }

  get lanes(): DataLoader<string, Lane | null> {
    return this.byId('lanes', (ids) => findLanes(this.#source, ids));
  }

  get limits(): DataLoader<string, LimitModel | null> {
    return this.byId('limits', async (ids) => (await findLimits(this.store, ids)).map(limitModel));
  }

  /** The keys of Tasks, without the rest of them. */
  get taskKeys(): DataLoader<string, string | null> {
    return this.values('taskKeys', (ids) => findTaskKeys(this.store, ids));
  }

  get units(): DataLoader<string, UnitModel | null> {
    return this.byId('units', async (ids) => (await findUnits(this.#source, ids)).map(unitModel));
  }

  get workers(): DataLoader<string, WorkerModel | null> {
    return this.byId('workers', async (ids) =>
      (await findWorkers(this.#source, ids)).map(workerModel),
    );
  }

  get schedules(): DataLoader<string, ScheduleModel | null> {
    return this.byId('schedules', async (ids) =>
      (await findSchedules(this.#source, ids)).map(scheduleModel),
    );
  }

  get tasksByKey(): DataLoader<TaskName, TaskModel | null> {
    return this.once('tasksByKey', async (names: readonly TaskName[]) => {
      const tasks = await findTasksByKey(this.store, names);
      const found = new Map(tasks.map((task) => [`${task.jobId}/${task.key}`, taskModel(task)]));
      return names.map(({ jobId, taskKey }) => found.get(`${jobId}/${taskKey}`) ?? null);
    });
  }

  get unitsByKey(): DataLoader<UnitName, UnitModel | null> {
    return this.once('unitsByKey', async (names: readonly UnitName[]) => {
      const found = new Map<string, UnitModel>();
      for (const { taskKey, ...unit } of await findUnitsByKey(this.store, names)) {
        found.set(`${unit.jobId}/${taskKey}/${unit.key}`, unitModel(unit));
      }
      return names.map(
        ({ jobId, taskKey, unitKey }) => found.get(`${jobId}/${taskKey}/${unitKey}`) ?? null,
      );
    });
  }

  get jobGraphs(): DataLoader<string, Graph<Task>> {
    return this.once('jobGraphs', async (ids: readonly string[]) =>
      inOrder(ids, await readJobGraphs(this.store, ids, requestLimits.graph)),
    );
  }

  get taskGraphs(): DataLoader<string, Graph<Unit>> {
    return this.once('taskGraphs', async (ids: readonly string[]) =>
      inOrder(ids, await readTaskGraphs(this.store, ids, requestLimits.graph)),
    );
  }

  jobsOfTopic(page: KeysetPage & JobSelection): DataLoader<string, readonly JobModel[]> {
    return this.lists('jobsOfTopic', page, jobModel, (ids) =>
      listJobsOfTopics(this.store, ids, page),
    );
  }

  /** The Templates of Topics, each by its newest version. */
  templatesOfTopic(page: KeysetPage): DataLoader<string, readonly TemplateModel[]> {
    return this.lists('templatesOfTopic', page, templateModel, (ids) =>
      listTemplatesOfTopics(this.store, ids, page),
    );
  }

  /** All versions of Templates, by the ids of any of them. */
  versionsOfTemplate(page: KeysetPage<number>): DataLoader<string, readonly TemplateModel[]> {
    return this.lists('versionsOfTemplate', page, templateModel, (ids) =>
      listVersionsOfTemplates(this.store, ids, page),
    );
  }

  tasksOfJob(page: InStates<TaskState>): DataLoader<string, readonly TaskModel[]> {
    return this.lists('tasksOfJob', page, taskModel, (ids) =>
      listTasksOfJobs(this.store, ids, page),
    );
  }

  unitsOfJob(page: InStates<UnitState>): DataLoader<string, readonly UnitModel[]> {
    return this.lists('unitsOfJob', page, unitModel, (ids) =>
      listUnitsOfJobs(this.store, ids, page),
    );
  }

  unitsOfTask(page: InStates<UnitState>): DataLoader<string, readonly UnitModel[]> {
    return this.lists('unitsOfTask', page, unitModel, (ids) =>
      listUnitsOfTasks(this.store, ids, page),
    );
  }

  unitsOfParent(page: KeysetPage): DataLoader<string, readonly UnitModel[]> {
    return this.lists('unitsOfParent', page, unitModel, (ids) =>
      listUnitsOfParents(this.store, ids, page),
    );
  }

  workersOfTopic(page: WorkerPage): DataLoader<string, readonly WorkerModel[]> {
    return this.lists('workersOfTopic', page, workerModel, (ids) =>
      listWorkersOfTopics(this.store, ids, page),
    );
  }

  unitsOfWorker(page: KeysetPage): DataLoader<string, readonly UnitModel[]> {
    return this.lists('unitsOfWorker', page, unitModel, (ids) =>
      listUnitsOfWorkers(this.store, ids, page),
    );
  }

  attemptsOfUnit(page: KeysetPage<number>) {
    return this.lists('attemptsOfUnit', page, attemptModel, (ids) =>
      listAttemptsOfUnits(this.store, ids, page),
    );
  }

  logLinesOfUnit(page: KeysetPage<LogPosition> & { readonly levels: readonly LogLine['level'][] }) {
    return this.lists('logLinesOfUnit', page, logLineModel, (ids) =>
      listLogLinesOfUnits(this.store, ids, page),
    );
  }

  predecessorTasks(limit: number): DataLoader<string, readonly TaskModel[]> {
    return this.lists('predecessorTasks', limit, taskModel, (ids) =>
      listPredecessorTasks(this.store, ids, limit),
    );
  }

  dependantTasks(limit: number): DataLoader<string, readonly TaskModel[]> {
    return this.lists('dependantTasks', limit, taskModel, (ids) =>
      listDependantTasks(this.store, ids, limit),
    );
  }

  predecessorUnits(limit: number): DataLoader<string, readonly UnitModel[]> {
    return this.lists('predecessorUnits', limit, unitModel, (ids) =>
      listPredecessorUnits(this.store, ids, limit),
    );
  }

  dependantUnits(limit: number): DataLoader<string, readonly UnitModel[]> {
    return this.lists('dependantUnits', limit, unitModel, (ids) =>
      listDependantUnits(this.store, ids, limit),
    );
  }

  get #source() {
    return sourceOf(this.store);
  }
}
