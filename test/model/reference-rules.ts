/** The rules of the reference: how a node may start, and how a Task or Job ends. */
import {
  isFinished,
  type ReferenceCondition,
  type ReferenceJob,
  type ReferenceNode,
  type ReferenceTask,
  type ReferenceUnit,
} from './reference-nodes.ts';

/** Whether a node may start, by how those it depends on have ended. */
export function joinOf(
  node: ReferenceNode,
  all: readonly ReferenceNode[],
): 'YES' | 'NO' | 'NOT_NEEDED' {
  const endings = node.dependsOn.map((key) => endingOf(all.find((other) => other.key === key)));
  const count = (ending: string) => endings.filter((each) => each === ending).length;
  const open = count('OPEN');
  const bad = count('FAILED') + count('CANCELLED');
  switch (node.join.kind) {
    case 'ALL_FINISHED':
      return open === 0 ? 'YES' : 'NO';
    case 'ANY_FAILED':
      if (count('FAILED') > 0) return 'YES';
      return open === 0 ? 'NOT_NEEDED' : 'NO';
    case 'ALL_SUCCEEDED':
      if (count('SKIPPED') > 0) return 'NOT_NEEDED';
      return count('SUCCEEDED') === endings.length ? 'YES' : 'NO';
    default: {
      const wanted = node.join.kind === 'AT_LEAST' ? node.join.count : Math.min(1, endings.length);
      if (count('SUCCEEDED') >= wanted) return 'YES';
      return bad === 0 && count('SUCCEEDED') + open < wanted ? 'NOT_NEEDED' : 'NO';
    }
  }
}

function endingOf(node: ReferenceNode | undefined): string {
  if (node?.state === 'SKIPPED') return node.isCascading ? 'SKIPPED' : 'SUCCEEDED';
  return node !== undefined && isFinished(node) ? node.state : 'OPEN';
}

/** A failure that one that depends on it and handles failures has made up for. */
export function isHandled(node: ReferenceNode, all: readonly ReferenceNode[]): boolean {
  if (node.state !== 'FAILED') return false;
  return all.some(
    (other) => other.handles && other.state === 'SUCCEEDED' && other.dependsOn.includes(node.key),
  );
}

export function outcomeOf({ units, tolerateCount }: ReferenceTask): string {
  return endOf(units, tolerateCount);
}

export function outcomeOfJob({ tasks }: ReferenceJob): string {
  return endOf(tasks, 0);
}

function endOf(nodes: readonly ReferenceNode[], tolerateCount: number): string {
  const count = (state: string) => nodes.filter((node) => node.state === state).length;
  const unhandled = count('FAILED') - nodes.filter((node) => isHandled(node, nodes)).length;
  const isDone = count('PENDING') === 0 && count('CANCELLED') === 0;
  if (isDone && unhandled <= tolerateCount) return 'SUCCEEDED';
  return count('FAILED') > 0 ? 'FAILED' : 'CANCELLED';
}

/** Looks at the condition of a Unit or Task; what has none is always wanted. */
export function verdictOn(
  node: ReferenceNode,
  { job, task }: { readonly job: ReferenceJob; readonly task?: ReferenceTask },
): 'TRUE' | 'FALSE' | 'FAULT' {
  if (node.condition === undefined || node.isMet) return 'TRUE';
  const { look, keys } = node.condition;
  switch (look) {
    case 'YES':
      return 'TRUE';
    case 'NO':
      return 'FALSE';
    case 'MISSING':
      return 'FAULT';
    case 'CONTEXT':
      return job.context['hot'] === true ? 'TRUE' : 'FALSE';
    default: {
      const output = outputAt(keys, { node, job, task });
      if (output === undefined) return look === 'OUTPUT' ? 'FAULT' : 'FALSE';
      return output === 'true' ? 'TRUE' : 'FALSE';
    }
  }
}

/** Whether what has a condition that is not met fails, and with which code. */
export function failureOf(
  { onFalse }: ReferenceCondition,
  verdict: 'FALSE' | 'FAULT',
): string | undefined {
  if (verdict === 'FAULT') return 'CONDITION_FAULT';
  return onFalse === 'FAIL' ? 'CONDITION_FALSE' : undefined;
}

interface Inputs {
  readonly node: ReferenceNode;
  readonly job: ReferenceJob;
  /** Of a Unit. */
  readonly task: ReferenceTask | undefined;
}

/** An output before a node: by Unit within its Task, or by Task and Unit where that begins. */
function outputAt(keys: readonly string[], { node, job, task }: Inputs): string | undefined {
  const [first, second] = keys;
  if (task !== undefined && node.dependsOn.length > 0) {
    if (second !== undefined || first === undefined) return undefined;
    return node.dependsOn.includes(first) ? unitAt(task, first)?.output : undefined;
  }
  const before = (task ?? node).dependsOn;
  const named = before.includes(first ?? '')
    ? job.tasks.find(({ key }) => key === first)
    : undefined;
  if (named === undefined || second === undefined) return undefined;
  const isLast = !named.units.some(({ dependsOn }) => dependsOn.includes(second));
  return isLast ? unitAt(named, second)?.output : undefined;
}

function unitAt({ units }: ReferenceTask, key: string): ReferenceUnit | undefined {
  return units.find((unit) => unit.key === key);
}

export function skipAway(node: ReferenceNode): void {
  node.state = 'SKIPPED';
  node.isCascading = true;
}

export function hasBegun({ state }: { readonly state: string }): boolean {
  return state !== 'PENDING' && state !== 'PAUSED';
}
