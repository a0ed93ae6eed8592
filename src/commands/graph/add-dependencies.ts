import { cycleFound, findCycle } from '../../domain/graph.ts';
import { noGraph } from '../../domain/graph-size.ts';
import { type Rejection, rejection } from '../../domain/rejection.ts';
import { accepted, type LongHandler, refused, refusedAll } from '../batch/handler.ts';
import { Needs } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { dependencyOf, type Link, linkNodes } from '../rules/dependencies.ts';
import { checkRoom, findEditableJob } from './edit-graph.ts';
import { checkPaths, type FoundLink, findLinks } from './find-links.ts';
import type { Level } from './found-graph.ts';

/** Lets Tasks or Units that have not started wait for others that are there. */
export const addDependencies: LongHandler<'addDependencies'> = {
  check: ({ dependencies }) => checkPaths(dependencies),

  addNeeds: ({ jobId }, needs) => {
    needs.jobIds.add(jobId);
  },

  *decideInPortions({ jobId, dependencies }, set) {
    const editable = findEditableJob(set, jobId);
    if (editable.kind === 'REFUSED') return refused(editable.rejection);
    const found = yield* findLinks(set, jobId, dependencies);
    const faults = [...found.faults, ...found.links.filter(({ isThere }) => isThere).map(isDouble)];
    if (faults.length > 0) return refusedAll(faults);
    const added = { ...noGraph, dependencyCount: found.links.length };
    const tooMuch = checkRoom(editable.node, added, ['input', 'dependencies']);
    if (tooMuch.length > 0) return refusedAll(tooMuch);
    const links = found.links.map(({ link }) => link);
    for (const level of ['tasks', 'units'] as const) {
      const cycle = yield* findClosedCycle(set, level, links);
      if (cycle !== undefined) return refused(cycle);
    }
    linkNodes(set, links);
    return accepted<'addDependencies'>({ jobId });
  },
};

function isDouble({ link: { predecessor, dependant }, path }: FoundLink): Rejection {
  const message = `"${dependant.key}" depends on "${predecessor.key}" already. Leave that dependency out.`;
  return rejection('DUPLICATE_DEPENDENCY', message, { path });
}

/**
 * A circle that these would close. Each circle goes through one of them, and from its dependant on
 * through what lies behind it, so nothing else of the graph has to be looked at.
 */
function* findClosedCycle(
  set: WorkingSet,
  level: Level,
  links: readonly Link[],
): Generator<Needs, Rejection | undefined, void> {
  const added = links.filter((link) => link.level === level).map(dependencyOf);
  if (added.length === 0) return undefined;
  const needs = new Needs();
  needs.graph.behind[level].push({
    fromIds: [...new Set(added.map(({ dependantId }) => dependantId))],
    toIds: [...new Set(added.map(({ predecessorId }) => predecessorId))],
  });
  yield needs;
  const positions = new Map<string, number>();
  const ids: string[] = [];
  const predecessors: number[][] = [];
  const positionOf = (id: string) => {
    const known = positions.get(id);
    if (known !== undefined) return known;
    predecessors.push([]);
    positions.set(id, ids.length);
    return ids.push(id) - 1;
  };
  for (const { predecessorId, dependantId } of [...set.graph.behind, ...added]) {
    predecessors[positionOf(dependantId)]?.push(positionOf(predecessorId));
  }
  const cycle = findCycle(predecessors);
  if (cycle === undefined) return undefined;
  const cycleIds = cycle.map((position) => ids[position] ?? '');
  return cycleFound(yield* keysOf(set, level, cycleIds), {
    noun: level === 'units' ? 'Unit' : 'Task',
    path: ['input', 'dependencies'],
  });
}

function* keysOf(
  set: WorkingSet,
  level: Level,
  ids: readonly string[],
): Generator<Needs, readonly string[], void> {
  const needs = new Needs();
  for (const id of ids) (level === 'units' ? needs.unitIds : needs.taskIds).add(id);
  yield needs;
  return ids.map((id) => (level === 'units' ? set.units.get(id).key : set.tasks.get(id).key));
}
