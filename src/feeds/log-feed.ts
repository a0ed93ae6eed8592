/**
 * What one subscriber follows who tails log lines. Events say that lines were added, and which; the
 * lines are read in sets, once for all who are told of the same Events alike.
 *
 * The invariant: a message holds all lines of each of its Events, so each position lies between two
 * reports, and whoever goes on from there gets every line once.
 */
import type { Event } from '../domain/event.ts';
import type { LogLine } from '../domain/log-line.ts';
import type { Store } from '../store/port.ts';
import { type LogSpan, readLogSpans } from '../store/reads/log-spans.ts';
import type { EventBatch } from './event-batch.ts';
import { MadeOfBatch } from './made-of-batch.ts';
import { MessageSequence } from './message-sequence.ts';
import { SequenceFeed } from './sequence-feed.ts';

export interface LogMessage {
  readonly lines: readonly LogLine[];
  /** How many Events it tells of; their lines may be of other levels. */
  readonly eventCount: number;
  readonly topicId: string;
  /** The position from which to go on. */
  readonly seq: number;
  readonly isCaughtUp: boolean;
}

/** How lines are told. */
export interface LogRequest {
  readonly levels: readonly LogLine['level'][];
  /** How many lines a message holds at most, unless they came with one report. */
  readonly batch: number;
}

export interface LogFeedOptions extends LogRequest {
  readonly store: Store;
  /** Events of the kind `unit.logged`, and of no other. */
  readonly events: AsyncIterator<EventBatch, undefined>;
}

/** The first message comes at once, empty or not; later ones when there are lines. */
export function createLogFeed({ store, events, ...request }: LogFeedOptions) {
  let toldSeq: number | undefined;
  let isBehind = false;
  return new SequenceFeed<LogMessage>({
    next: async () => {
      const { value: batch } = await events.next();
      return batch === undefined ? undefined : messagesOf(batch, request, store);
    },
    leave: () => events.return?.(),
    passes: ({ lines, eventCount, seq, isCaughtUp }) => {
      const isNear = toldSeq !== undefined && seq - toldSeq < passedCountMax;
      const isMute = lines.length === 0 && eventCount > 0;
      if (isMute && isNear && !(isBehind && isCaughtUp)) return true;
      toldSeq = seq;
      isBehind = !isCaughtUp;
      return false;
    },
  });
}

/** After how many Events without lines of these levels their position is told. */
const passedCountMax = 1_000;

function messagesOf(
  batch: EventBatch,
  request: LogRequest,
  store: Store,
): MessageSequence<LogMessage> {
  const key = `${request.batch} ${[...request.levels].sort().join(' ')}`;
  const read = () => new MessageSequence(readMessages(batch, request, store));
  return sequences.take({ batch, key }, read, ({ hasFailed }) => hasFailed);
}

const sequences = new MadeOfBatch<MessageSequence<LogMessage>>();

async function* readMessages(
  { topicId, events, seq, isCaughtUp }: EventBatch,
  request: LogRequest,
  store: Store,
): AsyncGenerator<LogMessage, undefined, undefined> {
  const portions = portionsOf(events, request.batch);
  for (const [place, portion] of portions.entries()) {
    const lines = await readLogSpans(store, portion.map(spanOf), request.levels);
    const isLast = place === portions.length - 1;
    const position = isLast ? { seq, isCaughtUp } : { seq: endOf(portion), isCaughtUp: false };
    yield { topicId, lines, eventCount: portion.length, ...position };
  }
  if (portions.length === 0) yield { topicId, lines: [], eventCount: 0, seq, isCaughtUp };
  return undefined;
}

/** Events that are told together: as many as have few enough lines, and at least one. */
function portionsOf(events: readonly Event[], batch: number): readonly (readonly Event[])[] {
  const portions: Event[][] = [];
  let room = { lines: 0, characters: 0 };
  for (const event of events) {
    const { lineCount, characterCount } = dataOf(event);
    const last = portions.at(-1);
    if (last === undefined || lineCount > room.lines || characterCount > room.characters) {
      portions.push([event]);
      room = { lines: batch, characters: characterCountMax };
    } else {
      last.push(event);
    }
    room.lines -= lineCount;
    room.characters -= characterCount;
  }
  return portions;
}

function endOf(portion: readonly Event[]): number {
  return portion.at(-1)?.seq ?? 0;
}

/** How much a message holds at most, unless it came with one report: half a million characters. */
const characterCountMax = 500_000;

function spanOf(event: Event): LogSpan {
  const { firstLine, lineCount } = dataOf(event);
  return { unitId: event.unitId ?? '', attempt: event.attempt ?? 0, firstLine, lineCount };
}

function dataOf({ data }: Event) {
  // Written by append-log.ts and by nothing else; earlier versions left out the last.
  const found = JSON.parse(data ?? '{}') as Partial<Readonly<Record<LogFact, number>>>;
  const { firstLine = 1, lineCount = 0, characterCount = 0 } = found;
  return { firstLine, lineCount, characterCount };
}

type LogFact = 'firstLine' | 'lineCount' | 'characterCount';
