/**
 * A Topic's queue as those see it who look after workers: how much waits, what keeps it, since when,
 * how much runs and how fast it goes, of each kind and of all together. What is READY is claimable,
 * limited, delayed or held, and one of these alone.
 */
import { noUnits, type UnitCounters, unitCounterOf } from './counters.ts';
import type { KindQueue } from './kind-queue.ts';
import { ratePerMinute } from './rates.ts';

export interface QueueFigures {
  /** Null of all kinds together. */
  readonly kind: string | null;
  /** Ready, and nothing keeps them back but that nobody has claimed them. */
  readonly claimableCount: number;
  /** Ready, and kept back by Limits that let nothing of theirs start. */
  readonly limitedCount: number;
  /** Ready once a delay is over. */
  readonly delayedCount: number;
  /** Ready, and their Task, Job or Topic is paused. */
  readonly heldCount: number;
  /** Since when the one that has been ready for longest of those that are claimable or limited is so. */
  readonly oldestReadyAt: number | null;
  readonly unitCounts: UnitCounters;
  readonly claimedPerMinute: number;
  readonly succeededPerMinute: number;
  readonly failedPerMinute: number;
}

export interface Queue {
  readonly topicId: string;
  /** The position in the Topic's journal of which this is the picture. */
  readonly seq: number;
  /** The instant that the rates are reckoned for. */
  readonly at: number;
  readonly total: QueueFigures;
  readonly kinds: readonly QueueFigures[];
}

/** A Topic's queue as it was read, at one position of its journal. */
export interface QueueReading {
  readonly topicId: string;
  readonly seq: number;
  readonly lastAt: number;
  readonly isHeld: boolean;
  readonly kinds: readonly KindReading[];
}

export interface KindReading extends Omit<KindQueue, 'topicId' | 'emptyAt'> {
  /** Of those that can be claimed, be their Lanes open or not. */
  readonly oldestReadyAt: number | null;
  /** Whether a Limit of the kind or of the Topic lets nothing start. */
  readonly isShut: boolean;
}

/**
 * The figures at an instant, epoch milliseconds; rates fade as time passes.
 *
 * @param kinds those that are asked for, in order; undefined for all that were read
 */
export function queueAt(
  reading: QueueReading,
  kinds: readonly string[] | undefined,
  now: number,
): Queue {
  const { topicId, seq, lastAt } = reading;
  // What has happened has happened by now, whatever the clock of the reader says.
  const at = Math.max(now, lastAt);
  const all = new Map(
    reading.kinds.map((row) => [row.kind, figuresOf(row, { at, isHeld: reading.isHeld })]),
  );
  const listed = kinds?.map((kind) => all.get(kind) ?? noFigures(kind)) ?? [...all.values()];
  const total = listed.reduce(sumOf, noFigures(null));
  return { topicId, seq, at, total: rounded(total), kinds: listed.map(rounded) };
}

function figuresOf(
  row: KindReading,
  { at, isHeld }: { readonly at: number; readonly isHeld: boolean },
): QueueFigures {
  const { kind, claimableCount: standingCount, delayedCount, era } = row;
  const limitedCount = row.isShut ? standingCount : row.shutCount;
  // Of a held Topic nothing is handed out, whatever else keeps it.
  const inLineCount = isHeld ? 0 : standingCount;
  return {
    kind,
    claimableCount: isHeld ? 0 : standingCount - limitedCount,
    limitedCount: isHeld ? 0 : limitedCount,
    delayedCount,
    heldCount: row.unitsReady - delayedCount - inLineCount,
    oldestReadyAt: isHeld ? null : row.oldestReadyAt,
    unitCounts: row,
    claimedPerMinute: ratePerMinute(row.claimedWeight, era, at),
    succeededPerMinute: ratePerMinute(row.succeededWeight, era, at),
    failedPerMinute: ratePerMinute(row.failedWeight, era, at),
  };
}

function noFigures(kind: string | null): QueueFigures {
  return {
    kind,
    claimableCount: 0,
    limitedCount: 0,
    delayedCount: 0,
    heldCount: 0,
    oldestReadyAt: null,
    unitCounts: noUnits,
    claimedPerMinute: 0,
    succeededPerMinute: 0,
    failedPerMinute: 0,
  };
}

function sumOf(one: QueueFigures, other: QueueFigures): QueueFigures {
  const unitCounts = { ...one.unitCounts };
  for (const counter of Object.values(unitCounterOf)) {
    unitCounts[counter] += other.unitCounts[counter];
  }
  const oldest = [one.oldestReadyAt, other.oldestReadyAt].filter((at) => at !== null);
  return {
    kind: one.kind,
    claimableCount: one.claimableCount + other.claimableCount,
    limitedCount: one.limitedCount + other.limitedCount,
    delayedCount: one.delayedCount + other.delayedCount,
    heldCount: one.heldCount + other.heldCount,
    oldestReadyAt: oldest.length === 0 ? null : Math.min(...oldest),
    unitCounts,
    claimedPerMinute: one.claimedPerMinute + other.claimedPerMinute,
    succeededPerMinute: one.succeededPerMinute + other.succeededPerMinute,
    failedPerMinute: one.failedPerMinute + other.failedPerMinute,
  };
}

/** To a tenth, so that a rate that fades away is 0 in the end. */
function rounded(figures: QueueFigures): QueueFigures {
  const toTenth = (rate: number) => Math.round(rate * 10) / 10;
  return {
    ...figures,
    claimedPerMinute: toTenth(figures.claimedPerMinute),
    succeededPerMinute: toTenth(figures.succeededPerMinute),
    failedPerMinute: toTenth(figures.failedPerMinute),
  };
}
