/**
 * Searches walk along indexes and test what they come upon. However little of it is wanted, one page
 * looks at a bounded number of rows and then says how far it has come, so that whoever asked goes on
 * from there: a search of millions is many short reads, and never one long one.
 *
 * Every walk of a search is in the same order, that of the keys; several are merged by it.
 */
export interface Candidate {
  readonly id: string;
  /** Its place in the order. */
  readonly key: string;
  readonly isMatch: boolean;
}

/** A part of a walk: what it came upon, in order, and how far it has come. */
export interface Stretch<C extends Candidate> {
  readonly candidates: readonly C[];
  /** The last key that was looked at; undefined at the end of the walk. */
  readonly reached: string | undefined;
  readonly lookedCount: number;
}

/** Walks on from between two keys and looks at about so many rows. */
export type Walk<C extends Candidate> = (span: Span, count: number) => Promise<Stretch<C>>;

/** The keys between which a walk goes, from the one that it begins with; both are excluded. */
export interface Span {
  readonly above: string;
  readonly below: string;
  readonly scan: 'ASC' | 'DESC';
}

export interface Found<C extends Candidate> {
  readonly matches: readonly C[];
  /** How far the search has come if it stopped before its end without having found enough. */
  readonly reached: string | undefined;
}

/** How many rows one page looks at before it says how far it has come. */
export const lookedCountMax = 20_000;

export async function search<C extends Candidate>(
  walks: readonly Walk<C>[],
  span: Span,
  { limit, lookMax = lookedCountMax }: { readonly limit: number; readonly lookMax?: number },
): Promise<Found<C>> {
  const matches: C[] = [];
  let rest = span;
  let lookedCount = 0;
  for (let count = Math.min(Math.max(limit, portionMin), portionMax); ; count = grown(count)) {
    const stretches: Stretch<C>[] = [];
    for (const walk of walks) stretches.push(await walk(rest, count));
    const reached = nearestOf(stretches, span.scan);
    for (const candidate of merged(stretches, reached, span.scan)) {
      if (candidate.isMatch) matches.push(candidate);
      if (matches.length === limit) return { matches, reached: undefined };
    }
    if (reached === undefined) return { matches, reached };
    if (reached === (span.scan === 'ASC' ? rest.above : rest.below)) {
      throw new Error(`A search does not get on from ${reached}.`);
    }
    lookedCount += stretches.reduce((sum, stretch) => sum + stretch.lookedCount, 0);
    if (lookedCount >= lookMax) return { matches, reached };
    rest = span.scan === 'ASC' ? { ...rest, above: reached } : { ...rest, below: reached };
    // Others get their turn between two portions: a statement is done before anything else is.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Rows read at once; more would hold up everybody else. */
const portionMin = 64;
const portionMax = 1_000;

function grown(count: number): number {
  return Math.min(count * 4, portionMax);
}

/** How far all the walks have come: no further than the one that has come least far. */
function nearestOf(
  stretches: readonly Stretch<Candidate>[],
  scan: Span['scan'],
): string | undefined {
  const keys = stretches.flatMap(({ reached }) => (reached === undefined ? [] : [reached])).sort();
  return scan === 'ASC' ? keys[0] : keys.at(-1);
}

function merged<C extends Candidate>(
  stretches: readonly Stretch<C>[],
  reached: string | undefined,
  scan: Span['scan'],
): readonly C[] {
  const sign = scan === 'ASC' ? 1 : -1;
  return stretches
    .flatMap(({ candidates }) => candidates)
    .filter(
      ({ key }) => reached === undefined || (scan === 'ASC' ? key <= reached : key >= reached),
    )
    .sort((one, other) => (one.key < other.key ? -sign : sign));
}

/** How many rows each of several strands is read for, so that together they are not many more. */
export function perStrand(count: number, strandCount: number): number {
  return Math.max(strandRowsMin, Math.ceil(count / Math.max(1, strandCount)));
}

const strandRowsMin = 16;

/**
 * A stretch of several strands that were read side by side, each up to so many rows: it has come as
 * far as the first of those that were cut off.
 */
export function stretchOf<C extends Candidate & { readonly strand: string }>(
  candidates: readonly C[],
  count: number,
  scan: Span['scan'],
): Stretch<C> {
  const lasts = new Map<string, { key: string; count: number }>();
  for (const { strand, key } of candidates) {
    const last = lasts.get(strand);
    if (last === undefined) lasts.set(strand, { key, count: 1 });
    else {
      last.count += 1;
      if (scan === 'ASC' ? key > last.key : key < last.key) last.key = key;
    }
  }
  const cut = [...lasts.values()].filter((last) => last.count >= count).map(({ key }) => key);
  cut.sort();
  const reached = scan === 'ASC' ? cut[0] : cut.at(-1);
  return { candidates, reached, lookedCount: candidates.length };
}
