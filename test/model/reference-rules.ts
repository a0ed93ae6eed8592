/** What the reference works on, and its rules: how a node may start, and how a Task ends. */
import type { JoinKind } from '../../src/domain/readiness.ts';

/** What a node waits for; `count` is for AT_LEAST. */
export interface ReferenceJoin {
  readonly kind: JoinKind;
  readonly count: number;
}

export interface ReferenceUnit {
  readonly key: string;
  readonly kind: string;
  dependsOn: readonly string[];
  readonly join: ReferenceJoin;
  readonly maxAttempts: number;
  readonly attemptTimeoutMs: number | undefined;
  state: string;
  /** A head start in the claim order of a minute for each level. */
  priority: number;
  isCascading: boolean;
  attempt: number;
  failureCount: number;
  lossCount: number;
  lease:
    | {
        readonly attempt: number;
        readonly until: number;
        readonly ms: number;
        readonly end: number;
      }
    | undefined;
  readonly endings: Map<number, string>;
  readyAt: number;
  availableAt: number | undefined;
  resumeAt: number | undefined;
  /** Whether its own worker had it paused. */
  isPausedByWorker: boolean;
  readonly sequence: number;
  /** Whether it was claimed since it was submitted, retried or rerun. */
  hasStarted: boolean;
  isRemoved: boolean;
}

/** That something is held as a whole, and until when. */
export interface ReferenceHold {
  readonly resumeAt: number | undefined;
}

export interface ReferenceTask {
  readonly key: string;
  dependsOn: readonly string[];
  readonly join: ReferenceJoin;
  readonly tolerateCount: number;
  units: readonly ReferenceUnit[];
  state: string;
  isCascading: boolean;
  wasOpened: boolean;
  hold: ReferenceHold | undefined;
}

export interface ReferenceJob {
  readonly cancelsRest: boolean;
  tasks: readonly ReferenceTask[];
  context: Readonly<Record<string, unknown>>;
  state: string;
  priority: number;
  hold: ReferenceHold | undefined;
}

interface ReferenceNode {
  readonly key: string;
  readonly dependsOn: readonly string[];
  readonly join: ReferenceJoin;
  state: string;
  isCascading: boolean;
}

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

export function endingOf(node: ReferenceNode | undefined): string {
  if (node?.state === 'SKIPPED') return node.isCascading ? 'SKIPPED' : 'SUCCEEDED';
  return node !== undefined && isFinished(node) ? node.state : 'OPEN';
}

export function outcomeOf(task: ReferenceTask): string {
  const count = (state: string) => task.units.filter((unit) => unit.state === state).length;
  const isDone = count('PENDING') === 0 && count('CANCELLED') === 0;
  if (isDone && count('FAILED') <= task.tolerateCount) return 'SUCCEEDED';
  return count('FAILED') > 0 ? 'FAILED' : 'CANCELLED';
}

export function skipAway(node: ReferenceNode): void {
  node.state = 'SKIPPED';
  node.isCascading = true;
}

export function hasBegun({ state }: { readonly state: string }): boolean {
  return state !== 'PENDING' && state !== 'PAUSED';
}

export function hasGoneWrong({ state }: { readonly state: string }): boolean {
  return state === 'FAILED' || state === 'CANCELLED';
}

export function isFinished({ state }: { readonly state: string }): boolean {
  return ['SUCCEEDED', 'FAILED', 'SKIPPED', 'CANCELLED'].includes(state);
}

export function statesOf(task: ReferenceTask): readonly string[] {
  return [task.state, ...task.units.map((unit) => unit.state)];
}

export function worstOf(states: readonly string[]): string {
  return ['FAILED', 'CANCELLED'].find((state) => states.includes(state)) ?? 'SUCCEEDED';
}
