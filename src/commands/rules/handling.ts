/**
 * Failures that somebody makes up for: when a Unit or Task that handles failures has succeeded, or
 * no longer has, those that it depends on learn it, and their parents count their failures anew.
 */
import type { NodeRules } from '../../domain/readiness.ts';
import type { Task } from '../../domain/task.ts';
import type { Unit } from '../../domain/unit.ts';
import { ensure, type Needs } from '../batch/needs.ts';
import type { HandlingChange, WorkingSet } from '../batch/working-set.ts';

export function countHandledUnits(set: WorkingSet, changes: readonly HandlingChange<Unit>[]) {
  return countHandled(changes, {
    predecessors: set.predecessorUnits,
    neededOf: (needs) => needs.predecessorsOfUnits,
    get: (id) => set.units.get(id),
    change: (unit, succeededHandlerCount) => set.units.change(unit, { succeededHandlerCount }),
    countHandled: (unit, step) => {
      const task = set.tasks.get(unit.taskId);
      set.tasks.count(task, 'unitsHandled', step);
      set.touchedTasks.push(task);
    },
  });
}

export function countHandledTasks(set: WorkingSet, changes: readonly HandlingChange<Task>[]) {
  return countHandled(changes, {
    predecessors: set.predecessorTasks,
    neededOf: (needs) => needs.predecessorsOfTasks,
    get: (id) => set.tasks.get(id),
    change: (task, succeededHandlerCount) => set.tasks.change(task, { succeededHandlerCount }),
    countHandled: (task, step) => {
      const job = set.jobs.get(task.jobId);
      set.jobs.count(job, 'tasksHandled', step);
      set.touchedJobs.push(job);
    },
  });
}

type HandledNode = Pick<NodeRules, 'succeededHandlerCount'> & {
  readonly id: string;
  readonly state: string;
};

/** What differs between Units and Tasks. */
interface Level<Node> {
  readonly predecessors: ReadonlyMap<string, readonly string[]>;
  neededOf(needs: Needs): Set<string>;
  get(id: string): Node;
  change(node: Node, succeededHandlerCount: number): void;
  /** One more failed node of its parent is handled, or one fewer. */
  countHandled(node: Node, step: 1 | -1): void;
}

function* countHandled<Node extends HandledNode>(
  changes: readonly HandlingChange<Node>[],
  level: Level<Node>,
): Generator<Needs, void, void> {
  yield* ensure((needs) => {
    const needed = level.neededOf(needs);
    for (const { node } of changes) if (!level.predecessors.has(node.id)) needed.add(node.id);
    return needed.size > 0;
  });
  for (const { node: handler, step } of changes) {
    for (const id of level.predecessors.get(handler.id) ?? []) {
      const node = level.get(id);
      const before = node.succeededHandlerCount;
      const after = before + step;
      level.change(node, after);
      const isTurn = before === 0 || after === 0;
      if (node.state === 'FAILED' && isTurn) level.countHandled(node, step);
    }
  }
}
