import { EngineFault } from './engine-fault.ts';

/** The answers to what belongs to one request, when there is one to each; see `answersOf`. */
export async function settleAll<Answer>(
  asked: readonly Promise<Answer>[],
): Promise<readonly Answer[]> {
  return answersOf(await Promise.allSettled(asked));
}

/**
 * The answers to what belongs to one request. Where some of it broke down, what is said is true of all: it
 * is only definite when all that broke down did so in the same way and nothing else has taken effect.
 */
export function answersOf<Answer>(
  asked: readonly PromiseSettledResult<Answer>[],
  hasTakenEffect: (answer: Answer) => boolean = () => true,
): readonly Answer[] {
  const answers: Answer[] = [];
  const faults: unknown[] = [];
  for (const settled of asked) {
    if (settled.status === 'fulfilled') answers.push(settled.value);
    else faults.push(settled.reason);
  }
  if (faults.length === 0) return answers;
  const [cause] = faults;
  const codes = new Set(faults.map((fault) => (fault instanceof EngineFault ? fault.code : fault)));
  if (codes.size === 1 && !answers.some(hasTakenEffect)) throw cause;
  throw new EngineFault('OUTCOME_UNKNOWN', { cause });
}
