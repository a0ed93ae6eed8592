/**
 * What has to be true of graphs that are edited: of each picture that its graph is one, and of each
 * step that the graph is just what was there with what was asked for, and that nothing which has
 * started waits for anything new.
 */

import { endingOf, isSatisfied, type Nodes } from '../../src/audit/node-rules.ts';
import type { Command } from '../../src/domain/command.ts';
import type { TaskDefinition, UnitDefinition } from '../../src/domain/job-definition.ts';
import type { Task } from '../../src/domain/task.ts';
import type { Unit } from '../../src/domain/unit.ts';
import { edgeOf, type Graph, graphOf, hasCycle, hasStarted } from './edit-expectations.ts';
import { isGraphEdit } from './edits.ts';
import type { Picture } from './picture.ts';
import type { Step } from './step-faults.ts';

/** A graph without circles or dangling ends, whose keys are its own, counted by its Job. */
function graphFaults(picture: Picture): readonly string[] {
  const { nodes, edges } = graphOf(picture);
  const found: string[] = [];
  if (new Set(nodes).size < nodes.length) found.push(`keys come twice: ${nodes}`);
  if (new Set(edges).size < edges.length) found.push(`edges come twice: ${edges}`);
  if (edges.some((edge) => edge.includes('undefined'))) found.push(`edges lead nowhere: ${edges}`);
  if (hasCycle(edges)) found.push(`the graph has a circle: ${edges}`);
  for (const { id, dependencyCount } of picture.jobs.values()) {
    const own = [...picture.taskDependencies, ...picture.unitDependencies].filter(
      ({ dependantId }) =>
        (picture.tasks.get(dependantId) ?? picture.units.get(dependantId))?.jobId === id,
    );
    if (dependencyCount !== own.length) found.push(`${id}: counts ${dependencyCount} dependencies`);
  }
  for (const { unitId } of picture.attempts.values()) {
    if (!picture.units.has(unitId)) found.push(`${unitId}: is removed and has attempts`);
  }
  for (const unit of picture.units.values()) {
    if (!picture.tasks.has(unit.taskId)) found.push(`${unit.id}: is in no Task`);
  }
  return found;
}

export function editFaults(step: Step, nodes: Nodes): readonly string[] {
  const { before, commands, result } = step;
  const { after } = result;
  const [command] = commands;
  if (command === undefined) return [];
  if (commands.some(({ name }) => name === 'submitJob')) return graphFaults(after);
  if (!isGraphEdit(command) && isSameGraph(before, after)) return [];
  const [answer] = result.answers;
  const outcome = answer !== undefined && 'outcome' in answer ? answer.outcome : undefined;
  const isDone = outcome?.isAccepted === true && !outcome.isReplayed;
  const expected = isDone ? graphAfter(before, command) : graphOf(before);
  return [
    ...graphFaults(after),
    ...graphDifferences(expected, graphOf(after)),
    ...parentFaults(before, after, command),
    ...startFaults(before, after, nodes),
  ];
}

function isSameGraph(before: Picture, after: Picture): boolean {
  return (
    before.unitDependencies === after.unitDependencies &&
    before.taskDependencies === after.taskDependencies &&
    before.units.size === after.units.size &&
    before.tasks.size === after.tasks.size
  );
}

function graphDifferences(expected: Graph, actual: Graph): readonly string[] {
  const found: string[] = [];
  if (actual.nodes.join() !== expected.nodes.join()) {
    found.push(`the graph has ${actual.nodes}, not ${expected.nodes}`);
  }
  if (actual.edges.join() !== expected.edges.join()) {
    found.push(`the graph goes ${actual.edges}, not ${expected.edges}`);
  }
  return found;
}

function graphAfter(before: Picture, command: Command): Graph {
  const graph = graphOf(before);
  switch (command.name) {
    case 'addTasks':
      return joined(graph, ofTasks(command.tasks));
    case 'addUnits':
      return joined(graph, ofUnits(before.tasks.get(command.taskId)?.key, command.units));
    case 'addDependencies':
      return joined(graph, { nodes: [], edges: command.dependencies.map(edgeOf) });
    case 'removeDependencies': {
      const removed = command.dependencies.map(edgeOf);
      return { ...graph, edges: graph.edges.filter((edge) => !removed.includes(edge)) };
    }
    case 'removeUnits': {
      const units = command.unitIds.flatMap((id) => before.units.get(id) ?? []);
      const paths = units.map((unit) => `${before.tasks.get(unit.taskId)?.key}/${unit.key}`);
      return {
        nodes: graph.nodes.filter((path) => !paths.includes(path)),
        edges: graph.edges.filter((edge) => !edge.split('>').some((end) => paths.includes(end))),
      };
    }
    case 'spawn':
      return graphAfterSpawn(before, graph, command);
    default:
      return graph;
  }
}

/** What is spawned and was not there, and behind it what waits for its parent, if it joins. */
function graphAfterSpawn(before: Picture, graph: Graph, command: Command<'spawn'>): Graph {
  const parent = before.units.get(command.lease.unitId);
  const task = before.tasks.get(parent?.taskId ?? '');
  const units = command.units.filter(({ key }) => !graph.nodes.includes(`${task?.key}/${key}`));
  const tasks = command.tasks.filter(({ key }) => !graph.nodes.includes(key));
  const spawned = joined(joined(graph, ofUnits(task?.key, units)), ofTasks(tasks));
  if (!command.isJoining) return spawned;
  const edges: string[] = [];
  for (const { predecessorId, dependantId } of before.unitDependencies) {
    const waiting = before.units.get(dependantId);
    const waits = waiting !== undefined && waiting.state !== 'READY' && !hasStarted(waiting);
    if (predecessorId !== parent?.id || !waits) continue;
    edges.push(...units.map(({ key }) => `${task?.key}/${key}>${task?.key}/${waiting.key}`));
  }
  for (const { predecessorId, dependantId } of before.taskDependencies) {
    const waiting = before.tasks.get(dependantId);
    if (predecessorId !== task?.id || waiting?.state !== 'PENDING') continue;
    edges.push(...tasks.map(({ key }) => `${key}>${waiting.key}`));
  }
  return joined(spawned, { nodes: [], edges });
}

function joined(graph: Graph, more: Graph): Graph {
  return {
    nodes: [...graph.nodes, ...more.nodes].sort(),
    edges: [...graph.edges, ...more.edges].sort(),
  };
}

function ofTasks(tasks: readonly TaskDefinition[]): Graph {
  const own: Graph = {
    nodes: tasks.map(({ key }) => key),
    edges: tasks.flatMap(({ key, dependsOn }) => dependsOn.map((each) => `${each}>${key}`)),
  };
  return tasks.reduce<Graph>((graph, { key, units }) => joined(graph, ofUnits(key, units)), own);
}

function ofUnits(taskKey: string | undefined, units: readonly UnitDefinition[]): Graph {
  const path = (key: string) => `${taskKey}/${key}`;
  return {
    nodes: units.map(({ key }) => path(key)),
    edges: units.flatMap(({ key, dependsOn }) =>
      dependsOn.map((each) => `${path(each)}>${path(key)}`),
    ),
  };
}

/** What is spawned knows who spawned it, and nothing else has a parent. */
function parentFaults(before: Picture, after: Picture, command: Command): readonly string[] {
  const parentId = command.name === 'spawn' ? command.lease.unitId : null;
  const nodes: readonly (Unit | Task)[] = [...after.units.values(), ...after.tasks.values()];
  return nodes.flatMap(({ id, parentUnitId }) => {
    const old = before.units.get(id) ?? before.tasks.get(id);
    const expected = old === undefined ? parentId : old.parentUnitId;
    return parentUnitId === expected ? [] : [`${id}: has the parent ${parentUnitId}`];
  });
}

/** What has started keeps what it waited for; what has not is ready only by what it waits for now. */
function startFaults(before: Picture, after: Picture, nodes: Nodes): readonly string[] {
  const found: string[] = [];
  for (const old of [...before.units.values(), ...before.tasks.values()]) {
    const node = after.units.get(old.id) ?? after.tasks.get(old.id);
    if (node === undefined) continue;
    const was = predecessorsOf(before, old.id);
    const is = predecessorsOf(after, old.id);
    const isChanged = was.join() !== is.join();
    if (hasStarted(old) && is.some((id) => !was.includes(id))) {
      found.push(`${old.id}: has started and waits for others`);
    }
    const isReady = node.state === 'READY' && !hasStarted(node);
    const endings = (nodes.predecessors.get(node.id) ?? []).map((id) => {
      const { state = '', skipKind = null } = nodes.byId.get(id) ?? {};
      return endingOf(state, skipKind);
    });
    const isRight = isSatisfied(node, endings);
    if (isChanged && isReady && !isRight) found.push(`${node.id}: is ready too early`);
    const isDue =
      node.conditionMetAt !== null || ('deadlineAt' in node && node.deadlineAt !== null);
    if (isChanged && 'taskId' in node && !hasStarted(node) && !isRight && isDue) {
      found.push(`${node.id}: waits for others and is as it was when it was ready`);
    }
  }
  return found;
}

function predecessorsOf(
  { unitDependencies, taskDependencies }: Picture,
  id: string,
): readonly string[] {
  return [...unitDependencies, ...taskDependencies]
    .flatMap(({ predecessorId, dependantId }) => (dependantId === id ? [predecessorId] : []))
    .sort();
}
