import { EngineFault } from './engine-fault.ts';

/**
 * The answers to what belongs to one request, when there is one to each. Where some of it broke down,
 * what is said is true of all: it is only definite when all that broke down did so in the same way
 * and nothing else has taken effect.
 */
export async function settleAll<Answer>(
  asked: readonly (Answer | Promise<Answer>)[],
  hasTakenEffect: (answer: Answer) => boolean = () => true,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const faults: unknown[] = [];
  for (const settled of await Promise.allSettled(asked)) {
    if (settled.status === 'fulfilled') answers.push(settled.value);
    else faults.push(settled.reason);
  }
  if (faults.length === 0) return answers;
  const [cause] = faults;
  const codes = new Set(faults.map((fault) => (fault instanceof EngineFault ? fault.code : fault)));
  if (codes.size === 1 && !answers.some(hasTakenEffect)) throw cause;
  throw new EngineFault('OUTCOME_UNKNOWN', { cause });
}
