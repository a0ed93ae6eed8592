/**
 * What the auditor of a database and the exhaustive walk hold the rules against: the joins, the
 * counts of predecessors and the folding of a journal, written down a second time and as simply as
 * possible. It works on plain rows and shares no code with what it checks.
 */

/** A Unit or a Task, as far as joins are concerned; a Task has no `taskId`. */
export interface Node {
  readonly id: string;
  readonly jobId: string;
  readonly taskId?: string | null;
  readonly state: string;
  readonly skipKind: string | null;
  readonly join: string;
  readonly joinCount: number | null;
  readonly predecessorCount: number;
  readonly succeededPredecessorCount: number;
  readonly failedPredecessorCount: number;
  readonly cancelledPredecessorCount: number;
  readonly skippedPredecessorCount: number;
}

/** All Units and Tasks by id, who each depends on, and the states of their Jobs; WAITING before one begins. */
export interface Nodes {
  readonly byId: ReadonlyMap<string, Node>;
  readonly predecessors: ReadonlyMap<string, readonly string[]>;
  readonly jobStates: ReadonlyMap<string, string>;
}

/** The counts of predecessors, and what is left waiting although it could go on. */
export function nodeFaults(nodes: Nodes): string[] {
  const found: string[] = [];
  for (const node of nodes.byId.values()) {
    const endings = (nodes.predecessors.get(node.id) ?? []).map((id) => {
      const predecessor = nodes.byId.get(id);
      return endingOf(predecessor?.state ?? '', predecessor?.skipKind ?? null);
    });
    const counted = [
      node.predecessorCount,
      node.succeededPredecessorCount,
      node.failedPredecessorCount,
      node.cancelledPredecessorCount,
      node.skippedPredecessorCount,
    ];
    const recounted = [endings.length, ...countedEndings.map((each) => countOf(endings, each))];
    if (counted.join() !== recounted.join()) {
      found.push(`${node.id}: counts ${counted.join()} predecessors, has ${recounted.join()}`);
    }
    if (node.state !== 'PENDING') continue;
    const parent =
      node.taskId == null ? nodes.jobStates.get(node.jobId) : nodes.byId.get(node.taskId)?.state;
    if (parent === 'RUNNING' && isSatisfied(node, endings)) {
      found.push(`${node.id}: waits although nothing keeps it from starting`);
    }
    // Of a Job that has not begun no Task is looked at.
    if (parent !== 'WAITING' && isNotNeeded(node, endings)) {
      found.push(`${node.id}: waits although it is not needed any more`);
    }
  }
  return found;
}

/** Whether what a node waits for has come about, by how its predecessors ended. */
export function isSatisfied({ join, joinCount }: Node, endings: readonly string[]): boolean {
  switch (join) {
    case 'ALL_SUCCEEDED':
      return countOf(endings, 'SUCCEEDED') === endings.length;
    case 'ALL_FINISHED':
      return countOf(endings, 'OPEN') === 0;
    case 'ANY_FAILED':
      return countOf(endings, 'FAILED') > 0;
    default:
      return countOf(endings, 'SUCCEEDED') >= Math.min(joinCount ?? 1, endings.length);
  }
}

/** Whether what a node waits for cannot come about any more, without anything having gone wrong. */
function isNotNeeded({ join, joinCount }: Node, endings: readonly string[]): boolean {
  const open = countOf(endings, 'OPEN');
  switch (join) {
    case 'ALL_SUCCEEDED':
      return countOf(endings, 'SKIPPED') > 0;
    case 'ALL_FINISHED':
      return false;
    case 'ANY_FAILED':
      return open === 0 && countOf(endings, 'FAILED') === 0;
    default: {
      const wentWrong = countOf(endings, 'FAILED') + countOf(endings, 'CANCELLED');
      const atMost = countOf(endings, 'SUCCEEDED') + open;
      return wentWrong === 0 && atMost < Math.min(joinCount ?? 1, endings.length);
    }
  }
}

/** How a node in this state counts for others; a cascading skip is another thing than a plain one. */
export function endingOf(state: string, skipKind: string | null): string {
  if (state === 'SKIPPED') return skipKind === 'CASCADING' ? 'SKIPPED' : 'SUCCEEDED';
  return ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(state) ? state : 'OPEN';
}

const countedEndings = ['SUCCEEDED', 'FAILED', 'CANCELLED', 'SKIPPED'];

function countOf(endings: readonly string[], ending: string): number {
  let count = 0;
  for (const each of endings) if (each === ending) count += 1;
  return count;
}

/** An Event, as far as folding is concerned; the subject is what it is about. */
export interface JournalRow {
  readonly topicId: string;
  readonly seq: number;
  readonly at: number;
  readonly kind: string;
  readonly subject: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly data: string | null;
}

/**
 * Folds Events into states: each has to go on where the one before left, contiguously and not back
 * in time, and nothing may start by a join that is not satisfied as far as the Events tell.
 */
export class JournalFold {
  readonly heads = new Map<string, { readonly seq: number; readonly at: number }>();
  readonly states = new Map<string, string>();
  readonly skipKinds = new Map<string, string | null>();
  readonly found: string[] = [];
  readonly #nodes: Nodes;
  /** The Topics whose first Events are not kept any more. */
  readonly #begunLater = new Set<string>();
  readonly #predecessors: Map<string, Set<string>>;

  /** @param edits all Events about dependencies: those that are there now are taken back to the beginning */
  constructor(nodes: Nodes, edits: readonly JournalRow[] = []) {
    this.#nodes = nodes;
    this.#predecessors = new Map(
      [...nodes.predecessors].map(([id, predecessors]) => [id, new Set(predecessors)]),
    );
    for (const edit of edits.toReversed()) this.#link(edit, 'dependencyRemoved');
  }

  /** Says that the Events of a Topic before this one are not kept: what they said is not known. */
  beginLater(topicId: string, firstSeq: number): void {
    this.#begunLater.add(topicId);
    this.heads.set(topicId, { seq: firstSeq - 1, at: 0 });
  }

  /** Whether no Event that is kept says where this stands, and one that is not may have. */
  isUntold(topicId: string, subject: string): boolean {
    return this.#begunLater.has(topicId) && !this.states.has(subject);
  }

  take(event: JournalRow): void {
    const { topicId, subject, kind, seq, from, to } = event;
    this.#goOn(event);
    this.#link(event, 'dependencyAdded');
    if (to === null) return;
    const node = this.#nodes.byId.get(subject);
    const isWhole = !this.#begunLater.has(topicId);
    if (isWhole && node !== undefined && (kind === 'unit.ready' || kind === 'task.opened')) {
      const endings = [...(this.#predecessors.get(subject) ?? [])].map((id) =>
        endingOf(this.stateOf(id), this.skipKinds.get(id) ?? null),
      );
      const isOpen = node.taskId == null || this.stateOf(node.taskId) !== 'PENDING';
      if (!isSatisfied(node, endings) || !isOpen) {
        this.found.push(`${subject}: ${kind} at ${seq} after ${endings.join()}`);
      }
    }
    if (to === 'SKIPPED') {
      const isCascading = (event.data ?? '').includes('"skipKind":"CASCADING"');
      this.skipKinds.set(subject, isCascading ? 'CASCADING' : 'PLAIN');
    }
    const before = this.isUntold(topicId, subject) ? from : this.stateOf(subject);
    if (from !== null && from !== before) {
      this.found.push(`${subject}: ${kind} at ${seq} from ${from}, was ${before}`);
    }
    this.states.set(subject, to);
  }

  /** Where the Events say that a Job, Task or Unit stands. */
  stateOf(subject: string): string {
    return this.states.get(subject) ?? (subject.startsWith('job_') ? 'RUNNING' : 'PENDING');
  }

  /** Lets a node depend on another by Events that end in this, and not any more by the others. */
  #link({ kind, subject, data }: JournalRow, adding: string): void {
    if (!kind.includes('.dependency')) return;
    const predecessorId = /"predecessorId":"([^"]*)"/.exec(data ?? '')?.[1] ?? '';
    const predecessors = this.#predecessors.get(subject) ?? new Set();
    this.#predecessors.set(subject, predecessors);
    if (kind.endsWith(adding)) predecessors.add(predecessorId);
    else predecessors.delete(predecessorId);
  }

  #goOn({ topicId, seq, at }: JournalRow): void {
    const head = this.heads.get(topicId) ?? { seq: 0, at: 0 };
    if (seq !== head.seq + 1) this.found.push(`${topicId}: no Event ${head.seq + 1}`);
    if (at < head.at) this.found.push(`${topicId}: Event ${seq} is before its time`);
    this.heads.set(topicId, { seq, at });
  }
}
