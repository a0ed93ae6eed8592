/**
 * Acting on many at once. Whoever matches is found first and then acted on by a command of its own,
 * like any other: each is whole, in the journal, and refused if it does not apply any more by then.
 * The commands come in portions, so that those of others get their turn in between.
 *
 * With an idempotency key, what matched and what was answered is kept under it: a repetition acts on
 * the same ones, does what had not been done yet, and is answered as the first time.
 */
import { handlerOf } from '../commands/batch/handlers.ts';
import type { Command, Refused } from '../domain/command.ts';
import type { Idempotency } from '../domain/idempotency.ts';
import type { Rejection } from '../domain/rejection.ts';
import type { Engine } from './create-engine.ts';
import { EngineFault } from './engine-fault.ts';
import { settleAll } from './settle-all.ts';

/** One of those that match, as it was when it was found. */
export interface BulkTarget {
  readonly id: string;
  readonly state: string;
  /** How many Units a command on it is about. */
  readonly unitCount: number;
}

export interface BulkRequest {
  readonly topicId: string;
  /** Says what would be done, and does nothing. */
  readonly isDryRun: boolean;
  /** On how many at most. */
  readonly limit: number;
  readonly idempotency: Idempotency | undefined;
  /** The first so many of those that match. */
  find(count: number): Promise<readonly BulkTarget[]>;
  commandOn(id: string): Command;
  /** What the state alone says of what would become of it. */
  foresee(target: BulkTarget): Foreseen;
}

/** Whether it would change, or is so already; or why it would be refused. */
export type Foreseen = boolean | Rejection;

export interface BulkReport {
  readonly countByState: Readonly<Record<string, number>>;
  readonly matchedCount: number;
  readonly changedCount: number;
  readonly unchangedCount: number;
  readonly refusedCount: number;
  /** The first of them. */
  readonly refusals: readonly BulkRefusal[];
  /** Whether more match than were acted on. */
  readonly hasMore: boolean;
  /** The position in the Topic's journal at which all changes are visible; null without any. */
  readonly seq: number | null;
}

export interface BulkRefusal {
  readonly id: string;
  readonly rejection: Rejection;
}

export type BulkAnswer =
  | {
      readonly isAccepted: true;
      readonly topicId: string;
      readonly report: BulkReport;
      readonly isReplayed: boolean;
    }
  | Refused;

type Executes = Pick<Engine, 'execute'>;

export async function runBulk(engine: Executes, request: BulkRequest): Promise<BulkAnswer> {
  const command = request.commandOn('');
  const checked = handlerOf(command).check(command);
  // A check that takes long is of a long input, which no command has that is sent to many.
  const [fault, ...more] = 'next' in checked ? [] : checked;
  if (fault !== undefined) return { isAccepted: false, rejections: [fault, ...more] };
  const found = await request.find(request.limit + 1);
  const selection: Selection = {
    targets: found.slice(0, request.limit),
    hasMore: found.length > request.limit,
  };
  const { topicId } = request;
  if (request.isDryRun) {
    const report = reportOf(selection, foreseeAll(request, selection.targets));
    return { isAccepted: true, topicId, report, isReplayed: false };
  }
  const kept = await keep(engine, request, { name: '', answer: selection });
  if (!kept.isAccepted) return kept;
  const report = await act(engine, request, kept.answer);
  const reported = await keep(engine, request, { name: ' answer', answer: report });
  if (!reported.isAccepted) return reported;
  const { answer, isReplayed } = reported;
  return { isAccepted: true, topicId, report: answer, isReplayed };
}

interface Selection {
  readonly targets: readonly BulkTarget[];
  readonly hasMore: boolean;
}

/** About how many Units the commands of one portion are, so that no batch holds up the others. */
const portionUnitCount = 500;
const refusalCountShown = 20;

type Result = Foreseen | { readonly seq: number };

async function act(
  engine: Executes,
  request: BulkRequest,
  selection: Selection,
): Promise<BulkReport> {
  const results: Result[] = [];
  for (const portion of portionsOf(selection.targets)) {
    const acted = portion.map(({ id }) => actOn(engine, request, id));
    try {
      results.push(...(await settleAll(acted)));
    } catch (fault) {
      // Those of portions before have taken effect, so it cannot be said that nothing has.
      throw results.length === 0 ? fault : new EngineFault('OUTCOME_UNKNOWN', { cause: fault });
    }
  }
  return reportOf(selection, results);
}

async function actOn(engine: Executes, request: BulkRequest, id: string): Promise<Result> {
  const outcome = await engine.execute({
    ...request.commandOn(id),
    ...keyed(request.idempotency, ` ${id}`),
  });
  if (!outcome.isAccepted) return outcome.rejections[0];
  return outcome.isReplayed ? false : { seq: outcome.seq };
}

function foreseeAll(request: BulkRequest, targets: readonly BulkTarget[]): readonly Result[] {
  return targets.map((target) => request.foresee(target));
}

function* portionsOf(targets: readonly BulkTarget[]): Generator<readonly BulkTarget[]> {
  let portion: BulkTarget[] = [];
  let unitCount = 0;
  for (const target of targets) {
    portion.push(target);
    unitCount += Math.max(1, target.unitCount);
    if (unitCount < portionUnitCount) continue;
    yield portion;
    portion = [];
    unitCount = 0;
  }
  if (portion.length > 0) yield portion;
}

function reportOf({ targets, hasMore }: Selection, results: readonly Result[]): BulkReport {
  const countByState: Record<string, number> = {};
  for (const { state } of targets) countByState[state] = (countByState[state] ?? 0) + 1;
  const refusals: BulkRefusal[] = [];
  let [changedCount, unchangedCount, refusedCount] = [0, 0, 0];
  let seq: number | null = null;
  targets.forEach(({ id }, index) => {
    const result = results[index];
    if (result === undefined) return;
    if (result === false) unchangedCount += 1;
    else if (result === true || 'seq' in result) changedCount += 1;
    else {
      refusedCount += 1;
      if (refusals.length < refusalCountShown) refusals.push({ id, rejection: result });
    }
    if (typeof result === 'object' && 'seq' in result) seq = Math.max(seq ?? 0, result.seq);
  });
  const matchedCount = targets.length;
  const counts = { matchedCount, changedCount, unchangedCount, refusedCount };
  return { countByState, ...counts, refusals, hasMore, seq };
}

type Kept<Answer> =
  | { readonly isAccepted: true; readonly answer: Answer; readonly isReplayed: boolean }
  | Refused;

/** Keeps an answer under the key of the request, or answers what was kept under it before. */
async function keep<Answer>(
  engine: Executes,
  { topicId, idempotency }: BulkRequest,
  { name, answer }: { readonly name: string; readonly answer: Answer },
): Promise<Kept<Answer>> {
  if (idempotency === undefined) return { isAccepted: true, answer, isReplayed: false };
  const outcome = await engine.execute<'keepAnswer'>({
    name: 'keepAnswer',
    topicId,
    answer: JSON.stringify(answer),
    ...keyed(idempotency, name),
  });
  if (!outcome.isAccepted) return outcome;
  // Written here, under the same name, and by nobody else.
  const first = JSON.parse(outcome.result.answer) as Answer;
  return { isAccepted: true, answer: first, isReplayed: outcome.isReplayed };
}

/** The parts of one request have keys of their own that follow from its key. */
function keyed(idempotency: Idempotency | undefined, name: string) {
  if (idempotency === undefined) return {};
  const { key, inputHash } = idempotency;
  return { idempotency: { key: `${key}${name}`, inputHash } };
}
