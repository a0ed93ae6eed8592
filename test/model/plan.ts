/** One command of a run, and how its outcome is held against the reference. */
import type { Command, Outcome } from '../../src/domain/command.ts';

export interface Plan {
  readonly command: Command;
  compare(outcome: Outcome): void | Promise<void>;
}

export function plan<N extends Command['name']>(
  command: Command<N>,
  compare: (outcome: Outcome<N>) => void | Promise<void>,
): Plan {
  // The outcome that comes back is that of this command, as the engine's own types say.
  return { command: command as Command, compare: (outcome) => compare(outcome as Outcome<N>) };
}

export function answerOf(outcome: Outcome): string {
  if (!outcome.isAccepted) return outcome.rejections[0].code;
  return outcome.isReplayed ? 'REPEATED' : 'ACCEPTED';
}
