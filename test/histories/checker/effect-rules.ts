/**
 * Answers against the journal. What was answered as done is there, once, at the place that the answer
 * names; what was refused is not; what nobody knows is there at most once; and whatever is there,
 * somebody can have caused.
 */
import type { Call, History, Operation } from '../history.ts';
import { isOfItsOwn, markOfOperation, neverBegins } from './causes.ts';
import { inWords } from './in-words.ts';
import type { Timeline } from './timeline.ts';
import type { Trace, Traces } from './traces.ts';

export interface Evidence {
  readonly history: History;
  readonly traces: Traces;
  readonly timeline: Timeline;
}

export function checkEffects({ history, traces, timeline }: Evidence): readonly string[] {
  const faults: string[] = [];
  const marks = new Set<string>();
  for (const operation of history.operations) {
    const mark = markOfOperation(operation);
    if (mark === undefined) continue;
    marks.add(mark);
    const effects = traces.marked(mark);
    faults.push(
      ...checkOnce(operation, effects),
      ...checkPresence(operation, effects),
      ...checkPlace(operation, effects, { history, traces, timeline }),
    );
  }
  for (const [mark, [first]] of traces.marks()) {
    if (marks.has(mark) || first === undefined) continue;
    faults.push(`cause: ${first.seq} ${first.event.kind} was asked for by nobody (${mark})`);
  }
  return faults;
}

/** Each kind of Event once for each thing that it is about. */
function checkOnce(operation: Operation, effects: readonly Trace[]): readonly string[] {
  const seen = new Set<string>();
  const faults: string[] = [];
  for (const { seq, event, topicId } of effects) {
    const subject = event.unitId ?? event.taskId ?? event.jobId ?? '';
    const fact = `${event.kind} ${subject}`;
    if (seen.has(fact))
      faults.push(`once: ${inWords(operation)} has ${event.kind} again at ${seq}`);
    if ('topicId' in operation.wish && topicId !== operation.wish.topicId) {
      faults.push(`once: ${inWords(operation)} shows in another Topic`);
    }
    seen.add(fact);
  }
  return faults;
}

function checkPresence(operation: Operation, effects: readonly Trace[]): readonly string[] {
  const { calls, wish } = operation;
  const accepted = calls.flatMap(({ answer }) => (answer.kind === 'OK' ? answer : []));
  if (accepted.length > 0) {
    // Holding what is held already changes nothing, and a Job by its key may be somebody else's.
    const mayBeSilent =
      (wish.kind === 'ASK' || wish.kind === 'SUBMIT') &&
      accepted.every(({ isReplayed }) => isReplayed);
    const isThere = effects.length > 0 || mayBeSilent || isSilent(operation);
    return isThere ? [] : [`lost: ${inWords(operation)} was answered as done and is not there`];
  }
  if (effects.length === 0) return [];
  const isDefinite = calls.every(({ answer }) => answer.kind === 'REFUSED');
  const last = calls.at(-1)?.answer;
  // What keeps a Unit and ends nothing may have counted before the lease was lost.
  const isFinal = last?.kind === 'REFUSED' && !last.isRetryable && !isSignOfLife(operation);
  return isDefinite || isFinal
    ? [`definite: ${inWords(operation)} was refused and is there at ${effects[0]?.seq}`]
    : [];
}

/** What is asked for may have been so before, or be about nothing; only its Events would tell. */
function isSilent({ wish }: Operation): boolean {
  return wish.kind === 'ASK' && mayTellNothing.has(wish.action);
}

function isSignOfLife({ wish }: Operation): boolean {
  return wish.kind === 'REPORT' && (wish.report === 'progress' || wish.report === 'log');
}

/** These do something to whatever is in some state, which may be nothing that tells of it. */
const mayTellNothing = new Set(['jobRetry', 'jobRerun']);

function checkPlace(
  operation: Operation,
  effects: readonly Trace[],
  evidence: Evidence,
): readonly string[] {
  const { timeline } = evidence;
  const [first] = effects;
  const last = effects.at(-1);
  const [firstCall] = operation.calls;
  if (first === undefined || last === undefined || firstCall === undefined) return [];
  const faults: string[] = [];
  const own = ownDoing(operation);
  const since = (own ?? firstCall).invokedAt;
  const heard = timeline.heardBefore(first.topicId, since);
  if (first.seq <= heard) {
    faults.push(
      `order: ${inWords(operation)} is at ${first.seq}, and ${heard} was heard of before`,
    );
  }
  for (const call of operation.calls) {
    const { answer } = call;
    if (answer.kind !== 'OK' || answer.position === undefined) continue;
    const { seq } = answer.position;
    if (seq < last.seq) {
      faults.push(`place: ${inWords(operation)} names ${seq}, and it is at ${last.seq}`);
    } else if (call === own) faults.push(...checkRange(operation, effects, { evidence, seq }));
  }
  return faults;
}

/** From its first Event to the place that its answer names there is nothing of anybody else. */
function checkRange(
  operation: Operation,
  effects: readonly Trace[],
  { evidence, seq }: { readonly evidence: Evidence; readonly seq: number },
): readonly string[] {
  const [first] = effects;
  if (first === undefined) return [];
  const events = evidence.history.journals.get(first.topicId) ?? [];
  const range = events.slice(first.seq - 1, seq);
  const own = new Set(effects.map((effect) => effect.seq));
  const names = `place: ${inWords(operation)} names ${seq}, and`;
  if (range.length < seq - first.seq + 1) return [`${names} the journal ends before`];
  const foreign = range.find((event) => !own.has(event.seq) && isOfItsOwn(event));
  if (foreign !== undefined) return [`${names} ${foreign.seq} is of another`];
  if (range.some(({ at }) => at !== first.event.at)) return [`${names} that is of another instant`];
  const next = events[seq];
  const isCutOff = next?.at === first.event.at && neverBegins(next);
  return isCutOff ? [`${names} what follows from it goes on`] : [];
}

/** The call that did it, not one that found it done. */
function ownDoing({ wish, calls }: Operation): Call | undefined {
  // Progress that is told again is answered like progress that is new.
  const candidates =
    wish.kind === 'REPORT' && wish.report === 'progress' ? calls.slice(0, 1) : calls;
  return candidates.find(({ answer }) => answer.kind === 'OK' && !answer.isReplayed);
}
