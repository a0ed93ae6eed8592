/** What was looked at, and how it was found. */
export interface Finding {
  readonly level: Level;
  /** What was looked at, in a word or two. */
  readonly subject: string;
  /** How it is; for what is not well, also what to do. */
  readonly message: string;
  /** One line for each thing that is wrong. */
  readonly details?: readonly string[];
}

/** A warning may become a fault, or keeps something from being looked at; a fault needs somebody now. */
export type Level = 'OK' | 'WARNING' | 'FAULT';

export function ok(subject: string, message: string): Finding {
  return { level: 'OK', subject, message };
}

export function warning(
  subject: string,
  message: string,
  details: readonly string[] = [],
): Finding {
  return { level: 'WARNING', subject, message, details };
}

export function fault(subject: string, message: string, details: readonly string[] = []): Finding {
  return { level: 'FAULT', subject, message, details };
}
