/**
 * A disk as a power cut may leave it. It takes the steps of a trace; a cut after any of them gives
 * one of the states that were possible then.
 *
 * What was synced is there. Of what was not, every write is kept, dropped, or torn between sectors
 * of 512 bytes, each for itself; or only the length that it gave the file is there. A sector is
 * always as it was after some write, because a disk writes it whole: bytes of a later write bring
 * along those of earlier writes to the same sector. A new length is kept or dropped as well. Which
 * file a name leads to is settled when the folder is synced, or the file itself: there POSIX
 * promises less, and ext4, XFS and btrfs do this. Until then a name leads to any file that it has
 * led to since, or to none.
 */
import { Bytes } from './bytes.ts';
import { type Fates, settleAll } from './fates.ts';
import type { FileStep } from './trace.ts';

export const sectorSize = 512;

/** The files of a folder, by name. */
export type Files = ReadonlyMap<string, Buffer>;

export class Disk {
  /** What each name leads to for the programs that run: the last of the list. */
  readonly #names = new Map<string, (StoredFile | undefined)[]>();

  take(step: FileStep): void {
    switch (step.kind) {
      case 'create':
        if (this.#find(step.file) === undefined) this.#lead(step.file, new StoredFile());
        return;
      case 'remove':
        this.#lead(step.file, undefined);
        return;
      case 'rename':
        this.#lead(step.to, this.#get(step.file));
        this.#lead(step.file, undefined);
        return;
      case 'sync':
        this.#sync(step.file);
        return;
      case 'write':
      case 'truncate':
        this.#get(step.file).take(step);
    }
  }

  /** How many changes are not settled, so that a cut may lose them. */
  get openCount(): number {
    let count = 0;
    for (const files of this.#names.values()) {
      count += files.length - 1 + (files.at(-1)?.openCount ?? 0);
    }
    return count;
  }

  /** What the programs that run see. */
  seen(): Files {
    return this.cut(settleAll);
  }

  /** What is there after a power cut now. */
  cut(fates: Fates): Files {
    const files = new Map<string, Buffer>();
    for (const [name, led] of this.#names) {
      const file = led[fates.name(led.length)];
      if (file !== undefined) files.set(name, file.cut(fates));
    }
    return files;
  }

  #lead(name: string, file: StoredFile | undefined): void {
    const led = this.#names.get(name);
    if (led === undefined) this.#names.set(name, [undefined, file]);
    else led.push(file);
  }

  #find(name: string): StoredFile | undefined {
    return this.#names.get(name)?.at(-1);
  }

  #get(name: string): StoredFile {
    const file = this.#find(name);
    if (file === undefined) throw new Error(`The trace uses ${name}, which it has not created.`);
    return file;
  }

  #sync(name: string): void {
    if (name === '.') {
      for (const led of this.#names.values()) led.splice(0, led.length - 1);
      return;
    }
    this.#get(name).sync();
    this.#names.get(name)?.splice(0, (this.#names.get(name)?.length ?? 1) - 1);
  }
}

type Change = Extract<FileStep, { readonly kind: 'write' | 'truncate' }>;

class StoredFile {
  readonly #synced = new Bytes();
  #changes: Change[] = [];

  get openCount(): number {
    return this.#changes.length;
  }

  take(change: Change): void {
    this.#changes.push(change);
  }

  sync(): void {
    for (const change of this.#changes) apply(change, this.#synced);
    this.#changes = [];
  }

  cut(fates: Fates): Buffer {
    const left = this.#synced.copy();
    if (this.#changes.length === 0) return left.view();
    // What the programs saw, change by change: a sector that reaches the disk is a sector of this.
    const seen = this.#synced.copy();
    this.#changes.forEach((change, index) => {
      apply(change, seen);
      const fate = fates.change(index, this.#changes.length);
      if (fate === 'dropped') return;
      if (change.kind === 'truncate') left.truncate(change.size);
      else if (fate === 'blank') left.extend(change.offset + change.data.length);
      else keep(change, { seen, left, keeps: fate === 'torn' ? fates.sector : () => true });
    });
    return left.view();
  }
}

function apply(change: Change, bytes: Bytes): void {
  if (change.kind === 'truncate') bytes.truncate(change.size);
  else bytes.write(change.offset, change.data);
}

interface Keeping {
  readonly seen: Bytes;
  readonly left: Bytes;
  /** Whether the next sector reaches the disk. */
  readonly keeps: () => boolean;
}

function keep({ offset, data }: Extract<Change, { kind: 'write' }>, keeping: Keeping): void {
  const { seen, left, keeps } = keeping;
  const end = offset + data.length;
  for (let at = offset - (offset % sectorSize); at < end; at += sectorSize) {
    if (keeps()) left.write(at, seen.view().subarray(at, Math.min(at + sectorSize, seen.size)));
  }
}
