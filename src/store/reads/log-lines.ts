import type { LogLineInput } from '../../domain/command.ts';

/** A log line as it is stored. `fields` is JSON text; `at` is epoch milliseconds. */
export interface LogLine extends LogLineInput {
  readonly unitId: string;
  readonly attempt: number;
  /** 1, 2, 3 ... within the attempt. */
  readonly line: number;
  readonly at: number;
}
