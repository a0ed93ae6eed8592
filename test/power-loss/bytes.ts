/** The content of a file: bytes that can be written anywhere, with zeros where nothing was written. */
export class Bytes {
  #buffer: Buffer;
  #size = 0;

  constructor(capacity = 4096) {
    this.#buffer = Buffer.alloc(capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** What is in the file now; later changes show in it or not. */
  view(): Buffer {
    return this.#buffer.subarray(0, this.#size);
  }

  copy(): Bytes {
    const copy = new Bytes(this.#buffer.length);
    this.#buffer.copy(copy.#buffer, 0, 0, this.#size);
    copy.#size = this.#size;
    return copy;
  }

  write(offset: number, data: Buffer): void {
    this.extend(offset + data.length);
    data.copy(this.#buffer, offset);
  }

  /** Makes the file at least so long. */
  extend(size: number): void {
    if (size > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(size, 2 * this.#buffer.length));
      this.view().copy(larger);
      this.#buffer = larger;
    }
    this.#size = Math.max(this.#size, size);
  }

  truncate(size: number): void {
    this.extend(size);
    this.#buffer.fill(0, size);
    this.#size = size;
  }
}
