/**
 * One batch of commands on a picture: decided as src/engine/run-batch.ts has them decided, with what
 * they need loaded from the picture, and what has changed written into a new one.
 */
import { type Answer, decideBatch } from '../../src/commands/batch/decide-batch.ts';
import type { Context } from '../../src/commands/batch/handler.ts';
import type { Step } from '../../src/commands/batch/needs.ts';
import { WorkingSet } from '../../src/commands/batch/working-set.ts';
import type { Command } from '../../src/domain/command.ts';
import type { Event } from '../../src/domain/event.ts';
import type { Attempt } from '../../src/domain/lease.ts';
import { loadLimits } from './load-limits.ts';
import { loadPicture } from './load-picture.ts';
import { type Picture, written } from './picture.ts';

export interface BatchResult {
  readonly after: Picture;
  /** In the order of the commands. */
  readonly answers: readonly Answer[];
  readonly events: readonly Event[];
  readonly attempts: readonly Attempt[];
  readonly set: WorkingSet;
}

export function runBatch(before: Picture, commands: readonly Command[]): BatchResult {
  const [topic] = before.topics.values();
  const now = Math.max(before.now, topic?.lastAt ?? 0);
  const set = new WorkingSet(now, topic && { ...topic });
  loadLimits(before, set);
  const steps = decideBatch(set, commands, contextOf(topic?.lastSeq ?? 0));
  const answers = drive(steps, before, set);
  const { events, attempts } = set.appended;
  return { after: written(before, set), answers, events, attempts, set };
}

/** Loads what the steps need; nobody else is there to have a turn. */
function drive<Result>(
  steps: Generator<Step, Result, void>,
  before: Picture,
  set: WorkingSet,
): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (step.value !== undefined) loadPicture(before, set, step.value);
  }
}

/** Ids count on from the journal's head, so the same commands on the same picture make the same. */
export function contextOf(lastSeq: number): Context {
  let count = 0;
  const next = () => {
    count += 1;
    return idAt(lastSeq, count);
  };
  return {
    ids: { next: (kind) => `${kind}_${next()}`, nextLeaseId: () => `lease_${next()}` },
    chance: () => 0.5,
  };
}

/** The id that the first lease of the next batch will have. */
export function nextLeaseId({ topics }: Picture): string {
  const [topic] = topics.values();
  return `lease_${idAt(topic?.lastSeq ?? 0, 1)}`;
}

function idAt(lastSeq: number, count: number): string {
  return `${lastSeq}`.padStart(6, '0') + `${count}`.padStart(3, '0');
}
