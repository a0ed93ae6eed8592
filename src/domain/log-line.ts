/** What a worker writes down while it works. `fields` is JSON text. */
export interface LogLineInput {
  readonly level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  readonly message: string;
  readonly fields: string | null;
}

/** A log line as it is stored: the lines of an attempt are counted from 1. */
export interface LogLine extends LogLineInput {
  readonly unitId: string;
  readonly attempt: number;
  readonly line: number;
  /** Epoch milliseconds. */
  readonly at: number;
}
