/** What becomes of the changes that were not settled when the power went. */
export type Fate = 'kept' | 'dropped' | 'torn' | 'blank';

export interface Fates {
  /** Of the change with this index among the open changes of a file. */
  change(index: number, count: number): Fate;
  /** Whether the next sector of a torn write is kept. */
  sector(): boolean;
  /** Which of so many files a name leads to, from the one that is settled to the last. */
  name(count: number): number;
}

export const settleAll: Fates = {
  change: () => 'kept',
  sector: () => true,
  name: (count) => count - 1,
};

export const settleNone: Fates = { change: () => 'dropped', sector: () => false, name: () => 0 };

/** Draws one of the ways in which a disk loses things: some lose in order, some lose one, some anything. */
export function drawFates(chance: () => number): Fates {
  const among = (count: number) => Math.floor(chance() * count);
  const any = (): Fate => (['kept', 'dropped', 'torn', 'blank'] as const)[among(4)] ?? 'kept';
  const sector = () => chance() < 0.5;
  const share = chance();
  const ways: readonly Fates[] = [
    settleAll,
    settleNone,
    { change: () => any(), sector, name: among },
    { change: () => (chance() < share ? 'kept' : any()), sector, name: among },
    { change: () => (chance() < share ? 'dropped' : any()), sector, name: among },
    {
      // In order: what comes after the first that is lost is lost as well.
      change: (index, count) => inOrder(index, Math.floor(share * count), any),
      sector,
      name: among,
    },
    {
      // The latest first: what comes before is lost, as when a disk writes backwards.
      change: (index, count) => inOrder(count - 1 - index, Math.floor(share * count), any),
      sector,
      name: (count) => count - 1,
    },
    {
      // One alone is lost.
      change: (index, count) => (index === Math.floor(share * count) ? any() : 'kept'),
      sector,
      name: (count) => count - 1,
    },
  ];
  return ways[among(ways.length)] ?? settleAll;
}

function inOrder(index: number, lost: number, any: () => Fate): Fate {
  if (index === lost) return any();
  return index < lost ? 'kept' : 'dropped';
}
