/** Changes to histories made by hand, each of which somebody could have answered or seen. */
import type { Call, JournalEvent, Operation } from '../history.ts';
import { done, type HandMade, topicId } from './hand-made.ts';

/** A change that breaks a promise, and the rule that has to see it. */
export type Breach = readonly [what: string, rule: string, change: (made: HandMade) => void];

/** The operation's last call, answered like this instead. */
export function answerOtherwise(made: HandMade, id: string, answer: Call['answer']): void {
  const { calls } = get(made, id);
  const last = calls.pop();
  if (last !== undefined) calls.push({ ...last, answer });
}

export function rename(made: HandMade, id: string, seq: number): void {
  answerOtherwise(made, id, done(seq));
}

export function repeat(made: HandMade, id: string, answer: Call['answer']): void {
  const { calls } = get(made, id);
  const at = made.operations.at(-1)?.calls.at(-1)?.endedAt ?? 0;
  calls.push({ server: 1, invokedAt: at + 1, endedAt: at + 2, answer });
}

/** The position of this Event was known before the operation began. */
export function answerEarly(made: HandMade, seq: number, operation: Operation): void {
  const before = (operation.calls[0]?.invokedAt ?? 0) - 5;
  const calls = [{ server: 0, invokedAt: before, endedAt: before + 1, answer: done(seq) }];
  const wish = { kind: 'READ', topicId, jobId: 'job_1' } as const;
  made.operations.push({ id: 'early', client: 'hand', wish, calls });
}

export function deliver(
  made: HandMade,
  change: (events: readonly JournalEvent[]) => readonly JournalEvent[],
): void {
  const watch = made.watch('all');
  const [delivery] = watch.deliveries.splice(0);
  if (delivery === undefined) return;
  const events = change(delivery.events);
  watch.deliveries.push({ ...delivery, events, cursorSeq: events.at(-1)?.seq ?? 0 });
}

export function place(made: HandMade) {
  const known = made.places.get('unit_1');
  if (known === undefined) throw new Error('The first Unit has no place.');
  return known;
}

function get(made: HandMade, id: string): Operation {
  const operation = made.operations.find((one) => one.id === id);
  if (operation === undefined) throw new Error(`There is no operation ${id}.`);
  return operation;
}
