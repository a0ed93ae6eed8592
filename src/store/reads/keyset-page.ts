/** Which part of an ordered list is asked for: a bounded run of rows between two keys. */
export interface KeysetPage<Key = string> {
  /** Only rows whose key is greater. */
  readonly above: Key | undefined;
  /** Only rows whose key is smaller. */
  readonly below: Key | undefined;
  /** In which direction rows are read; the limit cuts off the far end. */
  readonly scan: 'ASC' | 'DESC';
  /** How many rows to read for each parent. */
  readonly limit: number;
}

/** Smaller than every id. */
export const leastId = '';

/** Greater than every id: ids are lower-case letters, digits and an underscore. */
export const greatestId = '~';
