import type { JobSubmitInput } from '../../client/generated/operations.ts';

/** A Job as a file describes it: what `jobSubmit` takes, the topic left to whoever submits. */
export interface JobFile {
  /** The file as the user named it. */
  readonly source: string;
  /** The topic that the file asks for, if it does. */
  readonly topic: string | undefined;
  readonly job: Omit<JobSubmitInput, 'topic'>;
}

/** One thing that is wrong with a file. */
export interface JobFileFault {
  readonly message: string;
  /** From the root of the file's data; empty when the fault is not in one place. */
  readonly path: readonly (string | number)[];
}

/** What a format makes of a file's data. */
export type ReadFormat =
  | { readonly isValid: true; readonly file: Omit<JobFile, 'source'> }
  | { readonly isValid: false; readonly faults: readonly JobFileFault[] };
