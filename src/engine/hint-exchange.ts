/**
 * Tells the other servers on the database what was committed here, and hears it from them. What comes
 * soon after another on the same Topic is told together. Nothing depends on it: whoever waits looks by
 * itself as well, only later.
 */
import type { HintLine } from '../store/port.ts';
import type { ClaimableUnits, CommitHint } from './commit-hint.ts';

export class HintExchange {
  readonly #line: HintLine | undefined;
  readonly #stopListening: (() => void) | undefined;
  readonly #collected = new Map<string, Collected>();
  #timer: NodeJS.Timeout | undefined;

  /** @param onHeard called with what another server has committed */
  constructor(line: HintLine | undefined, onHeard: (hint: CommitHint) => void) {
    this.#line = line;
    this.#stopListening = line?.listen((message) => {
      const hint = decodeHint(message);
      if (hint !== undefined) onHeard(hint);
    });
  }

  tell({ topicId, seq, claimable, calledWorkers, freedWorkers }: CommitHint): void {
    if (this.#line === undefined) return;
    let collected = this.#collected.get(topicId);
    if (collected === undefined) {
      collected = { seq, claimable: new Map(), called: new Set(), freed: new Set() };
      this.#collected.set(topicId, collected);
    }
    collected.seq = seq;
    for (const units of claimable) {
      collected.claimable.set(`${units.kind} ${units.requires}`, units);
    }
    for (const worker of calledWorkers) collected.called.add(worker);
    for (const worker of freedWorkers) collected.freed.add(worker);
    this.#timer ??= setTimeout(() => this.#send(), collectMs);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#send();
    this.#stopListening?.();
  }

  #send(): void {
    this.#timer = undefined;
    for (const [topicId, collected] of this.#collected) {
      for (const message of encodeHints(topicId, collected)) this.#line?.send(message);
    }
    this.#collected.clear();
  }
}

const collectMs = 5;

interface Collected {
  seq: number;
  readonly claimable: Map<string, ClaimableUnits>;
  readonly called: Set<string>;
  readonly freed: Set<string>;
}

/** As JSON: one text, or more when it becomes too long for one. */
type Message = readonly [topicId: string, seq: number, ...parts: Part[]];

type Part =
  | readonly ['claimable', kind: string, requires: string, count: number]
  | readonly ['called', worker: string]
  | readonly ['freed', worker: string];

const messageBytesMax = 7_000;

function* encodeHints(topicId: string, { seq, ...collected }: Collected): Generator<string> {
  const head = `${JSON.stringify([topicId, seq]).slice(0, -1)}`;
  let text = head;
  for (const part of partsOf(collected)) {
    const added = `,${JSON.stringify(part)}`;
    if (text.length > head.length && byteLength(text) + byteLength(added) >= messageBytesMax) {
      yield `${text}]`;
      text = head;
    }
    // One that is too long even alone is left out: hints may be lost.
    if (byteLength(text) + byteLength(added) < messageBytesMax) text += added;
  }
  yield `${text}]`;
}

function* partsOf({ claimable, called, freed }: Omit<Collected, 'seq'>): Generator<Part> {
  for (const { kind, requires, count } of claimable.values()) {
    yield ['claimable', kind, requires, count];
  }
  for (const worker of called) yield ['called', worker];
  for (const worker of freed) yield ['freed', worker];
}

function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** Undefined for what a server of another version may have told. */
function decodeHint(message: string): CommitHint | undefined {
  let decoded: unknown;
  try {
    decoded = JSON.parse(message);
  } catch {
    return undefined;
  }
  if (!isMessage(decoded)) return undefined;
  const [topicId, seq, ...parts] = decoded;
  const claimable: ClaimableUnits[] = [];
  const [calledWorkers, freedWorkers] = [new Set<string>(), new Set<string>()];
  for (const part of parts) {
    if (part[0] === 'claimable') {
      const [, kind, requires, count] = part;
      claimable.push({ kind, requires, count });
    } else if (part[0] === 'called') calledWorkers.add(part[1]);
    else freedWorkers.add(part[1]);
  }
  // What waits for the clock is looked after by the clock of the server that told.
  const untold = { endedAttempts: undefined, deadlineAt: undefined };
  return { topicId, seq, claimable, calledWorkers, freedWorkers, ...untold };
}

function isMessage(decoded: unknown): decoded is Message {
  if (!Array.isArray(decoded)) return false;
  const [topicId, seq, ...parts] = decoded;
  return typeof topicId === 'string' && typeof seq === 'number' && parts.every(isPart);
}

function isPart(part: unknown): part is Part {
  if (!Array.isArray(part)) return false;
  const [what, name, requires, count] = part;
  if (typeof name !== 'string') return false;
  if (what === 'called' || what === 'freed') return true;
  return what === 'claimable' && typeof requires === 'string' && typeof count === 'number';
}
